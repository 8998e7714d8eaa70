"""Functions that workers of an engine can import, and engines whose workers are killed."""

import os
import signal
import struct
import time
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import msgspec

from papertriage.flows.tag.engines import Engine, Piece, Result


def double(number: int) -> int:
    """Return twice a number."""
    return 2 * number


def divide(number: int) -> float:
    """Return 1 by a number; fails on 0."""
    return 1 / number


class KillsOnce(msgspec.Struct):
    """Does some work, but once a piece of it kills its process and leaves half a file."""

    work: Callable[[Any], Any]
    fatal: str
    flag: str

    def __call__(self, piece: Any) -> Any:
        output = Path(getattr(piece, "output", ""))
        if (output.name or str(piece)) == self.fatal and not Path(self.flag).exists():
            Path(self.flag).touch()
            if output.name:
                output.with_name(f".{output.name}.0123456789ab.tmp").write_text("half a pap")
            os.kill(os.getpid(), signal.SIGKILL)
        return self.work(piece)


class Killing:
    """An engine with a worker that is killed in the middle of its work."""

    def __init__(self, engine: Engine, fatal: str, flag: Path) -> None:
        self._engine = engine
        self._fatal = fatal
        self._flag = flag

    def map(
        self, work: Callable[[Piece], Result], pieces: Iterable[Piece]
    ) -> Iterator[tuple[Piece, Result]]:
        """Do the work with the one killing piece in it."""
        return self._engine.map(KillsOnce(work, self._fatal, str(self._flag)), pieces)


class KillsWhileSending(msgspec.Struct):
    """Doubles numbers, but one worker is killed while it sends a result."""

    fatal: int
    flag: str

    def __call__(self, number: int) -> int:
        if number == self.fatal and not Path(self.flag).exists():
            Path(self.flag).touch()
            Connection.send = _send_half  # type: ignore[assignment, method-assign]  # in this process alone
        return double(number)


def _send_half(self: Any, _answer: object) -> None:
    os.write(self.fileno(), struct.pack("!i", 1000) + b"half an answer")
    os.kill(os.getpid(), signal.SIGKILL)


def interrupt_parent(number: int) -> None:
    """Press Ctrl-C once, in the middle of long work."""
    if number == 0:
        os.kill(os.getppid(), signal.SIGINT)
    time.sleep(60)


def blocked_signals(_number: int) -> set[int]:
    """Return the signals that a worker does not receive."""
    return {int(number) for number in signal.pthread_sigmask(signal.SIG_BLOCK, [])}
