"""A library for a dry run, whose changes are temporary."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from papertriage.library import layout
from papertriage.library.library import Library
from papertriage.library.log import Log, Snapshot, Span

if TYPE_CHECKING:
    from papertriage.library.index import Index
    from papertriage.library.writer import Writer


class ScratchLog(Log):
    """A log whose new lines go to a temporary file, with spans after those of the real log."""

    def __init__(self, real: Snapshot) -> None:
        """Continue a log; closing this one leaves the real one open."""
        self.path = real.path
        self.start = real.start
        self._real = real
        self._base = self.size = real.size
        self._staged = {}  # new lines are in the file at once
        self._scratch = TemporaryFile()  # noqa: SIM115 - `close` closes it

    def close(self) -> None:
        """Drop the new lines."""
        self._scratch.close()

    def stage(self, line: bytes) -> Span:
        """Add a line, without newline."""
        span = Span(self.size, len(line) + 1)
        self._scratch.write(line + b"\n")
        self.size = span.end
        return span

    def commit(self) -> None:
        """Do nothing, as the lines are temporary."""

    def read(self, span: Span) -> bytes:
        if span.offset < self._base:
            return self._real.read(Span(span.offset, min(span.length, self._base - span.offset)))
        self._scratch.flush()
        return os.pread(self._scratch.fileno(), span.length, span.offset - self._base)


class DryRunLibrary(Library):
    """A library that can be written to like the real one; closing it drops all changes."""

    def __init__(self, real: Library) -> None:
        """Take a library, which need not exist yet."""
        super().__init__(real.folder, same=real.same)
        self._held = ExitStack()
        self._writer: Writer | None = None

    def close(self) -> None:
        """Drop everything."""
        self._held.close()
        self._writer = None

    @contextmanager
    def session(self) -> Iterator[None]:
        """Do nothing, as the index is temporary."""
        yield

    @contextmanager
    def write(self, *, in_session: bool = False) -> Iterator["Writer"]:  # noqa: ARG002 - as in Library
        """Write to the scratch logs; no lock is needed."""
        from papertriage.library.opening import open_private
        from papertriage.library.writer import Writer, WriterLogs

        if self._writer is None:
            names = (layout.HISTORY, layout.RECORDS, layout.TAGS, layout.RUNS)
            hold = self._held.enter_context
            real = [hold(closing(Snapshot(self.folder / name))) for name in names]
            logs = [hold(closing(ScratchLog(each))) for each in real]
            opened = WriterLogs(self._held, logs)
            index: Index = open_private(self.folder, opened.covered, self.about().same)
            self._held.callback(index.database.close)
            self._writer = Writer(opened, index)
        yield self._writer
        self._writer.commit()
