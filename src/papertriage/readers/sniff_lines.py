"""Sniffing of line-oriented forms: which of them the first lines of a document show."""

from papertriage.readers.pasted_lines import form_of_line


def sniff_lines(head: str) -> tuple[str, ...]:
    """Return the line-oriented forms that a document's head shows, in order of appearance."""
    seen = (form_of_line(text, at) for at, text in enumerate(head.splitlines(), 1))
    return tuple(dict.fromkeys(form for form in seen if form))
