"""The header of a table: which line it is, its delimiter, and which dialect it shows."""

import io
import re
from itertools import islice, pairwise

import msgspec

from papertriage.readers.table.aliases import COLUMNS, header_name
from papertriage.readers.table.dialects import LABELS, Dialect, dialect_of
from papertriage.readers.table.languages import TRANSLATED
from papertriage.readers.table.rows import DELIMITERS, rows, split_row
from papertriage.text import identifiers

_KNOWN = LABELS.union(*COLUMNS.values())
_PAPER_WORDS = ("title", "name", "abstract", "summary")
_KIND_OF = {name: kind for kind in identifiers.KINDS for name in COLUMNS.get(kind, ())}
"""The names of columns of identifiers."""
_WIDEST = 80
"""Characters of a header's cell: a longer one is a sentence."""
_LONGEST = 20_000
"""Characters of a header."""
_ROWS = 20
_BEFORE = 4
"""Filled lines that may come before a header: notes of Excel or of the exporting site."""


class Header(msgspec.Struct, frozen=True):
    """The header of a table.

    Attributes:
        at: the number of its line, from 1.
        cells: the columns' names unchanged.
        names: the same in their normal form.
        delimiter: the separator of cells.
        dialect: the kind of table.
    """

    at: int
    cells: list[str]
    names: list[str]
    delimiter: str
    dialect: Dialect

    @property
    def is_of_papers(self) -> bool:
        """Whether the names are almost certainly those of a table of papers."""
        known = sum(name in _KNOWN for name in set(self.names))
        has_paper_word = any(word in name for name in self.names for word in _PAPER_WORDS)
        return not self.dialect.is_generic or (has_paper_word and known > 1)

    def first_rows(self, head: str) -> list[list[str]]:
        """Return the first rows as wide as the header, to learn from them what columns hold."""
        width = len(self.cells)
        lines = list(enumerate(head.splitlines()))[self.at :]
        found = islice(rows(lines, self.delimiter, width), _ROWS)
        return [row.cells for row in found if not row.fault and len(row.cells) == width]

    def names_papers(self, row: str) -> bool:
        """Whether a row has an identifier under the name of its kind, as in a list of decisions."""
        cells = zip(self.names, split_row(row, self.delimiter), strict=False)
        return any(
            (kind := _KIND_OF.get(name)) and identifiers.parse(kind, cell) for name, cell in cells
        )


def find_header(head: str, form: str | None) -> Header | None:
    """Find a table's header among its first lines.

    Args:
        head: the first lines.
        form: the form that the user named; then the first line is used if no header is found.
    """
    first = None
    lines = enumerate(io.StringIO(head, newline=None), 1)
    filled = list(islice(((at, text) for at, text in lines if text.strip()), _BEFORE + 1))
    for (at, text), (_, below) in pairwise([*filled, (0, "")][: _BEFORE + 1]):
        if re.fullmatch(r"sep=.", text.strip("\ufeff \t\n"), re.IGNORECASE):
            continue  # Excel's
        header = _header(at, text.strip("\ufeff \n")[:_LONGEST], head, form)
        is_short = len(header.cells) > 1 and max(map(len, header.cells)) <= _WIDEST
        if is_short and (header.is_of_papers or header.names_papers(below)):
            return header
        first = first or header
    return first if form else None


def _header(at: int, line: str, head: str, form: str | None) -> Header:
    delimiter = max(DELIMITERS, key=lambda sign: len(split_row(line, sign)))
    cells = split_row(line, delimiter)
    names = [header_name(cell) for cell in cells]
    dialect = dialect_of(names, head, form)
    if dialect.is_generic and not TRANSLATED.keys().isdisjoint(names):
        names = [TRANSLATED.get(name, name) for name in names]
        dialect = dialect_of(names, head, form)
    return Header(at, cells, names, delimiter, dialect)
