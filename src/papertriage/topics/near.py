"""Near papers: scores a paper for a topic by its words alone, if it has no keyword of the topic.

    score = sigmoid(constant + terms * (intercept + sum over stems of weight * TF-IDF value))

This is the sum of `score` without the keywords. Its constants were set on labelled papers without a
keyword, so that a near score, too, is roughly a probability.
"""

from collections.abc import Collection, Mapping
from functools import cache
from math import exp, fsum, log
from operator import attrgetter
from typing import NamedTuple, Protocol

from papertriage.paper import Tag
from papertriage.text.stop_words import STOP_WORDS
from papertriage.topics import tfidf
from papertriage.topics.profile import Profile
from papertriage.topics.weights import NEAR_OWN_WORDS, NEAR_WITH_PROFILE, Calibration, View

NEAR_FROM = 0.02
"""The lowest score that is kept."""
_MOST_TERMS = 3
"""The number of stems that are listed one by one: there are many near papers, and few are read."""
_LEAST = log(NEAR_FROM / (1 - NEAR_FROM))


class Stems(Protocol):
    """The weights of a topic's stems."""

    @property
    def weights(self) -> Mapping[str, float]:
        """Stem -> log-odds per unit of TF-IDF."""

    @property
    def intercept(self) -> float:
        """The log-odds of a paper without any of the stems."""

    @property
    def learned(self) -> Profile:
        """What the user's decisions add to the log-odds."""

    @property
    def has_profile(self) -> bool:
        """Whether they come from papers, not from the topic's own words."""


class NearScorer:
    """Scores papers on all topics at once: only the stems of the paper are looked at."""

    def __init__(self, topics: Mapping[str, Stems]) -> None:
        self._names = list(topics)
        self._owners: dict[str, list[tuple[int, float]]] = {}  # stem -> (topic's number, weight)
        for number, topic in enumerate(topics.values()):
            for stem, weight in _weights(topic).items():
                if tfidf.stem_idf(stem):
                    self._owners.setdefault(stem, []).append((number, weight))
        views: tuple[View, ...] = ("full", "title", "abstract")
        self._scales = {view: [_scale(topic, view) for topic in topics.values()] for view in views}

    def tags(self, terms: tfidf.Terms, view: View, without: Collection[str]) -> list[Tag]:
        """Return the tags from `NEAR_FROM`, best first, except those of some topics."""
        if not terms.values:
            return []
        owners, scales = self._owners, self._scales[view]
        factors = [-scale.factor / terms.length for scale in scales]
        sums = [0.0] * len(scales)
        parts: list[list[tfidf.Part]] = [[] for _ in scales]
        for stem, value in terms.values.items():
            if stem in owners:
                for number, weight in owners[stem]:
                    part = factors[number] * weight * value
                    sums[number] += part
                    parts[number].append((part, stem))
        tags = []
        for name, scale, total, own in zip(self._names, scales, sums, parts, strict=True):
            if -total >= scale.least and name not in without:
                evidence = terms.evidence(own, total, _MOST_TERMS)
                score = 1 / (1 + exp(-fsum([scale.base, *[one.share for one in evidence]])))
                if score >= NEAR_FROM:
                    tags.append(Tag(topic=name, score=score, base=scale.base, evidence=evidence))
        return sorted(tags, key=_score, reverse=True)


_score = attrgetter("score")


class _Scale(NamedTuple):
    """How the sum of a topic becomes a score.

    Attributes:
        factor: of the weights.
        base: the log-odds without any stem.
        least: the sum of shares from which rounding may lift a score to `NEAR_FROM`.
    """

    factor: float
    base: float
    least: float


def _scale(topic: Stems, view: View) -> _Scale:
    calibration = _calibration(topic, view)
    base = calibration.constant + calibration.terms * _intercept(topic)
    return _Scale(calibration.terms, tfidf.rounded(base), _LEAST - base - 1e-4)


def _weights(topic: Stems) -> Mapping[str, float]:
    """Return the weights that count, with those that decisions add.

    A function word in a topic's description, such as "their", makes no paper near.
    """
    ignored = frozenset() if topic.has_profile else _function_words()
    found = {stem: weight for stem, weight in topic.weights.items() if stem not in ignored}
    factor = _calibration(topic, "full").terms
    for stem, weight in topic.learned.weights.items():
        found[stem] = found.get(stem, 0.0) + weight / factor
    return found


@cache
def _function_words() -> frozenset[str]:
    return frozenset(map(tfidf.stem, STOP_WORDS))


def _intercept(topic: Stems) -> float:
    return topic.intercept + topic.learned.intercept / _calibration(topic, "full").terms


def _calibration(topic: Stems, view: View) -> Calibration:
    return (NEAR_WITH_PROFILE if topic.has_profile else NEAR_OWN_WORDS)[view]
