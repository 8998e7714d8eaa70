"""Near papers: what the words of a paper say for a topic of which no keyword occurs in it.

    score = sigmoid(constant + terms * (intercept + sum over stems of weight * TF-IDF value))

It is the sum of `score` without the keywords, so near papers are in its order. Its numbers were
set on labelled papers without a keyword: a near score, too, is about a probability.
"""

from collections.abc import Collection, Iterable, Mapping
from itertools import repeat
from math import exp, fsum, log
from typing import Protocol

from papertriage.paper import Evidence, Tag
from papertriage.text.stop_words import STOP_WORDS
from papertriage.topics import tfidf
from papertriage.topics.profile import Profile
from papertriage.topics.weights import NEAR_LEARNT, NEAR_OWN_WORDS, Calibration, View

NEAR_FROM = 0.02
"""Least score that is kept."""
_MOST_TERMS = 3
"""Stems that are told one by one: there are many near papers, and few are looked at."""
_DIGITS = 6
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
        self._topics = list(topics.values())
        self._weights = [_weights(topic) for topic in self._topics]
        self._intercepts = [_intercept(topic) for topic in self._topics]
        self._owners: dict[str, list[tuple[int, float]]] = {}
        for number, weights in enumerate(self._weights):
            for stem, weight in weights.items():
                if idf := tfidf.stem_idf(stem):
                    self._owners.setdefault(stem, []).append((number, weight * idf))
        views: Iterable[View] = ("full", "title", "abstract")
        self._least = {
            view: list(map(self._needed, range(len(topics)), repeat(view))) for view in views
        }

    def tags(self, terms: tfidf.Terms, view: View, without: Collection[str]) -> list[Tag]:
        """Return the tags from `NEAR_FROM`, best first, but for some topics."""
        if not terms.counts:
            return []
        sums = [0.0] * len(self._topics)
        owners, counts = self._owners, terms.counts
        for stem in owners.keys() & counts.keys():
            value = tfidf.tf(counts[stem])
            for number, weight in owners[stem]:
                sums[number] += weight * value
        length = terms.length
        found = [
            self._tag(number, terms, view)
            for number, (total, least) in enumerate(zip(sums, self._least[view], strict=True))
            if total >= least * length and self._names[number] not in without
        ]
        kept = [tag for tag in found if tag.score >= NEAR_FROM]
        return sorted(kept, key=lambda tag: -tag.score)

    def _tag(self, number: int, terms: tfidf.Terms, view: View) -> Tag:
        topic, weights = self._topics[number], self._weights[number]
        calibration = _calibration(topic, view)
        parts = [
            (calibration.terms * weights[stem] * terms.weight(stem), stem)
            for stem in weights.keys() & terms.counts.keys()
        ]
        base = round(calibration.constant + calibration.terms * self._intercepts[number], _DIGITS)
        shown, rest = tfidf.strongest(parts, _MOST_TERMS)
        evidence = [Evidence(kind="term", text=terms.word(s), share=share) for share, s in shown]
        if others := len(parts) - len(shown):
            text = tfidf.OTHER_WORDS
            evidence.append(Evidence(kind="term", text=text, share=rest, count=others))
        total = fsum((base, *(part.share for part in evidence)))
        return Tag(
            topic=self._names[number], score=1 / (1 + exp(-total)), base=base, evidence=evidence
        )

    def _needed(self, number: int, view: View) -> float:
        """Return the sum of weights from which rounding may lift a score to `NEAR_FROM`."""
        calibration = _calibration(self._topics[number], view)
        least = (_LEAST - calibration.constant) / calibration.terms
        return least - self._intercepts[number] - 1e-4


def _weights(topic: Stems) -> Mapping[str, float]:
    """Return the weights that count, with those that decisions add.

    "their" in a topic's description makes no paper near.
    """
    silent = set() if topic.is_learnt else {tfidf.stem(word) for word in STOP_WORDS}
    found = {stem: weight for stem, weight in topic.weights.items() if stem not in silent}
    factor = _calibration(topic, "full").terms
    for stem, weight in topic.learned.weights.items():
        found[stem] = found.get(stem, 0.0) + weight / factor
    return found


def _intercept(topic: Stems) -> float:
    return topic.intercept + topic.learned.intercept / _calibration(topic, "full").terms


def _calibration(topic: Stems, view: View) -> Calibration:
    return (NEAR_LEARNT if topic.is_learnt else NEAR_OWN_WORDS)[view]
