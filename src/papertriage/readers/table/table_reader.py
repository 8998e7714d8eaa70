"""Reads tables with commas, semicolons, tabs or bars: a header, then one paper per row."""

from collections.abc import Iterator
from functools import partial
from itertools import dropwhile

import msgspec

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.raw import Raw
from papertriage.readers.table.authors import are_inverted
from papertriage.readers.table.cells import fields_of
from papertriage.readers.table.columns import Columns, columns_of
from papertriage.readers.table.dialects import SCOPUS_LOCAL
from papertriage.readers.table.header import Header, find_header
from papertriage.readers.table.objects import mapped, service_of
from papertriage.readers.table.rows import rows
from papertriage.readers.table.scopus import positions
from papertriage.readers.table.surplus import is_whole, without_surplus
from papertriage.text.clean import snippet

_OURS = frozenset({"rank", "score", "topic", "starred", "also", "why"})
"""Columns that papertriage adds to its own lists; a table that has all of them is such a list."""
_ADDED = _OURS | {"mark", "reason", "note", "marked", "others"}


def read(document: Document, form: str | None) -> Iterator[Raw | Problem]:
    """Read the rows below the header; the header says what the columns mean."""
    header = find_header(document.head, form) or find_header(document.head, "csv")
    if header is None:
        return
    dialect, width = header.dialect, len(header.cells)
    columns = columns_of(header.cells, _names(header, document.head), dialect)
    first = header.first_rows(document.head)
    service = service_of(header.cells, first) if dialect.is_generic else None
    if columns.note and not service:
        document.notes.append(columns.note)
    if not dialect.authors and _are_inverted(columns, first):
        dialect = msgspec.structs.replace(dialect, authors="inverted")
    fields_in = (
        partial(mapped, service, header.cells)
        if service
        else partial(fields_of, columns=columns, dialect=dialect)
    )
    if columns.doubt and not service:
        yield _problem(document, header.at, columns.doubt, header.cells, lost=False)
    below = dropwhile(lambda line: line[0] <= header.at, document.lines())
    for row in rows(below, header.delimiter, width):
        cells = row.cells
        if row.fault:
            yield _problem(document, row.at, row.fault, cells)
            continue
        if len(cells) > width and not is_whole(cells, width, columns):
            reason = f"{len(cells)} cells under a header of {width}: kept, may be shifted"
            yield _problem(document, row.at, reason, cells, lost=False)
            cells = without_surplus(cells, width, columns, header.delimiter)
        if any(cells) and cells != header.cells and (fields := fields_in(cells)):
            yield Raw(form=(service or dialect).form, line=row.at, fields=fields)


def _names(header: Header, head: str) -> list[str]:
    """Return the columns' names in their normal form; an empty one is ignored.

    Columns that `rank -f csv` added hold for the day of that list only, and are ignored.
    """
    names = header.names
    if header.dialect is SCOPUS_LOCAL:
        names = positions(header, head)
    ours = _ADDED if set(names) >= _OURS else frozenset()
    return ["" if name in ours else name for name in names]


def _are_inverted(columns: Columns, rows: list[list[str]]) -> bool:
    """Return whether the first rows show that a comma is within a name ("Garcia Lind, Ana")."""
    found = [at for field, at in columns.fields if field == "authors"]
    return are_inverted(cells[at] for cells in rows for at in found)


def _problem(
    document: Document, at: int, reason: str, cells: list[str], *, lost: bool = True
) -> Problem:
    shown = snippet(", ".join(cells[:20]))
    return Problem(source=document.name, line=at, reason=reason, snippet=shown, rejected=lost)
