"""Papers in the index: nodes that share a name or a match key are compared, then grouped.

The table `pair` has the relation of two nodes by the rules. A batch touches some nodes; the
components of *same* pairs with these nodes are grouped again, once for each batch, from the pairs
and the user's decisions alone (`grouping.group`). So the result does not depend on the batches.
"""

from collections.abc import Callable, Iterable, Mapping

import msgspec

from papertriage.grouping.decisions import Decisions
from papertriage.grouping.facts import Facts
from papertriage.grouping.groups import CROWD, Node, Pair, group
from papertriage.grouping.verdict import Kind, contrary, in_common, verdict
from papertriage.library.database import Database, hash_of
from papertriage.library.index_records import Batch, Keys, RecordTable
from papertriage.library.nodes import keys_of, name_hashes, node_of
from papertriage.library.records import record_of
from papertriage.paper import Paper

SAME, NEAR, CONFLICT = "same", "near", "conflict"
"""Kinds of pairs; a conflict is two papers with one name."""
_LEFT_APART = """
SELECT max(pair.kind = 'conflict'), min(one.paper, two.paper), max(one.paper, two.paper) FROM pair
JOIN record AS one ON one.number = pair.node JOIN record AS two ON two.number = pair.other
WHERE pair.node >= ? AND pair.other < pair.node AND one.paper <> two.paper GROUP BY 2, 3
"""
_KINDS = {Kind.SAME: SAME, Kind.NEAR: NEAR, Kind.CONFLICT: CONFLICT}


class Changes(msgspec.Struct):
    """What a batch changed about papers.

    Attributes:
        papers: numbers of papers whose records changed.
        before: for records that moved, the paper that they were in.
        names: hashes of names; papers with one of them may need another key.
        grouped: nodes that are in a paper with others.
        newer: records that replace one of an older version of papertriage.
    """

    papers: set[int] = set()
    before: dict[int, int] = {}
    names: set[int] = set()
    grouped: set[int] = set()
    newer: set[int] = set()


class Groups:
    """The table `pair`, and the column with the paper of each record."""

    def __init__(
        self, database: Database, table: RecordTable, policy: str, decisions: Decisions
    ) -> None:
        self.decisions = decisions
        self.policy = policy
        self._database = database
        self._ask = database.execute
        self._table = table

    def take_in(self, batch: Batch, superseded: Mapping[int, int]) -> Changes:
        """Group a batch of records into papers; see `supersede` for the replaced ones."""
        changes = Changes(newer=set(superseded.values()))
        touched = self.propose(batch.nodes, batch.known)
        for hash_, before in batch.before.items():
            if before <= CROWD < len(batch.known[hash_]):
                touched |= self._recheck(batch.known[hash_][:before])
        for key in batch.nodes.values():
            changes.names.update(each for each in key.names if len(batch.known[each]) > 1)
        changes.papers.update(batch.new.values(), self.papers_of_records(batch.extended).values())
        touched |= self.take_out(sorted(superseded), changes)
        if self.decisions:  # some are on records that are new
            for node in self._table.nodes_of(batch.new):
                if self.decisions.name_any(self._decision_keys(node)):
                    touched.add(node)
        self.regroup(touched, changes)
        return changes

    def take_out(self, numbers: Iterable[int], changes: Changes) -> set[int]:
        """Take records out of their papers; return the nodes that must be grouped again."""
        numbers = list(numbers)
        for number in numbers:
            if (paper := self._table.paper_of(number)) is not None:
                changes.papers.add(paper)
                changes.before[number] = paper
        touched: set[int] = self._table.nodes_of(numbers)
        for node in tuple(touched):  # this node alone may have kept others together
            touched |= self._joined(node) | self._linked(node)
        emptied = self._table.take_out(numbers)
        for old, new in self._table.move_nodes(touched - emptied.keys()).items():
            self._ask("UPDATE pair SET node = ? WHERE node = ?", (new, old))
            self._ask("UPDATE pair SET other = ? WHERE other = ?", (new, old))
            touched = touched - {old} | {new}
        for node, key in emptied.items():
            touched.discard(node)
            changes.names.update(key.names)
            touched.update(other for other, *_ in self._pairs_of(node))
            self._ask("DELETE FROM pair WHERE node = ?1", (node,))
            self._database.executemany(
                "DELETE FROM pair WHERE node = ? AND other = ?", [(n, node) for n in touched]
            )
        return (touched | self._compare_again(emptied.values())) - emptied.keys()

    def papers_of_records(self, numbers: Iterable[int]) -> dict[int, int]:
        """Return the papers of records; those that were forgotten or superseded are left out."""
        query = (
            "SELECT number, paper FROM json_each(?) CROSS JOIN record ON number = value"
            " WHERE paper NOT NULL"
        )
        return dict(self._ask(query, (msgspec.json.encode([*numbers]),)))

    def candidates(self, paper: Paper) -> set[int]:
        """Return the papers to compare with a paper from elsewhere."""
        return self._table.papers_of(self._alike(node_of(record_of(paper))))

    def same(self, paper: Paper) -> list[int]:
        """Return the papers that are the same as a paper from elsewhere, by the rules."""
        node = node_of(record_of(paper))
        facts, policy = node.facts, self.policy
        alike = self._alike(node)
        same = [n for n in alike if verdict(facts, self._facts(n), policy).kind is Kind.SAME]
        papers = sorted(self._table.papers_of(same))
        return [
            paper
            for paper in papers
            if not any(
                contrary(facts, self._facts(each), policy)
                for each in self._table.nodes_of(self._table.of_paper(paper))
            )
        ]

    def against(self, one: int, other: int) -> str | None:
        """Return the fact that keeps the records of two papers apart, in words."""
        firsts, seconds = (self._table.nodes_of(self._table.of_paper(n)) for n in (one, other))
        pairs = ((self._facts(a), self._facts(b)) for a in sorted(firsts) for b in sorted(seconds))
        facts = (contrary(a, b, self.policy) for a, b in pairs)
        return next(filter(None, facts), None)

    def _alike(self, node: Node) -> set[int]:
        known = self._database.numbers_of(keys_of(node).shared)
        return {each for some in known.values() if len(some) <= CROWD for each in some}

    def _facts(self, node: int) -> Facts:
        return self._table.node(node).facts

    def left_apart(self, first: int) -> tuple[int, int]:
        """Return the number of pairs of papers that are near, and of those in conflict.

        Args:
            first: count only pairs with a record from this number on.
        """
        rows = self._ask(_LEFT_APART, (first,)).fetchall()
        conflicts = sum(is_conflict for is_conflict, *_ in rows)
        return len(rows) - conflicts, conflicts

    # --- pairs ------------------------------------------------------------------------------------

    def _pairs_of(self, node: int) -> list[tuple[int, str, int, str]]:
        """Return the pairs of a node: the other one, kind, strength, reason."""
        query = "SELECT other, kind, strength, why FROM pair WHERE node = ?"
        return self._ask(query, (node,)).fetchall()

    def propose(self, nodes: dict[int, Keys], known: dict[int, list[int]]) -> set[int]:
        """Compare nodes with all that share a key with them; return those with a *same* pair.

        Args:
            nodes: nodes with their keys.
            known: the nodes with each key.
        """
        touched: set[int] = set()
        for number, key in nodes.items():
            crowd = [some for each in key.shared if 1 < len(some := known[each]) <= CROWD]
            for other in sorted({each for some in crowd for each in some}):
                # A pair of two nodes of the batch comes up twice.
                if other != number and not (other in nodes and other > number):
                    touched |= self._compare(number, other)
        return touched

    def _compare(self, one: int, other: int) -> set[int]:
        both = (self._table.node(one), self._table.node(other))
        first, second = sorted(both, key=lambda node: node.hash)
        found = verdict(first.facts, second.facts, self.policy)
        shared = first.names & second.names
        kind = _KINDS.get(found.kind)
        if kind != SAME and shared.intersection((*first.former, *second.former)):
            found, kind = found._replace(strength=1, why="merged by an earlier version"), SAME
        if found.kind is Kind.CONTRARY and shared and kind is None:  # one text
            common = in_common(first.facts, second.facts, self.policy)
            found, kind = found._replace(why=f"{common}, but {found.why}"), NEAR
        if kind is None:
            return set()
        rows = [(a, b, kind, found.strength, found.why) for a, b in ((one, other), (other, one))]
        self._database.executemany("INSERT OR REPLACE INTO pair VALUES (?, ?, ?, ?, ?)", rows)
        return {one, other} if kind == SAME else set()

    def _recheck(self, nodes: Iterable[int]) -> set[int]:
        """Drop the pairs of nodes that share only keys which too many nodes share now."""
        among = set(nodes)
        keys = {node: set(self._table.keys(node).shared) for node in among}
        known = self._database.numbers_of({each for some in keys.values() for each in some})
        dropped = [
            (node, other)
            for node in among
            for other, *_ in self._pairs_of(node)
            if other in among
            and not any(len(known[each]) <= CROWD for each in keys[node] & keys[other])
        ]
        self._database.executemany("DELETE FROM pair WHERE node = ? AND other = ?", dropped)
        return {node for pair in dropped for node in pair}

    def _compare_again(self, emptied: Iterable[Keys]) -> set[int]:
        """Compare nodes that share a key which was too common before some nodes were removed."""
        lost: dict[int, int] = {}
        for key in emptied:
            for each in key.shared:
                lost[each] = lost.get(each, 0) + 1
        known = self._database.numbers_of(lost)
        rare = {h: n for h, n in known.items() if len(n) <= CROWD < len(n) + lost[h]}
        nodes = {node: self._table.keys(node) for some in rare.values() for node in some}
        every = self._database.numbers_of({each for key in nodes.values() for each in key.shared})
        return self.propose(nodes, every)

    # --- groups -----------------------------------------------------------------------------------

    def regroup(self, touched: Iterable[int], changes: Changes) -> None:
        """Group the components of nodes again, and note which papers change."""
        # Some nodes have no records now, and those that they were joined with may be on their own.
        waiting = {other for node in touched for other in self._joined(node)}
        while waiting:
            component = self._component(waiting.pop())
            waiting -= component
            nodes = {number: self._table.node(number) for number in component}
            pairs = [
                Pair(number, other, strength)
                for number in component
                for other, kind, strength, _ in self._pairs_of(number)
                if kind == SAME and number < other
            ]
            for each in group(nodes, pairs, self._decision_in(component), self.policy):
                self._assign(each, changes)

    def _joined(self, node: int) -> set[int]:
        """Return the nodes in the paper of a node; none if it has no records now."""
        papers = self._table.papers_of([node])
        return self._table.nodes_of(n for paper in papers for n in self._table.of_paper(paper))

    def _component(self, start: int) -> set[int]:
        found, waiting = {start}, [start]
        while waiting:
            node = waiting.pop()
            others = {other for other, kind, *_ in self._pairs_of(node) if kind == SAME}
            others |= self._linked(node)
            waiting += others - found
            found |= others
        return found

    def _linked(self, node: int) -> set[int]:
        """Return the nodes that any decision of the user joined with this one."""
        found: set[int] = set()
        if self.decisions:
            keys = self._decision_keys(node)
            for decision in self.decisions.concerning(keys):
                part = next(part for part in decision.parts if not part.isdisjoint(keys))
                found |= self._having(part)
        return found - {node}

    def _having(self, keys: frozenset[str]) -> set[int]:
        """Return the nodes that have one of some `_decision_keys`."""
        by_hash = self._database.numbers_of([hash_of("record", each) for each in keys]).values()
        by_name = self._database.numbers_of([hash_of("name", each) for each in keys]).values()
        live = [n for some in by_hash for n in some if self._table.paper_of(n) is not None]
        named = {n for some in by_name for n in some if not keys.isdisjoint(self._decision_keys(n))}
        return self._table.nodes_of(live) | named

    def _decision_in(self, component: set[int]) -> Callable[[int, int], bool | None]:
        if not self.decisions:
            return lambda _one, _other: None
        keys = {node: self._decision_keys(node) for node in component}
        return lambda one, other: self.decisions.on(keys[one], keys[other])

    def _decision_keys(self, node: int) -> set[str]:
        """Return how decisions may name a node: by the hashes of its records, and its names."""
        hashes = {self._table.load(number).hash for number in self._table.of_node(node)}
        return hashes | self._table.node(node).names

    def _assign(self, nodes: set[int], changes: Changes) -> None:
        numbers = sorted(number for node in nodes for number in self._table.of_node(node))
        paper = numbers[0]
        changes.grouped |= nodes
        moved = []
        for number in numbers:
            before = self._table.paper_of(number)
            if before is not None and before != paper:
                changes.before.setdefault(number, before)
                changes.papers |= {before, paper}
                moved.append((paper, number))
        self._database.executemany("UPDATE record SET paper = ? WHERE number = ?", moved)
        if moved:
            for node in nodes:
                changes.names.update(name_hashes(self._table.node(node)))
