"""The table: what an index holds, row by row, as long as its blocks are sound.

Papers have rows, numbered in the order of their first lines; the row of a merged or forgotten
paper leads to the line that says so. Each has the places of its last lines, and where it stands
on its topics. A table covers the logs up to some size, and reads the lines
after that when it is opened: in memory for a reader, for good for a writer.
"""

from array import array
from collections.abc import Iterable, Iterator

import msgspec

from papertriage.library import places, records
from papertriage.library.arrays import Array
from papertriage.library.blocks import Blocks, BrokenIndexError
from papertriage.library.coverage import Coverage
from papertriage.library.handles import MOST, MOST_NEAR, Handles, handle
from papertriage.library.log import Place, Snapshot
from papertriage.library.places import NOWHERE
from papertriage.library.records import Alias, Forgotten, Record, TagLine
from papertriage.library.standings import (
    FACTS,
    Facts,
    Standing,
    Standings,
    standings_of,
)
from papertriage.library.state import State
from papertriage.paper import Paper

_STATE, _PAPERS, _TAGS, _STATES, _KEYS, _FILTER, _HANDLES = range(7)
"""The kinds of blocks; those that grow by whole segments stand last, where SQLite fills pages."""
_NEAR = ("p:", "w:")
"""What the marks of `identity.near_marks` begin with."""
_PENDING = 20_000
"""Changed blocks that making an index holds before it writes them."""
_WAITING = 60_000
"""Handles that it holds likewise: some 12 MB."""


class Table:
    """Rows, handles, places and standings over blocks; what breaks raises `BrokenIndexError`.

    Attributes:
        handles: which names and marks lead to which rows.
        standings: where the papers stand on their topics.
    """

    def __init__(self, papers: Snapshot, tags: Snapshot, blocks: Blocks, *, marks: bool) -> None:
        """Open the table and read the lines that it does not cover; see `Index`.

        Raises:
            BrokenIndexError: the blocks are damaged, or (`StaleIndexError`) of another file.
        """
        self._papers = papers
        self._tags = tags
        self._marks = marks
        self._blocks = blocks
        self._state = State()
        self._flushed = b""
        if not self._blocks.new:
            self._state = State.read(self._blocks.get(_STATE, 0))
            self._state.check(self._papers, patient=self._blocks.writable)
            self._flushed = msgspec.json.encode(self._state)
        self.handles = Handles(self._blocks, (_HANDLES, _FILTER), self._state.handles)
        self._places = Array(self._blocks, _PAPERS, places.WIDTH + FACTS)
        self._tag_places = Array(self._blocks, _TAGS, places.WIDTH)
        self.standings = Standings(self._blocks, (_STATES, _KEYS), self._state.told)
        self._tagged = -1
        self._room = 1
        self._last_paper, self._last_tags = self._state.papers.last, self._state.tags.last
        # First of all: what is flushed on the way claims to know the tags so far.
        if not self._state.tags.holds(self._tags):
            self.drop_tags()
        for place, line in self._papers.lines(self._state.papers.last.end):
            self.add(place, records.parse(line))
            self._relieve()
        self.cover_tags()

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self._state.rows

    @property
    def live(self) -> int:
        """How many rows lead to a paper."""
        return self._state.live

    @property
    def unreadable(self) -> int:
        """How many lines of papers.jsonl mean nothing."""
        return self._state.unreadable

    def differs(self, other: "Table") -> bool:
        """Tell whether two tables of the same logs give other answers, row by row.

        Raises:
            BrokenIndexError: the other one is damaged.
        """
        ours, theirs = self._state, other._state  # noqa: SLF001 - one of our own kind
        if (ours.rows, ours.live, ours.unreadable) != (theirs.rows, theirs.live, theirs.unreadable):
            return True
        if any(self._row_differs(other, row) for row in range(ours.rows)):
            return True
        return self.standings.differs(other.standings)

    def drop_tags(self) -> None:
        nowhere = places.pack(NOWHERE)
        for first, records_ in self._tag_places.stretches(self._state.rows):
            self._tag_places.replace(first, nowhere * (len(records_) // places.WIDTH))
        self.standings.drop_tags(self._state.rows)
        self._state.tags, self._last_tags = Coverage(), NOWHERE

    def move(self, lengths: "array[int]") -> None:
        """Note the places that rows have in a papers.jsonl that was compacted; see `Index`."""
        # Nothing is flushed on the way: half of the places would be those of the old file.
        place = NOWHERE
        for row, length in enumerate(lengths):
            place = Place(place.end, length)
            self._set(row, place, self._facts(row))
        for meaningless, _ in self._papers.lines(place.end):
            place = meaningless
        self._last_paper = place

    def move_tags(self, lengths: "array[int]") -> None:
        """Note likewise the places that tags have; a row whose length is 0 has none."""
        last = NOWHERE
        for row, length in enumerate(lengths):
            place = Place(last.end, length) if length else NOWHERE
            self._tag_places.change(row, places.pack(place))
            last = place if length else last
        self._last_tags = last

    def cover_tags(self) -> None:
        for place, line in self._tags.lines(self._state.tags.last.end):
            self.add_tags(place, records.parse_tags(line))
            self._relieve()

    def _relieve(self) -> None:
        """Write what has piled up, but never what is only staged."""
        if max(self._blocks.changed / _PENDING, self.handles.waiting / _WAITING) <= self._room:
            return
        if self._blocks.new:
            update = self.handles.update()
            self._blocks.spill(update.bulk)
            self.handles.adopt(update)
        elif self._blocks.writable:
            papers, tags = self._last_paper, self._last_tags
            if papers.end <= self._papers.size and tags.end <= self._tags.size:
                self.flush()
                if self._blocks.changed:  # a reader is in the way: not to be waited for each line
                    self._room *= 2

    def flush(self) -> None:
        self.standings.settle()
        update = self.handles.update()
        if self._blocks.new:
            self._blocks.finish(update.bulk)
            self.handles.adopt(update)
            update = self.handles.update()
        self._state.handles = update.shape
        self._state.papers = Coverage.of(self._papers, self._last_paper)
        self._state.tags = Coverage.of(self._tags, self._last_tags)
        state = msgspec.json.encode(self._state)
        if self._blocks.changed or state != self._flushed:
            self._blocks.put(_STATE, 0, state)
            if self._blocks.flush(update.bulk):
                self._flushed = state
                self.handles.adopt(update)

    def add(self, place: Place, record: Record | None) -> None:
        """Take in what the line at a place says; None if it says nothing."""
        self._last_paper = place
        if record is None:
            self._state.unreadable += 1
            return
        facts = Facts.of(record)
        row = self.row_of(record.id)
        if row is None:
            row, old, tags = self._state.rows, None, None
            self._state.rows += 1
            self._places.add(row, places.pack(place) + facts.pack())
            self._tag_places.add(row, places.pack(NOWHERE))
            self.standings.add_row(row)
        else:
            old, tags = self.record(row), self._tags_of(row)
            self.standings.leave(row, self._facts(row), tags)
            self._set(row, place, facts)
        self.standings.enter(row, facts, tags)
        self._state.live += isinstance(record, Paper) - isinstance(old, Paper)
        before, now = self._handles_of(old), self._handles_of(record)
        for lost in before.keys() - now.keys():
            self.handles.remove(lost, row)
        for gained in now.keys() - before.keys():
            self.handles.add(gained, row, most=now[gained])

    def add_new(self, place: Place, paper: Paper, names: list[bytes], marks: list[bytes]) -> None:
        """Take in a line with a paper none of whose handles is known; see `add`."""
        if place.end <= self._last_paper.end:
            return  # the table was made anew meanwhile, from this line too
        self._last_paper = place
        row, facts = self._state.rows, Facts.of(paper)
        self._state.rows += 1
        self._state.live += 1
        self._places.add(row, places.pack(place) + facts.pack())
        self._tag_places.add(row, places.pack(NOWHERE))
        self.standings.add_row(row)
        self.standings.enter(row, facts, None)
        self.handles.add_new(names, row)
        self.handles.add_new(marks, row)

    def add_tags(self, place: Place, tags: TagLine | None) -> None:
        """Take in the tag line at a place; None if it says nothing."""
        self._last_tags = place
        row = self._row_of_tags(tags.id) if tags else None
        if row is not None:
            self._tagged = row
            facts = self._facts(row)
            self.standings.leave(row, facts, self._tags_of(row))
            self._tag_places.change(row, places.pack(place))
            self.standings.enter(row, facts, tags)

    def standings_of(self, row: int) -> list[tuple[str, Standing]]:
        """Return where a row's paper stands, topic by topic; nowhere without tags."""
        line = self._tags_of(row)
        return list(standings_of(row, self._facts(row), line)) if line else []

    def waiting(self) -> Iterator[int]:
        """Yield the rows of papers to be tagged."""
        return self.standings.waiting(self._state.rows)

    def _row_differs(self, other: "Table", row: int) -> bool:
        ours = self._places.get(row), self._tag_places.get(row)
        if ours != (other._places.get(row), other._tag_places.get(row)):  # noqa: SLF001 - as above
            return True
        # A mark that too many rows have need not lead to this one.
        return any(
            row not in other.handles.rows(each) and (most is None or row in self.handles.rows(each))
            for each, most in self._handles_of(self.record(row)).items()
        )

    def _handles_of(self, record: Record | None) -> dict[bytes, int | None]:
        """Return the handles of a record, each with the most rows that it may lead to."""
        if record is None:
            return {}
        found: dict[bytes, int | None] = {
            handle("name", name): None for name in records.names(record)
        }
        for mark in records.marks(record) if self._marks else ():
            found[handle("mark", mark)] = MOST_NEAR if mark.startswith(_NEAR) else MOST
        return found

    def row_of(self, key: str) -> int | None:
        """Return the row whose own id this is; other papers may bear it among their names."""
        for row in self.handles.rows(handle("name", key)):
            if records.parse_id(self.line(row)) == key:
                return row
        return None

    def _row_of_tags(self, key: str) -> int | None:
        """Return `row_of` a key; tags come in the order of rows, so that the next one is tried."""
        row = self._tagged + 1
        if row < self._state.rows and records.parse_id(self.line(row)) == key:
            return row
        return self.row_of(key)

    def bearing(self, handles: Iterable[bytes]) -> dict[int, Paper | Forgotten]:
        """Return what bears one of these handles, with its row; aliases are followed."""
        found = {}
        for row in {row for each in handles for row in self.handles.rows(each)}:
            met: set[int] = set()
            end: int | None = row
            while end is not None and end not in met:
                met.add(end)
                record = self.record(end)
                if not isinstance(record, Alias):
                    found[end] = record
                    break
                end = self.row_of(record.merged_into)
        return found

    def record(self, row: int) -> Record:
        record = records.parse(self.line(row))
        if record is None:
            raise BrokenIndexError(f"row {row} leads to no record")
        return record

    def paper(self, row: int) -> Paper:
        paper = self.record(row)
        if not isinstance(paper, Paper):
            raise BrokenIndexError(f"row {row} leads to no paper")
        return paper

    def key(self, row: int) -> str:
        key = records.parse_id(self.line(row))
        if key is None:
            raise BrokenIndexError(f"row {row} leads to no record")
        return key

    def line(self, row: int) -> bytes:
        return _whole_line(self._papers, places.unpack(self._places.get(row)))

    def tag_text(self, row: int) -> bytes:
        """Return the last tag line of a row's paper as it stands in the log; empty without."""
        place = places.unpack(self._tag_places.get(row))
        return _whole_line(self._tags, place) if place.length and self._facts(row).is_paper else b""

    def tag_line(self, row: int) -> TagLine | None:
        line = self._tags_of(row)
        if line and line.id != self.key(row):
            raise BrokenIndexError(f"row {row} leads to tags of another")
        return line

    def _tags_of(self, row: int) -> TagLine | None:
        place = places.unpack(self._tag_places.get(row))
        if place == NOWHERE:
            return None
        line = records.parse_tags(_whole_line(self._tags, place))
        if line is None:
            raise BrokenIndexError(f"row {row} leads to no tags")
        return line

    def _facts(self, row: int) -> Facts:
        return Facts.unpack(self._places.get(row)[places.WIDTH :])

    def _set(self, row: int, place: Place, facts: Facts) -> None:
        self._places.change(row, places.pack(place) + facts.pack())


def _whole_line(log: Snapshot, place: Place) -> bytes:
    data = log.read(place)
    if data.find(b"\n") != place.length - 1:
        raise BrokenIndexError(f"{log.path.name}: no line at {place.offset}")
    return data
