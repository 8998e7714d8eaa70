"""The index of a library's logs, in the SQLite file ``.cache/index.sqlite``.

It may be deleted, damaged or replaced at any time, as all of it is derived from the logs. It covers
the logs up to some line; the lines after that are read when a writer opens it.

    logs -> RecordTable (records, nodes) -> Groups (papers) -> PaperTable (keys, tags, lists)
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import msgspec

from papertriage.library import history, records
from papertriage.library.coverage import Coverage
from papertriage.library.database import BrokenIndexError, Database, hash_of
from papertriage.library.history import Event, Forgotten
from papertriage.library.index_papers import Fresh, PaperTable
from papertriage.library.index_records import Batch, Incoming, RecordTable, Stage
from papertriage.library.log import Snapshot, Span
from papertriage.library.records import Sighting
from papertriage.library.supersede import superseded
from papertriage.library.tags import parse_tags
from papertriage.paper import Record

if TYPE_CHECKING:
    from papertriage.library.index_groups import Changes, Groups

_T = TypeVar("_T")
FORMAT = 14
"""Raise it when the tables, or how they are filled, change: an older index is built again."""
RULES = 7
"""Raise it when names, match keys, verdicts or their reasons change."""
CHUNK = 400
"""Records whose part of the index is read at once."""


class Logs(NamedTuple):
    """The logs that the index covers."""

    records: Snapshot
    tags: Snapshot
    history: Snapshot


class State(msgspec.Struct, kw_only=True):
    """How far the index has come.

    Attributes:
        format, rules: `FORMAT` and `RULES` when it was made.
        policy: that of grouping, ``work`` or ``report``.
        name: random digits; numbers of papers are valid as long as it is the same.
        records, tags: how much of these logs is covered.
        unreadable: the number of lines of records.jsonl that could not be read.
        revision: the number of the last commit.
        versions: the versions of papertriage that normalized the records.
    """

    format: int = FORMAT
    rules: int = RULES
    policy: str
    name: str = msgspec.field(default_factory=lambda: os.urandom(8).hex())
    records: Coverage = Coverage()
    tags: Coverage = Coverage()
    unreadable: int = 0
    revision: int = 0
    versions: list[str] = []


class OtherLogError(BrokenIndexError):
    """The index is sound, but of another records.jsonl, such as after a git merge."""

    def __init__(self, index: "Index") -> None:
        super().__init__("made from another file")
        self.index = index


class Index:
    """The tables of the index, and how they follow the logs.

    Attributes:
        records, papers: the tables.
        state: see `State`.
    """

    def __init__(self, database: Database, logs: Logs, policy: str) -> None:
        """Open the tables.

        Raises:
            BrokenIndexError: they are not of these logs, or not of this version or policy.
        """
        self.database = database
        self.state = State(policy=policy)
        if not database.is_new:
            try:
                self.state = msgspec.json.decode(database.value("index") or b"", type=State)
            except (ValueError, TypeError) as error:
                raise BrokenIndexError(str(error)) from error
        made = (self.state.format, self.state.rules, self.state.policy)
        if made != (FORMAT, RULES, policy):
            raise BrokenIndexError("written by another version or with another --same")
        self.records = RecordTable(database, logs.records)
        self.papers = PaperTable(database, self.records, logs.tags)
        self.follow(logs)

    def follow(self, logs: Logs) -> None:
        """Use the logs as they are now.

        Raises:
            OtherLogError: the records are in another file.
        """
        self.logs = logs
        self.records.log, self.papers.tags = logs.records, logs.tags
        self._read_decisions()
        if not self.state.records.holds(logs.records):
            raise OtherLogError(self)

    @property
    def groups(self) -> "Groups":
        """The groups of nodes. They load the rules, which most commands never need."""
        from papertriage.library.index_groups import Groups

        return Groups(self.database, self.records, self.state.policy, self._decisions)

    @property
    def is_current(self) -> bool:
        """Whether the index covers the logs completely."""
        state, logs = self.state, self.logs
        return (
            state.records.last.end == logs.records.size
            and state.tags.last.end == logs.tags.size
            and state.tags.holds(logs.tags)
            and self._decided().keys() == {event.id for event in self._events}
        )

    @property
    def revision(self) -> int:
        """The number of the next commit."""
        return self.state.revision + 1

    # --- following the logs -----------------------------------------------------------------------

    def catch_up(self) -> None:
        """Add the lines of the logs that are not covered yet."""
        self._read_decisions()
        self._follow_decisions()
        if not self.state.tags.holds(self.logs.tags):
            self.papers.drop_tags()
            self.state.tags = Coverage()
        for lines in chunks(self.logs.records.lines(self.state.records.last.end)):
            self.add(self.incoming(lines), unstaged)
            self.state.records = Coverage.of(self.logs.records, lines[-1][0])
        for lines in chunks(self.logs.tags.lines(self.state.tags.last.end)):
            found = [(span, line) for span, text in lines if (line := parse_tags(text))]
            self.papers.add_tags(found, self.revision)
            self.state.tags = Coverage.of(self.logs.tags, lines[-1][0])

    def incoming(self, lines: Iterable[tuple[Span, bytes]]) -> list[Incoming]:
        """Return the records and sightings in lines of the log; count the unreadable lines."""
        found = []
        for span, line in lines:
            content = records.parse(line)
            if content is None:
                self.state.unreadable += 1
            else:
                found.append(Incoming(content, span))
        return found

    def drop_dead(self) -> None:
        """Drop the rows of records that are in no paper, whose lines will be dropped."""
        ask = self.database.execute
        rows = ask("SELECT number FROM record WHERE paper IS NULL").fetchall()
        for (number,) in rows:
            name = hash_of("record", self.records.load(number).hash)
            self.database.remove_lookups(number, [name])
            ask("DELETE FROM sighting WHERE record = ?", (number,))
        ask("DELETE FROM record WHERE paper IS NULL")

    # --- decisions --------------------------------------------------------------------------------

    def _read_decisions(self) -> None:
        self._events = history.events(self.logs.history.lines(), _KINDS)
        self._decisions = history.decisions_of(self._events)
        self.records.forgotten = Forgotten(self._events)

    def _decided(self) -> dict[str, Event]:
        """Return the decisions on records that the index follows."""
        rows = self.database.execute("SELECT id, line FROM decision")
        return {id_: event for id_, line in rows if (event := history.parse(line))}

    def _follow_decisions(self) -> None:
        """Follow new decisions, and undo those that were undone."""
        events = {event.id: event for event in self._events}
        known = self._decided()
        new = [event for event in self._events if event.id not in known]
        undone = [event for id_, event in known.items() if id_ not in events]
        if not (new or undone):
            return
        from papertriage.library.index_groups import Changes

        changes = Changes()
        touched: set[int] = set()
        for event in (*new, *undone):
            nodes = self._nodes_of(event)
            touched |= nodes
            if event.event == "forget":
                touched |= self.groups.take_out(self._forgotten_among(nodes), changes)
        self.groups.regroup(touched, changes)
        self._refresh(changes, {})
        self.database.executemany(
            "DELETE FROM decision WHERE id = ?", [(event.id,) for event in undone]
        )
        self.database.executemany(
            "INSERT INTO decision VALUES (?, ?)",
            [(event.id, history.encode(event)) for event in new],
        )
        if any(event.event == "forget" for event in undone):
            self._revive()

    def _nodes_of(self, event: Event) -> set[int]:
        """Return the nodes that an event is about, by its records and its names."""
        by_record = self.database.numbers_of([hash_of("record", each) for each in event.paper])
        by_name = self.database.numbers_of([hash_of("name", each) for each in event.names])
        nodes = self.records.nodes_of(n for some in by_record.values() for n in some)
        return nodes.union(*by_name.values())

    def _forgotten_among(self, nodes: Iterable[int]) -> list[int]:
        has = self.records.forgotten.has
        return [
            number
            for node in sorted(nodes)
            for number in self.records.of_node(node)
            if has(self.records.load(number).hash, self.records.node(node).names)
        ]

    def _revive(self) -> None:
        """Read records that are in no paper again: some are not forgotten any more."""
        ask = self.database.execute
        rows = ask("SELECT number, offset, length FROM record WHERE paper IS NULL").fetchall()
        spans = [Span(offset, length) for _, offset, length in rows]
        for number, *_ in rows:
            name = hash_of("record", self.records.load(number).hash)
            self.database.remove_lookups(number, [name])
            seen = "SELECT offset, length FROM sighting WHERE record = ?"
            spans += [Span(*row) for row in ask(seen, (number,)).fetchall()]
            ask("DELETE FROM record WHERE number = ?", (number,))
            ask("DELETE FROM sighting WHERE record = ?", (number,))
        self.add(self.incoming((at, self.logs.records.read(at)[:-1]) for at in spans), unstaged)

    # --- adding -----------------------------------------------------------------------------------

    def add(self, incoming: Sequence[Incoming], stage: Stage) -> tuple[Batch, "Changes"]:
        """Add some hundreds of records; see `RecordTable.add`."""
        for content, _ in incoming:
            if isinstance(content, Record) and content.by and content.by not in self.state.versions:
                self.state.versions.append(content.by)
        batch = self.records.add(incoming, stage)
        old: dict[int, int] = {}
        if len(self.state.versions) > 1:
            old = superseded(self.records, self.database, batch)
        changes = self.groups.take_in(batch, old)
        self._refresh(changes, self._fresh(incoming, batch, changes))
        return batch, changes

    def _fresh(
        self, incoming: Sequence[Incoming], batch: Batch, changes: "Changes"
    ) -> dict[int, Fresh]:
        """Return the new papers of one record, which need not be read again."""
        others = {*batch.extended, *changes.grouped, *changes.before}
        if len(batch.new) != len(batch.nodes):
            others |= self.records.nodes_of(set(batch.new) - batch.nodes.keys())
        fresh = {}
        for (content, _), number in zip(incoming, batch.numbers, strict=True):
            if number in batch.nodes and number not in others and isinstance(content, Record):
                names = batch.nodes[number].names
                shared = [each for each in names if len(batch.known[each]) > 1]
                fresh[number] = Fresh(content, names, shared)
                others.add(number)  # a copy in the same batch
        return fresh

    def cover(self, records_: Span | None, tags: Span | None) -> None:
        """Note that the index covers the logs up to these lines."""
        if records_ is not None:
            self.state.records = Coverage.of(self.logs.records, records_)
        if tags is not None:
            self.state.tags = Coverage.of(self.logs.tags, tags)

    def commit(self) -> bool:
        """Write the changes; return False if a reader prevents it, to be tried again later."""
        state = msgspec.structs.replace(self.state, revision=self.revision)
        self.database.set_value("index", msgspec.json.encode(state))
        if not self.database.commit():
            return False
        self.state = state
        return True

    # --- queries ----------------------------------------------------------------------------------

    def papers_of_records(self, hashes: Iterable[str]) -> dict[str, int]:
        """Return the papers of records, by the hashes of the records."""
        asked = {hash_of("record", each): each for each in hashes}
        found: dict[str, int] = {}
        for lookup, numbers in self.database.numbers_of(asked).items():
            for number in numbers:
                if (paper := self.records.paper_of(number)) is not None:
                    found[asked[lookup]] = paper
        return found

    def _refresh(self, changes: "Changes", fresh: dict[int, Fresh]) -> None:
        papers = changes.papers | set(changes.before.values())
        self.papers.refresh(papers, changes.names, self.revision, fresh)


_KINDS = frozenset({"forget", *history.PARTITIONS})


def chunks(lines: Iterable[_T]) -> Iterator[list[_T]]:
    """Yield items in lists of `CHUNK`."""
    waiting = iter(lines)
    return iter(lambda: list(islice(waiting, CHUNK)), [])


def unstaged(content: Record | Sighting) -> Span:
    """Refuse to write a line, as it is in the log already."""
    raise AssertionError(f"a line of the log was written again: {content}")
