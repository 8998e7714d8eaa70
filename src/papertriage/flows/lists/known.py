"""Finds the papers that the user already has in files such as library.bib; lists omit them.

Papers are matched by the rules that ingest uses. What the files hold, and which papers match, is
kept in the library's cache until a file or the library changes.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from papertriage import __version__, clock
from papertriage.errors import PapertriageError, Problem
from papertriage.flows.ingest.read_page import read_file
from papertriage.library import Library, cache
from papertriage.paper import Paper, decode, encode
from papertriage.text.clean import counted, safe

_PAPERS = "known.jsonl"
_KEYS = "known-keys.txt"


class Known(msgspec.Struct, kw_only=True):
    """The papers that the user has.

    Attributes:
        keys: the keys of those that are in the library.
        names: the names of the files.
        warnings: files that could not be read, and why, on every run; rejected records in them,
            only when a changed file is read.
    """

    keys: frozenset[str] = frozenset()
    names: list[str] = []
    warnings: list[str] = []


def known(library: Library, files: Sequence[Path]) -> Known:
    """Find the papers of a library that are in some files, of any form that ingest reads.

    Raises:
        MissingInputError: there is no library.
    """
    found = Known()
    digests: list[str] = []
    readable: list[Path] = []
    for path in files:
        try:
            digests.append(_digest(path))
        except OSError as error:
            found.warnings.append(f"known: {safe(str(path))}: {error.strerror or error}")
        else:
            readable.append(path)
            found.names.append(safe(path.name))
    if readable:
        question = " ".join([__version__, *digests])
        found.keys = _keys(library, readable, question, found)
    return found


def _digest(path: Path) -> str:
    if not path.is_file():  # a FIFO would be waited for
        raise OSError(0, "no such file")
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()


def _keys(library: Library, files: Sequence[Path], question: str, found: Known) -> frozenset[str]:
    """Return the keys of the library's papers that are in the files."""
    of_library = f"{question} {library.stamp()}"
    kept = cache.load(library.folder, _KEYS, of_library)
    if kept is not None:
        return frozenset(line.decode() for line in kept)
    papers, is_whole = _papers(library, files, question, found)
    with library.read() as view:
        keys = {view.key(number) for paper in papers for number in view.same(paper)}
    if is_whole:
        cache.keep(library.folder, _KEYS, of_library, [key.encode() for key in sorted(keys)])
    return frozenset(keys)


def _papers(
    library: Library, files: Sequence[Path], question: str, found: Known
) -> tuple[list[Paper], bool]:
    """Return the papers of the files, and whether all files could be read."""
    kept = cache.load(library.folder, _PAPERS, question)
    if kept is not None:
        return [decode(line) for line in kept], True
    papers: list[Paper] = []
    failed = False
    for path in files:
        rejected = 0
        try:
            for item in read_file(str(path), clock.today()):
                if isinstance(item, Problem):
                    rejected += item.rejected
                else:
                    papers.append(item)
        except PapertriageError as error:
            failed = True
            found.warnings.append(f"known: {error.message}")
        if rejected:
            records = counted(rejected, "record")
            hint = "the others were used (papertriage ingest -n shows why)"
            found.warnings.append(f"known: {safe(str(path))}: {records} rejected; {hint}")
    if not failed:  # a cached answer would not repeat the warning
        cache.keep(library.folder, _PAPERS, question, [encode(paper) for paper in papers])
    return papers, not failed
