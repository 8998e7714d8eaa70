"""The constants of the score, and the noisy-or that combines keyword occurrences.

    K = 1 - product of (1 - w) over the occurrences that count
    keywords = ln(K / (1 - K))

Every occurrence in a title counts, in an abstract the strongest of each sentence. J. Pearl
describes the noisy-or in "Probabilistic Reasoning in Intelligent Systems", 1988, section 4.3.2.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import fsum, log, log1p, prod, sqrt
from typing import Literal

import msgspec

from papertriage.topics.keywords import Hit, Text
from papertriage.topics.topic import Level

IN_TITLE: dict[Level, float] = {"definite": 0.95, "strong": 0.95, "normal": 0.80, "weak": 0.20}
IN_ABSTRACT: dict[Level, float] = {
    "definite": 0.80, "strong": 0.25, "normal": 0.05, "weak": 0.01,
}  # fmt: skip
IN_ABSTRACT_ALONE: dict[Level, float] = {
    "definite": 0.90, "strong": 0.75, "normal": 0.30, "weak": 0.05,
}  # fmt: skip
"""Weights in an abstract without a title, which is the only evidence."""

REPEATED = 0.5
"""The weight of a repeated occurrence of the same words, as a share of the first one's."""

_LEAST, _MOST = 0.002, 0.998


class Calibration(msgspec.Struct, frozen=True):
    """score = sigmoid(keywords * log-odds of K + terms * profile's log-odds + constant)."""

    keywords: float
    terms: float
    constant: float


View = Literal["full", "title", "abstract"]
"""Which parts of a paper there are."""

WITH_PROFILE: dict[View, Calibration] = {
    "full": Calibration(1.00, 0.72, -1.05),
    "title": Calibration(0.60, 0.85, 0.15),
    "abstract": Calibration(0.64, 0.93, -0.95),
}
"""For topics with a profile: set by hand near what logistic regression gives on labelled papers
that the profile had not seen, each view separately; `scripts/calibrate.py` prints them."""

_OWN_WORDS: dict[View, Calibration] = {
    "full": Calibration(0.70, 8.5, -2.50),
    "title": Calibration(0.30, 4.0, -0.30),
    "abstract": Calibration(0.32, 7.8, -2.70),
}
_MOST_OWN_WORDS = 9
"""Longer lists of stems were not measured: they count like this many."""

SHORT_ABSTRACT = 40.0
"""Length of the TF-IDF vector of a short abstract. A word is a large part of a shorter text, but
no better evidence there: it weighs as much as in an abstract of this length."""


def own_words(stems: int) -> dict[View, Calibration]:
    """Return the calibration of a topic that has only its own words, by how many these are.

    Their vector has length 1, so that each of a few stems has a larger weight than each of many;
    the square root of their number compensates for that. Fitted by logistic regression on
    labelled papers with lists of three to six keywords written in five minutes.
    """
    root = sqrt(min(stems, _MOST_OWN_WORDS))
    return {
        view: Calibration(one.keywords, one.terms * root, one.constant)
        for view, one in _OWN_WORDS.items()
    }


NEAR_WITH_PROFILE: dict[View, Calibration] = {
    "full": Calibration(0.0, 1.5, -3.9),
    "title": Calibration(0.0, 1.2, -3.6),
    "abstract": Calibration(0.0, 1.5, -3.7),
}
"""For papers without a keyword of a topic with a profile."""

NEAR_OWN_WORDS: dict[View, Calibration] = {
    "full": Calibration(0.0, 25.0, -5.4),
    "title": Calibration(0.0, 20.0, -5.1),
    "abstract": Calibration(0.0, 25.0, -5.4),
}
"""For papers without a keyword of a topic that has only its own words: steeper than `own_words`,
because there the keyword is most of the evidence."""

UNWANTED = -3.0
"""Log-odds of words under `not` in a paper: what has .95 without them falls below .50."""

NOTHING = log(_LEAST / (1 - _LEAST))
"""Log-odds of keywords where there is none."""


def view(text: Text) -> View:
    """Return which parts of a paper there are; one without any text counts as full."""
    if text.title.runs and not text.abstract.runs:
        return "title"
    return "abstract" if text.abstract.runs and not text.title.runs else "full"


def weight(hit: Hit, *, titled: bool) -> float:
    """Return the probability that one occurrence alone gives."""
    if hit.field == "title":
        return IN_TITLE[hit.level]
    return (IN_ABSTRACT if titled else IN_ABSTRACT_ALONE)[hit.level]


@lru_cache(maxsize=1 << 12)
def joined(weights: tuple[float, ...]) -> tuple[float, float]:
    """Return how far the weights raise the log-odds above `NOTHING`, and the sum of -ln(1 - w)."""
    return noisy_or(weights) - NOTHING, fsum(-log1p(-weight) for weight in weights)


def all_of(groups: Iterable[Sequence[float]]) -> float:
    """Return the probability that each of some groups of weights gives, as if by one weight."""
    return min(prod(1 - prod(1 - weight for weight in group) for group in groups), _MOST)


def noisy_or(weights: Sequence[float]) -> float:
    """Return the log-odds of the weights together, clipped to stay finite."""
    missing = 1.0
    for each in weights:
        missing *= 1 - each
    share = min(max(1 - missing, _LEAST), _MOST)
    return log(share / (1 - share))
