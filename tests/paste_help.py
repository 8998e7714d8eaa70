"""Reads pasted text in tests, from a string and into a form that can be compared."""

import io

from papertriage.errors import Problem
from papertriage.identity import fold
from papertriage.readers.document import Document
from papertriage.readers.lines import lines_reader
from papertriage.readers.raw import Raw

Seen = tuple[object, ...]


def read(text: str | bytes) -> list[Raw | Problem]:
    """Read text as a paste of any forms."""
    data = text.encode() if isinstance(text, str) else text
    return list(lines_reader.read(Document("paste", io.BytesIO(data))))


def records(text: str | bytes) -> list[Seen]:
    """Return the records of a paste, each with what must not get lost."""
    return [seen(item) for item in read(text) if isinstance(item, Raw)]


def problems(text: str | bytes) -> list[Problem]:
    """Return the problems of a paste."""
    return [item for item in read(text) if isinstance(item, Problem)]


def seen(raw: Raw) -> Seen:
    """Return all that a record says, with the abstract without its blanks and line breaks."""
    fields = raw.fields
    names = ("title", "arxiv", "version", "author_count", "published", "comment")
    said = (fields.get(name) for name in names)
    return (fold(fields.get("abstract", "")), *said, str(fields.get("metrics")))
