"""Measures agree with hand-worked examples."""

import pytest

from papertriage.measures import Confusion, calibration_error, confusion, pooled, precision_at


def test_confusion_counts_and_ratios() -> None:
    """Three right, one wrong, two missed: P 3/4, R 3/5, F1 6/9."""
    pairs = [(True, True)] * 3 + [(True, False)] + [(False, True)] * 2 + [(False, False)] * 9
    counts = confusion(pairs)

    assert counts == Confusion(3, 1, 2)
    assert (counts.precision, counts.recall) == (0.75, 0.6)
    assert counts.f1 == pytest.approx(6 / 9)


def test_nothing_to_measure_is_zero() -> None:
    """No decision, no label and no pair give 0, never a division by zero."""
    empty = confusion([])

    assert (empty.precision, empty.recall, empty.f1) == (0, 0, 0)
    assert pooled([]) == empty
    assert calibration_error([]) == 0
    assert precision_at([], 5) == 0


def test_micro_f1_is_the_f1_of_the_sums() -> None:
    """A big topic weighs more than a small one."""
    assert pooled([Confusion(8, 0, 0), Confusion(0, 1, 1)]) == Confusion(8, 1, 1)


def test_calibration_error_of_equal_count_bins() -> None:
    """Ten pairs at .8 of which five are true are .3 off; a right bin beside them adds nothing."""
    off = [(0.8, number < 5) for number in range(10)]
    right = [(0.5, number < 5) for number in range(10)]

    assert calibration_error(off, bins=1) == pytest.approx(0.3)
    assert calibration_error(off + right, bins=2) == pytest.approx(0.15)


def test_precision_at_k_looks_at_the_best() -> None:
    """The k highest scores count, in whatever order they come."""
    pairs = [(0.1, True), (0.9, True), (0.8, False), (0.7, True)]

    assert precision_at(pairs, 2) == 0.5
    assert precision_at(pairs, 10) == 0.75
