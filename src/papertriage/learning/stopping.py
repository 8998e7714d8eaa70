"""When to stop reading: a random check of the unread records, and what it proves.

After as many excluded records in a row as 5 % of the pool, a random sample of the unread records is
read. The hypergeometric distribution then limits how many of the others are included. The k-th
check of a screening may be wrong with a probability of .05 / 2^k, so all checks together are right
in 95 % of all screenings, whatever the order of reading. A rule that counts excluded records in a
row without such a check guarantees nothing.
"""

from collections.abc import Callable, Sequence
from hashlib import sha1
from math import ceil, exp, lgamma
from typing import NamedTuple

PROMISE = 0.8
"""The share of all included records that a certificate promises to have been found."""
DOUBT = 0.05
"""The probability that a certificate is wrong."""
_PATIENCE, _LEAST_PATIENCE = 0.05, 30


class Stop(NamedTuple):
    """Where a screening stopped.

    Attributes:
        promised: the share of the included records that the certificate promises.
        recall: the share that was found.
        read: the share of all records that was read, those of the checks among them.
        tries: how many checks were made; 0 if everything was read before the first.
    """

    promised: float
    recall: float
    read: float
    tries: int


def patience(records: int) -> int:
    """Return how many excluded records in a row call for a check."""
    return max(_LEAST_PATIENCE, ceil(_PATIENCE * records))


def most_allowed(found: int, promise: float) -> int:
    """Return how many included records may be unread if the promise is kept."""
    return int(found * (1 / promise - 1) + 1e-9)


def sample_size(unread: int, found: int, promise: float, tries: int) -> int:
    """Return how many unread records to check, so that the check passes if none is included.

    Args:
        unread: how many records are unread.
        found: included records so far.
        promise: the share of all included records that is to be promised.
        tries: checks that were made before.
    """
    most = most_allowed(found, promise)
    return _least(unread, lambda sample: most_left(unread, sample, 0, tries) <= most)


def most_left(unread: int, sample: int, found: int, tries: int) -> int:
    """Return how many of the unread records are included at most, after a check.

    Args:
        unread: how many records were unread before the check.
        sample: how many of them were checked.
        found: how many of these were included.
        tries: checks that were made before.
    """
    chance = DOUBT * 0.5 ** (tries + 1)

    def too_many(left: int) -> bool:
        return _at_most(found, unread, found + left, sample) <= chance

    return _least(unread - sample + 1, too_many) - 1


def interval(records: int, sample: int, found: int) -> tuple[int, int]:
    """Return the 95 % confidence interval of how many records are included, by a random sample.

    Args:
        records: how many there are.
        sample: how many of them were read.
        found: how many of these are included.
    """

    def enough(included: int) -> bool:
        return _at_most(found - 1, records, included, sample) < 1 - DOUBT / 2

    return _least(records, enough), found + most_left(records, sample, found, 0)


def shuffled(ids: Sequence[str]) -> list[int]:
    """Return the numbers of records in the order in which checks draw them: by SHA-1 of the id."""
    chance = [sha1(id_.encode(), usedforsecurity=False).digest() for id_ in ids]
    return sorted(range(len(ids)), key=chance.__getitem__)


def replay(
    order: Sequence[int], labels: Sequence[bool], draws: Sequence[int], promise: float = PROMISE
) -> Stop:
    """Read records in an order until a check certifies that enough was found.

    Args:
        order: the numbers of all records, as they would be read.
        labels: whether each is included.
        draws: the numbers of all records in the order in which checks draw them.
        promise: the share of the included records to be found.
    """
    unread = dict.fromkeys(order)
    found = tries = in_row = 0
    wanted = patience(len(order))
    for number in order:
        if number not in unread:
            continue
        del unread[number]
        found += labels[number]
        in_row = 0 if labels[number] else in_row + 1
        if in_row < wanted:
            continue
        in_row = 0
        before = len(unread)
        size = sample_size(before, found, promise, tries)
        if size == before:
            continue  # the check would read everything
        sample = [each for each in draws if each in unread][:size]
        hits = sum(labels[each] for each in sample)
        for each in sample:
            del unread[each]
        found += hits
        left = most_left(before, size, hits, tries)
        tries += 1
        if left <= most_allowed(found, promise):
            break
    return Stop(promise, found / max(1, sum(labels)), 1 - len(unread) / len(order), tries)


def _least(most: int, holds: Callable[[int], bool]) -> int:
    """Return the least number from which on a condition holds, or `most`."""
    low, high = 0, most
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _at_most(hits: int, records: int, included: int, sample: int) -> float:
    """Return the probability that a sample without replacement has at most `hits` included ones."""
    first = max(0, sample - (records - included))
    if hits < first:
        return 0.0
    whole = _log_choose(records, sample)
    return sum(
        exp(_log_choose(included, k) + _log_choose(records - included, sample - k) - whole)
        for k in range(first, min(hits, included, sample) + 1)
    )


def _log_choose(of: int, some: int) -> float:
    return lgamma(of + 1) - lgamma(some + 1) - lgamma(of - some + 1)
