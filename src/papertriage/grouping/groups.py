"""Groups nodes into papers: a pure function of the nodes, the pairs and the user's decisions.

A node represents all records with the same evidence (see `evidence_of`). *Same* pairs are taken
from the strongest to the weakest. They join two groups unless some pair across the groups is
contrary, or the user separated them. The order of nodes and pairs makes no difference.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import combinations
from typing import Any, NamedTuple

import msgspec

from papertriage.grouping.facts import Facts
from papertriage.grouping.verdict import contrary
from papertriage.paper import Paper

LARGE = 256
"""Nodes above which a component is joined by shared names alone, without comparing all pairs."""
CROWD = 64
"""Nodes above which a shared name or match key proposes no pairs: it is that of a container, or a
common phrase."""


def evidence_of(paper: Paper) -> Paper:
    """Return a paper with only the fields that the rules of grouping may use.

    A date whose year was deduced is left out, as it depends on the day of reading.
    """
    return msgspec.structs.replace(
        paper, **_NO_EVIDENCE, published=None if paper.date_inferred else paper.published
    )


_NO_EVIDENCE: dict[str, Any] = {
    "id": "",
    "announced": None,
    "date_inferred": False,
    "keywords": [],
    "url": None,
    "pdf_url": None,
    "code_url": None,
    "project_url": None,
    "metrics": {},
    "events": [],
    "sources": [],
    "tags": None,
    "version": None,
    "extra": {},
}


class Node(msgspec.Struct, frozen=True):
    """Records with the same evidence.

    Attributes:
        hash: of its evidence; ties are broken by it.
        facts: those of its evidence (see `evidence_of`).
        names: every name of the node.
        former: those of them that come from libraries of format 1.
    """

    hash: bytes
    facts: Facts
    names: frozenset[str]
    former: tuple[str, ...] = ()


class Pair(NamedTuple):
    """Two nodes that are the same by the rules; a larger strength is more certain."""

    one: int
    other: int
    strength: int


Decision = Callable[[int, int], bool | None]
"""Returns the user's decision on two nodes: True if they are one paper, False if two, or None."""


def group(
    nodes: Mapping[int, Node], pairs: Iterable[Pair], decision: Decision, policy: str
) -> list[set[int]]:
    """Return the papers of some nodes, each as a set of nodes.

    Args:
        nodes: all nodes that pairs or the user's decisions connect, by number.
        pairs: the *same* pairs among them.
        decision: the user's decisions.
        policy: ``work`` or ``report``.
    """
    compare = len(nodes) <= LARGE
    wanted = list(pairs)
    if not compare:
        wanted = [p for p in wanted if nodes[p.one].names & nodes[p.other].names]
    grouping = _Grouping(nodes, decision, policy, compare=compare)
    if compare:
        for one, other in combinations(sorted(nodes), 2):
            if decision(one, other):
                grouping.join(one, other)
    for pair in sorted(wanted, key=lambda pair: _order(pair, nodes)):
        grouping.join(pair.one, pair.other)
    return grouping.groups()


def _order(pair: Pair, nodes: Mapping[int, Node]) -> tuple[int, bytes, bytes]:
    first, second = sorted((nodes[pair.one].hash, nodes[pair.other].hash))
    return -pair.strength, first, second


class _Grouping:
    """Groups that grow as pairs are joined."""

    def __init__(
        self, nodes: Mapping[int, Node], decision: Decision, policy: str, *, compare: bool
    ) -> None:
        self._nodes = nodes
        self._decision = decision
        self._policy = policy
        self._compare = compare
        self._group = {number: {number} for number in nodes}
        self._known: dict[tuple[int, int], bool] = {}

    def join(self, one: int, other: int) -> None:
        """Join the groups of two nodes, unless some pair across them is contrary."""
        first, second = self._group[one], self._group[other]
        if first is second:
            return
        joined = self._decision(one, other)
        if joined is False or (not joined and self._are_apart(first, second)):
            return
        first |= second
        for number in second:
            self._group[number] = first

    def groups(self) -> list[set[int]]:
        return list({id(group): group for group in self._group.values()}.values())

    def _are_apart(self, first: set[int], second: set[int]) -> bool:
        return any(self._is_contrary(a, b) for a in first for b in second)

    def _is_contrary(self, one: int, other: int) -> bool:
        pair = (one, other) if one < other else (other, one)
        if pair not in self._known:
            self._known[pair] = self._judge(*pair)
        return self._known[pair]

    def _judge(self, one: int, other: int) -> bool:
        decided = self._decision(one, other)
        if decided is not None or not self._compare:
            return decided is False
        nodes = self._nodes
        return contrary(nodes[one].facts, nodes[other].facts, self._policy) is not None
