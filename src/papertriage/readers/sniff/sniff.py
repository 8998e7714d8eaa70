"""Sniffing: find the form of a document from its content, and say how it was recognised.

Forms that take a whole document are tried first (mailboxes, XML and HTML, JSON, YAML, tables,
Markdown). Then come forms of lines, of which a document may hold several one after another.
"""

from collections.abc import Callable, Iterator
from importlib import import_module

import msgspec

from papertriage.readers.document import Document
from papertriage.readers.registry import FORMS

_WHOLE = (
    "papertriage.readers.sniff.sniff_mail:sniff_mail",
    "papertriage.readers.sniff.sniff_xml:sniff_xml",
    "papertriage.readers.sniff.sniff_json:sniff_json",
    "papertriage.readers.sniff.sniff_yaml:sniff_yaml",
    "papertriage.readers.sniff.sniff_table:sniff_table",
    "papertriage.readers.sniff.sniff_markdown:sniff_markdown",
)
"""Functions from a document's head to (form, reason), None if it is not theirs."""


class Guess(msgspec.Struct, frozen=True):
    """The form to read a document as, and how it was recognised.

    Attributes:
        forms: every form that was seen, in order of first appearance.
        reason: how they were recognised, in words.
    """

    forms: tuple[str, ...]
    reason: str

    @property
    def by_line(self) -> bool:
        """Whether the document is of one line-oriented form, or of several."""
        return all(FORMS[form].by_line for form in self.forms)


def sniff(document: Document) -> Guess | None:
    """Guess a document's form from its first lines; None if no form fits."""
    head = document.head.lstrip("\ufeff \t\r\n")
    for ask in _sniffers():
        if found := ask(head):
            form, reason = found
            return Guess(forms=(form,), reason=reason)
    from papertriage.readers.sniff.sniff_xml import is_document

    if is_document(head):
        return None
    forms = _of_lines(document)
    if not forms:
        return None
    if len(forms) == 1:
        return Guess(forms=forms, reason=f"{forms[0]}: {FORMS[forms[0]].mark}")
    return Guess(forms=forms, reason=" + ".join(forms))


def _of_lines(document: Document) -> tuple[str, ...]:
    """Return the forms of a text that is read by line; the most certain marks come first."""
    from papertriage.readers.lines.pasted_lines import PASTED
    from papertriage.readers.mail import pubmed_text
    from papertriage.readers.references import ids
    from papertriage.readers.sniff.sniff_lines import sniff_lines

    head = document.head
    if ids.is_id_list(head):
        return (ids.FORM,)
    if pubmed_text.is_pubmed(head):
        return (pubmed_text.FORM,)
    forms = sniff_lines(head)
    return _of_text(document, forms) if PASTED.issuperset(forms) else forms


def _of_text(document: Document, forms: tuple[str, ...]) -> tuple[str, ...]:
    """Return the form of a text in which no line certainly opens a record.

    Args:
        document: the text.
        forms: the pasted forms whose marks it has.
    """
    from papertriage.readers.lines.titles import is_title_list
    from papertriage.readers.mail import alert
    from papertriage.readers.pages import page_text
    from papertriage.readers.references import mentions, references
    from papertriage.readers.sniff.sniff_xml import root_of

    head = document.head
    is_text = root_of(head) is None or "](" in head  # a README may begin with elements of HTML
    asks: tuple[tuple[str, Callable[[], bool]], ...] = (
        (references.FORM, lambda: references.is_references(head, is_long=document.is_long)),
        (page_text.FORM, lambda: page_text.is_page_text(head)),
        (alert.FORM, lambda: not forms and alert.names_papers(head)),
        (mentions.FORM, lambda: forms == ("arxiv-listing",) and mentions.is_bare(head)),
        ("titles", lambda: not forms and is_title_list(head)),
        (mentions.FORM, lambda: not forms and is_text and mentions.is_mentions(head)),
    )
    return next(((form,) for form, fits in asks if fits()), forms)


def _sniffers() -> Iterator[Callable[[str], tuple[str, str] | None]]:
    for place in _WHOLE:
        module, _, function = place.partition(":")
        yield getattr(import_module(module), function)
