"""The numbers of the score, and the noisy-or that joins keyword occurrences.

    K = 1 - product of (1 - w) over the occurrences that count
    keywords = ln(K / (1 - K))

Every occurrence in a title counts, in an abstract the strongest of each sentence. J. Pearl
describes the noisy-or in "Probabilistic Reasoning in Intelligent Systems", 1988, section 4.3.2.
"""

from collections.abc import Sequence
from math import log

import msgspec

from papertriage.topics.keywords import Hit
from papertriage.topics.taxonomy import Level

IN_TITLE: dict[Level, float] = {"definite": 0.95, "strong": 0.95, "normal": 0.80, "weak": 0.20}
IN_ABSTRACT: dict[Level, float] = {
    "definite": 0.60, "strong": 0.25, "normal": 0.05, "weak": 0.01,
}  # fmt: skip
IN_ABSTRACT_ALONE: dict[Level, float] = {
    "definite": 0.85, "strong": 0.65, "normal": 0.30, "weak": 0.05,
}  # fmt: skip
"""Without a title the abstract must say it all."""

_LEAST, _MOST = 0.002, 0.998


class Calibration(msgspec.Struct, frozen=True):
    """score = sigmoid(keywords * log-odds of K + terms * profile's log-odds + constant)."""

    keywords: float
    terms: float
    constant: float


LEARNT = Calibration(0.82, 1.08, -0.82)
"""For topics with a profile."""

OWN_WORDS = Calibration(0.90, 12.0, -2.00)
"""For topics that have only their own words."""

NOTHING = log(_LEAST / (1 - _LEAST))
"""Log-odds of keywords where there is none."""


def weight(hit: Hit, *, titled: bool) -> float:
    """Return the probability that one occurrence alone gives."""
    if hit.field == "title":
        return IN_TITLE[hit.level]
    return (IN_ABSTRACT if titled else IN_ABSTRACT_ALONE)[hit.level]


def noisy_or(weights: Sequence[float]) -> float:
    """Return the log-odds that the weights give together, clipped to stay finite."""
    missing = 1.0
    for each in weights:
        missing *= 1 - each
    share = min(max(1 - missing, _LEAST), _MOST)
    return log(share / (1 - share))
