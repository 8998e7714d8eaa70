"""Tables that a program made from the JSON of a service: their cells hold lists and objects."""

import ast
import re
from collections.abc import Sequence
from typing import Any

import msgspec

from papertriage.readers.json.dialects import DIALECTS, Dialect

_SERVICES = ("openalex", "crossref", "semantic-scholar")
_AUTHORS = frozenset({"authors", "author", "authorships"})
_LITERAL = re.compile(r"\[\s*(?:['\"{].*)?\]|\{['\"][^:]*:.*\}", re.DOTALL)
_CALL = re.compile(r"(?<![\w.])[\w.]+\(('[^']*'|\"[^\"]*\")\)")
"""An author of Python's package for arXiv: ``arxiv.Result.Author('Ada Okafor')``."""
_NO_COMMA = re.compile(r"(?<=['\"])\s+(?=['\"])")
"""What is between the items of a list that numpy wrote."""
_LONGEST = 100_000
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


def service_of(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Dialect | None:
    """Return the dialect of JSON that a table was made from, if its first rows hold authors so."""
    at = next((at for at, name in enumerate(header) if name in _AUTHORS), None)
    if at is None or not any(cells[at].startswith("[{") for cells in rows):
        return None
    return next((DIALECTS[form] for form in _SERVICES if DIALECTS[form].fits(set(header))), None)


def mapped(service: Dialect, header: Sequence[str], cells: Sequence[str]) -> dict[str, Any] | None:
    """Map a row as the JSON object that it was made from."""
    filled = ((name, cell.strip()) for name, cell in zip(header, cells, strict=False))
    record = {name: _value(cell) for name, cell in filled if cell}
    return service.fields(record) if service.fields else None


def object_in(cell: str) -> Any:
    """Return the list or object that a program wrote into a cell, if there is one."""
    if cell.startswith('c("') and cell.endswith('")'):
        cell = f"[{cell[2:-1]}]"
    elif cell.startswith("[arxiv."):
        cell = _CALL.sub(r"\1", cell)
    if not _LITERAL.fullmatch(cell) or len(cell) > _LONGEST:
        return None
    try:
        return ast.literal_eval(_NO_COMMA.sub(", ", cell))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        pass
    try:
        return msgspec.json.decode(cell)
    except (msgspec.DecodeError, RecursionError):
        return None


def _value(cell: str) -> Any:
    if _NUMBER.fullmatch(cell):
        return int(cell)
    found = object_in(cell)
    return cell if found is None else found
