"""Sniffing line-oriented forms: which of them the first lines of a document show.

Records are cut out as when reading. Only the rest can be pasted text, because its marks
("Abstract:") may also occur inside a record of another form.
"""

from papertriage.readers.lines.grammars import GRAMMARS, grammars_of
from papertriage.readers.lines.pasted_lines import form_of_line
from papertriage.readers.lines.splitter import Loose, cut


def sniff_lines(head: str) -> tuple[str, ...]:
    """Return the line-oriented forms that a document's head shows, in order of appearance."""
    forms: dict[str, None] = {}
    for piece in cut(enumerate(head.splitlines(), 1), grammars_of(GRAMMARS, "")):
        form = form_of_line(piece.text) if isinstance(piece, Loose) else piece.form
        if form:
            forms[form] = None
    return tuple(forms)
