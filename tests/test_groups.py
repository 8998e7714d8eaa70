"""Groups of records contain no contrary pair, and do not depend on order or numbers."""

from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from papertriage.grouping.groups import Node, Pair, group
from papertriage.grouping.verdict import Kind, contrary, verdict
from papertriage.library.nodes import node_of
from papertriage.library.records import record_of
from test_verdict import FIELDS, record

RECORDS = st.lists(FIELDS, min_size=2, max_size=9)
POLICIES = st.sampled_from(["work", "report"])


def nodes_of(records: list[dict[str, Any]], order: list[int]) -> dict[int, Node]:
    """Make nodes from fields, numbered in some order; records with the same evidence are one."""
    made: dict[bytes, Node] = {}
    for at in order:
        node = node_of(record_of(record(**records[at])))
        made.setdefault(node.hash, node)
    return dict(enumerate(made.values()))


def papers_of(nodes: dict[int, Node], policy: str) -> set[frozenset[bytes]]:
    """Group nodes by all pairs; return the papers, each as the hashes of its nodes."""
    pairs = []
    for one, other in combinations(nodes, 2):
        found = verdict(nodes[one].facts, nodes[other].facts, policy)
        if found.kind is Kind.SAME:
            pairs.append(Pair(one, other, found.strength))
    groups = group(nodes, pairs, lambda _one, _other: None, policy)
    assert sorted(number for each in groups for number in each) == sorted(nodes)
    return {frozenset(nodes[number].hash for number in each) for each in groups}


@settings(deadline=None)
@given(RECORDS, POLICIES)
def test_no_group_holds_a_contrary_pair(records: list[dict[str, Any]], policy: str) -> None:
    """No chain of evidence puts two contrary records into one group."""
    nodes = nodes_of(records, [*range(len(records))])
    by_hash = {node.hash: node for node in nodes.values()}
    for paper in papers_of(nodes, policy):
        for one, other in combinations(sorted(paper), 2):
            assert contrary(by_hash[one].facts, by_hash[other].facts, policy) is None


@settings(deadline=None)
@given(RECORDS, POLICIES, st.randoms(use_true_random=False))
def test_the_order_of_records_makes_no_difference(
    records: list[dict[str, Any]], policy: str, chance: Any
) -> None:
    """The same records in another order, under other numbers, are the same papers."""
    order = [*range(len(records))]
    found = papers_of(nodes_of(records, order), policy)
    chance.shuffle(order)
    assert papers_of(nodes_of(records, order), policy) == found


def test_a_chain_is_cut_where_it_is_weakest() -> None:
    """Of two links to contrary records the more certain one is kept."""
    title = "Relightable kettles of the northern harbour"
    links: list[dict[str, Any]] = [
        {"title": title, "pmid": "11", "doi": "10.5555/a"},
        {"title": title, "doi": "10.5555/a", "authors": ["Okafor, Ada"]},
        {"title": title, "pmid": "12", "authors": ["Okafor, Ada"]},
    ]
    nodes = nodes_of(links, [0, 1, 2])
    papers = papers_of(nodes, "work")
    assert papers == {frozenset({nodes[0].hash, nodes[1].hash}), frozenset({nodes[2].hash})}


def test_a_decision_counts_more_than_a_fact() -> None:
    """Two records that a user joined are one paper in spite of what speaks against it."""
    nodes = nodes_of([{"pmid": "11"}, {"pmid": "12"}], [0, 1])
    assert group(nodes, [], lambda _one, _other: True, "work") == [{0, 1}]
    assert group(nodes, [], lambda _one, _other: None, "work") == [{0}, {1}]
