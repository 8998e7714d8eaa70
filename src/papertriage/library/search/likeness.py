"""Likeness: BM25 of papers for the words of a query, or of other papers.

    sum over wanted stems of weight * idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / usual))
    idf = ln(1 + (papers - df + 0.5) / (df + 0.5))

Title and abstract are one text. Document frequencies and the usual length are those of the papers
that are ranked: of a library, or of a stream. (S. Robertson, H. Zaragoza: The Probabilistic
Relevance Framework: BM25 and Beyond, 2009.) The score is the share of the best paper's sum.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from heapq import nlargest
from math import fsum, log, sqrt

import msgspec

from papertriage.library.search import terms
from papertriage.paper import Evidence, Paper, Tag
from papertriage.text.stop_words import STOP_WORDS

_K1, _B = 1.5, 0.75
_WORDS = 100
"""Stems that are looked for, the weightiest: all of an abstract, as a rule."""
_CONSIDERED = 2_000
"""Stems among which those are chosen: where many papers are the target, those that most use."""
_MOST_TERMS = 12
_OTHER_WORDS = "other words"
_DIGITS = 6


def content_words(text: str) -> list[str]:
    """Return the folded words of a text without function words and single letters."""
    return [word for word in terms.words(text) if _says_something(word)]


def text_of(paper: Paper) -> str:
    """Return title and abstract as one text."""
    return f"{paper.title or ''} {paper.abstract or ''}"


def _says_something(word: str) -> bool:
    return word not in STOP_WORDS and (len(word) > 1 or not word.isascii())


class Statistics(msgspec.Struct, kw_only=True):
    """What BM25 takes from all papers that are ranked.

    Attributes:
        papers: how many there are.
        words: content words in all of them together.
        holding: stem -> papers that have it in title or abstract.
    """

    papers: int = 0
    words: int = 0
    holding: Counter[str] = msgspec.field(default_factory=Counter)

    def idf(self, stem: str) -> float:
        """Return what a stem says, given how many papers have it."""
        holding = self.holding[stem]
        return log(1 + (self.papers - holding + 0.5) / (holding + 0.5))

    @property
    def usual_length(self) -> float:
        """The mean length of a paper."""
        return max(self.words, 1) / max(self.papers, 1)


class Content(msgspec.Struct, frozen=True):
    """What a paper has of the wanted stems.

    Attributes:
        counts: stem -> how often it occurs.
        printed: stem -> the first word with it.
        length: the paper's content words.
    """

    counts: Mapping[str, int]
    printed: Mapping[str, str]
    length: int


class Wanted:
    """What is looked for: the stems of some texts, which count alike however long they are."""

    def __init__(self, name: str, texts: Iterable[str]) -> None:
        """Make it of texts; `name` is what lists call it."""
        self.name = name
        total: defaultdict[str, float] = defaultdict(float)
        for text in texts:
            # A text of nothing but function words is about these.
            counts = Counter(map(terms.stem, content_words(text) or terms.words(text)))
            length = sqrt(sum(count * count for count in counts.values()))
            for stem, count in counts.items():
                total[stem] += count / length
        order = sorted(total, key=lambda stem: (-total[stem], stem))[:_CONSIDERED]
        self.weights = {stem: total[stem] for stem in order}

    def __bool__(self) -> bool:
        return bool(self.weights)

    def read(self, paper: Paper) -> Content:
        """Count the wanted stems in a paper."""
        words = terms.words(text_of(paper))
        counts: Counter[str] = Counter()
        printed: dict[str, str] = {}
        for word in words:
            stem = terms.stem(word)
            if stem in self.weights:
                counts[stem] += 1
                printed.setdefault(stem, word)
        return Content(counts, printed, sum(map(_says_something, words)))


class Ranker:
    """Scores papers for one target, given the statistics of all papers."""

    def __init__(self, wanted: Wanted, statistics: Statistics) -> None:
        weighed = {stem: w * statistics.idf(stem) for stem, w in wanted.weights.items()}
        chosen = nlargest(_WORDS, weighed, key=lambda stem: (weighed[stem], stem))
        self._name = wanted.name
        self._weights = {stem: weighed[stem] for stem in chosen}
        self._usual = statistics.usual_length
        self.stems = {stem: wanted.weights[stem] for stem in chosen}

    def sum(self, content: Content) -> float:
        """Return a paper's BM25."""
        return fsum(share for share, _ in self._shares(content))

    def tag(self, content: Content, best: float) -> Tag:
        """Return a paper's share of the best one's sum, and the words that make it."""
        shares = sorted(self._shares(content), key=lambda pair: (-pair[0], pair[1]))
        evidence = [
            Evidence(kind="term", text=content.printed[stem], share=round(share / best, _DIGITS))
            for share, stem in shares[:_MOST_TERMS]
        ]
        if rest := shares[_MOST_TERMS:]:
            share = round(fsum(share for share, _ in rest) / best, _DIGITS)
            evidence.append(Evidence(kind="term", text=_OTHER_WORDS, share=share, count=len(rest)))
        score = min(round(fsum(part.share for part in evidence), _DIGITS), 1.0)
        return Tag(topic=self._name, score=score, base=0.0, evidence=evidence)

    def _shares(self, content: Content) -> list[tuple[float, str]]:
        slope = _K1 * (1 - _B + _B * content.length / self._usual)
        return [
            (self._weights[stem] * count * (_K1 + 1) / (count + slope), stem)
            for stem, count in content.counts.items()
            if stem in self._weights
        ]
