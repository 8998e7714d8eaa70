"""The writer: the one hand that changes a library, for as long as it holds the lock."""

from array import array
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import msgspec

from papertriage import identity
from papertriage.library import files, layout
from papertriage.library.blocks import new_blocks, open_blocks, private_blocks
from papertriage.library.history import Apart, Forgot, Listed, Marked
from papertriage.library.index import Index
from papertriage.library.log import Log
from papertriage.library.lookup import Lookup, Signs
from papertriage.library.records import Alias, Forgotten, Record, TagLine
from papertriage.library.runs import Run
from papertriage.paper import Paper, encode


class Writer(Lookup):
    """Stages changes and commits them; see `Library.write`.

    Staged papers are found like stored ones. After an error nothing more can be committed.
    """

    _history: Log

    def __init__(self, folder: Path, notice: Callable[[str], None]) -> None:
        """Open the library's files; the caller holds the lock.

        Raises:
            CannotCreateError: a file of the library may not be written.
            CannotWriteError: a torn line could not be set aside.
        """
        with ExitStack() as stack:
            self._papers, self._tags, self._runs, self._history = self._logs = [
                self._log(stack, folder / name, notice)
                for name in (layout.PAPERS, layout.TAGS, layout.RUNS, layout.HISTORY)
            ]
            path = folder / layout.INDEX
            remedies = (partial(open_blocks, path, writable=True), partial(new_blocks, path))
            self._index = Index(self._papers, self._tags, *remedies, private_blocks, marks=True)
            stack.callback(self._index.close)
            self._files = stack.pop_all()

    def put(self, paper: Paper) -> None:
        """Stage a new or changed paper; one that is stored just so is left alone."""
        line = encode(paper)
        found = self._index.get(paper.id)
        if found is None or encode(found[1]) != line:
            self._stage(paper, line)

    def replace(self, paper: Paper) -> None:
        """Stage a paper that is known to differ from what is stored under its key."""
        self._stage(paper, encode(paper))

    def put_new(self, paper: Paper, signs: Signs) -> None:
        """Stage a paper that `is_new` by these signs, which are its own."""
        place = self._papers.stage(encode(paper))
        self._index.add_new(place, paper, signs.names, signs.marks)

    def alias(self, later: str, earlier: str, why: str | None = None) -> None:
        """Stage that the name `later`, stored or never stored, now means the paper `earlier`.

        Args:
            later: the name; a paper whose key it is gives way.
            earlier: the key of the paper that it means.
            why: the reason, in words.
        """
        found = self._index.get(later)
        if found is None or found[1].id != earlier:
            alias = Alias(later, earlier, why)
            self._stage(alias, msgspec.json.encode(alias))

    def set_apart(self, one: Paper, other: Paper, date: str) -> None:
        """Stage that these two papers are two; `date` is the day, ISO, for the history."""
        names = identity.names(one), identity.names(other)
        event = Apart(ids=(one.id, other.id), names=names, date=date)
        self._history.stage(msgspec.json.encode(event))

    def remember(self, event: Listed | Marked) -> None:
        """Stage what the user saw, or said of a paper."""
        self._history.stage(msgspec.json.encode(event))

    def forget(self, names: Iterable[str], date: str) -> list[Paper]:
        """Stage taking papers out; their names and marks stay known, so that they stay out.

        Args:
            names: keys or other names; those that mean no live paper are passed over.
            date: the day, ISO, for the history.

        Returns:
            The papers that go.
        """
        gone = []
        for name in names:
            found = self._index.get(name)
            if found:
                paper = found[1]
                known = identity.names(paper)
                event = Forgot(id=paper.id, names=known, date=date)
                self._history.stage(msgspec.json.encode(event))
                marks = identity.exact_marks(paper)
                forgotten = Forgotten(paper.id, True, known, marks)
                self._stage(forgotten, msgspec.json.encode(forgotten))
                gone.append(paper)
        return gone

    def put_tags(self, lines: Iterable[TagLine]) -> None:
        """Stage tag lines; the last of a paper counts."""
        for line in lines:
            self._index.add_tags(self._tags.stage(msgspec.json.encode(line)), line)

    def rewrite_tags(self, lines: Iterable[TagLine]) -> None:
        """Put these tag lines in the place of all, at once and durably.

        Other writers wait meanwhile: let the lines be ready, not yet to be computed.

        Raises:
            CannotWriteError: the tags are as they were.
        """
        self._tags.rewrite(msgspec.json.encode(line) for line in lines)
        self._index.tags_replaced()

    def compact(self) -> None:
        """Drop the lines that later ones replaced; what readers find stays the same.

        Other writers wait meanwhile. Lines that mean nothing stay, behind the others.

        Raises:
            CannotWriteError: there is no room, or a write failed; the log is as it was.
        """
        files.check_room(self._papers.path.parent, self._papers.size)
        lengths = array("L")
        self._papers.rewrite(self._index.last_lines(lengths))
        self._index.papers_compacted(lengths)
        if self._tags.size:
            lengths = array("L")
            self._tags.rewrite(self._index.last_tag_lines(lengths))
            self._index.tags_compacted(lengths)

    def record(self, run: Run) -> None:
        """Stage a line of runs.jsonl."""
        self._runs.stage(msgspec.json.encode(run))

    def commit(self) -> None:
        """Make everything staged durable: on return it is on disk.

        Raises:
            CannotWriteError, CannotCreateError: it is not; what was committed before is safe.
        """
        done = False
        try:
            # A forgotten paper first stands in the history: its line there is the only copy.
            for log in (self._history, self._papers, self._tags, self._runs):
                log.commit()
            done = True
        finally:
            if not done:  # it knows lines that are not there: should anyone ask on, make it anew
                self._index.close()
        self._index.flush()

    def close(self) -> None:
        """Let go of the files; what was not committed is dropped."""
        self._files.close()

    def _stage(self, record: Record, line: bytes) -> None:
        self._index.add(self._papers.stage(line), record)

    @staticmethod
    def _log(stack: ExitStack, path: Path, notice: Callable[[str], None]) -> Log:
        log = Log(path, notice)
        stack.callback(log.close)
        return log
