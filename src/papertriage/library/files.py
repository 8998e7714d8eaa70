"""Opens, creates and replaces the files of a library safely.

A library may be in a folder that others can write to, so nothing here follows a symbolic link,
blocks on a FIFO or assumes that a name is that of a regular file. An error of the operating system
becomes one line that names the file and says what is still safe.
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
"""The most bytes of one read or write."""

_TEMPORARY = re.compile(r"\.(?:\w+\.jsonl?|\.git\w+)\.[0-9a-f]{12}\.tmp")
"""The names of the temporary files of `replace`: strict, as other programs write here too."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def shown(path: Path) -> str:
    """Return a path for a message, as file names may contain any characters."""
    return safe(str(path))


def stamp_of(paths: Iterable[Path]) -> str:
    """Return a text that changes whenever one of some files does; missing ones are ignored."""
    found = []
    for path in paths:
        with contextlib.suppress(OSError):
            status = path.stat()
            found.append(f"{path.name} {status.st_size} {status.st_mtime_ns}")
    return " ".join(found)


def open_regular(path: Path, flags: int) -> int:
    """Open a regular file, never a link, a FIFO or a folder, and return the descriptor.

    Raises:
        FileNotFoundError: there is no such file, and `flags` do not create it.
        MissingInputError: it cannot be read.
        CannotCreateError: it cannot be opened for writing.
        CannotWriteError: the disk is full.
    """
    try:
        # O_NONBLOCK: opening a FIFO would wait for its other end for ever.
        safely = os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
        descriptor = os.open(path, flags | safely, 0o666)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise _refused(path, flags, error) from error
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise _foreign(path, flags, "not a regular file")


def read(path: Path, most: int = -1, *, flags: int = os.O_RDONLY) -> bytes:
    """Return the content of a file, or the first bytes of it; raises what `open_regular` does."""
    with os.fdopen(open_regular(path, flags), "rb") as file:
        return file.read(most)


def _refused(path: Path, flags: int, error: OSError) -> PapertriageError:
    if error.errno in {errno.ELOOP, errno.EMLINK}:  # FreeBSD has EMLINK
        return _foreign(path, flags, "a symbolic link")
    if error.errno in _FULL:
        return cannot_write(path, error, "nothing was stored")
    if flags & (os.O_WRONLY | os.O_RDWR):
        return CannotCreateError(
            f"{shown(path)}: cannot write: {error.strerror}; nothing was stored"
        )
    return MissingInputError(f"{shown(path)}: cannot read: {error.strerror}")


def _foreign(path: Path, flags: int, what: str) -> PapertriageError:
    kind = CannotCreateError if flags & (os.O_WRONLY | os.O_RDWR) else MissingInputError
    return kind(
        f"{shown(path)}: {what}, which a library never contains; it was not touched",
        hint="move it away, or choose another folder with --library",
    )


def cannot_write(path: Path, error: OSError, safety: str) -> CannotWriteError:
    """Return the error of a failed write; `safety` says what is still safe."""
    return CannotWriteError(f"{shown(path)}: cannot write: {error.strerror or error}; {safety}")


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte, with as many writes as that takes."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def blocks(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Join lines, given without newlines, into blocks of about a megabyte."""
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
    """Wait until the bytes of a file are on the disk itself."""
    if sys.platform == "darwin":  # its fsync does not flush the cache of the drive
        import fcntl

        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    else:
        os.fsync(descriptor)


def check_room(folder: Path, needed: int) -> None:
    """Check that there is room for another file of so many bytes.

    Raises:
        CannotWriteError: there is not; nothing was touched.
    """
    status = os.statvfs(folder)
    free = status.f_bavail * status.f_frsize
    if free < needed:
        raise CannotWriteError(
            f"{shown(folder)}: {needed / 1e6:.1f} MB needed, {free / 1e6:.1f} MB free;"
            " nothing was changed"
        )


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, after one was created, renamed or removed."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some network file systems do not support it
            raise
    finally:
        os.close(descriptor)


def sync_parents(folder: Path) -> None:
    """Make the name of a folder durable, and those of its parents where that is allowed."""
    for level in folder.absolute().parents:
        with contextlib.suppress(PermissionError):
            sync_folder(level)


def make_folder(folder: Path) -> None:
    """Create a folder with its parents, each durable before the next.

    Raises:
        CannotCreateError: it cannot be created, or something else has its name.
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
            f"{shown(folder)}: cannot create the library's folder: {error.strerror}",
            hint="choose another folder with --library",
        ) from error


def make_cache(folder: Path) -> None:
    """Create a folder for derived files, which git ignores.

    Raises:
        OSError: it cannot be created, or something else has its name, such as a link.
    """
    folder.mkdir(exist_ok=True)
    if not stat.S_ISDIR(folder.lstat().st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC  # O_EXCL follows no link
    with contextlib.suppress(FileExistsError):
        descriptor = os.open(folder / ".gitignore", flags, 0o666)
        os.write(descriptor, b"*\n")
        os.close(descriptor)


def not_alone(path: Path) -> CannotWriteError:
    """Return the error of a file that another program changes without the lock."""
    return CannotWriteError(
        f"{shown(path)}: another program writes to it without the lock;"
        " nothing of this batch was stored, what was there before is safe",
        hint="run the command again when that program has ended",
    )


def replace(
    path: Path, lines: Iterable[bytes], *, still: Callable[[], bool] = lambda: True
) -> None:
    """Replace a file by a rename, so that readers see the old file or the new one, complete.

    The mode of the old file is kept; the new one is read again before the rename. A crash leaves
    the old file, and a temporary one for `sweep`.

    Args:
        path: the file.
        lines: its new lines, without newlines.
        still: returns whether the old file is still the one that was read; called last.

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
    import hashlib  # it loads OpenSSL, which takes 3 ms and is not needed for reading

    written, read = hashlib.blake2b(), hashlib.blake2b()
    for block in blocks(lines):
        written.update(block)
        write_all(descriptor, block)
    offset = 0
    while block := os.pread(descriptor, BLOCK, offset):
        read.update(block)
        offset += len(block)
    if written.digest() != read.digest():
        raise OSError(errno.EIO, "the bytes read back differ from those written")


def append_apart(path: Path, data: bytes) -> None:
    """Append bytes, unchanged and durably, to a file of lines that were set aside.

    If the file does not end in a newline, one is added first.
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
    """Remove a file that can be built again, if it exists.

    Raises:
        CannotWriteError: it cannot be removed.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise cannot_write(path, error, "nothing was lost") from error


def sweep(folder: Path) -> None:
    """Remove the temporary files that killed writers left; the caller holds the lock."""
    for name in os.listdir(folder):  # noqa: PTH208 - os.listdir takes odd names as they are
        if _TEMPORARY.fullmatch(name):
            (folder / name).unlink(missing_ok=True)
