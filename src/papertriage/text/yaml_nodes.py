"""Builds nodes from the events of PyYAML's parser, without converting any value.

Anchors, tags and merge keys are refused before anything is kept: they can name code, or blow up
memory.
"""

from collections.abc import Iterator
from typing import NoReturn

import yaml

from papertriage.errors import ConfigError
from papertriage.text.strict_yaml import Node

MAX_NODES = 20_000
MAX_DEPTH = 20

_END = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


def parse(text: str, name: str) -> Node:
    """Read YAML text.

    Args:
        text: the file's content.
        name: what messages call the file.

    Raises:
        ConfigError: it is not plain YAML; the message opens with file and line.
    """
    try:
        return _Builder(name, yaml.parse(text, Loader=yaml.SafeLoader)).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise ConfigError(f"{name}:{line}: not YAML: {_plain(error.problem)}") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ConfigError(f"{name}:{line}: a character that YAML does not allow") from error


def _plain(problem: str | None) -> str:
    if problem and "'\\t'" in problem:
        return "a tab; indent with spaces"
    return problem or "unreadable"


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


class _Builder:
    """Builds nodes from events; the counts are checked before anything is kept."""

    def __init__(self, name: str, events: Iterator[yaml.Event]) -> None:
        self.name = name
        self.events = events
        self.nodes = 0

    def document(self) -> Node:
        root = Node(self.name, 1, {})
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.refuse(event, "a second document; a file may contain only one")
            elif isinstance(event, yaml.NodeEvent):
                root = self.node(event, 1)
        return Node(self.name, 1, {}) if root.value == "" else root

    def node(self, event: yaml.Event, depth: int, line: int | None = None) -> Node:
        self.check(event, depth)
        line = line or _line(event)
        if isinstance(event, yaml.ScalarEvent):
            return Node(self.name, line, event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(self.name, line, [self.node(child, depth + 1) for child in self.children()])
        entries: dict[str, Node] = {}
        for child in self.children():
            key = self.key(child, entries)
            entries[key] = self.node(next(self.events), depth + 1, _line(child))
        return Node(self.name, line, entries)

    def children(self) -> Iterator[yaml.Event]:
        while not isinstance(event := next(self.events), _END):
            yield event

    def key(self, event: yaml.Event, entries: dict[str, Node]) -> str:
        self.check(event, 1)
        if not isinstance(event, yaml.ScalarEvent):
            self.refuse(event, "a key must be text")
        if event.value == "<<" and not event.style:
            self.refuse(event, 'merge keys ("<<") are not used here')
        if event.value in entries:
            first = entries[event.value].line
            self.refuse(event, f'repeated key "{event.value}", first in line {first}')
        return str(event.value)

    def check(self, event: yaml.Event, depth: int) -> None:
        self.nodes += 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self.refuse(event, 'anchors and aliases are not used here; quote a leading "&" or "*"')
        if getattr(event, "tag", None):
            self.refuse(event, 'tags are not used here; quote a leading "!"')
        if self.nodes > MAX_NODES:
            self.refuse(event, f"more than {MAX_NODES} values")
        if depth > MAX_DEPTH:
            self.refuse(event, f"nested more than {MAX_DEPTH} levels deep")

    def refuse(self, event: yaml.Event, what: str) -> NoReturn:
        raise ConfigError(f"{self.name}:{_line(event)}: {what}")
