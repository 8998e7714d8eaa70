"""The head of a pasted paper whose abstract is further below: title, authors, addresses.

Smoke above the kiln: a census of chimneys
Tamsin Quillwater, Ignac Brazdovec
https://arxiv.org/abs/2611.00001
"""

from typing import NamedTuple

from papertriage.readers.lines.pasted_lines import Kind, Line
from papertriage.readers.lines.pasted_shape import is_title_line
from papertriage.readers.pages.bylines import byline, title_of
from papertriage.text import identifiers
from papertriage.text.addresses import is_paper, keys_of, target


class Head(NamedTuple):
    """A head at the end of some lines: where it starts, and its fields."""

    start: int
    fields: dict[str, object]


def head_of(lines: list[Line]) -> Head | None:
    """Return the head with which lines end; None if they end with other text."""
    at = len(lines)
    names: list[str] = []
    while at and (found := _names(lines[at - 1].text)):
        names += found
        at -= 1
    if at < 2 or lines[at - 1].kind is not Kind.TEXT or lines[at - 2].kind is not Kind.TEXT:
        return None
    people, title = byline(lines[at - 1].text), title_of(lines[at - 2].text)
    if not (people and people.is_sure and title):
        return None
    return Head(at - 2, {"title": title, "authors": people.authors, "names": names})


def without_title(lines: list[Line], head: Head | None) -> tuple[list[Line], Line | None]:
    """Return the lines without the head or the title with which they end, and that title."""
    if head:
        return lines[: head.start], None
    if lines and is_title_line(lines[-1]):
        return lines[:-1], lines[-1]
    return lines, None


def _names(text: str) -> list[str]:
    """Return the identifiers of a line that is nothing but the address or id of a paper."""
    if identifiers.parse_arxiv(text) or identifiers.parse_doi(text):
        return [text]
    url = target(text)
    return keys_of(url) if " " not in text and is_paper(url) else []
