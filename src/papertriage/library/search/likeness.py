"""Ranks papers by BM25 for the words of a query, or of other papers.

    sum over query stems of weight * idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / mean))
    idf = ln(1 + (papers - df + 0.5) / (df + 0.5))

Title and abstract are one text. Document frequencies and the mean length are those of the papers
that are ranked: of a library, or of a stream. (S. Robertson, H. Zaragoza: The Probabilistic
Relevance Framework: BM25 and Beyond, 2009.) The score is the sum divided by that of the best paper.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from heapq import nlargest
from math import fsum, sqrt

import msgspec

from papertriage.library.search import terms
from papertriage.library.search.score import idf
from papertriage.paper import Evidence, Paper, Tag
from papertriage.text.stop_words import STOP_WORDS

_K1, _B = 1.5, 0.75
_WORDS = 100
"""Stems that are searched for, those with the highest weights; usually all of an abstract."""
_CONSIDERED = 2_000
"""Stems among which those are chosen; of many papers, the stems that most of them use."""
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
    """What BM25 needs to know about all papers that are ranked.

    Attributes:
        papers: their number.
        words: the number of content words in all of them.
        holding: the number of papers with each stem in title or abstract.
    """

    papers: int = 0
    words: int = 0
    holding: Counter[str] = msgspec.field(default_factory=Counter)

    def idf(self, stem: str) -> float:
        """Return the inverse document frequency of a stem."""
        return idf(self.papers, self.holding[stem])

    @property
    def mean_length(self) -> float:
        """The mean number of content words of a paper."""
        return max(self.words, 1) / max(self.papers, 1)


class Content(msgspec.Struct, frozen=True):
    """The occurrences of the query stems in a paper.

    Attributes:
        counts: the number of occurrences of each stem.
        printed: the first word with each stem.
        length: the number of the paper's content words.
    """

    counts: Mapping[str, int]
    printed: Mapping[str, str]
    length: int


class Wanted:
    """The stems of some texts, which have the same weight whatever their length."""

    def __init__(self, name: str, texts: Iterable[str]) -> None:
        """Take the texts, and the name of the list."""
        self.name = name
        total: defaultdict[str, float] = defaultdict(float)
        for text in texts:
            # If a text has only function words, they are used.
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
        self._mean_length = statistics.mean_length
        self.stems = {stem: wanted.weights[stem] for stem in chosen}

    def sum(self, content: Content) -> float:
        """Return a paper's BM25."""
        return fsum(share for share, _ in self._shares(content))

    def tag(self, content: Content, best: float) -> Tag:
        """Return a paper's sum divided by the best one, with the words that add up to it."""
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
        slope = _K1 * (1 - _B + _B * content.length / self._mean_length)
        return [
            (self._weights[stem] * count * (_K1 + 1) / (count + slope), stem)
            for stem, count in content.counts.items()
            if stem in self._weights
        ]
