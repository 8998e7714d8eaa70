"""Lists of papers in YAML, one item at a time: CSL of Pandoc, or the publications of a web site.

A file is cut where a line starts the next item, so that a broken item does not harm others.
"""

import re
from collections.abc import Iterator
from typing import Any

from papertriage.errors import ConfigError, Problem
from papertriage.readers.document import LONGEST_LINE, Document
from papertriage.readers.json.json_reader import plain_records
from papertriage.readers.json.venues import csl
from papertriage.readers.raw import Raw
from papertriage.text.clean import snippet
from papertriage.text.strict_yaml import Node

CSL = "csl-yaml"
_ITEM = re.compile(r"(?P<indent> *)- +(?=[\w-]+:)")


def read(document: Document, form: str | None) -> Iterator[Raw | Problem]:
    """Read the items of the list."""
    for at, text in _items(document):
        try:
            record = _plain(_parse(text))
        except ConfigError as error:
            line, _, reason = error.message.removeprefix(":").partition(": ")
            offset = int(line) - 1 if line.isdigit() else 0
            yield Problem(
                source=document.name, line=at + offset, reason=reason, snippet=snippet(text)
            )
            continue
        if not isinstance(record, dict):
            reason = "a text, not the fields of a reference"
            yield Problem(source=document.name, line=at, reason=reason, snippet=snippet(text))
            continue
        if form != CSL:
            found = plain_records(record)
        else:
            found = [{name: value for name, value in csl(record).items() if value}]
        for fields in found:
            yield Raw(form=form or CSL, line=at, fields=fields)


def _parse(text: str) -> Node:
    from papertriage.text.yaml_nodes import parse  # PyYAML, loaded with the first item

    return parse(text, "")


def _items(document: Document) -> Iterator[tuple[int, str]]:
    """Yield (line, YAML of one mapping) for each item of the list."""
    indent: str | None = None
    begin = size = 0
    lines: list[str] = []
    for at, text in document.lines():
        opens = _ITEM.match(text)
        if opens and indent in {None, opens["indent"]}:
            if lines:
                yield begin, "\n".join(lines)
            indent, begin, size = opens["indent"], at, 0
            lines = [" " * opens.end() + text[opens.end() :]]
        elif lines and text.strip() and not text.startswith(f"{indent} "):
            yield begin, "\n".join(lines)  # another key, or the end of the document
            lines = []
        elif lines and (size := size + len(text)) < LONGEST_LINE:
            lines.append(text)
    if lines:
        yield begin, "\n".join(lines)


def _plain(node: Node) -> Any:
    if isinstance(node.value, dict):
        return {name: _plain(inner) for name, inner in node.value.items()}
    if isinstance(node.value, list):
        return [_plain(inner) for inner in node.value]
    return node.value
