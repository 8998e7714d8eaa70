"""JSON Lines: papertriage's own records, and plain ones under common names.

One object per line. A line that is not JSON, or not a paper, is a problem with its number; the
other lines are kept.
"""

from collections.abc import Iterator

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.json.values import parse_object
from papertriage.readers.lines.grammar import Block, Fit, Grammar
from papertriage.readers.raw import Raw
from papertriage.text.clean import snippet

_NOTES = {"merged_into", "forgotten"}


class JsonLine(Grammar):
    """The grammar of a line that holds a JSON object, in a paste of several forms."""

    form = "jsonl"
    opener = r'[\s\ufeff]*\{\s*"[^"]+"\s*:'

    def begin(self, text: str) -> Fit:  # noqa: ARG002 - a line is a record
        return Fit.LAST

    def read(self, block: Block) -> list[Raw | Problem] | None:
        at, text = block[0]
        found = read_line(self.source, at, text.strip().strip("\ufeff"))
        return [found] if found else []


def read(document: Document, _form: str | None) -> Iterator[Raw | Problem]:
    """Read JSON objects, one per line."""
    for at, text in document.lines():
        line = text.strip().strip("\ufeff")
        if line:
            found = read_line(document.name, at, line)
            if found:
                yield found


def read_line(source: str, at: int, line: str) -> Raw | Problem | None:
    """Read one line; None for a library's own notes on a paper (merged, forgotten)."""
    try:
        record = parse_object(line)
    except ValueError as error:
        return Problem(source=source, line=at, reason=str(error), snippet=snippet(line))
    if "id" in record and "title" not in record and record.keys() & _NOTES:
        return None
    return Raw(form="jsonl", line=at, fields=record)
