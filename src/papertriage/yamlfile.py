"""Strict YAML: the plain part of the language, every value text, every place known.

Taxonomies and configurations are written by hand, and ordinary YAML bites that hand: `NO`
becomes false, `1:30` becomes ninety, a repeated key silently wins, and an anchor can blow up
memory. Here the events of PyYAML's scanner are turned into nodes directly, so that no value is
ever converted, and everything but mappings, lists and text is refused by file and line.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import msgspec
import yaml

from papertriage.errors import ConfigError, MissingInputError
from papertriage.suggest import did_you_mean

MAX_BYTES = 1 << 20
MAX_NODES = 20_000
MAX_DEPTH = 20

_END = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


class Node(msgspec.Struct, frozen=True):
    """A piece of a YAML file, with its place.

    Attributes:
        file: the file's name as the user gave it.
        line: from 1; of the key for a mapping's value, else of the node's first character.
        value: text, a list of nodes, or a mapping of text to nodes in the file's order.
    """

    file: str
    line: int
    value: "str | list[Node] | dict[str, Node]"

    def error(self, what: str, *, hint: str | None = None) -> ConfigError:
        """Make the error that names this place."""
        return ConfigError(f"{self.file}:{self.line}: {what}", hint=hint)

    def text(self, name: str) -> str:
        """Return the node's text, which must not be empty; `name` says what it is."""
        if not isinstance(self.value, str):
            raise self.error(f"{name} must be text, not {_kind(self)}")
        if not self.value.strip():
            raise self.error(f"{name} is empty")
        return self.value.strip()

    def items(self, name: str) -> "list[Node]":
        """Return the node's list; `name` says what it is."""
        if not isinstance(self.value, list):
            raise self.error(f"{name} must be a list, not {_kind(self)}")
        return self.value

    def mapping(self, name: str, known: tuple[str, ...] | None = None) -> "dict[str, Node]":
        """Return the node's mapping; `known` are its allowed keys (None: any).

        Raises:
            ConfigError: not a mapping, or it has an unknown key.
        """
        if not isinstance(self.value, dict):
            raise self.error(f"{name} must be a mapping (key: value), not {_kind(self)}")
        if known is not None:
            for key, node in self.value.items():
                if key not in known:
                    raise node.error(f'unknown key "{key}" in {name}', hint=_hint(key, known))
        return self.value


def _kind(node: Node) -> str:
    if node.value == "":
        return "empty"
    return {str: "text", list: "a list", dict: "a mapping"}[type(node.value)]


def _hint(key: str, known: tuple[str, ...]) -> str:
    near = did_you_mean(key, known)
    return f'did you mean "{near}"?' if near else f"known keys: {', '.join(known)}"


def read(path: Path, name: str | None = None) -> Node:
    """Read a YAML file; an empty one is an empty mapping.

    Args:
        path: the file.
        name: what messages call it; by default the path itself.

    Raises:
        MissingInputError: the file cannot be read.
        ConfigError: it is not plain YAML; the message opens with file and line.
    """
    name = name or str(path)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise MissingInputError(
            f"{name}: {(error.strerror or 'cannot be read').lower()}"
        ) from error
    if len(data) > MAX_BYTES:
        raise ConfigError(f"{name}:1: larger than {MAX_BYTES >> 20} MiB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{name}:{line}: not UTF-8") from error
    return parse(text, name)


def parse(text: str, name: str) -> Node:
    """Read YAML text; see `read`."""
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
        return "a tab; indent with blanks"
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
                    self.refuse(event, "a second document; one file holds one")
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
            self.refuse(event, f'key "{event.value}" again, first in line {first}')
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
            self.refuse(event, f"nested more than {MAX_DEPTH} deep")

    def refuse(self, event: yaml.Event, what: str) -> NoReturn:
        raise ConfigError(f"{self.name}:{_line(event)}: {what}")
