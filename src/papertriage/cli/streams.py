"""Standard output and standard error where something is wrong with them."""

import io
import os
import sys
from typing import Any


def prepare() -> None:
    """Make both fit for use, whatever the caller passed on."""
    _occupy_closed()
    if sys.stderr is sys.__stderr__ and sys.stderr is not None:
        raw = _StandardError(sys.stderr.fileno(), "w", closefd=False)
        sys.stderr = io.TextIOWrapper(
            io.BufferedWriter(raw),
            encoding=sys.stderr.encoding,
            errors="backslashreplace",
            line_buffering=True,
        )


def stderr_works() -> bool:
    """Tell whether all that was written to standard error arrived there."""
    raw = getattr(getattr(sys.stderr, "buffer", None), "raw", None)
    return sys.stderr is not None and not getattr(raw, "has_failed", False)


def discard_stdout() -> None:
    """Send what is left in the buffer nowhere: at its exit Python would complain of it."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, 1)
    os.close(devnull)


class _StandardError(io.FileIO):
    """Standard error on which no write fails.

    A full disk below a log, or a reader that left, must not stop work that is otherwise well.
    """

    has_failed = False

    def write(self, data: Any) -> int:
        size = memoryview(data).nbytes
        try:
            written = super().write(data)
        except OSError:
            written = None
        if written is None:  # None also of a pipe that is full and does not block
            self.has_failed = True
        return size if written is None else written


def _occupy_closed() -> None:
    """Keep the numbers of closed streams: the next file to be opened would get them.

    What any library then prints to "standard error" would land in the user's papers.
    """
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(descriptor)
