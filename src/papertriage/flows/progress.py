"""How long-running work reports its progress."""

from typing import Protocol


class Progress(Protocol):
    """A callback: `count` more items are done, of `total` in all if that is known."""

    def __call__(self, count: int, total: int | None = None, /) -> None: ...


def no_progress(_count: int, _total: int | None = None, /) -> None:
    """Report nothing."""
