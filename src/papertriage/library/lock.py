"""The lock: one writer at a time, by ``flock`` on a file that is never renamed or removed.

The kernel releases the lock when its holder ends, so a kill leaves no stale lock. The file says
who holds it; that text is only used in messages.
"""

import fcntl
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from papertriage.errors import CannotCreateError, LockedError
from papertriage.library import files
from papertriage.text.clean import safe

_POLL = 0.05
_PATIENCE = 2.0
"""Seconds of waiting before a notice."""


@contextmanager
def hold(path: Path, *, timeout: float, notice: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock while the body runs; wait for it up to `timeout` seconds.

    Raises:
        LockedError: another process held it all the time.
        CannotCreateError: the lock file cannot be created, or the file system has no locks.
    """
    descriptor = files.open_regular(path, os.O_RDWR | os.O_CREAT)
    try:
        _wait(descriptor, path, timeout, notice)
        _sign(descriptor)
        try:
            yield
        finally:
            # Closing alone would leave the lock to a child that was forked meanwhile.
            fcntl.flock(descriptor, fcntl.LOCK_UN)
    finally:
        os.close(descriptor)


def _wait(descriptor: int, path: Path, timeout: float, notice: Callable[[str], None]) -> None:
    start = time.monotonic()
    noticed = False
    while not _try(descriptor, path):
        waited = time.monotonic() - start
        if waited >= timeout:
            raise LockedError(
                f"{files.shown(path.parent)}: held by {_holder(descriptor)};"
                f" waited {timeout:g} s, nothing was stored",
                hint="try again later, or wait longer with --lock-timeout",
            )
        if waited >= _PATIENCE and not noticed:
            notice(f"{files.shown(path.parent)}: waiting for {_holder(descriptor)}")
            noticed = True
        time.sleep(min(_POLL, timeout - waited))


def _try(descriptor: int, path: Path) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise CannotCreateError(
            f"{files.shown(path)}: cannot lock: {error.strerror}; nothing was stored",
            hint="keep the library on a file system with locks (see --library)",
        ) from error
    return True


def _sign(descriptor: int) -> None:
    """Write who holds the lock: only the name of the command, as arguments may be private."""
    command = " ".join([Path(sys.argv[0]).name, *(a for a in sys.argv[1:2] if a.isalpha())])
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()} {command}\n".encode(errors="replace"), 0)
    except OSError:
        return  # the disk is full: messages cannot name the holder, but the lock is held


def _holder(descriptor: int) -> str:
    pid, _, command = os.pread(descriptor, 200, 0).decode(errors="replace").partition(" ")
    if not pid.isdecimal():
        return "another process"
    return f"process {pid} ({safe(command)})"
