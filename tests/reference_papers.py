"""The papers that records make, computed in the slow and plain way: it compares every pair.

The library keeps pairs, groups and keys in tables and brings them up to date batch by batch. Here
nothing is kept, so the library's tables must be equal to this after any history.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

import msgspec

from papertriage import identity
from papertriage.grouping.decisions import Decisions
from papertriage.grouping.fields import merge
from papertriage.grouping.groups import CROWD, Node, Pair, group
from papertriage.grouping.match_keys import match_keys
from papertriage.grouping.verdict import Kind, verdict
from papertriage.library.history import Event, Forgotten, decisions_of
from papertriage.library.nodes import node_of
from papertriage.paper import Paper, Record, encode

_ORDER = (*identity.KEY_ORDER, "sha1")


class _Member(msgspec.Struct):
    """A node with its records."""

    node: Node
    records: list[Record]

    @property
    def names(self) -> set[str]:
        return {*self.node.names, identity.surrogate(self.node.facts.paper)}

    @property
    def handles(self) -> set[str]:
        return {*self.node.names, *(record.hash for record in self.records)}


def papers_of(
    records: Iterable[Record], events: Sequence[Event] = (), policy: str = "work"
) -> dict[str, Paper]:
    """Return the papers that records and decisions make, by key.

    Args:
        records: all records, in any order, each with its sightings added.
        events: the decisions in force, in the order of their times.
        policy: of grouping.
    """
    forgotten = Forgotten(events)
    members = _members(r for r in records if not forgotten.has(r.hash, node_of(r).names))
    papers = _papers(members, _pairs(members, policy), decisions_of(events), policy)
    holders: dict[str, int] = defaultdict(int)
    for paper in papers:
        for name in {name for member in paper for name in member.names}:
            holders[name] += 1
    found = {}
    for paper in papers:
        made = merge(record for member in paper for record in member.records)
        made.id = _key(paper, holders)
        assert made.id not in found
        found[made.id] = made
    return found


def export_of(
    records: Iterable[Record], events: Sequence[Event] = (), policy: str = "work"
) -> bytes:
    """Return what an export of these papers prints."""
    papers = papers_of(records, events, policy)
    return b"".join(encode(papers[key]) + b"\n" for key in sorted(papers))


def _members(records: Iterable[Record]) -> list[_Member]:
    found: dict[bytes, _Member] = {}
    for record in sorted(records, key=lambda record: record.hash):
        node = node_of(record)
        found.setdefault(node.hash, _Member(node, [])).records.append(record)
    return list(found.values())


def _pairs(members: Sequence[_Member], policy: str) -> list[Pair]:
    sharing: dict[str, list[int]] = defaultdict(list)
    for number, member in enumerate(members):
        keys = {f"match {key}" for key in match_keys(member.node.facts.paper)}
        for key in {*member.names, *keys}:
            sharing[key].append(number)
    candidates = {
        pair for some in sharing.values() if len(some) <= CROWD for pair in combinations(some, 2)
    }
    pairs = []
    for one, other in sorted(candidates):
        first, second = members[one].node, members[other].node
        found = verdict(first.facts, second.facts, policy)
        former = {*first.former, *second.former}
        if found.kind is Kind.SAME:
            pairs.append(Pair(one, other, found.strength))
        elif first.names & second.names & former:
            pairs.append(Pair(one, other, 1))
    return pairs


def _papers(
    members: Sequence[_Member], pairs: Sequence[Pair], decisions: Decisions, policy: str
) -> list[list[_Member]]:
    handles = [member.handles for member in members]
    linked = [(pair.one, pair.other) for pair in pairs]
    if decisions:  # nodes that a decision names are compared together
        linked += [
            pair
            for pair in combinations(range(len(members)), 2)
            if decisions.on(handles[pair[0]], handles[pair[1]])
        ]
    papers = []
    for component in _components(len(members), linked):
        nodes = {number: members[number].node for number in component}
        inside = [pair for pair in pairs if pair.one in component]
        decision = lambda one, other: decisions.on(handles[one], handles[other])  # noqa: E731 - short
        made = group(nodes, inside, decision, policy)
        papers += [[members[number] for number in sorted(each)] for each in made]
    return papers


def _components(count: int, pairs: Iterable[tuple[int, int]]) -> list[set[int]]:
    where = {number: {number} for number in range(count)}
    for one, other in pairs:
        joined = where[one] | where[other]
        for number in joined:
            where[number] = joined
    return list({id(some): some for some in where.values()}.values())


def _key(paper: Sequence[_Member], holders: dict[str, int]) -> str:
    names = {name for member in paper for name in member.names}
    free = [name for name in names if holders[name] == 1 and name.partition(":")[0] in _ORDER]
    if not free:
        return "sha1:" + min(r.hash for member in paper for r in member.records)[:16]
    own = {name for member in paper for name in member.node.names}  # others are of their texts
    return min(free, key=lambda name: (name not in own, _precedence(name)))


def _precedence(name: str) -> tuple[int, bool, str]:
    kind = name.partition(":")[0]
    return _ORDER.index(kind), name.startswith("doi:10.48550/"), name
