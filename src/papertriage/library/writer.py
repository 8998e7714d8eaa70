"""The writer, which changes a library while its lock is held."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from papertriage import __version__, clock
from papertriage.grouping.fields import merge
from papertriage.library import history
from papertriage.library.history import Event
from papertriage.library.index import CHUNK, Index, Logs
from papertriage.library.index_records import Batch, Incoming
from papertriage.library.log import Log, Span
from papertriage.library.records import (
    Sighting,
    encode_record,
    encode_sighting,
    reads_back,
    record_of,
)
from papertriage.library.runs import Run
from papertriage.library.tags import TagLine
from papertriage.paper import Paper, Record

if TYPE_CHECKING:
    from papertriage.library.index_groups import Changes

_MOST_COMPARED = 32
"""New records of one paper in one batch that are compared one by one, for the counts."""


class Writer:
    """Stages changes and commits them; see `Library.write`.

    After an error nothing more can be committed.
    """

    def __init__(self, logs: "WriterLogs", index: Index) -> None:
        """Use `Library.write`."""
        self.logs = logs
        self._index = index
        self._last: dict[str, Span] = {}
        self._staged = 0

    @property
    def index(self) -> Index:
        """The index, with what is staged."""
        return self._index

    def put(self, papers: Iterable[Paper], *, by: str = __version__) -> list[str]:
        """Stage papers as records; return the outcome for each (see `_Outcomes`).

        Args:
            papers: as they were read, with their sources.
            by: the version of papertriage that normalized them.
        """
        return self.put_records(record_of(paper, by=by) for paper in papers)

    def put_records(self, records: Iterable[Record]) -> list[str]:
        """Stage records, likewise."""
        outcomes: list[str] = []
        waiting = iter(records)
        while some := list(islice(waiting, CHUNK)):
            batch, changes = self._index.add([Incoming(record) for record in some], self._stage)
            outcomes += _Outcomes(self._index, batch, changes).of(some)
        return outcomes

    def remember(self, events: Iterable[Event]) -> list[Event]:
        """Stage the events of one command; return them with times and ids.

        Each event is a microsecond later than the one before, and later than all known ones, even
        if the clock was set back. An event that has a time keeps it; the time of the command is its
        batch.
        """
        made = list(events)
        start = self._next_moment()
        staged = []
        for number, event in enumerate(made):
            at = event.at or history.stamp(start + timedelta(microseconds=number))
            batch = history.stamp(start) if len(made) > 1 or event.at else None
            timed = msgspec.structs.replace(event, at=at, batch=batch)
            line = history.encode(timed)
            self.logs.history.stage(line)
            staged.append(msgspec.structs.replace(timed, id=history.id_of(line)))
        return staged

    def _next_moment(self) -> datetime:
        now = clock.now()
        times = (history.time_of(line) for _, line in self.logs.history.lines())
        latest = max(filter(None, times), default=None)
        return now if latest is None or latest < now else latest + timedelta(microseconds=1)

    def put_tags(self, lines: Iterable[TagLine]) -> None:
        """Stage tags; the last line of a text is valid."""
        staged = [(self.logs.tags.stage(msgspec.json.encode(line)), line) for line in lines]
        self._index.papers.add_tags(staged, self._index.revision)
        if staged:
            self._last["tags"] = staged[-1][0]
            self._staged += len(staged)

    def rewrite_tags(self, lines: Iterable[TagLine]) -> None:
        """Replace all tags, at once and durably.

        Other writers wait meanwhile, so compute the lines before the call.

        Raises:
            CannotWriteError: the tags are unchanged.
        """
        self.logs.tags.rewrite(msgspec.json.encode(line) for line in lines)
        self._index.catch_up()

    def record(self, run: Run) -> None:
        """Stage a line of runs.jsonl."""
        self.logs.runs.stage(msgspec.json.encode(run))

    def commit(self) -> int:
        """Make everything staged durable: on return it is on disk.

        Returns:
            The number of lines of records and tags.

        Raises:
            CannotWriteError, CannotCreateError: it is not; what was committed before is safe.
        """
        for log in self.logs:
            log.commit()
        self._index.cover(self._last.get("records"), self._last.get("tags"))
        self._index.catch_up()  # follows the decisions that were staged
        self._last.clear()
        staged, self._staged = self._staged, 0
        return staged

    def _stage(self, content: Record | Sighting) -> Span:
        if isinstance(content, Record):
            line = encode_record(content)
            if not reads_back(line, content):  # a bug in papertriage: the line is not written
                raise RuntimeError(f"record {content.hash} would be read back as another one")
        else:
            line = encode_sighting(content)
        span = self.logs.records.stage(line)
        self._last["records"] = span
        self._staged += 1
        return span


class _Outcomes:
    """The outcome for each record of a batch: added, updated, unchanged or forgotten."""

    def __init__(self, index: Index, batch: Batch, changes: "Changes") -> None:
        self._index = index
        self._batch = batch
        self._changes = changes

    def of(self, records: Sequence[Record]) -> Iterator[str]:
        """Yield the outcome for each record, in order."""
        by_paper: dict[int, list[tuple[int, Record]]] = {}
        papers = self._index.groups.papers_of_records(self._batch.new)
        for number, record in zip(self._batch.numbers, records, strict=True):
            if number in papers:
                by_paper.setdefault(papers[number], []).append((number, record))
        outcomes: dict[int, str] = {}
        for paper, members in by_paper.items():
            if [number for number, _ in members] == [paper]:
                outcomes[paper] = self._first_of_paper(paper)
            else:
                outcomes.update(self._of_paper(paper, dict(members)))
        outcomes = dict.fromkeys(self._batch.updated, "updated") | outcomes
        for number in self._batch.numbers:
            yield "forgotten" if number is None else outcomes.pop(number, "unchanged")

    def _of_paper(self, paper: int, new: dict[int, Record]) -> Iterator[tuple[int, str]]:
        numbers = self._index.records.of_paper(paper)
        base = [number for number in numbers if number not in new]
        before = {self._changes.before.get(number, paper) for number in base}
        if not base:
            first, *rest = sorted(new)
            yield first, self._first_of_paper(first)
        else:
            first, rest = base[0], sorted(new)
        if not rest:
            return
        if len(before) > 1 or len(rest) > _MOST_COMPARED:
            yield from ((number, "updated") for number in rest)
            return
        load = self._index.records.load
        held = [load(number) for number in base] or [new[first]]
        content = _content(held)
        for number in rest:
            held.append(new[number])
            previous, content = content, _content(held)
            yield number, "unchanged" if content == previous else "updated"

    def _first_of_paper(self, number: int) -> str:
        """Return the outcome for the first record of a paper, which may replace an older one."""
        return "updated" if number in self._changes.newer else "added"


def _content(records: Sequence[Record]) -> Paper:
    """Return the paper of some records without its sources."""
    paper = merge(records)
    paper.sources = []
    return paper


class WriterLogs:
    """The logs of a library for its writer; iteration is in the order of committing."""

    def __init__(self, stack: ExitStack, opened: Sequence[Log]) -> None:
        """Take the open logs, in the order of the names below; `stack` closes them."""
        self.history, self.records, self.tags, self.runs = opened
        for log in opened:
            stack.callback(log.close)

    def __iter__(self) -> Iterator[Log]:
        # A decision that is written before its record has no effect yet; in the other order a
        # forgotten paper could come back.
        return iter((self.history, self.records, self.tags, self.runs))

    @property
    def covered(self) -> Logs:
        """The logs that the index covers."""
        return Logs(self.records, self.tags, self.history)
