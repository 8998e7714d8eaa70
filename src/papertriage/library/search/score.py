"""The score of a hit: BM25 of its title, abstract and authors, as a share of the most it could be.

    sum over clauses idf * sum over fields weight * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length))

A field's length counts in usual lengths (S. Robertson, H. Zaragoza: The Probabilistic Relevance
Framework: BM25 and Beyond, 2009). It is worked out from the paper's own line: tantivy's figures
choose the candidates, but they hang on how its segments came about, and so would the order.
"""

from collections.abc import Sequence
from math import log
from typing import NamedTuple

from papertriage.library.search import terms
from papertriage.library.search.query import Atom, Clause
from papertriage.paper import Author
from papertriage.text.person import found_by, terms_of

_K1, _B = 1.2, 0.75
_DIGITS = 6


class _Part(NamedTuple):
    """How a field counts: its weight, and its usual length in words."""

    weight: float
    usual: float


_PARTS = {"ti": _Part(2.0, 10.0), "abs": _Part(1.0, 170.0), "au": _Part(1.0, 10.0)}
_RANKING = {"all": ("ti", "abs"), "ti": ("ti",), "abs": ("abs",)}
"""The fields whose filling with a word would be the most that it can reach. Names, categories and
ids choose and do not rank: of two papers by Okafor neither is more by Okafor. Of what stands in
parentheses the best counts."""


class Found(NamedTuple):
    """What of a query a paper has, and how often."""

    atom: Atom
    title: int = 0
    abstract: int = 0
    authors: int = 0


class Scorer:
    """Scores papers for one query."""

    def __init__(self, clauses: Sequence[Clause], idfs: Sequence[float]) -> None:
        """Make it of the clauses that are looked for in texts, each with what it says."""
        self._clauses = clauses
        self._idfs = idfs
        self._looked = [[_Looked.of(atom) for atom in clause.sought()] for clause in clauses]
        weighed = zip(clauses, idfs, strict=True)
        self._most = sum(idf * max(map(_most, clause.sought())) for clause, idf in weighed)
        every = [looked for some in self._looked for looked in some]
        self._initials = {
            stem[0] for looked in every for phrase in looked.phrases for stem in phrase
        }

    def score(
        self, title: str | None, abstract: str | None, authors: Sequence[Author]
    ) -> tuple[float, list[Found]] | None:
        """Return a paper's score and what was found; None if a clause is not in it."""
        texts = {"ti": self._read(title), "abs": self._read(abstract)}
        names = [_Name(terms.names(author.name), author) for author in authors]
        total = 0.0
        found: list[Found] = []
        for clause, idf, some in zip(self._clauses, self._idfs, self._looked, strict=True):
            best = 0.0
            met = not clause.is_only_sought
            for looked in some:
                counts, value = looked.value(texts, names)
                if any(counts):
                    met = True
                    best = max(best, value)
                    found.append(Found(looked.atom, *counts))
            if not met:
                return None
            total += idf * best
        return (round(min(total / self._most, 1.0), _DIGITS) if self._most else 1.0), found

    def _read(self, text: str | None) -> "_Text":
        words = terms.words(text or "")
        initials = self._initials
        return _Text(words, [terms.stem(w) if w[0] in initials else "" for w in words])


class _Text(NamedTuple):
    """The words of a text; the stems only of those that a query's words could be."""

    words: list[str]
    stems: list[str]


class _Name(NamedTuple):
    """An author, and the words of the name."""

    words: list[str]
    author: Author


class _Looked(NamedTuple):
    """An atom, ready to be counted.

    Attributes:
        phrases: the stems to look for in a text, any of them; of a beginning those before it.
        starts: how a word may begin, if a beginning is looked for.
        names: the words to look for in a name.
        people: the terms of a name that is looked for among the authors (see `terms_of`).
    """

    atom: Atom
    phrases: Sequence[list[str]] = ()
    starts: tuple[str, ...] = ()
    names: Sequence[str] = ()
    people: frozenset[str] = frozenset()

    @classmethod
    def of(cls, atom: Atom) -> "_Looked":
        names = terms.names(atom.text)
        if atom.prefix:
            before, starts = terms.beginnings(atom.text)
            return cls(atom, [list(map(terms.stem, before))], tuple(starts), names)
        people = terms_of(atom.text) if atom.field == "au" else frozenset()
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
            if self.atom.field == "all":  # au: alone sorts nobody: the newest paper comes first
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
        return int(bool(self.people) and not self.people.isdisjoint(found_by(name.author)))


def ranks(clause: Clause) -> bool:
    """Tell whether a clause says anything of the order, and not only of who is there."""
    return any(atom.field in _RANKING for atom in clause.sought())


def _most(atom: Atom) -> float:
    return (_K1 + 1) * sum(_PARTS[field].weight for field in _RANKING.get(atom.field, ()))


def idf(papers: int, holding: int) -> float:
    """Return what a clause says that so many of all papers meet; never negative."""
    return log(1 + (papers - holding + 0.5) / (holding + 0.5))


def _bm25(field: str, count: int, length: int) -> float:
    part = _PARTS[field]
    slope = _K1 * (1 - _B + _B * length / part.usual)
    return part.weight * count * (_K1 + 1) / (count + slope) if count else 0.0


def _count(words: Sequence[str], phrase: Sequence[str]) -> int:
    """Return how often words stand one after the other."""
    if len(phrase) == 1:
        return words.count(phrase[0])
    size, first = len(phrase), phrase[0]
    return sum(
        words[at : at + size] == phrase
        for at, word in enumerate(words[: len(words) - size + 1])
        if word == first
    )
