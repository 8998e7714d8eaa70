"""The score of a hit: BM25 of its title, abstract and authors, divided by the highest possible sum.

    sum over clauses idf * sum over fields weight * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length))

The length of a field is divided by a usual length (S. Robertson, H. Zaragoza: The Probabilistic
Relevance Framework: BM25 and Beyond, 2009). The score is computed from the paper itself: tantivy's
own scores choose the candidates, but they depend on the history of its segments.
"""

from collections.abc import Sequence
from math import log
from typing import NamedTuple

from papertriage.library.search import terms
from papertriage.library.search.query import Atom, Clause
from papertriage.paper import Author
from papertriage.text.person import author_terms, query_terms

_K1, _B = 1.2, 0.75
_DIGITS = 6


class _Part(NamedTuple):
    """The weight of a field, and its usual length in words."""

    weight: float
    usual: float


_PARTS = {"ti": _Part(2.0, 10.0), "abs": _Part(1.0, 170.0), "au": _Part(1.0, 10.0)}
_RANKING = {"all": ("ti", "abs"), "ti": ("ti",), "abs": ("abs",)}
"""The fields that add to the highest possible sum, by the field of an atom. Authors, categories and
ids filter papers and do not rank them: of two papers by Okafor neither is more by Okafor."""


class Found(NamedTuple):
    """An atom of a query that a paper matches, and how often."""

    atom: Atom
    title: int = 0
    abstract: int = 0
    authors: int = 0


class Scorer:
    """Scores papers for one query."""

    def __init__(self, clauses: Sequence[Clause], idfs: Sequence[float]) -> None:
        """Take the clauses that are searched for in texts, each with its idf."""
        self._clauses = clauses
        self._idfs = idfs
        self._matchers = [[_Matcher.of(atom) for atom in clause.sought()] for clause in clauses]
        weighed = zip(clauses, idfs, strict=True)
        self._most = sum(idf * max(map(_most, clause.sought())) for clause, idf in weighed)
        every = [matcher for some in self._matchers for matcher in some]
        self._initials = {
            stem[0] for matcher in every for phrase in matcher.phrases for stem in phrase
        }

    def score(
        self, title: str | None, abstract: str | None, authors: Sequence[Author]
    ) -> tuple[float, list[Found]] | None:
        """Return a paper's score and what was found; None if a clause does not match."""
        texts = {"ti": self._read(title), "abs": self._read(abstract)}
        names = [_Name(terms.names(author.name), author) for author in authors]
        total = 0.0
        found: list[Found] = []
        for clause, idf, some in zip(self._clauses, self._idfs, self._matchers, strict=True):
            best = 0.0
            matches = not clause.is_only_sought
            for matcher in some:
                counts, value = matcher.value(texts, names)
                if any(counts):
                    matches = True
                    best = max(best, value)
                    found.append(Found(matcher.atom, *counts))
            if not matches:
                return None
            total += idf * best
        return (round(min(total / self._most, 1.0), _DIGITS) if self._most else 1.0), found

    def _read(self, text: str | None) -> "_Text":
        words = terms.words(text or "")
        initials = self._initials
        return _Text(words, [terms.stem(w) if w[0] in initials else "" for w in words])


class _Text(NamedTuple):
    """The words of a text, with the stems of those that may match the query."""

    words: list[str]
    stems: list[str]


class _Name(NamedTuple):
    """An author, and the words of the name."""

    words: list[str]
    author: Author


class _Matcher(NamedTuple):
    """Counts the matches of an atom.

    Attributes:
        phrases: the stems to search for in a text, any of them; for a prefix, those before it.
        starts: the possible starts of a word, for a prefix.
        names: the words to search for in a name.
        people: the terms of a name to search for among the authors (see `query_terms`).
    """

    atom: Atom
    phrases: Sequence[list[str]] = ()
    starts: tuple[str, ...] = ()
    names: Sequence[str] = ()
    people: frozenset[str] = frozenset()

    @classmethod
    def of(cls, atom: Atom) -> "_Matcher":
        names = terms.names(atom.text)
        if atom.prefix:
            before, starts = terms.beginnings(atom.text)
            return cls(atom, [list(map(terms.stem, before))], tuple(starts), names)
        people = query_terms(atom.text) if atom.field == "au" else frozenset()
        return cls(atom, atom.phrases(), (), names, people)

    def value(
        self, texts: dict[str, _Text], names: list[_Name]
    ) -> tuple[tuple[int, int, int], float]:
        """Return how often it is found in title, abstract and authors, and its BM25."""
        counts = {"ti": 0, "abs": 0, "au": 0}
        value = 0.0
        for field in ("ti", "abs"):
            if self.atom.field in {"all", field}:
                counts[field] = self._in_text(texts[field])
                value += _bm25(field, counts[field], len(texts[field].words))
        if self.atom.field in {"all", "au"}:
            counts["au"] = sum(self._in_name(name) for name in names)
            if self.atom.field == "all":  # au: does not rank papers
                value += _bm25("au", counts["au"], sum(len(name.words) for name in names))
        return (counts["ti"], counts["abs"], counts["au"]), value

    def _in_text(self, text: _Text) -> int:
        count = sum(_count(text.stems, phrase) for phrase in self.phrases if phrase)
        if not self.starts:
            return count
        if self.phrases[0] and not count:
            return 0
        return sum(word.startswith(self.starts) for word in text.words)

    def _in_name(self, name: _Name) -> int:
        if self.starts:
            *before, start = self.names
            begins = any(word.startswith(start) for word in name.words)
            return int(begins and (not before or _count(name.words, before) > 0))
        if _count(name.words, self.names) or _count(name.words, self.names[::-1]):
            return 1
        return int(bool(self.people) and not self.people.isdisjoint(author_terms(name.author)))


def ranks(clause: Clause) -> bool:
    """Return whether a clause ranks papers, and does not only filter them."""
    return any(atom.field in _RANKING for atom in clause.sought())


def _most(atom: Atom) -> float:
    return (_K1 + 1) * sum(_PARTS[field].weight for field in _RANKING.get(atom.field, ()))


def idf(papers: int, holding: int) -> float:
    """Return the inverse document frequency of a stem or a clause; it is never negative."""
    return log(1 + (papers - holding + 0.5) / (holding + 0.5))


def _bm25(field: str, count: int, length: int) -> float:
    part = _PARTS[field]
    slope = _K1 * (1 - _B + _B * length / part.usual)
    return part.weight * count * (_K1 + 1) / (count + slope) if count else 0.0


def _count(words: Sequence[str], phrase: Sequence[str]) -> int:
    """Return how often a phrase occurs in some words."""
    if len(phrase) == 1:
        return words.count(phrase[0])
    size, first = len(phrase), phrase[0]
    return sum(
        words[at : at + size] == phrase
        for at, word in enumerate(words[: len(words) - size + 1])
        if word == first
    )
