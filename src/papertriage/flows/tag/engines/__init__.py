"""Engines: where work is done that can be dealt out piece by piece. One seam, three of them.

    serial      in this process, one piece after the other
    processes   in several processes of this machine
    dask        in the workers of a Dask cluster, of this machine or of many

Work that engines do must be a pure function of its piece, and it and its pieces and results must
pickle: then a piece that is lost with its worker is simply done a second time.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Literal, Protocol, TypeVar

Piece = TypeVar("Piece")
Result = TypeVar("Result")

Name = Literal["serial", "processes", "dask"]


class Engine(Protocol):
    """Something that does work."""

    def map(
        self, work: Callable[[Piece], Result], pieces: Iterable[Piece]
    ) -> Iterator[tuple[Piece, Result]]:
        """Yield each piece with what the work made of it, in order; only a few are held.

        Killed workers cost time and no piece. What the work itself raises is raised here.
        """
        ...


def engine_of(
    name: Name | None, jobs: int, *, scheduler: str | None = None, scheduler_file: str | None = None
) -> Engine:
    """Choose an engine.

    Args:
        name: which; None: `processes` for several jobs, else `serial`.
        jobs: processes of this machine to use.
        scheduler: address of a running Dask scheduler.
        scheduler_file: where a running Dask scheduler wrote its address.

    Raises:
        UsageError: Dask is asked for and is not installed.
    """
    if name == "dask":
        from papertriage.flows.tag.engines.dask import Dask

        return Dask(jobs, scheduler=scheduler, scheduler_file=scheduler_file)
    if name == "processes" or (name is None and jobs > 1):
        from papertriage.flows.tag.engines.processes import Processes

        return Processes(jobs)
    from papertriage.flows.tag.engines.serial import Serial

    return Serial()
