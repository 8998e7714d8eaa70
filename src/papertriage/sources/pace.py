"""Pace: three seconds from an answer to the next request, one connection at a time.

A host has a file in the user's state folder, which all processes share. The process that holds its
lock (``flock``) is talking to the host. The file says when the last exchange ended. The end
counts, because only then is it certain that the request had reached the server. arXiv's hosts
count as one, as its terms of use require (info.arxiv.org/help/api/tou.html). All other hosts get
the same treatment.
"""

import fcntl
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from math import inf
from pathlib import Path
from typing import Self

import msgspec

from papertriage.errors import CannotCreateError, ConfigError, TryLaterError
from papertriage.sources.address import is_arxiv_host, is_loopback
from papertriage.text.clean import safe

INTERVAL = 3.0
"""Seconds from an answer of a host to the next request."""
LONGEST = 120.0
"""Maximum wait in seconds before a request; a longer one in a file is ignored."""
_PATIENCE = 900.0
"""Seconds to wait for the requests of other processes."""
_POLL = 0.05
_REPORTED_FROM = 5.0
"""Seconds of waiting from which it is reported."""
_SIZE = 80
"""Bytes of a file."""
_ENVIRONMENT = "PAPERTRIAGE_PACE"

Clocks = tuple[Callable[[], float], Callable[[], float]]
"""The wall clock, which a reboot does not stop, and a steady one, which cannot be set."""


class Pace:
    """Turns at the hosts.

    Args:
        folder: where the files are; None: the user's state folder.
        clocks: seconds of clocks that all processes share.
        sleep: waits for a number of seconds.
        on_message: called with a line about a long wait.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        clocks: Clocks = (time.time, time.monotonic),
        sleep: Callable[[float], None] = time.sleep,
        on_message: Callable[[str], None] = lambda _line: None,
    ) -> None:
        self._folder = folder
        self._clocks = clocks
        self._sleep = sleep
        self._on_message = on_message

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Wait for this process's turn at a host, and keep other processes waiting during the body.

        Raises:
            TryLaterError: others talked to it all the time.
            CannotCreateError: the file cannot be used.
        """
        with self._locked(host) as file:
            wait = self._left(file.read())
            if wait > 0:
                if wait >= _REPORTED_FROM:
                    self._on_message(f"{safe(host)}: waiting {wait:.0f} s before the next request")
                self._sleep(wait)
            seconds = interval(host)
            file.write(_Wait(seconds=seconds))
            try:
                yield
            finally:
                file.write(self._wait(seconds))

    def put_off(self, host: str, seconds: float) -> None:
        """Let no process send requests to a host for some seconds from now."""
        with self._locked(host) as file:
            file.write(self._wait(max(seconds, self._left(file.read()))))

    def _wait(self, seconds: float) -> "_Wait":
        """Return a wait that starts now."""
        wall, steady = self._clocks
        return _Wait(seconds=seconds, wall=wall(), steady=steady())

    def _left(self, wait: "_Wait") -> float:
        """Return the seconds that are left of a wait.

        Too much time seems to have passed if the wall clock was set forward, and may seem so on the
        steady clock after a reboot, so the shorter time counts. If a clock was set back, the wait
        starts again.
        """
        wall, steady = self._clocks
        passed = min(wall() - wait.wall, steady() - wait.steady)
        return wait.seconds - max(0.0, passed)

    @contextmanager
    def _locked(self, host: str) -> "Iterator[_File]":
        """Hold the lock of a host's file."""
        with _File(self._path(host)) as file:
            waited = 0.0
            while not file.lock():
                if waited >= _PATIENCE:
                    raise TryLaterError(f"{safe(host)}: another papertriage process keeps using it")
                self._sleep(_POLL)
                waited += _POLL
            yield file

    def _path(self, host: str) -> Path:
        if self._folder is None:
            from platformdirs import user_state_path

            self._folder = user_state_path("papertriage", appauthor=False) / "pace"
        name = "arxiv.org" if is_arxiv_host(host) else host
        return self._folder / re.sub(r"[^a-z0-9.-]", "_", name)[:200]


class _Wait(msgspec.Struct, frozen=True, kw_only=True):
    """A wait before the next request.

    Attributes:
        seconds: how long it is.
        wall, steady: the clocks at its start; infinite if it has not started, because a process
            is talking to the host, or was killed while it did.
    """

    seconds: float
    wall: float = inf
    steady: float = inf


class _File:
    """The file of a host; every error names it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._named():
            path.parent.mkdir(parents=True, exist_ok=True)
            flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
            self._descriptor = os.open(path, flags, 0o600)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            # Closing alone would leave the lock to a child that was forked meanwhile.
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        os.close(self._descriptor)

    def lock(self) -> bool:
        """Take the lock, if nobody else has it."""
        with self._named():
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
        return True

    def read(self) -> _Wait:
        """Return the wait: none of a new file, a whole one of a damaged file."""
        with self._named():
            text = os.pread(self._descriptor, _SIZE, 0)
        if not text:
            return _Wait(seconds=0.0)
        try:
            seconds, wall, steady = map(float, text.split())
        except ValueError:
            return _Wait(seconds=INTERVAL)
        return _Wait(seconds=min(seconds, LONGEST), wall=wall, steady=steady)

    def write(self, wait: _Wait) -> None:
        """Replace the wait."""
        line = f"{wait.seconds:.3f} {wait.wall:.6f} {wait.steady:.6f}".ljust(_SIZE - 1) + "\n"
        with self._named():
            os.pwrite(self._descriptor, line.encode(), 0)

    @contextmanager
    def _named(self) -> Iterator[None]:
        """Name the file in the error of a call: a file system may lack locks, or be full."""
        try:
            yield
        except OSError as error:
            raise CannotCreateError(
                f"{safe(str(self._path))}: cannot store the last request: {error.strerror}",
                hint="set XDG_STATE_HOME to another folder",
            ) from error


def interval(host: str) -> float:
    """Return the seconds between two requests; ``PAPERTRIAGE_PACE`` sets them for loopback only.

    Raises:
        ConfigError: it is not a number.
    """
    text = os.environ.get(_ENVIRONMENT)
    if not text or not is_loopback(host):
        return INTERVAL
    try:
        return max(0.0, float(text))
    except ValueError:
        raise ConfigError(f"{_ENVIRONMENT}={safe(text)}: not a number of seconds") from None
