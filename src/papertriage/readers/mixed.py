"""A paste of several line-oriented forms, one after another in any order.

It is cut where a line opens a form strictly; the pasted forms share one grammar.
"""

from collections.abc import Iterator

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.jsonl import read_line
from papertriage.readers.pasted import Paste
from papertriage.readers.pasted_lines import is_object
from papertriage.readers.raw import Raw
from papertriage.readers.unwrap import unwrap


def read(document: Document) -> Iterator[Raw | Problem]:
    """Read whatever line-oriented forms the document holds."""
    paste = Paste(document.name, None)
    for at, text in unwrap(document, None):
        if is_object(text):
            yield from paste.finish()
            paste = Paste(document.name, None)
            if found := read_line(document.name, at, text.strip()):
                yield found
        else:
            yield from paste.feed(at, text)
    yield from paste.finish()
