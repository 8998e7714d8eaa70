"""Measures agree with hand-worked examples."""

import math

import pytest

from papertriage.topics.measures import (
    Confusion,
    calibration_error,
    confusion,
    f1_interval,
    ndcg_at,
    pooled,
    precision_at,
    recall_at_precision,
    reliability,
)


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
    """The F1 of the sum: a big topic weighs more than a small one."""
    assert pooled([Confusion(8, 0, 0), Confusion(0, 1, 1)]) == Confusion(8, 1, 1)


def test_calibration_error_of_equal_count_bins() -> None:
    """Ten pairs at .8 of which five are true are .3 off; a right bin beside them adds nothing."""
    off = [(0.8, number < 5) for number in range(10)]
    right = [(0.5, number < 5) for number in range(10)]

    assert calibration_error(off, bins=1) == pytest.approx(0.3)
    assert calibration_error(off + right, bins=2) == pytest.approx(0.15)


def test_precision_at_k_looks_at_the_best() -> None:
    """The k highest scores count, in any order."""
    pairs = [(0.1, True), (0.9, True), (0.8, False), (0.7, True)]

    assert precision_at(pairs, 2) == 0.5
    assert precision_at(pairs, 10) == 0.75


def test_recall_at_precision_takes_the_best_cut_between_ties() -> None:
    """The threshold never separates equal scores."""
    pairs = [(0.9, True), (0.8, True), (0.7, False), (0.7, True), (0.1, True)]

    assert recall_at_precision(pairs, 0.9) == 0.5
    assert recall_at_precision(pairs, 0.75) == 1.0
    assert recall_at_precision([], 0.9) == 0


def test_ndcg_by_hand() -> None:
    """Grades 1, 2, 0 in that order against the ideal 2, 1, 0."""
    pairs = [(0.9, 1), (0.8, 2), (0.1, 0)]
    gain, ideal = 1 / 1 + 3 / math.log2(3), 3 / 1 + 1 / math.log2(3)

    assert ndcg_at(pairs, 10) == pytest.approx(gain / ideal)
    assert ndcg_at([(0.5, 0)], 10) == 0


def test_the_interval_of_f1_holds_it_and_narrows_with_papers() -> None:
    """The same counts give the same interval; ten times as many give a narrower one."""
    few, many = Confusion(8, 1, 1), Confusion(80, 10, 10)
    low, high = f1_interval(few)

    assert low < few.f1 < high
    assert f1_interval(few) == (low, high)
    assert f1_interval(many)[1] - f1_interval(many)[0] < high - low
    assert f1_interval(confusion([])) == (0, 0)


def test_reliability_has_equal_counts() -> None:
    """Seven pairs in three bins, by rising probability: two or three in each."""
    parts = reliability([(number / 10, number > 4) for number in range(7)], 3)

    assert [part.papers for part in parts] == [2, 2, 3]
    assert parts[-1].share == pytest.approx(2 / 3)
