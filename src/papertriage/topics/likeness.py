"""Likeness: how much a paper speaks of what a query, or some papers, speak of.

    score = sigmoid(BASE + SCALE * sum over stems of wanted weight * paper's weight)

The weights are those of `tfidf`. The wanted ones have length 1; a paper's are divided by a
length that is partly its own and partly a usual one, so that short texts gain nothing by being
short. A. Singhal, C. Buckley, M. Mitra: Pivoted document length normalization, SIGIR 1996.
"""

from collections import defaultdict
from collections.abc import Iterable
from math import exp, fsum, sqrt

from papertriage.paper import Evidence, Paper, Tag
from papertriage.topics import tfidf
from papertriage.topics.keywords import Text

SCALE, BASE = 30.0, -4.5
"""Set on a small collection of queries with judgements: the slope is of the order that logistic
regression gives there, and .50 is near the score down to which a list has its best F1."""

_PIVOT = 49.0
"""Usual length of an abstract's vector before it is made 1."""
_SLOPE = 0.3
"""The part of a paper's own length in what it is divided by."""

_LEAST = -2.95
"""Log-odds of .05: papers below are not like it at all."""
_MOST_TERMS = 12
_DIGITS = 6


class Wanted:
    """What is looked for: the mean of some texts."""

    def __init__(self, name: str, texts: Iterable[Text]) -> None:
        """Make it of texts; `name` is what lists call it."""
        self.name = name
        total: defaultdict[str, float] = defaultdict(float)
        for text in texts:
            for stem, value in tfidf.vector(text).items():
                total[stem] += value
        length = sqrt(fsum(value * value for value in total.values()))
        self._weights = {stem: value / length for stem, value in total.items()} if length else {}

    def __bool__(self) -> bool:
        return bool(self._weights)

    def weightiest(self, count: int) -> dict[str, float]:
        """Return the stems that say most of what is looked for, with their weights."""
        order = sorted(self._weights.items(), key=lambda pair: (-pair[1], pair[0]))
        return dict(order[:count])

    def tag(self, paper: Paper) -> Tag | None:
        """Return the paper's score with the words that make it; None below .05."""
        text = Text.of(paper.title, paper.abstract)
        terms = tfidf.Terms(text)
        length, vector = terms.length, terms.vector()
        factor = SCALE * length / ((1 - _SLOPE) * _PIVOT + _SLOPE * length)
        shares = sorted(
            (
                (factor * weight * vector[stem], stem)
                for stem, weight in self._weights.items()
                if stem in vector
            ),
            key=lambda pair: (-pair[0], pair[1]),
        )
        if fsum(share for share, _ in shares) + BASE < _LEAST:
            return None
        evidence = [
            Evidence(kind="term", text=terms.words[stem], share=round(share, _DIGITS))
            for share, stem in shares[:_MOST_TERMS]
        ]
        if rest := shares[_MOST_TERMS:]:
            share = round(fsum(share for share, _ in rest), _DIGITS)
            evidence.append(
                Evidence(kind="term", text=tfidf.OTHER_WORDS, share=share, count=len(rest))
            )
        total = fsum((BASE, *(part.share for part in evidence)))
        return Tag(topic=self.name, score=1 / (1 + exp(-total)), base=BASE, evidence=evidence)
