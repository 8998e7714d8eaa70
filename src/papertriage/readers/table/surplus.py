"""Rows with more cells than the header: one cell was split, or the header lacks a column.

Either way some neighbouring cells belong to one column. Which ones can be seen from the columns
whose values have a known shape: the year, the DOI, the address.
"""

import re
from collections.abc import Sequence

from papertriage.readers.table.columns import Columns

_SHAPES = {
    "year": re.compile(r"(?:1[5-9]|20)\d\d\b"),
    "published": re.compile(r".{0,20}\b(?:1[5-9]|20)\d\d\b"),
    "doi": re.compile(r"(?:https?://[\w.]+/|doi:\s*)?10\.\d{4,9}/"),
    "url": re.compile(r"https?://"),
    "pmid": re.compile(r"\d{1,8}\Z"),
    "issn": re.compile(r"\d{4}-?\d{3}[\dXx]\b"),
    "citations": re.compile(r"\d{1,7}\Z"),
    "language": re.compile(r"[^\W\d]{2,}"),
}


def is_whole(cells: Sequence[str], width: int, columns: Columns) -> bool:
    """Return whether a row fits its header, apart from empty cells after the last column."""
    if any(map(str.strip, cells[width:])):
        return False
    filled = ((shape, cells[at].strip()) for at, shape in _shaped(columns))
    return all(shape.match(cell) for shape, cell in filled if cell)


def _shaped(columns: Columns) -> list[tuple[int, re.Pattern[str]]]:
    return [(at, shape) for field, at in columns.fields if (shape := _SHAPES.get(field))]


def without_surplus(
    cells: Sequence[str], width: int, columns: Columns, delimiter: str
) -> list[str]:
    """Return as many cells as the header has: neighbours joined where the row then fits best.

    Of equally good places, one with a space after the delimiter is taken, as in prose; otherwise
    the last one, because the important columns come first.
    """
    surplus = len(cells) - width
    if surplus > width:
        return list(cells[:width])
    shaped = _shaped(columns)

    def joined(at: int) -> list[str]:
        end = at + surplus + 1
        return [*cells[:at], delimiter.join(cells[at:end]), *cells[end:]]

    def fit(at: int) -> tuple[int, bool, int]:
        row = joined(at)
        right = sum(shape.match(row[place].strip()) is not None for place, shape in shaped)
        is_prose = all(cell.startswith(" ") for cell in cells[at + 1 : at + surplus + 1])
        return right, is_prose, at

    return joined(max(range(width), key=fit))
