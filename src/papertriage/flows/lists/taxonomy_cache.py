"""Caches what lists need of a taxonomy: the order of its topics, and its fingerprint.

Reading a whole taxonomy takes longer than making a list. `tag` fills the cache.
"""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from papertriage.library import Library, cache
from papertriage.topics import shipped

if TYPE_CHECKING:
    from papertriage.topics.taxonomy import Taxonomy

_NAME = "outline"


class TaxonomySummary(NamedTuple):
    """What lists need of a taxonomy.

    Attributes:
        topics: the names of the topics, in the order of the file.
        fingerprint: changes when tags may change, see `Taxonomy`.
    """

    topics: tuple[str, ...]
    fingerprint: str


def taxonomy_summary(library: Library, path: Path | None) -> TaxonomySummary:
    """Return the summary of a taxonomy; without a path, of the built-in one.

    Raises:
        MissingInputError, ConfigError: the taxonomy cannot be read, or is not valid.
    """
    question = _question(path)
    kept = cache.load(library.folder, _NAME, question) if question else None
    if kept:
        fingerprint, *names = (line.decode() for line in kept)
        return TaxonomySummary(tuple(names), fingerprint)
    from papertriage.topics.taxonomy import load

    taxonomy = load(path)
    return TaxonomySummary(tuple(taxonomy.topics), taxonomy.fingerprint)


def keep_summary(library: Library, path: Path | None, taxonomy: "Taxonomy") -> None:
    """Store a taxonomy's summary in the cache of a library."""
    question = _question(path)
    lines = [text.encode() for text in (taxonomy.fingerprint, *taxonomy.topics)]
    if question and cache.load(library.folder, _NAME, question) != lines:
        cache.keep(library.folder, _NAME, question, lines)


def _question(path: Path | None) -> str | None:
    """Return a hash of all that a summary depends on; None if that includes unknown files."""
    hashed = hashlib.sha256(shipped.digest().encode())
    try:
        for file in (shipped.taxonomy_file(), path):
            data = file.read_bytes() if file else b""
            # Weights are in files of their own; an escape could spell these words in another way.
            if file is path and any(word in data for word in (b"profile", b"learned", b"\\")):
                return None
            hashed.update(len(data).to_bytes(8) + data)
    except OSError:
        return None
    return hashed.hexdigest()
