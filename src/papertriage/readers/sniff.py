"""Sniffing: which form a document has, told from its content, with the reason."""

import msgspec

from papertriage.readers.document import Document
from papertriage.readers.pasted_lines import form_of_line
from papertriage.readers.registry import FORMS


class Guess(msgspec.Struct, frozen=True):
    """The form to read with, and what to tell the user.

    Attributes:
        forms: every form that was seen, in order of first appearance.
        reason: what gave them away, in words.
    """

    forms: tuple[str, ...]
    reason: str


def sniff(document: Document) -> Guess | None:
    """Guess a document's form from its first lines; None if it looks like none that we read."""
    seen = (form_of_line(text, at) for at, text in enumerate(document.head.splitlines(), 1))
    forms = tuple(dict.fromkeys(form for form in seen if form))
    if not forms:
        return None
    if len(forms) == 1:
        return Guess(forms=forms, reason=f"{forms[0]}: {FORMS[forms[0]].mark}")
    return Guess(forms=forms, reason=" + ".join(forms))
