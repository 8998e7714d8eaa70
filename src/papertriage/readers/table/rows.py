"""The rows of a table as text: cells with quotes, which may hold line ends and the delimiter.

Python's csv lets one forgotten quote swallow the rest of a file. Here a row over several lines
that has fewer cells than the header is broken: its first line is reported, and the next line is
read as a row of its own.
"""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from functools import cache

import msgspec

DELIMITERS = ",\t;|"
_MOST_LINES = 300
"""Lines of one row: a quote that stays open for longer was forgotten."""
_MOST_AGAIN = 3_000
_AGAIN_A_ROW = 10
"""Lines that may be read again after a broken row: at the start, and more for each row. Otherwise a
table without any closing quote would be read 300 times."""
_MOST_CHARACTERS = 4 * 1024 * 1024


class Row(msgspec.Struct, frozen=True):
    """One row.

    Attributes:
        at: its first line.
        cells: its cells unchanged; of a broken row those of its first line.
        fault: why it cannot be read; None for a good row.
    """

    at: int
    cells: list[str]
    fault: str | None = None


def rows(lines: Iterable[tuple[int, str]], delimiter: str, width: int) -> Iterator[Row]:
    """Yield the rows of a table.

    Args:
        lines: line numbers and texts.
        delimiter: the separator of cells.
        width: the number of the header's cells.
    """
    csv.field_size_limit(2**31 - 1)  # our own limits hold
    again: deque[tuple[int, str]] = deque()
    left = _MOST_AGAIN
    source = iter(lines)
    while line := (again.popleft() if again else next(source, None)):
        at, text = line
        if '"' not in text:
            yield Row(at, text.split(delimiter))
        elif cells := _strictly(text, delimiter):
            yield Row(at, cells)
        else:
            block = _block(line, again, source, delimiter, min(left, _MOST_LINES))
            row = _row(block, delimiter, width)
            if row.fault:
                again.extendleft(reversed(block[1:]))
                left -= len(block)
            yield row
        left = min(left + _AGAIN_A_ROW, _MOST_AGAIN)


def split_row(text: str, delimiter: str) -> list[str]:
    """Split one row into its cells; no character is lost if its quotes are wrong."""
    if (cells := _strictly(text, delimiter)) is not None:
        return cells
    cells = []
    at = -1
    while at < len(text):
        found = _cell(delimiter).match(text, at + 1)
        if found is None:
            break
        quoted = found["strict"] if found["strict"] is not None else found["loose"]
        cells.append(found[0] if quoted is None else quoted.replace('""', '"'))
        at = found.end()
    return cells


@cache
def _cell(delimiter: str) -> re.Pattern[str]:
    """Return the pattern of a cell: ``"a, ""b"" c"``, ``"a "b" c"`` or ``"a" b`` unchanged."""
    mark = re.escape(delimiter)
    end = rf"(?={mark}|\Z)"
    return re.compile(rf'"(?P<strict>(?:[^"]|"")*+)"{end}|"(?P<loose>[^{mark}]*)"{end}|[^{mark}]*')


def _strictly(text: str, delimiter: str) -> list[str] | None:
    """Split a row whose quotes are correct; None for any other."""
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True), None)
    except csv.Error:
        return None


def _block(
    line: tuple[int, str],
    again: deque[tuple[int, str]],
    source: Iterator[tuple[int, str]],
    delimiter: str,
    most: int,
) -> list[tuple[int, str]]:
    """Collect the lines of the row that a line opens: more of them while a quote is open."""
    block = [line]
    size = len(line[1])
    quoted = _is_open(line[1], delimiter, quoted=False)
    while quoted and len(block) < most and size <= _MOST_CHARACTERS:
        further = again.popleft() if again else next(source, None)
        if further is None:
            break
        block.append(further)
        size += len(further[1])
        quoted = _is_open(further[1], delimiter, quoted=True)
    return block


def _row(block: list[tuple[int, str]], delimiter: str, width: int) -> Row:
    """Read a row; over several lines, its quotes and its number of cells must be right."""
    at, first = block[0]
    text = "\n".join(text for _, text in block).strip(" ")
    if len(block) == 1:
        return Row(at, split_row(text, delimiter))
    cells = _strictly(text, delimiter) or []
    if len(cells) >= width or len(cells := split_row(text, delimiter)) == width:
        return Row(at, cells)
    fault = "a quote in this row is never closed"
    return Row(at, split_row(first.replace('"', ""), delimiter), fault)


def _is_open(text: str, delimiter: str, *, quoted: bool) -> bool:
    """Return whether a quote is open after a line; a quote counts only where a cell starts."""
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
