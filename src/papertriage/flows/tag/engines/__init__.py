"""Engines run a function on many pieces of work; all three have the same interface.

    serial      in this process, one piece after the other
    processes   in several processes of this machine
    dask        in the workers of a Dask cluster, of one machine or of many

The function must be pure, and it, its pieces and its results must be picklable: then a piece that
is lost with its worker can be done again.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Literal, Protocol, TypeVar

Piece = TypeVar("Piece")
Result = TypeVar("Result")

Name = Literal["serial", "processes", "dask"]


class Engine(Protocol):
    """Where work is done."""

    def map(
        self, work: Callable[[Piece], Result], pieces: Iterable[Piece]
    ) -> Iterator[tuple[Piece, Result]]:
        """Yield each piece with its result, in order; only a few are held.

        A killed worker costs time, but no piece is lost. What the work raises is raised here.
        """
        ...


def engine_of(
    name: Name | None, jobs: int, *, scheduler: str | None = None, scheduler_file: str | None = None
) -> Engine:
    """Choose an engine.

    Args:
        name: its name; None for `processes` if there are several jobs, else `serial`.
        jobs: how many processes of this machine to use.
        scheduler: address of a running Dask scheduler.
        scheduler_file: where a running Dask scheduler wrote its address.

    Raises:
        UsageError: Dask is wanted, but not installed.
    """
    if name == "dask":
        from papertriage.flows.tag.engines.dask import Dask

        return Dask(jobs, scheduler=scheduler, scheduler_file=scheduler_file)
    if name == "processes" or (name is None and jobs > 1):
        from papertriage.flows.tag.engines.processes import Processes

        return Processes(jobs)
    from papertriage.flows.tag.engines.serial import Serial

    return Serial()
