"""How long work tells how far it has come, to whoever wants to know."""

from typing import Protocol


class Progress(Protocol):
    """Hears that so many more are done, and of how many, if that is known."""

    def __call__(self, count: int, total: int | None = None, /) -> None: ...


def unheard(_count: int, _total: int | None = None, /) -> None:
    """Nobody wants to know."""
