"""A plain list of titles, one per line; a long line is an abstract."""

import re
from collections.abc import Iterator

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.raw import Raw
from papertriage.text.clean import snippet

_BULLET = re.compile(r"\ufeff?\s*(?:[-*•·–+]\s+|\(?\d{1,4}[.)]\s+|\[\d{1,4}\]\s*|#{1,4}\s+)")
_QUOTED = re.compile(r'["“]([^"“”]+)["”]')
_HEAD = re.compile(r"(?:From|To|Date|Subject|Sent|Cc|Reply-To|Message-ID|Received|Content-\w+):? ")
_CELLS = re.compile(r"\w,[^\W\d].*\w,[^\W\d]")
_LONGEST_TITLE = 300
_LEAST_WORDS = 3
_SURE_WORDS = 4
"""Words a line must have to count as a title when sniffing: three may be a name and a tag."""


def read(document: Document, form: str | None) -> Iterator[Raw | Problem]:
    """Read one title per line; a line of one or two words is a heading, and skipped."""
    for at, line in document.lines():
        text = bare_title(line)
        if not text:
            continue
        if len(text.split()) < _LEAST_WORDS:
            if any(map(str.isalnum, text)):
                yield _too_short(document.name, at, text)
            continue
        name = "title" if len(text) <= _LONGEST_TITLE else "abstract"
        yield Raw(form=form or "titles", line=at, fields={name: text})


def bare_title(line: str) -> str:
    """Return a line without its bullet or number, and without enclosing quotes."""
    bullet = _BULLET.match(line)
    text = line[bullet.end() if bullet else 0 :].strip("\ufeff \t\u00a0")
    quoted = _QUOTED.fullmatch(text)
    return quoted[1] if quoted else text


def _too_short(source: str, at: int, text: str) -> Problem:
    return Problem(
        source=source,
        line=at,
        reason="too short for a title",
        snippet=snippet(text),
        rejected=False,
    )


def is_title_list(head: str) -> bool:
    """Return whether a document's first lines are almost certainly titles.

    At least two lines, and nearly all of those with some words, look like a title: they start with
    a capital or a digit, and have no full stop at the end, no address and no indent. There may be
    a few shorter lines, which are headings.
    """
    lines = [line for line in head.splitlines() if any(map(str.isalpha, line))]
    long = [line for line in lines if len(bare_title(line).split()) >= _SURE_WORDS]
    looks = sum(map(_looks_like_title, long))
    return looks >= 2 and looks >= 0.8 * len(long) and looks >= 0.5 * len(lines)


def _looks_like_title(line: str) -> bool:
    text = bare_title(line)
    words = text.split()
    first = text.lstrip("\"'([")[:1]
    return (
        len(words) <= 40
        and (not line[0].isspace() or _BULLET.match(line) is not None)
        and len(text) <= _LONGEST_TITLE
        and (first.isupper() or first.isdigit() or not first.isascii())
        and not text.endswith((".", ",", ";", ":", "{", "}"))
        and "://" not in text
        and not _HEAD.match(text)
        and not _CELLS.search(text)  # a table without a header
        and sum(word[0].isupper() for word in words) >= 2
        and sum(map(str.isalpha, text)) >= 0.7 * len(text.replace(" ", ""))
    )
