"""The engine for several machines: the workers of a Dask cluster (extra `papertriage[dask]`).

Unless the user names a scheduler, a cluster of this machine is started, bound to the loopback
interface and without a dashboard: Dask runs any code that a client sends, so only this machine may
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
"""How many pieces wait for each worker thread, besides the one that it does."""
_PATIENCE = 30
"""How many seconds to wait for a scheduler, and for its first worker."""
_AGAIN = "finished parts are kept; run the same command again to continue"


class Dask:
    """Does pieces in the workers of a Dask cluster.

    Args:
        jobs: workers of a cluster of this machine.
        scheduler: address of a running scheduler, ``tcp://host:8786``; None: start a cluster.
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
            raise UsageError(
                "--engine dask needs Dask, which is not installed", hint=hint
            ) from None
        self._jobs = jobs
        self._scheduler = scheduler
        self._scheduler_file = scheduler_file

    def map(
        self, work: Callable[[Piece], Result], pieces: Iterable[Piece]
    ) -> Iterator[tuple[Piece, Result]]:
        """Do the work in the cluster's workers; others get the pieces of a killed one."""
        with _cluster_errors(), self._client() as client:
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
                with _ignoring_interrupts():
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
    """Start a cluster that only this machine can reach."""
    from distributed import LocalCluster

    return LocalCluster(  # type: ignore[no-untyped-call]  # Dask has no types here
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address=None,
        worker_dashboard_address=None,
        # Even without a dashboard the scheduler opens port 8787, unless it gets another one.
        scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},
        silence_logs=logging.CRITICAL,
    )


@contextmanager
def _ignoring_interrupts() -> Iterator[None]:
    """Start child processes that ignore Ctrl-C: this process handles it for all."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may set signal handlers
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
    """Silence Dask's log messages about lost workers: what matters is reported in one line."""
    for name in ("distributed", "distributed.client", "tornado"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


@contextmanager
def _cluster_errors() -> Iterator[None]:
    """Turn failures of a cluster into errors of one line."""
    from distributed import KilledWorker
    from distributed.client import FutureCancelledError
    from distributed.comm.core import CommClosedError

    try:
        yield
    except KilledWorker as error:
        raise TryLaterError(f"a piece of work killed several workers ({error.task})") from None
    except (FutureCancelledError, CommClosedError):
        raise TryLaterError("the connection to the Dask scheduler was lost", hint=_AGAIN) from None


def _check_versions(client: "Client") -> None:
    """Check that there are workers, and that all of them have this version of papertriage.

    Raises:
        TryLaterError: no worker connected.
        UsageError: a worker has another version, or none.
    """
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError:
        message = f"no Dask worker connected within {_PATIENCE} seconds"
        hint = "start one with dask worker --scheduler-file FILE"
        raise TryLaterError(message, hint=hint) from None
    # A function of the standard library: workers without papertriage could not load ours.
    found = client.run(metadata.version, "papertriage", on_error="return")
    for worker, version in found.items():
        if version != __version__:
            has = f"papertriage {version}" if isinstance(version, str) else "no papertriage"
            raise UsageError(
                f"worker {worker} has {has}, this is {__version__}; scores could differ",
                hint="install the same version on all workers and here",
            )
