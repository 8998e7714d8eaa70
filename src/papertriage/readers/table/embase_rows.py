"""Embase's table with a field in each row: its name, then each value in a cell."""

import re
from collections.abc import Iterator

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.raw import Raw
from papertriage.readers.table.aliases import header_name
from papertriage.readers.table.cells import fields_of
from papertriage.readers.table.columns import columns_of
from papertriage.readers.table.dialects import EMBASE
from papertriage.readers.table.rows import rows
from papertriage.text.clean import snippet

FORM = "embase-rows"
_OPENS = re.compile(r'\ufeff?\s*"?TITLE"?,[^\n]+\n"?(?:AUTHOR|SOURCE|EDITORS|CORRESPOND|ABSTRACT)')
_TITLE = "title"


def is_embase_rows(head: str) -> bool:
    """Return whether a document's first rows are the fields of a paper in Embase."""
    return _OPENS.match(head.replace("\r\n", "\n")) is not None


def read(document: Document, _form: str | None) -> Iterator[Raw | Problem]:
    """Read the records; each starts with its title."""
    cells: dict[str, str] = {}
    at = 0
    for row in rows(document.lines(), ",", 2):
        if row.fault:
            shown = snippet(", ".join(row.cells))
            yield Problem(source=document.name, line=row.at, reason=row.fault, snippet=shown)
        name, *values = row.cells or [""]
        if header_name(name) == _TITLE:
            yield from _record(at, cells)
            cells, at = {}, row.at
        if text := ", ".join(value for value in values if value.strip()):
            cells.setdefault(header_name(name), text)
    yield from _record(at, cells)


def _record(at: int, cells: dict[str, str]) -> Iterator[Raw]:
    if cells:
        names = list(cells)
        fields = fields_of(list(cells.values()), columns_of(names, names, EMBASE), EMBASE)
        yield Raw(form=FORM, line=at, fields=fields)
