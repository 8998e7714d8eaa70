"""The engine past one machine: the workers of a Dask cluster (extra `papertriage[dask]`).

Without a scheduler of the user's a cluster of this machine is begun, bound to the loopback
interface, without a dashboard: Dask runs whatever code a client sends it, so nobody else may
reach it.
"""

import logging
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import metadata
from typing import TYPE_CHECKING, Any

from papertriage import __version__
from papertriage.errors import NetworkError, TryLaterError, UsageError
from papertriage.flows.tag.engines import Piece, Result
from papertriage.text.clean import safe

if TYPE_CHECKING:
    from distributed import Client, LocalCluster

_AHEAD = 2
"""Pieces a worker thread that wait beside the one that it does."""
_PATIENCE = 30
"""Seconds to wait for a scheduler, and for its first worker."""
_AGAIN = "what is done is kept; the same command goes on from there"


class Dask:
    """Does pieces in the workers of a cluster.

    Args:
        jobs: workers of a cluster of this machine.
        scheduler: address of a running scheduler, ``tcp://host:8786``; None: begin a cluster.
        scheduler_file: where a running scheduler wrote its address.

    Raises:
        UsageError: the extra is not installed.
    """

    def __init__(
        self, jobs: int, *, scheduler: str | None = None, scheduler_file: str | None = None
    ) -> None:
        try:
            metadata.version("distributed")
        except metadata.PackageNotFoundError:
            hint = "pip install 'papertriage[dask]'"
            raise UsageError("--engine dask needs Dask, which is not here", hint=hint) from None
        self._jobs = jobs
        self._scheduler = scheduler
        self._scheduler_file = scheduler_file

    def map(
        self, work: Callable[[Piece], Result], pieces: Iterable[Piece]
    ) -> Iterator[tuple[Piece, Result]]:
        """Do the work in the cluster's workers; Dask gives a killed worker's pieces to others."""
        with _told(), self._client() as client:
            _check_versions(client)
            sent: deque[tuple[Piece, Any]] = deque()
            for piece in pieces:
                sent.append((piece, client.submit(work, piece, pure=False)))
                # Workers may join and leave meanwhile.
                threads = sum(client.nthreads().values())  # type: ignore[no-untyped-call]  # Dask has no types here
                if len(sent) > _AHEAD * max(1, threads):
                    yield _first(sent)
            while sent:
                yield _first(sent)

    @contextmanager
    def _client(self) -> "Iterator[Client]":
        from distributed import Client

        _quieten()

        with ExitStack() as stack:
            address: Any = self._scheduler
            if self._scheduler is None and self._scheduler_file is None:
                with _deaf_children():
                    address = stack.enter_context(_local_cluster(self._jobs))
            try:
                client = Client(  # type: ignore[no-untyped-call]  # Dask has no types here
                    address,
                    scheduler_file=self._scheduler_file,
                    timeout=_PATIENCE,
                    set_as_default=False,
                )
            except (OSError, ValueError) as error:
                where = safe(self._scheduler or self._scheduler_file or "this machine")
                raise NetworkError(f"{where}: no Dask scheduler answers ({error})") from None
            yield stack.enter_context(client)


def _local_cluster(workers: int) -> "LocalCluster":
    """Begin a cluster that only this machine reaches."""
    from distributed import LocalCluster

    return LocalCluster(  # type: ignore[no-untyped-call]  # Dask has no types here
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address=None,
        worker_dashboard_address=None,
        # Without a dashboard the scheduler still opens its port 8787: any other.
        scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},
        silence_logs=logging.CRITICAL,
    )


@contextmanager
def _deaf_children() -> Iterator[None]:
    """Begin processes that an interrupt does not reach: it is told once, by this one."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may say what a signal does
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _first(sent: "deque[tuple[Piece, Any]]") -> tuple[Piece, Result]:
    piece, future = sent.popleft()
    return piece, future.result()


def _quieten() -> None:
    """Keep Dask's own talk of lost workers from the screen: what matters is told in one line."""
    for name in ("distributed", "distributed.client", "tornado"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


@contextmanager
def _told() -> Iterator[None]:
    """Turn what becomes of a cluster into one line."""
    from distributed import KilledWorker
    from distributed.client import FutureCancelledError
    from distributed.comm.core import CommClosedError

    try:
        yield
    except KilledWorker as error:
        raise TryLaterError(f"a piece of work killed worker after worker ({error.task})") from None
    except (FutureCancelledError, CommClosedError):
        raise TryLaterError("the Dask scheduler is gone", hint=_AGAIN) from None


def _check_versions(client: "Client") -> None:
    """Make sure that there are workers, and that all of them have this papertriage.

    Raises:
        TryLaterError: no worker came.
        UsageError: a worker has another papertriage, or none.
    """
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError:
        message = f"no Dask worker came within {_PATIENCE} seconds"
        raise TryLaterError(message, hint="dask worker --scheduler-file FILE begins one") from None
    # A function of the standard library: one of ours could not even be sent to who lacks us.
    found = client.run(metadata.version, "papertriage", on_error="return")
    for worker, version in found.items():
        if version != __version__:
            has = f"papertriage {version}" if isinstance(version, str) else "no papertriage"
            raise UsageError(
                f"worker {worker} has {has}, this is {__version__}; scores could differ",
                hint="install the same version for all workers and the command",
            )
