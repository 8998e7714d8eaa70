"""The stopping certificate: what a random check of the unread records proves."""

from collections.abc import Iterator
from math import comb
from random import Random

import pytest

from papertriage.learning.stopping import (
    Stop,
    most_allowed,
    most_left,
    patience,
    replay,
    sample_size,
    shuffled,
)


def _exact(unread: int, sample: int, found: int, chance: float) -> int:
    """Return the bound by counting samples one by one."""

    def at_most(included: int) -> float:
        ways = sum(
            comb(included, k) * comb(unread - included, sample - k) for k in range(found + 1)
        )
        return ways / comb(unread, sample)

    possible = range(found, unread - (sample - found) + 1)
    return max(each for each in possible if at_most(each) > chance) - found


@pytest.mark.parametrize(
    ("unread", "sample", "found"), [(100, 30, 0), (100, 30, 2), (57, 56, 1), (40, 40, 3), (9, 0, 0)]
)
def test_the_bound_is_exact(unread: int, sample: int, found: int) -> None:
    """The number of included records left is the hypergeometric bound, also at its edges."""
    for tries in (0, 1):
        chance = 0.05 / 2 ** (tries + 1)
        assert most_left(unread, sample, found, tries) == _exact(unread, sample, found, chance)


def test_the_sample_is_the_least_that_is_enough() -> None:
    """One record less could not keep the promise, even if it found nothing."""
    size = sample_size(1724, 31, 0.8, 0)

    assert most_left(1724, size, 0, 0) <= most_allowed(31, 0.8) == 7
    assert most_left(1724, size - 1, 0, 0) > 7
    assert sample_size(1724, 31, 0.8, 1) > size
    assert sample_size(500, 0, 0.8, 0) == 488  # nothing found: none may be left


def _pools(count: int) -> Iterator[tuple[list[int], list[bool], Random]]:
    """Yield orders and labels: random, worst and best first, and likelier ones first."""
    random = Random(17)
    for number in range(count):
        records = random.choice([60, 200, 600, 1500])
        included = max(1, round(records * random.choice([0.003, 0.01, 0.03, 0.08, 0.2])))
        labels = [each < included for each in range(records)]
        order = list(range(records))
        random.shuffle(order)
        if number % 4 == 1:
            order.sort(key=lambda each: labels[each])
        elif number % 4 == 2:
            order.sort(key=lambda each: -labels[each])
        elif number % 4 == 3:
            order.sort(key=lambda each: random.random() ** (4 if labels[each] else 1))
        yield order, labels, random


def _kept(count: int, promise: float) -> float:
    kept = 0
    for order, labels, random in _pools(count):
        chance = list(range(len(order)))
        random.shuffle(chance)
        kept += replay(order, labels, chance, promise).recall >= promise - 1e-9
    return kept / count


@pytest.mark.parametrize("promise", [0.7, 0.8, 0.95])
def test_the_promise_is_kept(promise: float) -> None:
    """In at least 95 % of pools, in any order, the promised recall was reached."""
    assert _kept(400, promise) >= 0.95


@pytest.mark.slow
@pytest.mark.parametrize("promise", [0.7, 0.8, 0.9, 0.95])
def test_the_promise_is_kept_in_many_pools(promise: float) -> None:
    """The promised recall is reached in 95 % of 2,000 pools."""
    assert _kept(2000, promise) >= 0.95


def test_stopping_after_excluded_records_in_a_row_keeps_no_promise() -> None:
    """The pools are hard enough: without the check, far fewer than 95 % keep the promise."""
    kept = 0
    for order, labels, _ in _pools(400):
        in_row = found = 0
        for number in order:
            in_row = 0 if labels[number] else in_row + 1
            found += labels[number]
            if in_row == patience(len(order)):
                break
        kept += found >= 0.8 * sum(labels)
    assert kept / 400 < 0.8


def test_a_check_that_finds_too_much_goes_on() -> None:
    """Included records in the sample count as read, and reading continues to a later check."""
    labels = [False] * 40 + [True] * 20 + [False] * 940
    order = list(range(1000))
    stop = replay([*order[40:50], *order[:40], *order[50:]], labels, order[::-1], 0.8)

    assert stop.recall == 1
    assert stop.tries >= 1
    assert stop.read < 1


def test_small_pools_are_read_whole() -> None:
    """If too few records are excluded in a row for a check, all are read."""
    stop = replay(list(range(20)), [False] * 19 + [True], shuffled("a" * 20), 0.8)

    assert stop == Stop(0.8, 1.0, 1.0, 0)


def test_the_order_of_checks_is_fixed_by_the_ids() -> None:
    """The same ids are checked in the same order, which looks random."""
    ids = [f"sha1:{number}" for number in range(50)]

    assert shuffled(ids) == shuffled(list(ids))
    assert sorted(shuffled(ids)) == list(range(50)) != shuffled(ids)
