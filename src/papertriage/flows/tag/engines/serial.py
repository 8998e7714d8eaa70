"""The engine that is always there: this process."""

from collections.abc import Callable, Iterable, Iterator

from papertriage.flows.tag.engines import Piece, Result


class Serial:
    """Does one piece after the other, each when it is asked for."""

    def map(
        self, work: Callable[[Piece], Result], pieces: Iterable[Piece]
    ) -> Iterator[tuple[Piece, Result]]:
        """Do the work here, see `Engine.map`."""
        for piece in pieces:
            yield piece, work(piece)
