"""Near papers: scores a paper for a topic by its words alone, if it has no keyword of the topic.

    score = sigmoid(constant + terms * (intercept + sum over stems of weight * TF-IDF value))

It is the sum of `score` without the keywords, so near papers keep that order. Its constants were
set on labelled papers without a keyword: a near score, too, is about a probability.
"""

from collections.abc import Collection, Mapping
from functools import cache
from math import exp, fsum, log
from typing import NamedTuple, Protocol

from papertriage.paper import Evidence, Tag
from papertriage.text.stop_words import STOP_WORDS
from papertriage.topics import tfidf
from papertriage.topics.profile import Profile
from papertriage.topics.weights import NEAR_LEARNT, NEAR_OWN_WORDS, Calibration, View

NEAR_FROM = 0.02
"""The lowest score that is kept."""
_MOST_TERMS = 3
"""Stems that are named one by one: there are many near papers, and few are read."""
_LEAST = log(NEAR_FROM / (1 - NEAR_FROM))


class Stems(Protocol):
    """What a topic knows of words."""

    @property
    def weights(self) -> Mapping[str, float]:
        """Stem -> log-odds a unit of TF-IDF."""

    @property
    def intercept(self) -> float:
        """The log-odds of a paper without any of the stems."""

    @property
    def learned(self) -> Profile:
        """What the user's decisions add to the log-odds."""

    @property
    def is_learnt(self) -> bool:
        """Whether they come from papers, not from the topic's own words."""


class NearScorer:
    """Scores papers on all topics at once: only the stems of the paper are looked at."""

    def __init__(self, topics: Mapping[str, Stems]) -> None:
        self._names = list(topics)
        self._weights = [_weights(topic) for topic in topics.values()]
        self._owners: dict[str, list[tuple[int, float]]] = {}
        for number, weights in enumerate(self._weights):
            for stem, weight in weights.items():
                if tfidf.stem_idf(stem):
                    self._owners.setdefault(stem, []).append((number, weight))
        views: tuple[View, ...] = ("full", "title", "abstract")
        self._scales = {view: [_scale(topic, view) for topic in topics.values()] for view in views}

    def tags(self, terms: tfidf.Terms, view: View, without: Collection[str]) -> list[Tag]:
        """Return the tags from `NEAR_FROM`, best first, but for some topics."""
        values, length = terms.values, terms.length
        owners, scales = self._owners, self._scales[view]
        known = [(values[stem], stem, owners[stem]) for stem in owners.keys() & values.keys()]
        sums = [0.0] * len(self._names)
        for value, _, owned in known:
            for number, weight in owned:
                sums[number] += weight * value
        near: dict[int, list[tfidf.Part]] = {
            number: []
            for number, (total, scale) in enumerate(zip(sums, scales, strict=True))
            if total >= scale.least * length and self._names[number] not in without
        }
        if not near or not values:
            return []
        # One loop over the stems for all topics: a loop for each topic takes 1.2 times as long.
        factors = [scale.factor / length for scale in scales]
        for value, stem, owned in known:
            for number, weight in owned:
                if number in near:
                    share = factors[number] * weight * value
                    near[number].append((-abs(share), stem, share))
        found = [self._tag(number, scales[number], near[number], terms) for number in near]
        return sorted([tag for tag in found if tag.score >= NEAR_FROM], key=_by_score)

    def _tag(
        self, number: int, scale: "_Scale", parts: list[tfidf.Part], terms: tfidf.Terms
    ) -> Tag:
        shown, rest = tfidf.strongest(parts, _MOST_TERMS)
        evidence = [
            Evidence(kind="term", text=terms.word(stem), share=share) for share, stem in shown
        ]
        if others := len(parts) - len(shown):
            text = tfidf.OTHER_WORDS
            evidence.append(Evidence(kind="term", text=text, share=rest, count=others))
        total = fsum([scale.base, rest, *[share for share, _ in shown]])
        score = 1 / (1 + exp(-total))
        return Tag(topic=self._names[number], score=score, base=scale.base, evidence=evidence)


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

    "their" in a topic's description makes no paper near.
    """
    silent = frozenset() if topic.is_learnt else _silent()
    found = {stem: weight for stem, weight in topic.weights.items() if stem not in silent}
    factor = _calibration(topic, "full").terms
    for stem, weight in topic.learned.weights.items():
        found[stem] = found.get(stem, 0.0) + weight / factor
    return found


@cache
def _silent() -> frozenset[str]:
    return frozenset(map(tfidf.stem, STOP_WORDS))


def _intercept(topic: Stems) -> float:
    return topic.intercept + topic.learned.intercept / _calibration(topic, "full").terms


def _calibration(topic: Stems, view: View) -> Calibration:
    return (NEAR_LEARNT if topic.is_learnt else NEAR_OWN_WORDS)[view]
