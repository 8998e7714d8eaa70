"""Files of a library, opened and made safely.

A library may lie in a folder that others can write to, so nothing here follows a symbolic link,
blocks on a FIFO or trusts that a name stands for a regular file. Whatever the operating system
refuses becomes one line that names the file and says what is still safe.
"""

import contextlib
import errno
import os
import re
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from papertriage.errors import (
    CannotCreateError,
    CannotWriteError,
    MissingInputError,
    PapertriageError,
)
from papertriage.text.clean import safe

BLOCK = 1 << 20
"""Bytes that one read or write moves at most."""

_TEMPORARY = re.compile(r"\.(?:\w+\.jsonl?|\.git\w+)\.[0-9a-f]{12}\.tmp")
"""The names of what `replace` writes: narrow, as other programs write into this folder too."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def shown(path: Path) -> str:
    """Return a path fit for a message: file names may hold anything."""
    return safe(str(path))


def stamp_of(paths: Iterable[Path]) -> str:
    """Return what changes whenever one of some files does; those that are missing do not count."""
    found = []
    for path in paths:
        with contextlib.suppress(OSError):
            status = path.stat()
            found.append(f"{path.name} {status.st_size} {status.st_mtime_ns}")
    return " ".join(found)


def open_regular(path: Path, flags: int) -> int:
    """Open a regular file, never a link, a FIFO or a folder, and return the descriptor.

    Raises:
        FileNotFoundError: there is no such file (and `flags` do not create it).
        MissingInputError: it cannot be read.
        CannotCreateError: it cannot be opened for writing.
        CannotWriteError: the disk is full.
    """
    try:
        # O_NONBLOCK: opening a planted FIFO would wait for its other end for ever.
        safely = os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
        descriptor = os.open(path, flags | safely, 0o666)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _refused(path, flags, error) from error
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise _not_ours(path, flags, "not a regular file")


def _refused(path: Path, flags: int, error: OSError) -> PapertriageError:
    if error.errno in {errno.ELOOP, errno.EMLINK}:  # EMLINK is FreeBSD's word for it
        return _not_ours(path, flags, "a symbolic link")
    if error.errno in _FULL:
        return cannot_write(path, error, "nothing was stored")
    if flags & (os.O_WRONLY | os.O_RDWR):
        return CannotCreateError(
            f"{shown(path)}: cannot write: {error.strerror}; nothing was stored"
        )
    return MissingInputError(f"{shown(path)}: cannot read: {error.strerror}")


def _not_ours(path: Path, flags: int, what: str) -> PapertriageError:
    kind = CannotCreateError if flags & (os.O_WRONLY | os.O_RDWR) else MissingInputError
    return kind(
        f"{shown(path)}: {what}, which a library never holds; left alone",
        hint="move it away, or choose another folder with --library",
    )


def cannot_write(path: Path, error: OSError, safety: str) -> CannotWriteError:
    """Make the error of a failed write; `safety` says what is on disk in spite of it."""
    return CannotWriteError(f"{shown(path)}: cannot write: {error.strerror or error}; {safety}")


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte, however short the single writes are."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def blocks(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Join lines, given without their newline, into blocks of whole lines of about a megabyte."""
    waiting: list[bytes] = []
    size = 0
    for line in lines:
        waiting += (line, b"\n")
        size += len(line) + 1
        if size >= BLOCK:
            yield b"".join(waiting)
            waiting.clear()
            size = 0
    if waiting:
        yield b"".join(waiting)


def sync(descriptor: int) -> None:
    """Wait until a file's bytes are on the disk itself."""
    if sys.platform == "darwin":  # there fsync stops at the drive's cache
        import fcntl

        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    else:
        os.fsync(descriptor)


def check_room(folder: Path, needed: int) -> None:
    """Make sure that a file of so many bytes fits beside the others.

    Raises:
        CannotWriteError: it does not; nothing was touched.
    """
    status = os.statvfs(folder)
    free = status.f_bavail * status.f_frsize
    if free < needed:
        raise CannotWriteError(
            f"{shown(folder)}: {needed / 1e6:.1f} MB of room needed, {free / 1e6:.1f} MB free;"
            " nothing was changed"
        )


def sync_folder(folder: Path) -> None:
    """Make names that were created, renamed or removed in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some network file systems know no such thing
            raise
    finally:
        os.close(descriptor)


def sync_parents(folder: Path) -> None:
    """Make a folder's own name durable, and those of the folders above it that let us."""
    for level in folder.absolute().parents:
        with contextlib.suppress(PermissionError):
            sync_folder(level)


def make_folder(folder: Path) -> None:
    """Create a folder with its parents, each durable before the next.

    Raises:
        CannotCreateError: it cannot be made, or something else bears its name.
        CannotWriteError: the disk is full.
    """
    try:
        missing = [level for level in (folder, *folder.parents) if not level.exists()]
        for level in reversed(missing):
            level.mkdir(exist_ok=True)
            sync_folder(level.parent)
        if not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    except OSError as error:
        if error.errno in _FULL:
            raise cannot_write(folder, error, "nothing was stored") from error
        raise CannotCreateError(
            f"{shown(folder)}: cannot make the library's folder: {error.strerror}",
            hint="choose another folder with --library",
        ) from error


def not_alone(path: Path) -> CannotWriteError:
    """Make the error of a file that someone changes without the lock."""
    return CannotWriteError(
        f"{shown(path)}: another program writes to it without the lock;"
        " nothing of this batch was stored, what was there before is safe",
        hint="run the command again when that program is done",
    )


def replace(
    path: Path, lines: Iterable[bytes], *, still: Callable[[], bool] = lambda: True
) -> None:
    """Write a file anew by a temporary one and a rename: readers see the old or the new whole.

    The old file's mode is kept; the new one is read again before it takes the old one's place.
    A crash leaves the old file and a leftover for `sweep`.

    Args:
        path: the file.
        lines: its new lines, without newlines.
        still: tells, at the last moment, whether the old file is still the one that was read.

    Raises:
        CannotWriteError: the old file is untouched.
    """
    temporary = path.with_name(f".{path.name}.{os.urandom(6).hex()}.tmp")
    done = False
    try:
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL
        descriptor = open_regular(temporary, flags)
        try:
            if path.exists():
                os.fchmod(descriptor, stat.S_IMODE(path.stat().st_mode))
            _write_and_read_again(descriptor, lines)
            sync(descriptor)
        finally:
            os.close(descriptor)
        if not still():
            raise not_alone(path)
        temporary.rename(path)
        done = True
        sync_folder(path.parent)
    except OSError as error:
        safety = "run the command again" if done else "the old file is untouched"
        raise cannot_write(path, error, safety) from error
    finally:
        if not done:
            temporary.unlink(missing_ok=True)


def _write_and_read_again(descriptor: int, lines: Iterable[bytes]) -> None:
    import hashlib  # it loads OpenSSL, which takes 3 ms; who reads needs none of it

    written, read = hashlib.blake2b(), hashlib.blake2b()
    for block in blocks(lines):
        written.update(block)
        write_all(descriptor, block)
    offset = 0
    while block := os.pread(descriptor, BLOCK, offset):
        read.update(block)
        offset += len(block)
    if written.digest() != read.digest():
        raise OSError(errno.EIO, "what was written does not read the same")


def append_apart(path: Path, data: bytes) -> None:
    """Append bytes to a file of what was set aside, byte by byte as they were, durably.

    Only if the file ends in the middle of a line a newline comes first.
    """
    descriptor = open_regular(path, os.O_RDWR | os.O_APPEND | os.O_CREAT)
    try:
        size = os.fstat(descriptor).st_size
        if size and os.pread(descriptor, 1, size - 1) != b"\n":
            data = b"\n" + data
        write_all(descriptor, data)
        sync(descriptor)
    finally:
        os.close(descriptor)
    sync_folder(path.parent)


def remove(path: Path) -> None:
    """Remove a file that can be made anew, if it is there.

    Raises:
        CannotWriteError: it cannot be removed.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise cannot_write(path, error, "nothing was lost") from error


def sweep(folder: Path) -> None:
    """Remove what killed writers left of `replace`; the caller holds the lock."""
    for name in os.listdir(folder):  # noqa: PTH208 - os.listdir takes odd names as they are
        if _TEMPORARY.fullmatch(name):
            (folder / name).unlink(missing_ok=True)
