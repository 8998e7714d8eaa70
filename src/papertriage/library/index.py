"""The index: where the last line of each paper stands, and which names and marks lead to it.

It lives in ``.cache/index.sqlite`` and may vanish, rot or be swapped at any time: all that it
knows, the logs say, and it notices (see `blocks`). What proves broken is made anew.
"""

from array import array
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeVar

from papertriage.errors import CannotWriteError
from papertriage.library import records
from papertriage.library.blocks import Blocks, BrokenIndexError
from papertriage.library.handles import handle
from papertriage.library.log import Place, Snapshot
from papertriage.library.records import Alias, Forgotten, Record, TagLine
from papertriage.library.standings import Standing, Standings, standing
from papertriage.library.table import Table
from papertriage.paper import Paper

_T = TypeVar("_T")

_FIRST, _MORE = 128, 4096
"""Standings that are read at once: at first for a list with a limit, then for whole topics."""


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

    @property
    def is_makeshift(self) -> bool:
        """Whether a reader had to make it, for itself alone: that on disk is missing or broken."""
        return self._blocks.new

    @property
    def live(self) -> int:
        """How many papers the library holds."""
        return self._table.live

    @property
    def unreadable(self) -> int:
        """How many lines of papers.jsonl mean nothing."""
        return self._table.unreadable

    def papers(self) -> Iterator[tuple[int, Paper]]:
        """Yield the live papers with their rows, in the order of first storing."""
        for row in range(self._table.rows):
            record = self._record(row)
            if isinstance(record, Paper):
                yield row, record

    def aliases(self) -> Iterator[Alias]:
        """Yield the aliases in the order of first storing."""
        for row in range(self._table.rows):
            record = self._record(row)
            if isinstance(record, Alias):
                yield record

    def find(self, names: Sequence[str], marks: Sequence[str]) -> list[Paper | Forgotten]:
        """Return what bears a name or a mark, in the order of storing; aliases are followed."""
        handles = [handle("name", name) for name in names]
        return self.bearing(handles + [handle("mark", mark) for mark in marks])

    def bearing(self, handles: Sequence[bytes]) -> list[Paper | Forgotten]:
        """Return what bears one of these handles, in the order of storing; aliases are followed."""
        found = self._asked(lambda table: table.bearing(handles))
        return [found[row] for row in sorted(found)]

    def knows(self, key: str) -> bool:
        """Tell whether any line, of whatever kind, bears this id as its own."""
        return self.row(key) is not None

    def get(self, name: str) -> tuple[int, Paper] | None:
        """Return the live paper that a name means, with its row; a key before an id."""
        handles = [handle("name", name)]
        found = self._asked(lambda table: table.bearing(handles))
        papers = [(row, found[row]) for row in sorted(found)]
        live = [(row, paper) for row, paper in papers if isinstance(paper, Paper)]
        return min(live, key=lambda pair: pair[1].id != name, default=None)

    def tag_line(self, row: int) -> TagLine | None:
        """Return the last tag line of a row's paper."""
        return self._asked(lambda table: table.tag_line(row))

    def none_of(self, handles: Sequence[bytes]) -> bool:
        """Tell whether nothing bears any of these handles; no line is read for the answer."""
        return self._asked(lambda table: table.handles.none_of(handles))

    def expect(self, handles: Sequence[bytes]) -> None:
        """Fetch at once what look-ups of these will want one by one."""
        self._asked(lambda table: table.handles.expect(handles))

    def waiting(self) -> Iterator[tuple[int, Paper]]:
        """Yield the papers to be tagged, with their rows, in the order of first storing."""
        for row in self._asked(lambda table: array("L", table.waiting())):
            yield row, self.paper(row)

    def paper(self, row: int) -> Paper:
        """Return the paper of a row that `get` or `standings` gave."""
        return self._asked(lambda table: table.paper(row))

    def key(self, row: int) -> str:
        """Return the key of a row's paper; only that is decoded."""
        return self._asked(lambda table: table.key(row))

    def row(self, key: str) -> int | None:
        """Return the row of the line, of whatever kind, that bears this id as its own."""
        return self._asked(lambda table: table.row_of(key))

    def standings_of(self, row: int) -> list[tuple[str, Standing]]:
        """Return where a row's paper stands, topic by topic."""
        return self._asked(lambda table: table.standings_of(row))

    def told(self, question: Callable[[Standings], _T]) -> _T:
        """Return what the standings answer to a question that takes one call."""
        return self._asked(lambda table: question(table.standings))

    def standings(self, topic: str, least: float) -> Iterator[Standing]:
        """Yield where papers with a score of `least` or more stand on a topic, the best first.

        Equal scores come by day, the latest first; equal days by row.
        """
        after, most = b"", _FIRST
        asked = partial(Standings.best_first, topic=topic, least=least)
        while keys := self.told(partial(asked, after=after, most=most)):
            yield from map(standing, keys)
            after, most = keys[-1], _MORE

    def add(self, place: Place, record: Record) -> None:
        """Take in what a staged line of papers.jsonl says."""
        self._asked(lambda table: table.add(place, record))

    def add_new(self, place: Place, paper: Paper, names: list[bytes], marks: list[bytes]) -> None:
        """Take in a staged line with a paper that bears no handle that is known."""
        self._asked(lambda table: table.add_new(place, paper, names, marks))

    def add_tags(self, place: Place, line: TagLine) -> None:
        """Take in what a staged line of tags.jsonl says."""
        self._asked(lambda table: table.add_tags(place, line))

    def tags_replaced(self) -> None:
        """Take in a tags.jsonl that was rewritten."""
        self._asked(lambda table: table.drop_tags())
        self._asked(lambda table: table.cover_tags())

    def differs(self, other: "Index") -> bool:
        """Tell whether two indexes of the same logs give other answers, row by row.

        Raises:
            BrokenIndexError: the other one is damaged.
        """
        return self._table.differs(other._table)  # noqa: SLF001 - one of our own kind

    def last_lines(self, lengths: "array[int]") -> Iterator[bytes]:
        """Yield what a compacted papers.jsonl holds, noting how long the line of each row is.

        The last lines of all rows, so that none changes its number, then what means nothing.
        """
        for row in range(self._table.rows):
            line = self._line(row)
            lengths.append(len(line))
            yield line[:-1]
        yield from (line for _, line in self._papers.lines() if records.parse(line) is None)

    def papers_compacted(self, lengths: "array[int]") -> None:
        """Take in a papers.jsonl that was rewritten from `last_lines`."""
        self._asked(lambda table: table.move(lengths))

    def last_tag_lines(self, lengths: "array[int]") -> Iterator[bytes]:
        """Yield what a compacted tags.jsonl holds: the last line of each paper, likewise."""
        for row in range(self._table.rows):
            line = self._asked(partial(Table.tag_text, row=row))
            lengths.append(len(line))
            if line:
                yield line[:-1]

    def tags_compacted(self, lengths: "array[int]") -> None:
        """Take in a tags.jsonl that was rewritten from `last_tag_lines`."""
        self._asked(lambda table: table.move_tags(lengths))

    def flush(self) -> None:
        """Write what was taken in, unless a reader is in the way; nothing may be staged."""
        self._asked(lambda table: table.flush())

    def _record(self, row: int) -> Record:
        return self._asked(lambda table: table.record(row))

    def _line(self, row: int) -> bytes:
        return self._asked(lambda table: table.line(row))

    def _asked(self, call: Callable[[Table], _T]) -> _T:
        while True:
            try:
                return call(self._table)
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
                self._table = Table(self._papers, self._tags, self._blocks, marks=self._marks)
            except BrokenIndexError as another:
                error = another
                self._blocks.close()
            else:
                return
        raise CannotWriteError(
            f"{self._papers.path.name}: cannot make an index of it: {error}; the papers are safe",
            hint="is there room in the folder of temporary files?",
        ) from error
