"""The engine of one machine: several processes."""

import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any

from papertriage.flows.tag.engines import Piece, Result
from papertriage.flows.tag.engines.serial import Serial

_POOLS = 3
"""Pools that may break, each by a killed worker, before the rest is done in this process."""
_AHEAD = 2
"""Pieces a process that wait beside the one that it does."""


class Processes:
    """Does pieces in processes of this machine, begun for each map.

    Args:
        jobs: how many.
    """

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs

    def map(
        self, work: Callable[[Piece], Result], pieces: Iterable[Piece]
    ) -> Iterator[tuple[Piece, Result]]:
        """Do the work in a pool, and in a new one when a killed worker broke it."""
        left = iter(pieces)
        for _ in range(_POOLS):
            lost = yield from self._pooled(work, left)
            if not lost:
                return
            left = chain(lost, left)
        yield from Serial().map(work, left)

    def _pooled(
        self, work: Callable[[Piece], Result], pieces: Iterator[Piece]
    ) -> Generator[tuple[Piece, Result], None, list[Piece]]:
        """Do what can be done with one pool; return what it took and did not give back."""
        # Spawned, not forked: a fork copies whatever threads and files this process holds.
        pool = ProcessPoolExecutor(self._jobs, get_context("spawn"), _begin, (work,))
        sent: deque[tuple[Piece, Future[Result] | None]] = deque()
        try:
            for piece in pieces:
                sent.append((piece, None))
                sent[-1] = (piece, pool.submit(_do, piece))
                if len(sent) > _AHEAD * self._jobs:
                    yield _first(sent)
            while sent:
                yield _first(sent)
        except BrokenProcessPool:
            return [piece for piece, _ in sent]
        finally:
            pool.shutdown(cancel_futures=True)
        return []


def _first(
    sent: "deque[tuple[Piece, Future[Result] | None]]",
) -> tuple[Piece, Result]:
    """Wait for the first piece; it leaves the queue once its result is there."""
    piece, future = sent[0]
    if future is None:
        raise BrokenProcessPool
    result = future.result()
    sent.popleft()
    return piece, result


_work: Callable[[Any], Any] | None = None
"""A worker's own: it gets the work once, not with every piece."""


def _begin(work: Callable[[Any], Any]) -> None:
    global _work  # noqa: PLW0603 - the pool has no other place for what a worker keeps
    _work = work
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # an interrupt is told once, by who waits for us
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End when the parent is gone, killed: nobody else would tell a worker that waits for work."""
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _do(piece: Any) -> Any:
    if _work is None:
        raise RuntimeError("a worker was not begun")
    return _work(piece)
