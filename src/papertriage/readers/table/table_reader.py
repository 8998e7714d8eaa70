"""Tables: CSV and its kin, with commas, semicolons, tabs or bars; a header, then a paper a row."""

import ast
import re
from collections.abc import Iterator, Sequence

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.raw import Raw
from papertriage.readers.sniff.sniff_table import delimiter_of, dialect_of
from papertriage.readers.table.columns import Cells, fields_of
from papertriage.readers.table.dialects import Dialect, header_name
from papertriage.readers.table.rows import rows, split_row
from papertriage.readers.table.scopus import positions
from papertriage.text.clean import snippet

_LIST = re.compile(r"\[\s*(?:['\"].*)?\]", re.DOTALL)
_LONGEST_LIST = 100_000
_ADDED = frozenset({"rank", "score", "topic", "starred", "also", "why"})
"""Columns that our lists have beside those of their papers; a table that has all is one of ours."""


def read(document: Document, form: str | None) -> Iterator[Raw | Problem]:
    """Read the rows below the header; the header says what the columns mean."""
    lines = document.lines()
    header_line = _header_line(lines)
    delimiter = delimiter_of(header_line)
    header = split_row(header_line, delimiter)
    dialect = dialect_of(header, document.head, form)
    names = positions(header, document.head, delimiter) if dialect.by_position else header
    columns = _without_ours([header_name(name) for name in names])
    for row in rows(lines, delimiter, len(header)):
        if row.fault:
            text = delimiter.join(row.cells)
            yield Problem(
                source=document.name, line=row.at, reason=row.fault, snippet=snippet(text)
            )
        elif any(cell.strip() for cell in row.cells) and row.cells != header:
            yield _record(row.at, columns, row.cells, dialect)


def _header_line(lines: Iterator[tuple[int, str]]) -> str:
    """Return the first line that is filled; Excel's "sep=;" above it says no more than it."""
    for _, text in lines:
        line = text.strip("\ufeff \t\r")
        if line and not re.fullmatch(r"sep=.", line, re.IGNORECASE):
            return line
    return ""


def _without_ours(names: Sequence[str]) -> list[str | None]:
    """Pass over what `rank -f csv` said of its papers: it is of that day, and not theirs."""
    added = _ADDED if {*names} >= _ADDED else frozenset()
    return [None if name in added else name for name in names]


def _record(at: int, names: list[str | None], cells: list[str], dialect: Dialect) -> Raw:
    """Map a row; of columns that share a name the first that is filled counts."""
    filled: Cells = {}
    for name, cell in zip(names, cells, strict=False):
        if name is not None and (value := cell.strip()):
            filled.setdefault(name, _value(value))
    return Raw(form=dialect.form, line=at, fields=fields_of(filled, dialect))


def _value(cell: str) -> str | list[str]:
    """Return a cell's text, or its list where a program wrote one ("['Rao, M', 'Ito, K']")."""
    if not _LIST.fullmatch(cell) or len(cell) > _LONGEST_LIST:
        return cell
    try:
        value = ast.literal_eval(cell)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return cell
    return [str(item) for item in value] if isinstance(value, list) else cell
