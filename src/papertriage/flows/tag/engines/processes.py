"""The engine for one machine: several processes.

Each worker has a pipe of its own, and a thread here that waits for it. In the standard library's
pool all workers share one pipe: if one is killed while it sends a result, as by Ctrl-C, the others
and this process wait for ever.
"""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import get_context, parent_process, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from threading import Lock, Thread, local
from typing import Any, Self

from papertriage.flows.tag.engines import Piece, Result

_DEATHS = 3
"""After so many killed workers, the remaining pieces are done in this process."""
_AHEAD = 2
"""How many pieces wait for each process, besides the one that it does."""


class Processes:
    """Does pieces in processes of this machine, which are started for each `map`.

    Args:
        jobs: how many processes.
    """

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs

    def map(
        self, work: Callable[[Piece], Result], pieces: Iterable[Piece]
    ) -> Iterator[tuple[Piece, Result]]:
        """Do the work in workers; the piece of a killed one goes to a new one."""
        with _Workers(self._jobs, work) as workers:
            sent: deque[tuple[Piece, Future[Result]]] = deque()

            def first() -> tuple[Piece, Result]:
                piece, future = sent.popleft()
                try:
                    return piece, future.result()
                except _NoWorkerError:
                    return piece, work(piece)

            for piece in pieces:
                sent.append((piece, workers.submit(piece)))
                if len(sent) > _AHEAD * self._jobs:
                    yield first()
            while sent:
                yield first()


class _NoWorkerError(Exception):
    """Too many workers were killed, or the pool is closing."""


class _Workers:
    """Workers, each started when there is work for it; at the end of the block all are killed.

    Args:
        jobs: how many workers at most.
        work: the function that they run.
    """

    def __init__(self, jobs: int, work: Callable[[Any], Any]) -> None:
        self._work = work
        self._threads = ThreadPoolExecutor(jobs, initializer=_block_signals)
        self._own = local()
        self._lock = Lock()
        self._processes: list[SpawnProcess] = []
        self._may_die = _DEATHS

    def __enter__(self) -> Self:
        # If a worker's thread started it, its signals would be unblocked (CPython 3.11).
        resource_tracker.ensure_running()
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._may_die = 0
            for process in self._processes:
                process.kill()
        self._threads.shutdown(cancel_futures=True)
        for process in self._processes:
            process.join()

    def submit(self, piece: Any) -> "Future[Any]":
        """Queue a piece; its future raises what the work raises, or `_NoWorkerError`."""
        return self._threads.submit(self._ask, piece)

    def _ask(self, piece: Any) -> Any:
        while True:
            pipe = self._pipe()
            try:
                pipe.send(piece)
                result, error = pipe.recv()
            except (EOFError, OSError):  # it was killed
                pipe.close()
                self._own.pipe = None
                with self._lock:
                    self._may_die -= 1
                continue
            if error is not None:
                raise error
            return result

    def _pipe(self) -> "Connection[Any, Any]":
        """Return the pipe to this thread's worker, which is started if needed."""
        if getattr(self._own, "pipe", None) is None:
            with self._lock:
                if self._may_die <= 0:
                    raise _NoWorkerError
                self._own.pipe = self._start()
        pipe: Connection[Any, Any] = self._own.pipe
        return pipe

    def _start(self) -> "Connection[Any, Any]":
        # Spawned, not forked: a fork copies whatever threads and files this process holds.
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self._work), daemon=True)
        process.start()
        theirs.close()
        self._processes.append(process)
        return ours


def _block_signals() -> None:
    """Block the signals of the terminal in workers, which inherit this: the parent ends them."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})


# --- the worker ---------------------------------------------------------------------------------


def _serve(pipe: "Connection[Any, Any]", work: Callable[[Any], Any]) -> None:
    """Do pieces until the other end of the pipe is closed."""
    Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError, OSError):
        while True:
            piece = pipe.recv()
            answer: tuple[Any, Exception | None]
            try:
                answer = work(piece), None
            except Exception as error:  # noqa: BLE001 - the parent raises it
                answer = None, error
            pipe.send(answer)


def _end_with_parent() -> None:
    """Exit when the parent has died, even in the middle of a piece."""
    if parent := parent_process():
        parent.join()
        os._exit(1)
