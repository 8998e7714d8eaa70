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

from papertriage.paper import Evidence, Tag
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


_Owned = list[tuple[int, float]]
"""The topics with a stem: (number of the topic, weight of the stem) each."""
_Parts = list[tfidf.Part] | None
"""The parts of a topic's score; None if the paper is not near the topic."""


class NearScorer:
    """Scores papers on all topics at once: only the stems of the paper are looked at."""

    def __init__(self, topics: Mapping[str, Stems]) -> None:
        self._names = list(topics)
        self._owners: dict[str, _Owned] = {}
        for number, topic in enumerate(topics.values()):
            for stem, weight in _weights(topic).items():
                if tfidf.stem_idf(stem):
                    self._owners.setdefault(stem, []).append((number, weight))
        views: tuple[View, ...] = ("full", "title", "abstract")
        self._scales = {view: [_scale(topic, view) for topic in topics.values()] for view in views}

    def tags(self, terms: tfidf.Terms, view: View, without: Collection[str]) -> list[Tag]:
        """Return the tags from `NEAR_FROM`, best first, except those of some topics."""
        values, length = terms.values, terms.length
        if not values:
            return []
        owners, scales = self._owners, self._scales[view]
        known = [(values[stem], stem, owners[stem]) for stem in owners.keys() & values.keys()]
        sums = [0.0] * len(self._names)
        for value, _, owned in known:
            for number, weight in owned:
                sums[number] += weight * value
        parts: list[_Parts] = [
            [] if total >= scale.least * length and name not in without else None
            for name, total, scale in zip(self._names, sums, scales, strict=True)
        ]
        if parts.count(None) == len(parts):
            return []
        _gather(known, [scale.factor / length for scale in scales], parts)
        tags = [
            _tag(name, scale, terms.evidence(own, _MOST_TERMS))
            for name, scale, own in zip(self._names, scales, parts, strict=True)
            if own is not None
        ]
        return sorted([tag for tag in tags if tag.score >= NEAR_FROM], key=_by_score)


def _gather(
    known: list[tuple[float, str, _Owned]], factors: list[float], parts: list[_Parts]
) -> None:
    """Add the share of each known stem to the parts of all topics that the paper is near.

    One loop over the stems takes less time than a loop for each topic.
    """
    for value, stem, owned in known:
        for number, weight in owned:
            own = parts[number]
            if own is not None:
                share = factors[number] * weight * value
                own.append((-abs(share), stem, share))


def _tag(name: str, scale: "_Scale", evidence: list[Evidence]) -> Tag:
    total = fsum([scale.base, *map(_share, evidence)])
    return Tag(topic=name, score=1 / (1 + exp(-total)), base=scale.base, evidence=evidence)


_share = attrgetter("share")


def _by_score(tag: Tag) -> float:
    return -tag.score


class _Scale(NamedTuple):
    """How the sum of a topic becomes a score.

    Attributes:
        factor: of the weights.
        base: the log-odds without any stem.
        least: the sum of weights from which rounding may lift a score to `NEAR_FROM`.
    """

    factor: float
    base: float
    least: float


def _scale(topic: Stems, view: View) -> _Scale:
    calibration = _calibration(topic, view)
    base = calibration.constant + calibration.terms * _intercept(topic)
    least = (_LEAST - base) / calibration.terms - 1e-4
    return _Scale(calibration.terms, tfidf.rounded(base), least)


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
