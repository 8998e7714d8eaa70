"""Sniffing tables: a header of short cells with known names, separated by a delimiter."""

from papertriage.readers.registry import FORMS
from papertriage.readers.table.embase_rows import FORM as EMBASE_ROWS
from papertriage.readers.table.embase_rows import is_embase_rows
from papertriage.readers.table.header import find_header


def sniff_table(head: str) -> tuple[str, str] | None:
    """Return (form, reason) of a table; None if no line at its top is a header of papers.

    A table whose header is underlined is Markdown's.
    """
    if is_embase_rows(head):
        return EMBASE_ROWS, f"{EMBASE_ROWS}: {FORMS[EMBASE_ROWS].mark}"
    header = find_header(head, None)
    if header is None:
        return None
    if header.delimiter == "|":
        from papertriage.readers.markdown.tables import is_rule  # loads all of Markdown

        if any(map(is_rule, head.splitlines())):
            return None
    form = header.dialect.form
    known = ", ".join(cell.strip() for cell in header.cells[:3])
    return form, f"{form}: {FORMS[form].mark} ({known}, ...)"
