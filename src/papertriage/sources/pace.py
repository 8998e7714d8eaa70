"""Pace: one request every three seconds and one connection at a time, over all processes.

A host has a file in the user's state folder. Who holds its lock (``flock``) is talking to the
host; it holds the time before which nobody asks again. arXiv's hosts count as one, as its terms
of use ask (info.arxiv.org/help/api/tou.html), and every other host is treated as well.
"""

import fcntl
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from papertriage.errors import CannotCreateError, ConfigError, TryLaterError
from papertriage.sources.address import is_arxiv_host, is_loopback
from papertriage.text.clean import safe

INTERVAL = 3.0
"""Seconds between the beginnings of two requests to a host."""
LONGEST = 120.0
"""Seconds that are waited at most before a request; a later time in a file is not believed."""
_PATIENCE = 900.0
"""Seconds to wait for the requests of other processes."""
_POLL = 0.05
_TOLD_FROM = 5.0
"""Seconds of waiting from which it is told."""
_ENVIRONMENT = "PAPERTRIAGE_PACE"


class Pace:
    """Turns at the hosts.

    Args:
        folder: where the files are; None: the user's state folder.
        clock: seconds of the wall clock, which all processes share.
        sleep: waits so many seconds.
        told: takes a line about a long wait.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        told: Callable[[str], None] = lambda _line: None,
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._sleep = sleep
        self._told = told

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Wait until a host may be asked, and keep others from it while the body runs.

        Raises:
            TryLaterError: others talked to it all the time.
            CannotCreateError: the file cannot be made.
        """
        with self._file(host) as descriptor:
            self._lock(descriptor, host)
            wait = min(_read(descriptor) - self._clock(), LONGEST)
            if wait > 0:
                if wait >= _TOLD_FROM:
                    self._told(f"{safe(host)}: asking again in {wait:.0f} s")
                self._sleep(wait)
            _write(descriptor, self._clock() + interval(host))
            try:
                yield
            finally:
                fcntl.flock(descriptor, fcntl.LOCK_UN)

    def put_off(self, host: str, seconds: float) -> None:
        """Let nobody ask a host for so many seconds from now."""
        with self._file(host) as descriptor:
            self._lock(descriptor, host)
            _write(descriptor, max(_read(descriptor), self._clock() + seconds))

    @contextmanager
    def _file(self, host: str) -> Iterator[int]:
        path = self._path(host)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
            descriptor = os.open(path, flags, 0o600)
        except OSError as error:
            raise CannotCreateError(
                f"{safe(str(path))}: cannot keep the pace of requests: {error.strerror}",
                hint="XDG_STATE_HOME names another folder for it",
            ) from error
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    def _path(self, host: str) -> Path:
        if self._folder is None:
            from platformdirs import user_state_path

            self._folder = user_state_path("papertriage", appauthor=False) / "pace"
        name = "arxiv.org" if is_arxiv_host(host) else host
        return self._folder / re.sub(r"[^a-z0-9.-]", "_", name)[:200]

    def _lock(self, descriptor: int, host: str) -> None:
        waited = 0.0
        while not _try(descriptor):
            if waited >= _PATIENCE:
                raise TryLaterError(f"{safe(host)}: another papertriage talks to it all the time")
            self._sleep(_POLL)
            waited += _POLL


def interval(host: str) -> float:
    """Return the seconds between two requests; ``PAPERTRIAGE_PACE`` sets them for loopback only.

    Raises:
        ConfigError: it is no number.
    """
    text = os.environ.get(_ENVIRONMENT)
    if not text or not is_loopback(host):
        return INTERVAL
    try:
        return max(0.0, float(text))
    except ValueError:
        raise ConfigError(f"{_ENVIRONMENT}={safe(text)}: not a number of seconds") from None


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(descriptor: int) -> float:
    """Return the time before which nobody asks; 0 for a new or a damaged file."""
    try:
        return float(os.pread(descriptor, 40, 0))
    except ValueError:
        return 0.0


def _write(descriptor: int, when: float) -> None:
    os.pwrite(descriptor, f"{when:<20.3f}\n".encode(), 0)
