"""Reads line-oriented forms, one or several in any order, as one paste may hold them.

The document is cut where a line opens a record of some form (`readers.lines.splitter`). Loose
lines between records are read as pasted text where the document shows a pasted form, which marks
only the ends of its records. Elsewhere they are left over, and reported if they are long.
"""

from collections.abc import Iterator
from itertools import groupby

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.json.values import parse_object
from papertriage.readers.lines.bibtex import COMMENT
from papertriage.readers.lines.grammars import GRAMMARS, grammars_of
from papertriage.readers.lines.pasted import read_lines
from papertriage.readers.lines.pasted_lines import PASTED
from papertriage.readers.lines.splitter import Found, Loose, cut
from papertriage.readers.lines.unwrap import unwrap, wrap_width
from papertriage.readers.raw import Raw
from papertriage.readers.sniff.sniff_lines import sniff_lines
from papertriage.text.clean import snippet

_LEFTOVER = 200
"""Characters of left-over text from which it is reported."""


def read(document: Document, form: str | None = None) -> Iterator[Raw | Problem]:
    """Read the named form, or whatever line-oriented forms the document holds."""
    forms = (form,) if form else tuple(GRAMMARS)
    grammars = grammars_of(forms, document.name)
    found = (form,) if form else sniff_lines(document.head)
    is_pasted = not found or not PASTED.isdisjoint(found)
    width = wrap_width(_loose_head(document, forms)) if is_pasted else None
    pieces = cut(document.lines(), grammars)
    for is_loose, group in groupby(pieces, key=lambda piece: isinstance(piece, Loose)):
        if not is_loose:
            yield from (item for piece in group if isinstance(piece, Found) for item in piece.items)
            continue
        lines = ((piece.at, piece.text) for piece in group if isinstance(piece, Loose))
        if found == ("jsonl",):
            yield from _not_json(document.name, lines)
        elif is_pasted:
            yield from read_lines(document.name, unwrap(lines, width, form), form)
        else:
            yield from _left_over(document.name, lines)


def _loose_head(document: Document, forms: tuple[str, ...]) -> list[str]:
    """Return the loose lines of a document's head: they show how pasted text was wrapped."""
    pieces = cut(enumerate(document.head.splitlines(), 1), grammars_of(forms, document.name))
    return [piece.text for piece in pieces if isinstance(piece, Loose)]


def _not_json(source: str, lines: Iterator[tuple[int, str]]) -> Iterator[Problem]:
    """Report each line that is not an object in a document of objects."""
    for at, text in lines:
        line = text.strip().strip("\ufeff")
        if line:
            reason = "an object without fields"
            try:
                parse_object(line)
            except ValueError as error:
                reason = str(error)
            yield Problem(source=source, line=at, reason=reason, snippet=snippet(line))


def _left_over(source: str, lines: Iterator[tuple[int, str]]) -> Iterator[Problem]:
    """Report text between records that is too long to be a heading, in bounded memory."""
    count = start = 0
    first = ""
    for at, text in lines:
        if text.strip() and not text.lstrip("\ufeff").startswith(COMMENT):
            start = start or at
            first = first or text
            count += len(text.strip())
    if count >= _LEFTOVER:
        reason = f"{count} characters belong to no paper"
        yield Problem(
            source=source, line=start, reason=reason, snippet=snippet(first), rejected=False
        )
