"""Plain tables of text: a header, aligned columns, no frame."""

import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path

from papertriage.cli.output import output
from papertriage.cli.screen import Screen, to_terminal
from papertriage.writers import cells
from papertriage.writers.marks import shown

_GAP = "  "
_LEAST = 24
"""Minimum width of the last column in cells; with less room it goes below the others."""


class Head(str):
    """The header of a table, which is dim on a terminal."""

    __slots__ = ()


def columns(
    head: Sequence[str], rows: Iterable[Sequence[str]], *, right: Collection[int] = (), room: int
) -> Iterator[str]:
    """Yield the lines of a table, header first; the last column wraps.

    Where the last column has too little room, each of its cells is below the rest of its row.

    Args:
        head: the names of the columns.
        rows: cells without control characters.
        right: the numbers of the columns that are aligned to the right.
        room: the width of a line in cells.
    """
    table = [head, *rows]
    widths = widths_of(table)
    left = room - sum(widths[:-1]) - len(_GAP) * (len(head) - 1)
    is_below = left < min(widths[-1], _LEAST)
    for row in table:
        kind = Head if row is head else str
        *before, last = (
            pad(text, widths[column], right=column in right) for column, text in enumerate(row)
        )
        label = _GAP.join([*before, ""])
        if is_below:
            yield kind(label.rstrip())
            label = _GAP
        line = (label + last).rstrip()
        lines = [line] if cells.width(line) <= room else labelled(label, row[-1], room)
        yield from map(kind, lines)


def that_fit(table: Sequence[Sequence[str]], room: int) -> int:
    """Return how many columns of a table, counted from the left, fit on a line."""
    ends = accumulate(widths_of(table), lambda end, width: end + len(_GAP) + width)
    return sum(end <= room for end in ends)


def widths_of(table: Sequence[Sequence[str]]) -> list[int]:
    """Return the width of each column of a table in cells."""
    return [max(map(cells.width, column)) for column in zip(*table, strict=True)]


def pad(text: str, width: int, *, right: bool) -> str:
    """Return a text with blanks after it, or before it if it is aligned to the right."""
    return " " * (width - cells.width(text)) + text if right else cells.pad(text, width)


def labelled(label: str, text: str, room: int) -> Iterator[str]:
    """Yield a label and its text, which wraps beside it."""
    width = cells.width(label)
    for line in cells.wrap(text, room - width):
        yield label + line
        label = " " * width


def send(screen: Screen, lines: Iterable[str], out: Path | None = None) -> None:
    """Write lines of data to a file, or to standard output as the terminal can show them."""
    unicode = screen.unicode or out is not None or not to_terminal()
    dim = out is None and screen.colored(sys.stdout)
    with output(out) as write:
        for line in lines:
            text = shown(line, unicode=unicode)
            if dim and isinstance(line, Head):
                text = f"\x1b[2m{text}\x1b[0m"
            write(f"{text}\n".encode("utf-8", errors="replace"))
