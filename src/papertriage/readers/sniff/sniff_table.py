"""Sniffing tables: a header of short cells with known names, parted by a delimiter."""

from papertriage.readers.registry import FORMS
from papertriage.readers.table.dialects import (
    DIALECTS,
    GENERIC,
    LABELS,
    SCOPUS_LOCAL,
    Dialect,
    header_name,
)
from papertriage.readers.table.rows import DELIMITERS, split_row

_KNOWN = LABELS | {
    "title", "abstract", "authors", "author", "doi", "year", "url", "link", "pmid", "id", "date",
    "keywords", "journal", "summary", "venue", "arxiv", "published", "categories", "description",
    "name", "pdf", "paper", "track", "paper title", "arxiv id", "arxiv link", "publication year",
    "author names", "paper id",
}  # fmt: skip
_TELLING = ("title", "name", "abstract", "summary")
_WIDEST = 80
"""Characters of a header's cell: a longer one is a sentence."""


def sniff_table(head: str) -> tuple[str, str] | None:
    """Return (form, reason) of a table; None if the first line is no header of papers."""
    line = next((text for text in head.splitlines() if text.strip()), "")
    if line.lower().startswith("sep="):
        line = next((text for text in head.splitlines()[1:] if text.strip()), "")
    header = split_row(line[:20_000], delimiter_of(line))
    if len(header) < 2 or any(len(cell) > _WIDEST for cell in header):
        return None
    dialect = dialect_of(header, head, None)
    names = {header_name(cell) for cell in header}
    is_table = any(word in name for name in names for word in _TELLING) and len(names & _KNOWN) > 1
    if dialect is GENERIC and not is_table:
        return None
    known = ", ".join(cell.strip() for cell in header[:3])
    return dialect.form, f"{dialect.form}: {FORMS[dialect.form].mark} ({known}, ...)"


def delimiter_of(header: str) -> str:
    """Return the delimiter that parts a header into most cells; commas if none does."""
    return max(DELIMITERS, key=lambda sign: len(split_row(header[:20_000], sign)))


def dialect_of(header: list[str], head: str, form: str | None) -> Dialect:
    """Return the dialect of a header, of the named form only if one is named."""
    names = {header_name(name) for name in header}
    if form in (None, SCOPUS_LOCAL.form) and "doi" in names and "scopus.com/inward/" in head:
        english = {"title", "authors", "year"} <= names
        if not english:
            return SCOPUS_LOCAL
    for dialect in DIALECTS:
        if form is not None and dialect.form != form:
            continue
        if dialect.form == "review-csv" and not names & LABELS and form is None:
            continue
        if form is not None or (dialect.marks and dialect.marks <= names):
            return dialect
    return GENERIC
