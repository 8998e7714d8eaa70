"""Strict YAML: the plain part of the language, where every value is text and has a known position.

Taxonomies and configurations are written by hand, and ordinary YAML is error-prone: `NO`
becomes false, `1:30` becomes ninety, a repeated key silently wins, and an anchor can blow up
memory. So no value is ever converted, and everything but mappings, lists and text is refused, with
file and line (see `yaml_nodes`, which is loaded with the first file that is read).
"""

import json
import re
from pathlib import Path

import msgspec

from papertriage.errors import ConfigError, MissingInputError
from papertriage.text.suggest import nearest

MAX_BYTES = 1 << 20
_PLAIN = re.compile(r"[A-Za-z0-9~./](?:[\w./+*~()|-]|:(?=\S)| (?=[^\s#]))*")
"""A text that needs no quotes."""


class Node(msgspec.Struct, frozen=True):
    """A node of a YAML file, with its file and line.

    Attributes:
        file: the file's name as the user gave it.
        line: from 1; of the key for a mapping's value, else of the node's first character.
        value: text, a list of nodes, or a mapping of text to nodes in the file's order.
    """

    file: str
    line: int
    value: "str | list[Node] | dict[str, Node]"

    def error(self, what: str, *, hint: str | None = None) -> ConfigError:
        """Return an error that names this file and line."""
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


def scalar(text: str) -> str:
    """Return a text as it is written in YAML, so that it is read as the same text."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _kind(node: Node) -> str:
    if node.value == "":
        return "empty"
    return {str: "text", list: "a list", dict: "a mapping"}[type(node.value)]


def _hint(key: str, known: tuple[str, ...]) -> str:
    near = nearest(key, known)
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
    from papertriage.text.yaml_nodes import parse

    return parse(text, name)
