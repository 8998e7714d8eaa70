"""The index: where the last line of each paper stands, and which names and marks lead to it.

It lives in ``.cache/index.sqlite`` and may vanish, rot or be swapped at any time: all that it
knows, the logs say, and it notices (see `blocks`). It covers the logs up to some size; the lines
after that are read when it is opened, in memory by a reader, for good by the next writer. Papers
have rows, numbered in the order of their first lines; the row of a merged or forgotten paper
leads to the line that says so.
"""

from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import ParamSpec, TypeVar

import msgspec

from papertriage.errors import CannotWriteError
from papertriage.library import records
from papertriage.library.blocks import Blocks, BrokenIndexError
from papertriage.library.coverage import Coverage
from papertriage.library.handles import MOST, Handles, Size, handle
from papertriage.library.log import Place, Snapshot
from papertriage.library.places import NOWHERE, Places
from papertriage.library.records import Alias, Forgotten, Record, TagLine
from papertriage.paper import Paper

FORMAT = 2
"""Raise it when what the blocks hold changes: an index of another format is made anew."""

_STATE, _HANDLES, _PLACES = range(3)
"""The kinds of blocks."""
_OVERLAY = 32 << 20
"""Bytes of uncovered log that a reader holds in memory; beyond, it makes a private index."""
_PENDING = 20_000
"""Changed blocks that making an index holds before it writes them."""

_P = ParamSpec("_P")
_T = TypeVar("_T")


class _State(msgspec.Struct, kw_only=True):
    """What the index knows beside places and handles; `identity` tells how names are made."""

    format: int
    identity: str
    papers: Coverage = Coverage()
    tags: Coverage = Coverage()
    handles: Size = msgspec.field(default_factory=Size)
    rows: int = 0
    live: int = 0
    unreadable: int = 0


class StaleIndexError(BrokenIndexError):
    """The index is sound, and of another file or by another version."""


class Index:
    """Look-ups over the papers and tags of one library, in step with its logs.

    Whatever proves broken on the way is made anew, and the look-up answered from that.
    """

    def __init__(
        self, papers: Snapshot, tags: Snapshot, *remedies: Callable[[], Blocks], marks: bool
    ) -> None:
        """Open the index and read the lines that it does not cover.

        Args:
            papers: papers.jsonl, in the hands of a writer or a snapshot.
            tags: tags.jsonl, likewise.
            remedies: what to try in turn: first the blocks as they are, then new ones.
            marks: whether `find` will be asked for marks (readers are spared that work).

        Raises:
            CannotWriteError: not even a temporary index can be made.
        """
        self._papers = papers
        self._tags = tags
        self._marks = marks
        self._remedies = list(remedies)
        self._restart(BrokenIndexError("nothing to open"))

    def close(self) -> None:
        """Let go of the file; what was not flushed is lost."""
        self._blocks.close()

    # What it answers.

    @property
    def live(self) -> int:
        """How many papers the library holds."""
        return self._state.live

    @property
    def unreadable(self) -> int:
        """How many lines of papers.jsonl mean nothing."""
        return self._state.unreadable

    def papers(self) -> Iterator[tuple[int, Paper]]:
        """Yield the live papers with their rows, in the order of first storing."""
        for row in range(self._state.rows):
            record = self._asked(self._record, row)
            if isinstance(record, Paper):
                yield row, record

    def aliases(self) -> Iterator[Alias]:
        """Yield the aliases in the order of first storing."""
        for row in range(self._state.rows):
            record = self._asked(self._record, row)
            if isinstance(record, Alias):
                yield record

    def find(self, names: Sequence[str], marks: Sequence[str]) -> list[Paper | Forgotten]:
        """Return what bears a name or a mark, aliases followed, in the order of first storing."""
        found = self._asked(self._find, names, marks)
        return [found[row] for row in sorted(found)]

    def knows(self, key: str) -> bool:
        """Tell whether any line, of whatever kind, bears this id as its own."""
        return self._asked(self._row_of, key) is not None

    def get(self, name: str) -> tuple[int, Paper] | None:
        """Return the live paper that a name means, with its row; a key before an id."""
        found = self._asked(self._find, [name], [])
        papers = [(row, found[row]) for row in sorted(found)]
        live = [(row, paper) for row, paper in papers if isinstance(paper, Paper)]
        return min(live, key=lambda pair: pair[1].id != name, default=None)

    def tag_line(self, row: int) -> TagLine | None:
        """Return the last tag line of a row's paper."""
        return self._asked(self._tag_line, row)

    # What it takes in.

    def add(self, place: Place, line: bytes) -> None:
        """Take in a line of papers.jsonl, stored or staged."""
        self._asked(self._add, place, line)

    def add_tags(self, place: Place, line: bytes) -> None:
        """Take in a line of tags.jsonl, stored or staged."""
        self._asked(self._add_tags, place, line)

    def tags_replaced(self) -> None:
        """Take in a tags.jsonl that was rewritten."""
        self._asked(self._drop_tags)
        self._asked(self._cover_tags)

    def differs(self, other: "Index") -> bool:
        """Tell whether two indexes of the same logs give other answers, row by row.

        Raises:
            BrokenIndexError: the other one is damaged.
        """
        ours, theirs = self._state, other._state  # noqa: SLF001 - one of our own kind
        if (ours.rows, ours.live, ours.unreadable) != (theirs.rows, theirs.live, theirs.unreadable):
            return True
        return any(self._row_differs(other, row) for row in range(ours.rows))

    def last_lines(self, lengths: "array[int]") -> Iterator[bytes]:
        """Yield what a compacted papers.jsonl holds, noting how long the line of each row is.

        The last lines of all rows, so that none changes its number, then what means nothing.
        """
        for row in range(self._state.rows):
            line = self._asked(self._line, row)
            lengths.append(len(line))
            yield line[:-1]
        yield from (line for _, line in self._papers.lines() if records.parse(line) is None)

    def papers_compacted(self, lengths: "array[int]") -> None:
        """Take in a papers.jsonl that was rewritten from `last_lines`."""
        self._asked(self._move, lengths)

    def flush(self) -> None:
        """Write what was taken in, unless a reader is in the way; nothing may be staged."""
        self._asked(self._flush)

    def _row_differs(self, other: "Index", row: int) -> bool:
        if self._places.get(row) != other._places.get(row):  # noqa: SLF001 - as above
            return True
        names, marks = self._handles_of(self._record(row))
        theirs = other._handles  # noqa: SLF001 - as above
        return any(row not in theirs.rows(each) for each in names) or any(
            row in self._handles.rows(each) and row not in theirs.rows(each) for each in marks
        )

    # How it keeps in step.

    def _asked(self, call: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        while True:
            try:
                return call(*args, **kwargs)
            except BrokenIndexError as error:
                self._blocks.close()
                self._restart(error)

    def _restart(self, error: BrokenIndexError) -> None:
        """Go on with the next remedy; its answers come from the logs, staged lines included."""
        while self._remedies:
            try:
                self._blocks = self._remedies.pop(0)()
            except BrokenIndexError as another:
                error = another
                continue
            try:
                return self._begin()
            except BrokenIndexError as another:
                error = another
                self._blocks.close()
        raise CannotWriteError(
            f"{self._papers.path.name}: cannot make an index of it: {error}; the papers are safe",
            hint="is there room in the folder of temporary files?",
        ) from error

    def _begin(self) -> None:
        self._state = _State(format=FORMAT, identity=records.identity_fingerprint())
        if not self._blocks.new:
            self._state = self._stored_state()
        self._flushed = msgspec.json.encode(self._state)
        self._handles = Handles(self._blocks, _HANDLES, self._state.handles)
        self._places = Places(self._blocks, _PLACES)
        self._last_paper, self._last_tags = self._state.papers.last, self._state.tags.last
        # First of all: what is flushed on the way claims to know the tags so far.
        if not self._state.tags.holds(self._tags):
            self._drop_tags()
        for place, line in self._papers.lines(self._state.papers.last.end):
            self._add(place, line)
            self._relieve()
        self._cover_tags()

    def _stored_state(self) -> _State:
        try:
            state = msgspec.json.decode(self._blocks.get(_STATE, 0), type=_State)
        except msgspec.DecodeError as error:
            raise BrokenIndexError(str(error)) from error
        if (state.format, state.identity) != (self._state.format, self._state.identity):
            raise StaleIndexError("made by another version")
        if not state.papers.holds(self._papers):
            raise StaleIndexError("made of another file")
        uncovered = self._papers.size - state.papers.last.end
        if uncovered > _OVERLAY and not self._blocks.writable:
            raise StaleIndexError("far behind")
        return state

    def _drop_tags(self) -> None:
        for row in range(self._state.rows):
            self._places.change(row, self._places.get(row)[0], NOWHERE)
        self._state.tags, self._last_tags = Coverage(), NOWHERE

    def _move(self, lengths: "array[int]") -> None:
        # Nothing is flushed on the way: half of the places would be those of the old file.
        place = NOWHERE
        for row, length in enumerate(lengths):
            place = Place(place.end, length)
            self._places.change(row, place, self._places.get(row)[1])
        for meaningless, _ in self._papers.lines(place.end):
            place = meaningless
        self._last_paper = place

    def _cover_tags(self) -> None:
        for place, line in self._tags.lines(self._state.tags.last.end):
            self._add_tags(place, line)
            self._relieve()

    def _relieve(self) -> None:
        """Write what has piled up, but never what is only staged."""
        if self._blocks.changed > _PENDING and self._blocks.writable:
            papers, tags = self._last_paper, self._last_tags
            if papers.end <= self._papers.size and tags.end <= self._tags.size:
                self._flush()

    def _flush(self) -> None:
        self._state.papers = Coverage.of(self._papers, self._last_paper)
        self._state.tags = Coverage.of(self._tags, self._last_tags)
        state = msgspec.json.encode(self._state)
        if self._blocks.changed or state != self._flushed:
            self._blocks.put(_STATE, 0, state)
            if self._blocks.flush():
                self._flushed = state

    # One line, one row.

    def _add(self, place: Place, line: bytes) -> None:
        self._last_paper = place
        record = records.parse(line)
        if record is None:
            self._state.unreadable += 1
            return
        row = self._row_of(record.id)
        if row is None:
            row, old = self._state.rows, None
            self._state.rows += 1
            self._places.add(row, place, NOWHERE)
        else:
            old = self._record(row)
            self._places.change(row, place, self._places.get(row)[1])
        self._state.live += isinstance(record, Paper) - isinstance(old, Paper)
        names_before, marks_before = self._handles_of(old)
        names, marks = self._handles_of(record)
        for lost in (names_before - names) | (marks_before - marks):
            self._handles.remove(lost, row)
        for gained in names - names_before:
            self._handles.add(gained, row)
        for gained in marks - marks_before:
            self._handles.add(gained, row, most=MOST)

    def _add_tags(self, place: Place, line: bytes) -> None:
        self._last_tags = place
        tags = records.parse_tags(line)
        row = self._row_of(tags.id) if tags else None
        if row is not None:
            self._places.change(row, self._places.get(row)[0], place)

    def _handles_of(self, record: Record | None) -> tuple[set[bytes], set[bytes]]:
        if record is None:
            return set(), set()
        names = {handle("name", name) for name in records.names(record)}
        marks = records.marks(record) if self._marks else []
        return names, {handle("mark", mark) for mark in marks}

    def _row_of(self, key: str) -> int | None:
        """Return the row whose own id this is; other papers may bear it among their names."""
        for row in self._handles.rows(handle("name", key)):
            if records.parse_id(self._line(row)) == key:
                return row
        return None

    def _find(self, names: Sequence[str], marks: Sequence[str]) -> dict[int, Paper | Forgotten]:
        wanted = {handle("name", name) for name in names} | {handle("mark", m) for m in marks}
        found = {}
        for row in {row for each in wanted for row in self._handles.rows(each)}:
            met: set[int] = set()
            end: int | None = row
            while end is not None and end not in met:
                met.add(end)
                record = self._record(end)
                if not isinstance(record, Alias):
                    found[end] = record
                    break
                end = self._row_of(record.merged_into)
        return found

    def _record(self, row: int) -> Record:
        record = records.parse(self._line(row))
        if record is None:
            raise BrokenIndexError(f"row {row} leads to no record")
        return record

    def _line(self, row: int) -> bytes:
        return _whole_line(self._papers, self._places.get(row)[0])

    def _tag_line(self, row: int) -> TagLine | None:
        place = self._places.get(row)[1]
        if place == NOWHERE:
            return None
        line = records.parse_tags(_whole_line(self._tags, place))
        if line is None or line.id != records.parse_id(self._line(row)):
            raise BrokenIndexError(f"row {row} leads to no tags of it")
        return line


def _whole_line(log: Snapshot, place: Place) -> bytes:
    data = log.read(place)
    if data.find(b"\n") != place.length - 1:
        raise BrokenIndexError(f"{log.path.name}: no line at {place.offset}")
    return data
