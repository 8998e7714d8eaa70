"""Volumes and pages as numbers, from whatever sources print."""

import re
from typing import NamedTuple

_VOLUME = re.compile(r"[A-Za-z. ]*?(\d{1,5})(?![\dA-Za-z)])")
_PAGE = re.compile(r"\s*([A-Za-z]{0,4}?)\.?(\d{1,7})([A-Za-z]?)\b")
_LAST_PAGE = re.compile(r"\s*[-–—]+\s*[A-Za-z]{0,4}?(\d{1,7})")


class Pages(NamedTuple):
    """A range of pages; 0 where it is unknown.

    Attributes:
        start: the number of the first page.
        end: that of the last one.
        prefix: the letters before it: an article's number ``e82`` is not a page.
    """

    start: int = 0
    end: int = 0
    prefix: str = ""


def volume_number(text: str) -> int:
    """Return a volume's number, 0 if it has none: of ``35 Suppl 1`` 35."""
    found = _VOLUME.match(text)
    return int(found[1]) if found else 0


def page_range(text: str) -> Pages:
    """Return the first and last page; an end may be abbreviated (``221-8``)."""
    found = _PAGE.match(text)
    if not found:
        return Pages()
    first = found[2]
    last = _LAST_PAGE.match(text, found.end())
    end = last[1] if last else first
    if len(end) < len(first):
        end = first[: len(first) - len(end)] + end
    return Pages(int(first), max(int(first), int(end)), found[1].lower())
