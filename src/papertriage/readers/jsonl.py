"""JSON Lines: papertriage's own records, and plain ones under common names.

One object a line. A line that is no JSON, or no paper, is a problem with its number; its
neighbours are kept.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from papertriage.errors import Problem
from papertriage.readers.document import LONGEST_LINE, Document
from papertriage.readers.raw import Raw
from papertriage.text import snippet

_DEEPEST = 64
"""Levels of nesting that a record may have; more is an attack on the parser."""


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]')
_STEP = {"[": 1, "{": 1, "]": -1, "}": -1}


def read(document: Document, _form: str | None) -> Iterator[Raw | Problem]:
    """Read JSON objects, one a line."""
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
    if "id" in record and record.keys() & {"merged_into", "forgotten"}:
        return None
    return Raw(form="jsonl", line=at, fields=record)


def parse_object(line: str) -> dict[str, Any]:
    """Parse one JSON object.

    Raises:
        ValueError: why the line is none, fit for a message.
    """
    if len(line) >= LONGEST_LINE:
        raise ValueError(f"a line of over {LONGEST_LINE // 2**20} MiB")
    if _depth_exceeds(line, _DEEPEST):
        raise ValueError(f"nested more than {_DEEPEST} deep")
    try:
        record = msgspec.json.decode(line)
    except msgspec.DecodeError as error:
        raise ValueError(_reason(line, error)) from None
    if not isinstance(record, dict):
        raise ValueError(f"a JSON {type(record).__name__}, not an object")  # noqa: TRY004 - one kind of error for a bad line
    return record


def _reason(line: str, error: msgspec.DecodeError) -> str:
    """Say where a line stops being JSON; an object that never ends was cut."""
    text = str(error)
    if "truncated" in text or (line.startswith("{") and not line.endswith("}")):
        return f"not JSON after column {len(line)} (cut line?)"
    _, _, place = text.partition("(byte ")
    column = place.rstrip(")")
    return f"not JSON at column {int(column) + 1}" if column.isdigit() else "not JSON"


def _depth_exceeds(line: str, most: int) -> bool:
    """Tell whether brackets outside strings nest deeper; cheap for lines with few brackets."""
    if line.count("[") + line.count("{") <= most:
        return False
    depth = 0
    for token in _TOKEN.findall(line):
        depth += _STEP.get(token, 0)
        if depth > most:
            return True
    return False
