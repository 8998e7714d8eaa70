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
_LEAST = 8
"""Cells of the last column, at least."""
_UNLIMITED = 10**6
_LABEL = 12
"""Cells of a label and the gap behind it."""


class Head(str):
    """The header of a table, which is dim on a terminal."""

    __slots__ = ()


def room_for(screen: Screen) -> int:
    """Return the width of a table: that of the terminal; in a pipe or a file it has no limit."""
    return screen.width if to_terminal() else _UNLIMITED


def columns(
    head: Sequence[str], rows: Iterable[Sequence[str]], *, right: Collection[int] = (), room: int
) -> Iterator[str]:
    """Yield the lines of a table, header first; the last column wraps.

    Args:
        head: the names of the columns.
        rows: cells without control characters.
        right: the numbers of the columns that are aligned to the right.
        room: the width of a line in cells.
    """
    table = [head, *rows]
    widths = [max(cells.width(row[column]) for row in table) for column in range(len(head))]
    left = max(room - sum(widths[:-1]) - len(_GAP) * (len(head) - 1), _LEAST)
    for row in table:
        kind = Head if row is head else str
        line = _GAP.join(
            _pad(text, widths[column], right=column in right) for column, text in enumerate(row)
        ).rstrip()
        if cells.width(line) <= room:
            yield kind(line)
            continue
        before = line[: len(line) - len(row[-1])]
        for number, part in enumerate(cells.wrap(row[-1], left)):
            yield kind((" " * cells.width(before) if number else before) + part)


def that_fit(table: Sequence[Sequence[str]], room: int) -> int:
    """Return how many columns of a table, counted from the left, fit on a line."""
    widths = [max(map(cells.width, column)) for column in zip(*table, strict=True)]
    ends = accumulate(widths, lambda end, width: end + len(_GAP) + width)
    return sum(end <= room for end in ends)


def _pad(text: str, width: int, *, right: bool) -> str:
    return " " * (width - cells.width(text)) + text if right else cells.pad(text, width)


def labelled(label: str, text: str, room: int) -> Iterator[str]:
    """Yield a text behind its label, wrapped beside it."""
    for line in cells.wrap(text, room - _LABEL):
        yield f"{label:<{_LABEL}}{line}"
        label = ""


def wrapped(text: str, room: int) -> Iterator[str]:
    """Yield a text as lines; those below the first are indented."""
    first, *more = cells.wrap(text, room - len(_GAP))
    yield first
    yield from (_GAP + line for line in more)


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
