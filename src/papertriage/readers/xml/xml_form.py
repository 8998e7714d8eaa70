"""What the XML forms share: elements mapped to our names by a table of paths."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.raw import Raw
from papertriage.readers.xml.xml_node import Node
from papertriage.readers.xml.xml_stream import nodes

Paths = Mapping[str, tuple[str, ...]]
"""Our name of a field to the paths of the elements that may hold it, the best first."""


def read_records(
    document: Document,
    form: str,
    records: frozenset[str],
    fields_of: Callable[[Node], dict[str, Any] | None],
) -> Iterator[Raw | Problem]:
    """Read a form of independent records; fields None: the element is not a paper."""
    for item in nodes(document, records):
        if isinstance(item, Problem):
            yield item
        elif (fields := fields_of(item)) is not None:
            yield raw(form, item, fields)


def raw(form: str, node: Node, fields: Mapping[str, Any]) -> Raw:
    """Make a raw record of an element, without its empty fields."""
    return Raw(form=form, line=node.line, fields={k: v for k, v in fields.items() if v})


def pick(node: Node, table: Paths) -> dict[str, Any]:
    """Return the fields that a table finds: for each the text of the first path that has any."""
    return {field: first(node, *paths) for field, paths in table.items()}


def first(node: Node, *paths: str) -> str | None:
    """Return the text of the first path that has any."""
    return next((text for path in paths if (text := node.text(path))), None)


def whole(text: str | None) -> int | None:
    """Return a small whole number; None for anything else, also for hostile lengths of digits."""
    text = (text or "").strip()
    return int(text) if text.isdecimal() and len(text) < 10 else None
