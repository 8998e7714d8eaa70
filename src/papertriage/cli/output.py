"""Writes data to standard output, or to a file that appears whole or not at all."""

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from papertriage.errors import CannotCreateError, CannotWriteError, UsageError
from papertriage.flows.whole_file import whole_file
from papertriage.text.clean import safe

Write = Callable[[bytes], object]


@contextmanager
def output(path: Path | None, *, each: bool = False) -> Iterator[Write]:
    """Yield a function that writes bytes to a file, or to standard output for None and ``-``.

    A regular file is renamed into place when all is written, so readers never see half of it and
    a failure leaves the old one. Devices and pipes are written to directly. With `each`, standard
    output is flushed at every call, so that a pipe gets each line at once.

    Raises:
        CannotCreateError: the file cannot be created.
        CannotWriteError: a write failed; the old file is still there.
    """
    if path is None or str(path) == "-":
        if sys.stdout is None:
            raise CannotWriteError("standard output is closed")
        sys.stdout.flush()
        # A regular file need not be flushed line by line.
        waited_for = each and not stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode)
        yield _flushing if waited_for else sys.stdout.buffer.write
        sys.stdout.buffer.flush()
    elif _is_special(path):
        with _write_errors(path), path.open("wb") as stream:
            yield stream.write
    else:
        if path.is_dir():
            raise CannotCreateError(f"{safe(str(path))}: is a folder")
        with whole_file(path) as stream:
            yield stream.write


def put(parts: Iterable[str], out: Path | None = None) -> None:
    """Write parts of a text to a file, or to standard output; raises what `output` does."""
    with output(out) as write:
        for part in parts:
            write(part.encode("utf-8", errors="replace"))


def byte_order_mark(form: str, *, wanted: bool) -> str:
    """Return the byte-order mark by which Excel recognises UTF-8; empty if it is not wanted.

    Raises:
        UsageError: the format is neither csv nor tsv.
    """
    if wanted and form not in ("csv", "tsv"):
        raise UsageError(f"--bom works only with csv and tsv, not with {form}")
    return "\ufeff" if wanted else ""


def _flushing(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _is_special(path: Path) -> bool:
    try:
        return not stat.S_ISREG(path.stat().st_mode) and not path.is_dir()
    except OSError:
        return False


@contextmanager
def _write_errors(path: Path) -> Iterator[None]:
    """Turn a failed write into an error that names the file."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        if error.filename and str(path) not in str(error.filename):
            raise
        name = safe(str(path))
        raise CannotWriteError(f"{name}: cannot be written ({error.strerror})") from None
