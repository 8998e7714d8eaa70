"""The progress bar: on a terminal only, after a second, and removed at the end."""

import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_PATIENCE = 1.0
"""Seconds before the bar appears."""
_PAUSE = 0.1
"""Seconds between two updates."""


class Bar:
    """Counts what is done, and draws a bar if it takes long.

    Args:
        what: the word for what is counted, such as "papers".
        shown: whether the bar may be drawn.
    """

    def __init__(self, what: str, *, shown: bool) -> None:
        self._what = what
        self._done = 0
        self._next_look = time.monotonic() + _PATIENCE if shown else float("inf")
        self._drawn: tuple[Progress, TaskID] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._next_look = float("inf")
        if self._drawn:
            self._drawn[0].stop()
            self._drawn = None

    def advance(self, count: int, total: int | None = None) -> None:
        """Count more as done; `total` is how many there are, if known."""
        self._done += count
        now = time.monotonic()
        if now < self._next_look:
            return
        self._next_look = now + _PAUSE
        if self._drawn is None:
            self._drawn = self._draw(total)
        progress, task = self._drawn
        progress.update(task, completed=self._done)

    def hide(self) -> None:
        """Remove the bar from the screen, so that a line can be printed."""
        if self._drawn:
            self._drawn[0].stop()

    def show(self) -> None:
        """Draw the bar again."""
        if self._drawn:
            self._drawn[0].start()

    def _draw(self, total: int | None) -> "tuple[Progress, TaskID]":
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            SpinnerColumn,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        known = total is not None
        progress = Progress(
            BarColumn() if known else SpinnerColumn("line"),
            MofNCompleteColumn() if known else TextColumn("{task.completed:.0f}"),
            TextColumn("{task.description}"),
            TimeRemainingColumn() if known else TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        progress.start()
        return progress, progress.add_task(self._what, total=total, completed=self._done)
