"""Measures of quality, pure: how well decisions and probabilities agree with labels."""

from collections.abc import Iterable, Sequence
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

    Bins hold equal numbers of pairs (as equal as can be), so that a crowd of sure scores does
    not hide the others. M. P. Naeini et al., AAAI 2015, with equal-count bins.
    """
    ordered = sorted(pairs)
    error = 0.0
    for number in range(bins):
        low, high = (len(ordered) * edge // bins for edge in (number, number + 1))
        members = ordered[low:high]
        # The means' difference times the members' share of all pairs.
        error += abs(sum(probability - label for probability, label in members))
    return error / len(ordered) if ordered else 0.0


def precision_at(pairs: Iterable[tuple[float, bool]], k: int) -> float:
    """Return the share of positives among the `k` highest scores, or all if there are fewer."""
    best = sorted(pairs, key=lambda pair: -pair[0])[:k]
    return sum(label for _, label in best) / len(best) if best else 0.0
