"""Decides whether two records are one paper, from the two alone; the order makes no difference.

A fact against it (`contrary`) outweighs all evidence. Without one the strongest evidence decides,
and gives the reason (`evidence`). Near misses are a verdict of their own: they are not joined, but
users can review them.
"""

import enum
from typing import NamedTuple

from papertriage.grouping.contrary import fact_against
from papertriage.grouping.evidence import describe, evidence, is_near
from papertriage.grouping.facts import Facts
from papertriage.grouping.pair import Pair
from papertriage.paper import Paper


class Kind(enum.Enum):
    """How two records are related; a conflict is contrary in spite of a shared id."""

    SAME = "same"
    NEAR = "near"
    CONTRARY = "contrary"
    CONFLICT = "conflict"
    NOTHING = "nothing"


class Verdict(NamedTuple):
    """How two records are related, and why.

    Attributes:
        kind: how.
        strength: larger is more certain; 0 unless they are the same.
        why: the reason, in one line for the user.
    """

    kind: Kind
    strength: int
    why: str


def same(one: Paper, other: Paper) -> bool:
    """Return whether two records are one paper."""
    return verdict(one, other).kind is Kind.SAME


def verdict(one: Paper | Facts, other: Paper | Facts, policy: str = "work") -> Verdict:
    """Return how two records are related.

    Args:
        one: a record, or its facts if it is compared more than once.
        other: another.
        policy: ``work`` or ``report``.
    """
    pair = _pair(one, other, policy)
    if why := fact_against(pair):
        if name := pair.shared_name():
            return Verdict(Kind.CONFLICT, 0, f"one {name}, two papers: {why}")
        return Verdict(Kind.CONTRARY, 0, why)
    if found := evidence(pair):
        return Verdict(Kind.SAME, *found)
    if is_near(pair):
        return Verdict(Kind.NEAR, 0, describe(pair))
    return Verdict(Kind.NOTHING, 0, "nothing in common")


def contrary(one: Paper | Facts, other: Paper | Facts, policy: str = "work") -> str | None:
    """Return, in words, a fact that shows that two records are not one paper, or None."""
    return fact_against(_pair(one, other, policy))


def in_common(one: Paper | Facts, other: Paper | Facts, policy: str = "work") -> str:
    """Return, in words, what two records have in common, even if they are contrary."""
    return describe(_pair(one, other, policy))


def _pair(one: Paper | Facts, other: Paper | Facts, policy: str) -> Pair:
    return Pair(_facts(one), _facts(other), policy)


def _facts(record: Paper | Facts) -> Facts:
    return record if isinstance(record, Facts) else Facts(record)
