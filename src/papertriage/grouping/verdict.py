"""Are two records one paper? Answered from the two alone, the same from both sides.

A fact against it decides, whatever speaks for it (`contrary`). Of what speaks for it the surest
counts, and gives the reason (`evidence`). Near misses are a verdict of their own: they stay apart,
and the user may look at them.
"""

import enum
from typing import NamedTuple

from papertriage.grouping.contrary import fact_against
from papertriage.grouping.evidence import describe, evidence, is_near
from papertriage.grouping.facts import Facts
from papertriage.grouping.pair import Pair
from papertriage.paper import Paper


class Kind(enum.Enum):
    """What two records are to one another; a conflict is contrary in spite of a shared id."""

    SAME = "same"
    NEAR = "near"
    CONTRARY = "contrary"
    CONFLICT = "conflict"
    NOTHING = "nothing"


class Verdict(NamedTuple):
    """What two records are to one another.

    Attributes:
        kind: the verdict.
        strength: larger is surer, 0 unless they are the same.
        why: the reason in one line that the user reads.
    """

    kind: Kind
    strength: int
    why: str


def same(one: Paper, other: Paper) -> bool:
    """Return whether two records are one paper."""
    return verdict(one, other).kind is Kind.SAME


def verdict(one: Paper | Facts, other: Paper | Facts, policy: str = "work") -> Verdict:
    """Judge two records from the two alone; the same from both sides.

    Args:
        one: a record, or its facts where it is judged more than once.
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
    """Return the fact against two records' being one paper, in words, or None."""
    return fact_against(_pair(one, other, policy))


def in_common(one: Paper | Facts, other: Paper | Facts, policy: str = "work") -> str:
    """Return what two records have in common, in words, whatever speaks against it."""
    return describe(_pair(one, other, policy))


def _pair(one: Paper | Facts, other: Paper | Facts, policy: str) -> Pair:
    return Pair(_facts(one), _facts(other), policy)


def _facts(record: Paper | Facts) -> Facts:
    return record if isinstance(record, Facts) else Facts(record)
