"""Measures of quality, pure: how well decisions and probabilities agree with labels."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import fsum, log2
from typing import NamedTuple


class Confusion(NamedTuple):
    """Counts of decisions against labels: true and false positives, false negatives."""

    tp: int
    fp: int
    fn: int

    @property
    def precision(self) -> float:
        """Share of the positive decisions that are right; 0 if there is none."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0

    @property
    def recall(self) -> float:
        """Share of the positive labels that were found; 0 if there is none."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 if nothing was found."""
        return 2 * self.tp / (2 * self.tp + self.fp + self.fn) if self.tp else 0.0


def confusion(pairs: Iterable[tuple[bool, bool]]) -> Confusion:
    """Count (decision, label) pairs."""
    tp = fp = fn = 0
    for decision, label in pairs:
        tp += decision and label
        fp += decision and not label
        fn += label and not decision
    return Confusion(tp, fp, fn)


def pooled(counts: Iterable[Confusion]) -> Confusion:
    """Sum counts over topics: the F1 of the sum is the micro-F1."""
    rows = list(counts)
    return Confusion(*(sum(column) for column in zip(*rows, strict=True))) if rows else _NOTHING


_NOTHING = Confusion(0, 0, 0)


def calibration_error(pairs: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Return the expected calibration error of (probability, label) pairs; 0 for no pairs.

    Bins hold equal numbers of pairs (as equal as can be), so that many certain scores do
    not hide the others. M. P. Naeini et al., AAAI 2015, with equal-count bins.
    """
    error = sum(part.papers * abs(part.mean - part.share) for part in reliability(pairs, bins))
    return error / len(pairs) if pairs else 0.0


def precision_at(pairs: Iterable[tuple[float, bool]], k: int) -> float:
    """Return the share of positives among the `k` highest scores, or all if there are fewer."""
    best = sorted(pairs, key=lambda pair: -pair[0])[:k]
    return sum(label for _, label in best) / len(best) if best else 0.0


def f1_interval(counts: Confusion) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of F1 over papers; (0, 0) without papers.

    Only papers that are labelled or found matter to F1, so these are drawn with replacement.
    B. Efron: Bootstrap methods: another look at the jackknife, Annals of Statistics 7(1), 1979.
    The draws are seeded: the same counts give the same interval.
    """
    outcomes = sum(counts)
    if not outcomes:
        return (0.0, 0.0)
    import numpy as np

    shares = np.array(counts) / outcomes
    tp, fp, fn = np.random.default_rng(0).multinomial(outcomes, shares, size=1000).T
    low, high = np.quantile(2 * tp / (2 * tp + fp + fn), [0.025, 0.975])
    return (float(low), float(high))


def recall_at_precision(pairs: Iterable[tuple[float, bool]], least: float) -> float:
    """Return the highest recall of any threshold whose precision is at least `least`."""
    ordered = sorted(pairs, key=lambda pair: -pair[0])
    positives = sum(label for _, label in ordered)
    best = found = 0
    for number, (score, label) in enumerate(ordered, 1):
        found += label
        is_cut = number == len(ordered) or ordered[number][0] < score
        if is_cut and found >= least * number:
            best = found
    return best / positives if positives else 0.0


def ndcg_at(pairs: Iterable[tuple[float, int]], k: int) -> float:
    """Return the normalized discounted cumulative gain of (score, grade) pairs; 0 without gain.

    A paper of grade g at rank r gains (2^g - 1) / log2(r + 1). K. Jarvelin, J. Kekalainen:
    Cumulated gain-based evaluation of IR techniques, ACM TOIS 20(4), 2002.
    """
    rows = list(pairs)
    ranked = [grade for _, grade in sorted(rows, key=lambda pair: -pair[0])]
    ideal = sorted((grade for _, grade in rows), reverse=True)
    best = _gain(ideal[:k])
    return _gain(ranked[:k]) / best if best else 0.0


def _gain(grades: Iterable[int]) -> float:
    return fsum((2.0**grade - 1) / log2(rank + 1) for rank, grade in enumerate(grades, 1))


class Bin(NamedTuple):
    """Papers with similar scores: their mean score, the share on topic, and their number."""

    mean: float
    share: float
    papers: int


def reliability(pairs: Sequence[tuple[float, bool]], bins: int = 10) -> list[Bin]:
    """Return equal-count bins of (probability, label) pairs by rising probability."""
    return [
        Bin(sum(p for p, _ in part) / len(part), sum(y for _, y in part) / len(part), len(part))
        for part in _equal_parts(sorted(pairs), bins)
        if part
    ]


def _equal_parts(
    ordered: Sequence[tuple[float, bool]], bins: int
) -> list[Sequence[tuple[float, bool]]]:
    edges = [len(ordered) * edge // bins for edge in range(bins + 1)]
    return [ordered[low:high] for low, high in pairwise(edges)]
