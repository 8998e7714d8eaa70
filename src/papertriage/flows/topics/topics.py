"""Adds topics to the user's file of topics, which the user edits."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from papertriage.errors import CannotCreateError, UsageError
from papertriage.flows.whole_file import whole_file
from papertriage.paper import Paper
from papertriage.text.clean import safe
from papertriage.topics import taxonomy, template
from papertriage.topics.suggestions import drafts


def begin_topic(path: Path, name: str, like: Sequence[Paper] = ()) -> int:
    """Append a new topic to a file of topics, created if needed; return the topic's line.

    What the user wrote is kept, byte for byte. The papers that it should be like become its
    examples, and its keywords are drafted from their texts.

    Raises:
        UsageError: the name is not valid for a topic, or the topic exists.
        ConfigError: the file is not valid.
        CannotCreateError, CannotWriteError: the file cannot be written; it is unchanged.
    """
    start = {"keywords": list(drafts(like)), "examples": [paper.id for paper in like]}
    if not path.exists():
        _refuse_taken(name, taxonomy.load(None).topics, "built in")
        return _write(path, "", template.file(name, **start), name)
    _refuse_taken(name, taxonomy.load(path).topics, f"in {safe(str(path))}")
    before = path.read_bytes().decode()
    return _write(
        path, before + "\n" * (not before.endswith("\n")), template.topic(name, **start), name
    )


def _refuse_taken(name: str, topics: Iterable[str], where: str) -> None:
    if name in topics:
        raise UsageError(f'topic "{name}" already exists, {where}')


def _write(path: Path, before: str, added: str, name: str) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotCreateError(f"{safe(str(path))}: {error.strerror}") from None
    with whole_file(path) as stream:
        stream.write((before + added).encode())
    ahead = before + added[: added.index(f"\n{name}:") + 1]
    return ahead.count("\n") + 1
