"""Sniffing Markdown: notes about a paper, and lists and tables whose entries link papers."""

from papertriage.readers.markdown import notes
from papertriage.readers.markdown.markdown import FORM, is_markdown
from papertriage.readers.registry import FORMS


def sniff_markdown(head: str) -> tuple[str, str] | None:
    """Return (form, reason) of a note or a list of papers in Markdown; None for anything else."""
    if notes.is_note(head):
        return notes.FORM, f"{notes.FORM}: {FORMS[notes.FORM].mark}"
    return (FORM, f"{FORM}: {FORMS[FORM].mark}") if is_markdown(head) else None
