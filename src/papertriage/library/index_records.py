"""Records in the index: where their lines are, and the node and the paper of each.

A record with new evidence starts a node; another one joins the node that has its evidence.
`index_groups` decides which nodes are one paper.
"""

import copy
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from papertriage.library import records
from papertriage.library.database import BrokenIndexError, Database, hash_of
from papertriage.library.history import Forgotten
from papertriage.library.log import Snapshot, Span
from papertriage.library.records import Sighting
from papertriage.paper import Paper, Record

if TYPE_CHECKING:
    from papertriage.grouping.groups import Node

Stage = Callable[[Record | Sighting], Span]
"""Writes a line, and returns its span."""


class Incoming(NamedTuple):
    """A record or a sighting, and the span of its line if it is in the log already."""

    content: Record | Sighting
    span: Span | None = None


_KEPT = 2_000
"""Nodes that are kept in memory."""
_OF_PAPER = (
    "SELECT number FROM record WHERE number = ?1 AND paper = ?1"
    " UNION ALL SELECT number FROM record WHERE paper = ?1 AND number <> paper"
)
_OF_NODE = (
    "SELECT number FROM record WHERE number = ?1 AND node = ?1 AND paper NOT NULL"
    " UNION ALL SELECT number FROM record WHERE node = ?1 AND number <> node AND paper NOT NULL"
)


class Keys(NamedTuple):
    """The lookups of a node: hashes of its evidence, of its names and of its match keys.

    `names` maps the hashes to the names, which include the one that is made from the text.
    """

    evidence: int
    names: dict[int, str]
    match: list[int]

    @property
    def shared(self) -> list[int]:
        """Those that make two nodes candidates."""
        return [*self.names, *self.match]

    @property
    def all(self) -> list[int]:
        """All of them."""
        return [self.evidence, *self.names, *self.match]


class Batch(msgspec.Struct):
    """The result of adding some records.

    Attributes:
        numbers: the number of each record; None for one that was left out as forgotten.
        new: numbers of records that were not known, with the papers that they start or join.
        extended: numbers of known records that a sighting added something to.
        updated: those that it added more than a source to.
        nodes: the new nodes with their keys.
        known: the nodes with each key, and the record with each hash.
        before: how many nodes each key led to before.
        loaded: known records that were read again, with what was added to them.
    """

    numbers: list[int | None] = []
    new: dict[int, int] = {}
    extended: list[int] = []
    updated: set[int] = set()
    nodes: dict[int, Keys] = {}
    known: dict[int, list[int]] = {}
    before: dict[int, int] = {}
    loaded: dict[int, Paper] = {}


class RecordTable:
    """The tables `record`, `sighting` and `early`, and the lookups of records and nodes."""

    def __init__(self, database: Database, log: Snapshot) -> None:
        self.log = log
        self.forgotten = Forgotten(())
        self._database = database
        self._ask = database.execute
        self._nodes: dict[int, Node] = {}
        (last,) = self._ask("SELECT max(number) FROM record").fetchone()
        self.next = 0 if last is None else last + 1
        out = self._ask("SELECT 1 FROM record WHERE paper IS NULL LIMIT 1").fetchone()
        self._has_out = out is not None
        self._has_early = self._ask("SELECT 1 FROM early LIMIT 1").fetchone() is not None

    # --- reading ----------------------------------------------------------------------------------

    def load(self, number: int) -> Record:
        """Return a record with its sightings.

        Raises:
            BrokenIndexError: the record is not where the index says.
        """
        record = self._record(number)
        seen = "SELECT offset, length FROM sighting WHERE record = ? ORDER BY offset"
        rows = self._ask(seen, (number,)).fetchall()
        records.add_sightings(record.paper, (s for r in rows for s in self._sightings(Span(*r))))
        return record

    def span(self, number: int) -> Span:
        """Return where the line of a record is."""
        query = "SELECT offset, length FROM record WHERE number = ?"
        return Span(*self._ask(query, (number,)).fetchone())

    def of_paper(self, paper: int) -> list[int]:
        """Return the numbers of a paper's records; none if the paper does not exist."""
        return sorted(number for (number,) in self._ask(_OF_PAPER, (paper,)))

    def of_node(self, node: int) -> list[int]:
        """Return the numbers of a node's records that are in a paper."""
        return sorted(number for (number,) in self._ask(_OF_NODE, (node,)))

    def paper_of(self, number: int) -> int | None:
        """Return the paper of a record; None if it was forgotten or superseded."""
        row = self._ask("SELECT paper FROM record WHERE number = ?", (number,)).fetchone()
        return row[0] if row else None

    def papers_of(self, nodes: Iterable[int]) -> set[int]:
        """Return the papers of nodes."""
        papers = (self.paper_of(numbers[0]) for node in nodes if (numbers := self.of_node(node)))
        return {paper for paper in papers if paper is not None}

    def nodes_of(self, numbers: Iterable[int]) -> set[int]:
        """Return the nodes of records."""
        query = "SELECT node FROM record WHERE number = ?"
        return {int(self._ask(query, (number,)).fetchone()[0]) for number in numbers}

    def node(self, number: int) -> "Node":
        """Return a node."""
        from papertriage.library.nodes import node_of  # loads the rules; most commands only read

        if number not in self._nodes:
            self._keep(number, node_of(self._record(number)))
        return self._nodes[number]

    def keys(self, node: int) -> Keys:
        """Return the lookups of a node."""
        from papertriage.library.nodes import keys_of  # as above

        return keys_of(self.node(node))

    def _keep(self, number: int, node: "Node") -> None:
        if len(self._nodes) >= _KEPT:
            self._nodes.clear()
        self._nodes[number] = node

    def _record(self, number: int) -> Record:
        row = self._ask("SELECT offset, length FROM record WHERE number = ?", (number,)).fetchone()
        content = self._content_at(Span(*row)) if row else None
        if not isinstance(content, Record):
            raise BrokenIndexError(f"record {number} is not where it should be")
        return content

    def _sightings(self, span: Span) -> list[Sighting]:
        """Return what a line adds to a record; it may be a copy of the record itself."""
        return records.sightings_of(self._content_at(span))

    def _content_at(self, span: Span) -> Record | Sighting:
        line = self.log.read(span)
        content = records.parse(line[:-1]) if line.endswith(b"\n") else None
        if content is None:
            raise BrokenIndexError(f"no line at {span.offset}")
        return content

    # --- adding -----------------------------------------------------------------------------------

    def add(self, incoming: Sequence[Incoming], stage: Stage) -> Batch:
        """Add some hundreds of records.

        A forgotten record is left out; it gets a row if its line is in the log.

        Args:
            incoming: the records, and sightings of records.
            stage: writes those that are not in the log, if they add something.
        """
        from papertriage.library.nodes import keys_of, node_of  # as above

        nodes = [node_of(s) if isinstance(s, Record) else None for s, _ in incoming]
        keys = [keys_of(node) if node else None for node in nodes]
        hashes = [hash_of("record", _hash(content)) for content, _ in incoming]
        batch = self._looked_up(hashes, keys)
        for one, node, key, hash_ in zip(incoming, nodes, keys, hashes, strict=True):
            content, span = one
            number: int | None = None
            is_forgotten = node is not None and self.forgotten.has(_hash(content), node.names)
            if known := batch.known.get(hash_):
                number = None if is_forgotten else known[0]
                if span is not None or not is_forgotten:
                    self._add_sightings(known[0], one, stage, batch)
            elif isinstance(content, Sighting):
                row = (content.of, *(span or stage(content)))
                self._ask("INSERT OR IGNORE INTO early VALUES (?, ?, ?)", row)
                self._has_early = True
            elif node is not None and key is not None:
                if is_forgotten and span is not None:
                    self._take_early(content, self._add_row((*span, None, None), hash_, batch))
                elif not is_forgotten:
                    span = span or stage(content)
                    number = self._add_record(content, span, node, key, hash_, batch)
                    if len(content.paper.sources) > 1:
                        self._add_sources(number, content, stage)
            batch.numbers.append(number)
        return batch

    def _looked_up(self, hashes: Sequence[int], keys: Sequence[Keys | None]) -> Batch:
        """Start a batch with all that is known about its records, in two lookups."""
        shared = {each for key in keys if key for each in key.shared}
        batch = Batch(known=self._database.numbers_of(shared))
        # A record in a paper, and its evidence, can be known only if its names are.
        asked = set(hashes)
        for hash_, key in zip(hashes, keys, strict=True):
            if key and not batch.known.keys().isdisjoint(key.names):
                asked.add(key.evidence)
            elif key and not self._has_out:
                asked.discard(hash_)
        batch.known |= self._database.numbers_of(asked)
        batch.before = {each: len(numbers) for each, numbers in batch.known.items()}
        return batch

    def _add_row(
        self, row: tuple[int, int, int | None, int | None], hash_: int, batch: Batch
    ) -> int:
        """Add a row, given the span of its line, its node and its paper; return its number."""
        number, self.next = self.next, self.next + 1
        offset, length, node, paper = row
        values = (number, offset, length, number if node is None else node, paper)
        self._has_out = self._has_out or paper is None
        self._ask("INSERT INTO record VALUES (?, ?, ?, ?, ?)", values)
        self._database.add_lookups(number, [hash_])
        batch.known[hash_] = [number]
        return number

    def _add_record(
        self, record: Record, span: Span, node: "Node", key: Keys, hash_: int, batch: Batch
    ) -> int:
        first = batch.known.get(key.evidence, [None])[0]
        paper = self.next if first is None else self.papers_of([first]).pop()
        number = self._add_row((*span, first, paper), hash_, batch)
        batch.new[number] = paper
        if first is None:
            self._database.add_lookups(number, key.all)
            for each in key.all:
                batch.known.setdefault(each, []).append(number)
            batch.nodes[number] = key
            self._keep(number, node)
        batch.extended += self._take_early(record, number)
        return number

    def _add_sources(self, number: int, record: Record, stage: Stage) -> None:
        """Write the further sources of a papertriage record: its line has only the first."""
        for sighting in records.sightings_of(record)[1:]:
            self._ask("INSERT OR IGNORE INTO sighting VALUES (?, ?, ?)", (number, *stage(sighting)))

    def _add_sightings(self, number: int, one: Incoming, stage: Stage, batch: Batch) -> None:
        """Add what is new in a copy or a sighting of a known record; most add nothing."""
        if number not in batch.loaded:
            batch.loaded[number] = self.load(number).paper
        paper = batch.loaded[number]
        before = records.added(paper)
        for sighting in records.sightings_of(one.content):
            if records.add_sighting(paper, sighting):
                row = (number, *(one.span or stage(sighting)))
                self._ask("INSERT OR IGNORE INTO sighting VALUES (?, ?, ?)", row)
                batch.extended.append(number)
        if records.added(paper) != before:
            batch.updated.add(number)

    def _take_early(self, record: Record, number: int) -> list[int]:
        """Add the sightings that come before their record in the log."""
        if not self._has_early:
            return []
        query = "SELECT offset, length FROM early WHERE hash = ? ORDER BY offset"
        paper = copy.deepcopy(record.paper)
        spans = [Span(*span) for span in self._ask(query, (record.hash,)).fetchall()]
        news = [[records.add_sighting(paper, each) for each in self._sightings(p)] for p in spans]
        rows = [(number, *span) for span, new in zip(spans, news, strict=True) if any(new)]
        self._database.executemany("INSERT OR IGNORE INTO sighting VALUES (?, ?, ?)", rows)
        self._ask("DELETE FROM early WHERE hash = ?", (record.hash,))
        return [number] if rows else []

    # --- taking out -------------------------------------------------------------------------------

    def take_out(self, numbers: Iterable[int]) -> dict[int, Keys]:
        """Take records out of their papers; return the nodes without any left, with their keys."""
        touched = self.nodes_of(numbers)
        self._has_out = self._has_out or bool(touched)
        query = "UPDATE record SET paper = NULL WHERE number = ?"
        self._database.executemany(query, [(number,) for number in numbers])
        emptied = {n: self.keys(n) for n in sorted(touched) if not self.of_node(n)}
        for number, key in emptied.items():
            self._database.remove_lookups(number, key.all)
            self._nodes.pop(number, None)
        return emptied

    def move_nodes(self, nodes: Iterable[int]) -> dict[int, int]:
        """Renumber nodes whose first record was taken out; return old and new numbers."""
        moved = {}
        for node in sorted(nodes):
            new = self.of_node(node)[0]
            if new != node and self.paper_of(node) is None:
                key = self.keys(node)
                self._database.remove_lookups(node, key.all)
                self._database.add_lookups(new, key.all)
                self._ask("UPDATE record SET node = ? WHERE node = ?", (new, node))
                moved[node] = new
        return moved


def _hash(content: Record | Sighting) -> str:
    return content.hash if isinstance(content, Record) else content.of
