"""The default engine: this process."""

from collections.abc import Callable, Iterable, Iterator

from papertriage.flows.tag.engines import Piece, Result


class Serial:
    """Does one piece after the other, each when its result is wanted."""

    def map(
        self, work: Callable[[Piece], Result], pieces: Iterable[Piece]
    ) -> Iterator[tuple[Piece, Result]]:
        """Do the work in this process, see `Engine.map`."""
        for piece in pieces:
            yield piece, work(piece)
