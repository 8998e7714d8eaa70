"""Scopus in any language: columns are recognised by their values, as headers are translated.

One translation even heads the authors' column "author keywords". The order of columns is the
same in every language: authors first, the title right before the year, the source after it.
"""

import re

from papertriage.readers.table.header import Header

_YEAR = re.compile(r"(?:19|20)\d\d")
_LONG = 400
"""Mean characters of a cell from which a column must hold abstracts."""


def positions(header: Header, head: str) -> list[str]:
    """Return the English names of a localised table's columns, as far as they show."""
    columns = list(zip(*header.first_rows(head), strict=True))
    names = ["doi" if name == "doi" else "" for name in header.names]
    for at, cells in enumerate(columns):
        if not names[at]:
            names[at] = _name(list(cells))
    year = next((at for at, cells in enumerate(columns) if all(map(_YEAR.fullmatch, cells))), 0)
    if year:
        names[0], names[year - 1], names[year] = "authors", "title", "year"
        if year + 1 < len(names):
            names[year + 1] = "source title"
    return names


def _name(cells: list[str]) -> str:
    if all("scopus.com/" in cell for cell in cells):
        return "link"
    if sum(map(len, cells)) / len(cells) > _LONG:
        return "abstract"
    return "eid" if all(cell.startswith("2-s2.0-") for cell in cells) else ""
