"""Work for engines that workers can import, and engines whose workers are killed."""

import os
import signal
from collections.abc import Callable, Iterable, Iterator
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
    """Does some work, but one piece of it kills its process, leaving half a file: once."""

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
    """An engine of which one worker is killed in mid-job."""

    def __init__(self, engine: Engine, fatal: str, flag: Path) -> None:
        self._engine = engine
        self._fatal = fatal
        self._flag = flag

    def map(
        self, work: Callable[[Piece], Result], pieces: Iterable[Piece]
    ) -> Iterator[tuple[Piece, Result]]:
        """Do the work with the one killing piece in it."""
        return self._engine.map(KillsOnce(work, self._fatal, str(self._flag)), pieces)
