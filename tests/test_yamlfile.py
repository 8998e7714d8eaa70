"""Strict YAML: values stay text, lines are known, and all other features are refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertriage.errors import ConfigError, MissingInputError
from papertriage.text import strict_yaml, yaml_nodes
from papertriage.text.suggest import nearest


def plain(node: strict_yaml.Node) -> object:
    """Return a node's value without its places."""
    if isinstance(node.value, list):
        return [plain(item) for item in node.value]
    if isinstance(node.value, dict):
        return {key: plain(item) for key, item in node.value.items()}
    return node.value


def test_every_scalar_stays_text() -> None:
    """What YAML 1.1 would turn into booleans, numbers and dates comes back as written."""
    node = yaml_nodes.parse("[NO, on, 1:30, 017, 2024-01-11, ~, 1e3, 'x']", "f.yaml")

    assert plain(node) == ["NO", "on", "1:30", "017", "2024-01-11", "~", "1e3", "x"]


def test_lines_are_known() -> None:
    """A mapping's value has the line of its key, an item its own."""
    node = yaml_nodes.parse("a:\n  - x\n  - y\n\nb: >\n  long\n  text\n", "f.yaml")
    entries = node.mapping("the file")

    assert [item.line for item in entries["a"].items("a")] == [2, 3]
    assert entries["b"].line == 5


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3", 'f.yaml:3: repeated key "a", first in line 1'),
        ("x: 1\na: &b 1", "f.yaml:2: anchors and aliases"),
        ("- ok\n- *former", "f.yaml:2: anchors and aliases"),
        ("a: !!python/object:os.system x", "f.yaml:1: tags are not used"),
        ("a:\n  <<: {b: c}", "f.yaml:2: merge keys"),
        ("? [a]\n: b", "f.yaml:1: a key must be text"),
        ("[" * 100_000, "f.yaml:1: nested more than 20 levels deep"),
        ("a:\n\tb: c", "f.yaml:2: not YAML: a tab"),
        ("a: 1\n---\nb: 2", "f.yaml:2: a second document"),
        ("a: [1", "f.yaml:1: not YAML"),
        ("a: b\nc: d\x01", "f.yaml:2: a character that YAML does not allow"),
        ("[" + "x," * 20_001 + "]", "f.yaml:1: more than 20000 values"),
    ],
)
def test_what_is_not_plain_is_refused_by_line(text: str, message: str) -> None:
    """Duplicates, anchors, tags, merge keys, depth and bad syntax name file and line."""
    with pytest.raises(ConfigError, match=message.replace("(", r"\(")) as caught:
        yaml_nodes.parse(text, "f.yaml")

    assert caught.value.exit_code == 78


def test_files_are_checked_before_they_are_parsed(tmp_path: Path) -> None:
    """A missing, huge or non-UTF-8 file is an error in one line; a byte order mark does no harm."""
    file = tmp_path / "t.yaml"
    with pytest.raises(MissingInputError, match="no such file"):
        strict_yaml.read(file)
    file.write_bytes(b"a: b\nc: \xff\n")
    with pytest.raises(ConfigError, match="topics:2: not UTF-8"):
        strict_yaml.read(file, "topics")
    file.write_bytes(b"#" * (strict_yaml.MAX_BYTES + 1))
    with pytest.raises(ConfigError, match="larger than 1 MiB"):
        strict_yaml.read(file)
    file.write_bytes(b"\xef\xbb\xbfa: b\n")

    assert plain(strict_yaml.read(file)) == {"a": "b"}


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n"])
def test_an_empty_file_is_an_empty_mapping(text: str) -> None:
    """An empty file sets nothing, and is not an error."""
    assert yaml_nodes.parse(text, "f.yaml").mapping("the file") == {}


def test_unknown_keys_get_a_suggestion() -> None:
    """A mistyped key is named with its line and with the key that was meant."""
    node = yaml_nodes.parse("title: x\nkeywrds: y", "f.yaml")

    with pytest.raises(ConfigError, match=r'f\.yaml:2: unknown key "keywrds" in a topic') as caught:
        node.mapping("a topic", ("title", "keywords"))
    assert caught.value.hint == 'did you mean "keywords"?'


@pytest.mark.parametrize(
    ("text", "call", "message"),
    [
        ("[a]", lambda node: node.text("title"), "title must be text, not a list"),
        ("''", lambda node: node.text("title"), "title is empty"),
        ("a: b", lambda node: node.items("keywords"), "keywords must be a list, not a mapping"),
        ("a", lambda node: node.mapping("it"), r"it must be a mapping \(key: value\), not text"),
    ],
)
def test_kinds_are_checked(text: str, call: Callable[[Any], object], message: str) -> None:
    """A node of the wrong kind is an error that says what it should be."""
    node = yaml_nodes.parse(f"x: {text}" if ":" not in text else f"x: {{{text}}}", "f.yaml")

    with pytest.raises(ConfigError, match=message):
        call(node.mapping("the file")["x"])


@given(st.text(alphabet="ab:-[]{}#&*!|>'\"\\ \n\t,?%@`<~1é\u2028", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Any text gives nodes or a ConfigError."""
    try:
        yaml_nodes.parse(text, "f.yaml")
    except ConfigError as error:
        assert error.message.startswith("f.yaml:")  # noqa: PT017 - both ends are fine


def test_suggestions_come_from_near_names_only() -> None:
    """The nearest name is suggested, and none if all are too different."""
    assert nearest("face", ["faces", "distillation"]) == "faces"
    assert nearest("quantum", ["faces", "distillation"]) is None
