"""Known papers: those in files of the user's own, such as a library.bib, are on no list.

Who is who is decided as ingest decides it. Reading the files and looking their papers up are kept
in the library's cache, each until its question changes.
"""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from papertriage import __version__, clock
from papertriage.errors import NoRecordsError, PapertriageError
from papertriage.library import Library, derived
from papertriage.merge import Kind, verdict
from papertriage.normalize import Context, NotAPaperError, normalize
from papertriage.paper import Paper, decode, encode
from papertriage.readers import mixed
from papertriage.readers.document import Document
from papertriage.readers.raw import Raw
from papertriage.readers.registry import reader_of
from papertriage.readers.sniff import sniff
from papertriage.sources.files import open_source
from papertriage.text import safe

if TYPE_CHECKING:
    from papertriage.library.view import View

_PAPERS = "known.jsonl"
_KEYS = "known-keys.txt"


class Known(msgspec.Struct, kw_only=True):
    """What the user owns.

    Attributes:
        keys: of the library's papers that are among it.
        names: what the files are called.
        warnings: files that could not be read, and why.
    """

    keys: frozenset[str] = frozenset()
    names: list[str] = []
    warnings: list[str] = []


def known(library: Library, files: Sequence[Path]) -> Known:
    """Find the papers of a library that stand in these files, of any form that ingest reads.

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
        unread: list[str] = []
        found.keys = _keys(library, readable, question, unread)
        found.warnings += unread
    return found


def _digest(path: Path) -> str:
    if not path.is_file():  # a FIFO would be waited for
        raise OSError(0, "no such file")
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()


def _keys(
    library: Library, files: Sequence[Path], question: str, unread: list[str]
) -> frozenset[str]:
    """Return the keys of the library's papers that stand in the files."""
    of_library = f"{question} {library.stamp()}"
    kept = derived.load(library.folder, _KEYS, of_library)
    if kept is not None:
        return frozenset(line.decode() for line in kept)
    papers = _papers(library, files, question, unread)
    with library.read(marks=True) as view:
        keys = {key for paper in papers for key in _same(view, paper)}
    if not unread:
        derived.keep(library.folder, _KEYS, of_library, [key.encode() for key in sorted(keys)])
    return frozenset(keys)


def _same(view: "View", paper: Paper) -> Iterator[str]:
    for stored, earlier in view.candidates(paper):
        if verdict(stored, paper, earlier).kind is Kind.SAME:
            yield stored.id


def _papers(
    library: Library, files: Sequence[Path], question: str, unread: list[str]
) -> list[Paper]:
    """Return what the files hold; those that cannot be read are told in `unread`."""
    kept = derived.load(library.folder, _PAPERS, question)
    if kept is not None:
        return [decode(line) for line in kept]
    papers: list[Paper] = []
    for path in files:
        try:
            papers += _read(path)
        except PapertriageError as error:
            unread.append(f"known: {error.message}")
    if not unread:  # what is kept is not complained of again
        derived.keep(library.folder, _PAPERS, question, [encode(paper) for paper in papers])
    return papers


def _read(path: Path) -> Iterator[Paper]:
    """Yield the papers of a file; records that are none are passed over."""
    with open_source(str(path)) as page:
        document = Document(page.name, page.stream)
        guess = sniff(document)
        if guess is None:
            raise NoRecordsError(f"{page.name}: no papers found in it")
        form = guess.forms[0]
        items = mixed.read(document) if guess.by_line else reader_of(form)(document, form)
        context = Context(source=page.base, as_of=page.day or clock.today())
        for item in items:
            if isinstance(item, Raw):
                try:
                    yield normalize(item.form, item.fields, context)
                except NotAPaperError:
                    continue
