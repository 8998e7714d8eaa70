"""Writes the first files of a new user or project; existing files are never changed."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from papertriage.config import template as configuration
from papertriage.config.config import TOPICS
from papertriage.config.locations import FILE
from papertriage.errors import CannotCreateError, UsageError
from papertriage.flows.whole_file import whole_file
from papertriage.text.clean import safe
from papertriage.text.strict_yaml import scalar
from papertriage.topics import pattern
from papertriage.topics import template as topics


class Started(NamedTuple):
    """What was written, and what was there already."""

    written: list[Path]
    kept: list[Path]


def start(
    folder: Path,
    sources: Sequence[str],
    topic: str = "",
    keywords: Sequence[str] = (),
    *,
    of_user: bool = False,
) -> Started:
    """Write a configuration and a file of topics into a folder, each where there is none.

    Args:
        folder: created if needed.
        sources: what the configuration names; a project also gets an inbox.
        topic: the name of a first topic; without one the file has an example as a comment.
        keywords: those of the topic; by default the words of its name.
        of_user: the folder is the user's own, not a project's.

    Raises:
        UsageError: the name cannot be a topic's, or a keyword is not one; nothing was written.
        CannotCreateError, CannotWriteError: a file cannot be written.
    """
    for word in keywords:
        _check_keyword(word)
    inbox = [] if of_user else [f"{configuration.INBOX}/*"]
    texts = {
        FILE: configuration.configuration([*sources, *inbox], of_user=of_user),
        TOPICS: topics.file(topic, keywords=[*map(scalar, keywords)])
        if topic
        else topics.example(),
    }
    started = Started([], [])
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            _write_new(folder / name, text, started)
        if inbox and folder / FILE in started.written:
            (folder / configuration.INBOX).mkdir(exist_ok=True)
    except OSError as error:
        raise CannotCreateError(f"{safe(str(error.filename))}: {error.strerror}") from None
    return started


def _check_keyword(word: str) -> None:
    try:
        pattern.parse(word)
    except pattern.PatternError as error:
        raise UsageError(f'"{safe(word)}" cannot be a keyword: {error}') from None


def _write_new(path: Path, text: str, started: Started) -> None:
    if os.path.lexists(path):
        started.kept.append(path)
        return
    with whole_file(path) as stream:
        stream.write(text.encode())
    started.written.append(path)
