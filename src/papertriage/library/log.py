"""The log: an append-only file of JSON Lines that survives a kill, a full disk and a torn write.

Readers (`Snapshot`) take no lock: they see the complete lines that were there when they opened the
file, even if writers append or rename. A writer (`Log`) holds the library's lock, stages lines and
commits them as one batch: all of it is on disk when `commit` returns.
"""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from papertriage.errors import MissingInputError
from papertriage.library import files

_STEP = 4096
"""Bytes that are first searched for the last newline."""
_BOM = b"\xef\xbb\xbf"
"""The byte-order mark, which an editor may put before line 1."""
TORN = "torn.txt"
"""The file for what a torn write left after the last newline of a log."""


class Span(NamedTuple):
    """Where a line is: byte offset and length, its newline included."""

    offset: int
    length: int

    @property
    def end(self) -> int:
        return self.offset + self.length


EMPTY = Span(0, 0)


class Snapshot:
    """The complete lines of a log at one moment. A missing file has none.

    Attributes:
        path: the file.
        device, inode: those of the file; 0 if it is missing.
        start: the offset of line 1.
        size: bytes up to and with the last newline, a byte-order mark included.
    """

    def __init__(self, path: Path, *, flags: int = os.O_RDONLY) -> None:
        """Open the file.

        Raises:
            MissingInputError, CannotCreateError: it exists but cannot be used.
        """
        self.path = path
        self.device = self.inode = self.size = self.start = 0
        self._descriptor: int | None = None
        with contextlib.suppress(FileNotFoundError):
            self._take(files.open_regular(path, flags))

    def _take(self, descriptor: int) -> None:
        status = os.fstat(descriptor)
        self._descriptor = descriptor
        self.device, self.inode = status.st_dev, status.st_ino
        self.start = len(_BOM) if os.pread(descriptor, len(_BOM), 0) == _BOM else 0
        self.size = max(self.start, _whole(descriptor, status.st_size))

    def close(self) -> None:
        """Close the file; nothing can be read afterwards."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def read(self, span: Span) -> bytes:
        """Return the bytes of a span; fewer if the file ends before.

        A damaged index may name a span that no file has.
        """
        if self._descriptor is None or min(span) < 0:
            return b""
        return os.pread(self._descriptor, span.length, span.offset)

    def tail(self) -> bytes:
        """Return the bytes after the last newline: none, or a line torn by a kill."""
        if self._descriptor is None:
            return b""
        return os.pread(self._descriptor, os.fstat(self._descriptor).st_size, self.size)

    def lines(self, start: int = 0) -> Iterator[tuple[Span, bytes]]:
        """Yield the lines from an offset on, without their newlines, in bounded memory.

        Raises:
            MissingInputError: the file became shorter while it was read.
        """
        offset = position = max(start, self.start)
        rest = b""
        while position < self.size:
            block = self.read(Span(position, min(files.BLOCK, self.size - position)))
            if not block:
                raise MissingInputError(
                    f"{files.shown(self.path)}: another program cut off its end while it was read",
                    hint="run the command again when that program has ended",
                )
            position += len(block)
            *whole, rest = (rest + block).split(b"\n")
            for line in whole:
                yield Span(offset, len(line) + 1), line
                offset += len(line) + 1


class Log(Snapshot):
    """A log of the writer, which holds the lock."""

    def __init__(self, path: Path, notice: Callable[[str], None]) -> None:
        """Open the log and repair its end; `notice` is called with what was set aside.

        Raises:
            CannotCreateError: the file cannot be opened for writing.
            CannotWriteError: the torn tail could not be set aside.
        """
        super().__init__(path, flags=os.O_RDWR | os.O_APPEND)
        self._staged: dict[int, bytes] = {}
        if self._descriptor is not None:
            self._recover(self._descriptor, notice)
        self._end = self.size

    def stage(self, line: bytes) -> Span:
        """Add a line, without newline, to the batch; return the span that it will have."""
        span = Span(self._end, len(line) + 1)
        self._staged[span.offset] = line
        self._end += span.length
        return span

    def commit(self) -> None:
        """Append the staged lines and wait until they are on disk.

        Raises:
            CannotWriteError: nothing of the batch was stored; what was there before is safe.
            CannotCreateError: the file cannot be created.
        """
        if not self._staged:
            return
        lines, self._staged = list(self._staged.values()), {}
        end, self._end = self._end, self.size
        if self._descriptor is None:
            self._take(files.open_regular(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT))
        self._append(lines)
        self.size = self._end = end

    def rewrite(self, lines: Iterable[bytes]) -> None:
        """Replace all lines, by a rename; the new ones may be read from this log.

        Raises:
            CannotWriteError: the log is unchanged.
        """
        files.replace(self.path, lines, still=self._is_unchanged)
        self.close()
        self._take(files.open_regular(self.path, os.O_RDWR | os.O_APPEND))
        self._staged, self._end = {}, self.size

    def read(self, span: Span) -> bytes:
        staged = self._staged.get(span.offset)
        return super().read(span) if staged is None else staged + b"\n"

    def lines(self, start: int = 0) -> Iterator[tuple[Span, bytes]]:
        """Yield the lines on disk, then the staged ones."""
        yield from super().lines(start)
        for offset, line in list(self._staged.items()):
            if offset >= start:
                yield Span(offset, len(line) + 1), line

    def _append(self, lines: list[bytes]) -> None:
        descriptor = self._descriptor
        if descriptor is None or not self._is_unchanged():
            raise files.not_alone(self.path)
        done = False
        try:
            for block in files.blocks(lines):
                files.write_all(descriptor, block)
            files.sync(descriptor)
            if self.size == 0:  # the file may be new, so its name must be durable too
                files.sync_folder(self.path.parent)
            done = True
        except OSError as error:
            safety = "nothing of this batch was stored, what was there before is safe"
            raise files.cannot_write(self.path, error, safety) from error
        finally:
            if not done:
                self._cut_back(descriptor)

    def _is_unchanged(self) -> bool:
        """Return whether nobody else wrote to the file, or replaced it, since it was opened."""
        try:
            status = self.path.stat(follow_symlinks=False)
        except FileNotFoundError:
            return self._descriptor is None
        found = status.st_dev, status.st_ino, status.st_size
        return found == (self.device, self.inode, self.size)

    def _cut_back(self, descriptor: int) -> None:
        """Remove a batch that was not stored completely; if that fails, the next writer does."""
        with contextlib.suppress(OSError):
            os.ftruncate(descriptor, self.size)
            files.sync(descriptor)

    def _recover(self, descriptor: int, notice: Callable[[str], None]) -> None:
        """Make sure that the log consists of complete lines, and that all are on disk.

        A writer that was killed between its write and its sync leaves lines that every process
        sees, but that a power cut would lose. They count as stored, so they are synced here.
        """
        try:
            if os.fstat(descriptor).st_size != self.size:
                self._mend(descriptor, notice)
            files.sync(descriptor)
        except OSError as error:
            raise files.cannot_write(self.path, error, "every stored line is safe") from error

    def _mend(self, descriptor: int, notice: Callable[[str], None]) -> None:
        """End the log in a newline: complete the line of a JSON object, set anything else aside."""
        tail = self.tail()
        if is_object(tail):  # edited by hand, or cut just before its newline
            files.write_all(descriptor, b"\n")
            self.size += len(tail) + 1
            return
        files.append_apart(self.path.with_name(TORN), tail)
        os.ftruncate(descriptor, self.size)
        notice(
            f"{files.shown(self.path)}: {len(tail)} bytes of an unfinished line set aside in {TORN}"
        )


def _whole(descriptor: int, size: int) -> int:
    """Return how many of the first `size` bytes are complete lines."""
    step = _STEP  # the end of a line is usually near
    while size:
        start = max(0, size - step)
        found = os.pread(descriptor, size - start, start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        size, step = start, min(2 * step, files.BLOCK)
    return 0


def is_object(text: bytes) -> bool:
    """Return whether bytes are one complete JSON object."""
    try:
        msgspec.json.decode(text, type=dict[str, Any])
    except (ValueError, RecursionError):  # ValueError: msgspec's own errors and bad UTF-8
        return False
    return True
