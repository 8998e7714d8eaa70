"""The rows of a table as text: cells with quotes, which may hold line ends and the delimiter.

Python's csv lets one forgotten quote swallow the rest of a file. Here a row that goes on over
lines and has not as many cells as the header is broken: its first line is told, the next is read
as a row of its own.
"""

import csv
from collections import deque
from collections.abc import Iterable, Iterator

import msgspec

DELIMITERS = ",\t;|"
_MOST_LINES = 300
"""Lines of one row: a quote that is open for longer was forgotten."""
_MOST_CHARACTERS = 4 * 1024 * 1024


class Row(msgspec.Struct, frozen=True):
    """One row.

    Attributes:
        at: its first line.
        cells: its cells as they stand; of a broken row those of its first line.
        fault: why it cannot be read; None for a good row.
    """

    at: int
    cells: list[str]
    fault: str | None = None


def rows(lines: Iterable[tuple[int, str]], delimiter: str, width: int) -> Iterator[Row]:
    """Yield the rows of a table.

    Args:
        lines: line numbers and texts.
        delimiter: what parts the cells.
        width: the number of the header's cells.
    """
    again: deque[tuple[int, str]] = deque()
    source = iter(lines)
    while block := _block(again, source, delimiter):
        row = _row(block, delimiter, width)
        if row.fault and len(block) > 1:
            again.extendleft(reversed(block[1:]))
        yield row


def split_row(text: str, delimiter: str) -> list[str]:
    """Part one row into its cells."""
    csv.field_size_limit(2**31 - 1)  # our own limits hold
    try:
        return next(csv.reader([text], delimiter=delimiter), [])
    except csv.Error:
        return text.split(delimiter)


def _block(
    again: deque[tuple[int, str]], source: Iterator[tuple[int, str]], delimiter: str
) -> list[tuple[int, str]]:
    """Collect the lines of one row: more of them while a quote is open."""
    block: list[tuple[int, str]] = []
    size = 0
    quoted = False
    while line := (again.popleft() if again else next(source, None)):
        block.append(line)
        size += len(line[1])
        quoted = _is_open(line[1], delimiter, quoted=quoted)
        if not quoted or len(block) >= _MOST_LINES or size > _MOST_CHARACTERS:
            break
    return block


def _row(block: list[tuple[int, str]], delimiter: str, width: int) -> Row:
    at, first = block[0]
    cells = split_row("\n".join(text for _, text in block), delimiter)
    surplus = any(cell.strip() for cell in cells[width:])
    if len(block) > 1 and len(cells) != width:
        fault = "a quote in this row is never closed"
        return Row(at, split_row(first.replace('"', ""), delimiter), fault)
    if surplus:
        return Row(at, cells, f"{len(cells)} cells under a header of {width}")
    return Row(at, cells)


def _is_open(text: str, delimiter: str, *, quoted: bool) -> bool:
    """Tell whether a quote is open behind a line; a quote counts only where a cell begins."""
    at = 0
    if not quoted and text.startswith('"'):
        quoted, at = True, 1
    while True:
        if quoted:
            end = text.find('"', at)
            if end < 0:
                return True
            if text.startswith('"', end + 1):
                at = end + 2
                continue
            quoted, at = False, end + 1
        comma = text.find(delimiter, at)
        if comma < 0:
            return False
        at = comma + 1
        if text.startswith('"', at):
            quoted, at = True, at + 1
