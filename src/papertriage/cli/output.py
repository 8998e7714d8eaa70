"""Where data goes: standard output, or a file that appears whole or not at all."""

import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from papertriage.errors import CannotCreateError, CannotWriteError, UsageError
from papertriage.text.clean import safe

Write = Callable[[bytes], object]


@contextmanager
def output(path: Path | None, *, each: bool = False) -> Iterator[Write]:
    """Give a function that writes bytes to a file, or to standard output for None and ``-``.

    A regular file appears by rename when all is written, so that a reader never sees half of it
    and a failure leaves the old one; a device or a pipe is written to directly. With `each`
    standard output is flushed at every call: who reads a pipe gets each line as it comes.

    Raises:
        CannotCreateError: the file cannot be made.
        CannotWriteError: a write failed; what was there before is still there.
    """
    if path is None or str(path) == "-":
        if sys.stdout is None:
            raise CannotWriteError("standard output is closed")
        sys.stdout.flush()
        # Nobody waits for the lines of a regular file.
        waited_for = each and not stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode)
        yield _flushing if waited_for else sys.stdout.buffer.write
        sys.stdout.buffer.flush()
    elif _is_special(path):
        with _told(path), path.open("wb") as stream:
            yield stream.write
    else:
        yield from _replaced(path)


def byte_order_mark(form: str, *, wanted: bool) -> bytes:
    """Return what opens a table for spreadsheets that would take UTF-8 for something older.

    Raises:
        UsageError: it is wanted for a format that is no table of cells.
    """
    if wanted and form not in ("csv", "tsv"):
        raise UsageError(f"--bom is for csv and tsv, not for {form}")
    return b"\xef\xbb\xbf" if wanted else b""


def _flushing(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _is_special(path: Path) -> bool:
    try:
        return not stat.S_ISREG(path.stat().st_mode) and not path.is_dir()
    except OSError:
        return False


def _replaced(path: Path) -> Iterator[Write]:
    """Write beside the file and rename; a symbolic link keeps pointing where it points."""
    target = path.resolve()
    name = safe(str(path))
    if target.is_dir():
        raise CannotCreateError(f"{name}: is a folder")
    beside = target.with_name(f".{target.name}.{os.urandom(4).hex()}.tmp")
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        stream: BinaryIO = os.fdopen(os.open(beside, flags, 0o666), "wb")
    except OSError as error:
        raise CannotCreateError(f"{name}: cannot be made ({error.strerror})") from None
    try:
        with _told(path):
            with stream:
                yield stream.write
                stream.flush()
                os.fsync(stream.fileno())
            if target.exists():
                beside.chmod(stat.S_IMODE(target.stat().st_mode))
            beside.replace(target)
    finally:
        with suppress(OSError):
            beside.unlink()


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn a failing write into one line that names the file."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        if error.filename and str(path) not in str(error.filename):
            raise
        name = safe(str(path))
        raise CannotWriteError(f"{name}: cannot be written ({error.strerror})") from None
