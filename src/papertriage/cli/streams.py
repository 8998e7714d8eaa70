"""Makes standard output and standard error usable even if they are closed or fail."""

import io
import os
import sys
from typing import Any


def prepare() -> None:
    """Make both streams usable, whatever the caller passed on."""
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
    """Return whether everything written to standard error arrived there."""
    raw = getattr(getattr(sys.stderr, "buffer", None), "raw", None)
    return sys.stderr is not None and not getattr(raw, "has_failed", False)


def discard_stdout() -> None:
    """Discard what is left in the buffer, which Python would fail to write at exit."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, 1)
    os.close(devnull)


class _StandardError(io.FileIO):
    """Standard error on which no write fails.

    A full disk or a closed pipe behind it must not stop the work.
    """

    has_failed = False

    def write(self, data: Any) -> int:
        size = memoryview(data).nbytes
        try:
            written = super().write(data)
        except OSError:
            written = None
        if written is None:  # also of a full pipe that does not block
            self.has_failed = True
        return size if written is None else written


def _occupy_closed() -> None:
    """Open the null device for closed streams, whose numbers the next opened file would get.

    What a library prints to standard error would then end up in that file.
    """
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(descriptor)
