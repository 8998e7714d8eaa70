"""Sniffing Markdown: notes about a paper, and lists and tables whose entries link papers."""

import re

from papertriage.readers.registry import FORMS

_PROPERTIES = re.compile(r"-{3}|[A-Za-z][\w -]{0,30}::")
"""How the properties of a note begin."""
_SHOWS = re.compile(
    r"\]\(\s{0,3}<?https?://|\]\([^()\s]{0,99}\d{4}\.\d{4,5}\.md\)"
    r"|^\s{0,8}(?:[-*+]|\d{1,3}[.)]) \*\*\S|^[^\w\n]{0,8}(?:[Pp]aper|PDF|ar[Xx]iv|[Ll]ink|URL"
    r"|论文(?:地址|链接)?|链接|リンク)[:\uff1a] ?<?https?://"
    r"|^[^\w\n]{0,4}\*\*(?:Title|Authors)(?::\*\*|\*\*:)|^\s{0,3}\|?[ ]{0,9}:?-{2,99}:?[ ]{0,9}\|"
    r"|^\s{0,8}[-*+] \[[ xX]\] [^\n]{0,400}https?://|^\s{0,3}\|[^\n]{0,2000}https?://",
    re.MULTILINE,
)
"""What a list of papers shows. The rest of Markdown is loaded only then."""

_ENDNOTE = re.compile(r"^Reference Type: ", re.MULTILINE)
"""How a record of EndNote's begins, which may have a line "URL: https://..." as well."""


def sniff_markdown(head: str) -> tuple[str, str] | None:
    """Return (form, reason) of a note or a list of papers in Markdown; None for anything else."""
    if _PROPERTIES.match(head):
        from papertriage.readers.markdown import notes

        if notes.is_note(head):
            return notes.FORM, f"{notes.FORM}: {FORMS[notes.FORM].mark}"
    return ("markdown", f"markdown: {FORMS['markdown'].mark}") if is_markdown(head) else None


def is_markdown(head: str) -> bool:
    """Return whether a text is Markdown that lists papers, one of them by its title.

    The README of a program may link its own paper, and quote its BibTeX.
    """
    if not _SHOWS.search(head) or _ENDNOTE.search(head):
        return False
    from papertriage.readers.markdown.markdown import records

    return any("title" in fields for _, fields in records(enumerate(head.splitlines(), 1)))
