"""Stores what a fit learned: a file beside the taxonomy, and a line in the topic that names it."""

from pathlib import Path
from typing import TYPE_CHECKING

from papertriage.errors import UsageError
from papertriage.library import files
from papertriage.text import strict_yaml
from papertriage.text.clean import safe
from papertriage.text.strict_yaml import Node
from papertriage.topics import profile

if TYPE_CHECKING:
    from papertriage.flows.topics.fit import Fit

_LEARNED = "learned"
_KEYS = {_LEARNED: profile.LEARNED, "profile": profile.SUFFIX}
"""The keys of a topic that name files with weights; version 0.1.0 wrote ``profile``."""


def keep(path: Path, name: str, found: "Fit") -> None:
    """Write what was learned to a file, then name it in the topic.

    A failure in between damages neither file.

    Raises:
        UsageError: the topic is written on one line, which takes no other.
        CannotWriteError: a file cannot be written.
    """
    text = _naming(path, name, found.file.name)
    files.replace(found.file, profile.encode(found.learned).splitlines())
    if text is not None:
        files.replace(path, text)


def unfit(path: Path, name: str) -> list[Path]:
    """Remove what was learned for a topic; return the files that were removed.

    The line is removed first: a failure in between leaves a file that nothing names.

    Raises:
        UsageError: nothing was learned for it, or the topic is written on one line.
        CannotWriteError: a file cannot be written.
    """
    entries = _topic(path, name)
    named = {key: entries[key] for key, suffix in _KEYS.items()
             if key in entries and str(entries[key].value).endswith(suffix)}  # fmt: skip
    if not named:
        raise UsageError(f"{name} has no learned weights")
    lines = _lines(path)
    for key, node in sorted(named.items(), key=lambda pair: -pair[1].line):
        if not lines[node.line - 1].lstrip().startswith(f"{key}:".encode()):
            raise UsageError(
                f"{safe(str(path))}:{node.line}: {key} shares its line with other keys",
                hint=f"remove it there, then delete {safe(str(node.value))}",
            )
        del lines[node.line - 1]
    files.replace(path, lines)
    removed = [path.with_name(str(node.value)) for node in named.values()]
    for file in removed:
        file.unlink(missing_ok=True)
    return removed


def _naming(path: Path, name: str, file: str) -> list[bytes] | None:
    """Return the taxonomy's lines with the one that names the file; None if it is there."""
    entries = _topic(path, name)
    lines = _lines(path)
    old = entries.get(_LEARNED)
    if old is not None and old.value == file:
        return None
    first = min(entries.values(), key=lambda entry: entry.line)
    node = strict_yaml.read(path).mapping("the file")[name]
    if first.line == node.line:
        raise UsageError(
            f"{safe(str(path))}:{node.line}: the topic is written on one line",
            hint=f"write it on several lines, or add to it: {_LEARNED}: {file}",
        )
    line = f"{_LEARNED}: {file}".encode()
    indent = lines[first.line - 1]
    line = indent[: len(indent) - len(indent.lstrip())] + line
    if old is not None:
        lines[old.line - 1] = line
    else:
        lines.insert(node.line, line)
    return lines


def _topic(path: Path, name: str) -> dict[str, Node]:
    return dict(strict_yaml.read(path).mapping("the file")[name].mapping(name))


def _lines(path: Path) -> list[bytes]:
    return path.read_bytes().removesuffix(b"\n").split(b"\n")
