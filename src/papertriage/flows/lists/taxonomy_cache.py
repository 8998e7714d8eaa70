"""The outline of a taxonomy: all that a list must know of it, kept where tagging left it.

To read a taxonomy takes longer than to look a list up, and a list needs two things of it only: the
order of its topics, and whether the tags in the library are its own.
"""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from papertriage.library import Library, cache
from papertriage.topics import shipped

if TYPE_CHECKING:
    from papertriage.topics.taxonomy import Taxonomy

_NAME = "outline"


class Outline(NamedTuple):
    """What a list must know of a taxonomy.

    Attributes:
        topics: the names, in the order of the file.
        fingerprint: see `Taxonomy`.
    """

    topics: tuple[str, ...]
    fingerprint: str


def outline(library: Library, path: Path | None) -> Outline:
    """Return the outline of a taxonomy; None is the built-in one.

    Raises:
        MissingInputError, ConfigError: the taxonomy cannot be read, or is wrong.
    """
    question = _question(path)
    kept = cache.load(library.folder, _NAME, question) if question else None
    if kept:
        fingerprint, *names = (line.decode() for line in kept)
        return Outline(tuple(names), fingerprint)
    from papertriage.topics.taxonomy import load

    return _of(load(path))


def keep_outline(library: Library, path: Path | None, taxonomy: "Taxonomy") -> None:
    """Keep a taxonomy's outline in a library, for the lists to come."""
    question = _question(path)
    lines = [text.encode() for text in (taxonomy.fingerprint, *taxonomy.topics)]
    if question and cache.load(library.folder, _NAME, question) != lines:
        cache.keep(library.folder, _NAME, question, lines)


def _of(taxonomy: "Taxonomy") -> Outline:
    return Outline(tuple(taxonomy.topics), taxonomy.fingerprint)


def _question(path: Path | None) -> str | None:
    """Return what changes with anything that an outline hangs on; None where that is elsewhere."""
    hashed = hashlib.sha256(shipped.digest().encode())
    try:
        for file in (shipped.taxonomy_file(), path):
            data = file.read_bytes() if file else b""
            # Weights are in a file of their own; an escape could spell the word in another way.
            if file is path and any(word in data for word in (b"profile", b"learned", b"\\")):
                return None
            hashed.update(len(data).to_bytes(8) + data)
    except OSError:
        return None
    return hashed.hexdigest()
