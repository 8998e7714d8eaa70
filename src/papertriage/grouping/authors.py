"""Compares two lists of authors: how many people they have in common."""

import enum
from collections.abc import Callable, Sequence
from typing import NamedTuple

from papertriage.text.person import Likeness, Person, compare

_LONG_NAME = 5
"""Letters that a family name needs before a typing error in it is allowed for."""


class People(enum.IntEnum):
    """How much two lists of authors have in common, in ascending order."""

    CONTRADICTING = 0
    UNKNOWN = 1
    SOME = 2
    MOST = 3


class Shared(NamedTuple):
    """The people whom two lists of authors have in common.

    Attributes:
        people: how much they have in common.
        number: how many people that is.
        of: how many people the shorter list has.
    """

    people: People
    number: int = 0
    of: int = 0


def shared(one: Sequence[Person], other: Sequence[Person]) -> Shared:
    """Return what two lists of authors have in common.

    Lists with nobody in common contradict, unless one is empty or in another script.
    """
    if not one or not other or _is_latin(one) != _is_latin(other):
        return Shared(People.UNKNOWN)
    size = min(len(one), len(other))
    number = _count(one, other, _is_same) or _count(one, other, _is_misspelt)
    if number == 0 and size > 1:
        number = max(_count(_swapped(one), other, _is_same), _count(one, _swapped(other), _is_same))
        number = number if number > 1 and number * 2 >= size else 0
    if number == 0:
        return Shared(People.CONTRADICTING, 0, size)
    return Shared(People.MOST if number * 2 >= size else People.SOME, number, size)


def _count(
    one: Sequence[Person], other: Sequence[Person], is_same: Callable[[Person, Person], bool]
) -> int:
    """Return how many people of the shorter list are in the longer one; this is symmetric."""
    if len(one) == len(other):
        return min(_number_of(one, other, is_same), _number_of(other, one, is_same))
    short, long = sorted((one, other), key=len)
    return _number_of(short, long, is_same)


def _number_of(
    some: Sequence[Person], others: Sequence[Person], is_same: Callable[[Person, Person], bool]
) -> int:
    return sum(any(is_same(one, other) for other in others) for one in some)


def _is_latin(people: Sequence[Person]) -> bool:
    return any(person.is_latin for person in people)


def _is_same(one: Person, other: Person) -> bool:
    return compare(one, other) is not Likeness.CONTRADICTING


def _is_misspelt(one: Person, other: Person) -> bool:
    """Return whether two names may be one, except for a letter of a long family name."""
    from rapidfuzz.distance import OSA

    for family in one.families:
        for match in other.families:
            is_long = min(len(family), len(match)) >= _LONG_NAME and family[0] == match[0]
            if is_long and OSA.distance(family, match, score_cutoff=1) <= 1:
                return _is_same(one._replace(families=other.families), other)
    return False


def _swapped(people: Sequence[Person]) -> list[Person]:
    """Return people with family and given names swapped, as some sources have them."""
    return [
        one._replace(families=family, given=tuple(sorted(one.families))[:1], parts=family)
        for one in people
        if (family := frozenset({"".join(one.given)}) - {""})
    ]
