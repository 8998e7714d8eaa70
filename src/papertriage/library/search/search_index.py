"""The search index: tantivy's files in ``.cache/search``, kept in step with the library's index.

    manifest.json    what they were made of, and size, time and checksum of each
    g-XXXXXXXX/      the files of one generation
    .lock            held by who brings them up to date

tantivy never changes a file of a segment, so a new generation begins with links to the old one's
files; it is complete when the manifest, put there by rename, names it. A killed writer leaves the
old generation as it was, and a reader keeps what it has opened. All of it may vanish or rot: what
the manifest does not vouch for is made anew, and what cannot be written is made in memory.
"""

import os
import stat
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from papertriage.errors import (
    CannotCreateError,
    CannotWriteError,
    LockedError,
    MissingInputError,
)
from papertriage.library import files, lock
from papertriage.library.search import schema
from papertriage.library.search.manifest import (
    NAME,
    Manifest,
    is_sound,
    made_by,
    noted,
    place_of,
    read,
)

if TYPE_CHECKING:
    import tantivy

    from papertriage.library.view import View

_LOCK = ".lock"
_OVERLAY = 10_000
"""Papers that are indexed in memory while another process writes the index."""
_HEAP = {False: 15_000_000, True: 160_000_000}
"""Bytes tantivy may hold while it indexes: its least, and for many papers at once."""
_MANY = 3_000
"""Papers from which tantivy gets more memory."""
_PATIENCE = 3
"""How often a generation may go away between its manifest and its opening."""
_UNUSABLE = (CannotCreateError, CannotWriteError, MissingInputError, OSError, ValueError)
"""What a folder that cannot be written, or files that are no index, raise; tantivy: ValueError."""


class Part(msgspec.Struct, frozen=True):
    """An index, and the numbers of the papers whose entries in it are out of date."""

    index: "tantivy.Index"
    without: frozenset[int] = frozenset()


class SearchIndex:
    """What there is to search in a view: all papers are in one part or another."""

    def __init__(self, parts: list[Part], held: ExitStack) -> None:
        """Use `open_search_index`."""
        self.parts = parts
        self._held = held

    def close(self) -> None:
        """Let go of the files."""
        self._held.close()


def open_search_index(
    folder: Path,
    view: "View",
    *,
    timeout: float,
    notice: Callable[[str], None],
    detail: Callable[[str], None],
) -> SearchIndex:
    """Bring the search index of a library in step with a view if that can be, and open it.

    What another process is just indexing, or what may not be written, is indexed apart, in memory
    or in a temporary folder: slower, but complete.

    Raises:
        LockedError: another process is indexing, more than fits in memory, for all the time.
        CannotWriteError: there is not even room for a temporary index.
    """
    try:
        if not view.is_private:
            _bring_up_to_date(folder, view, timeout, notice, detail)
    except _UNUSABLE as error:
        reason = getattr(error, "message", None) or getattr(error, "strerror", None) or error
        notice(f"no search index is kept: {reason}; without one this takes longer")
    for _ in range(_PATIENCE):
        try:
            return _opened(folder, view, _current(folder, view))
        except FileNotFoundError:
            continue
    return _opened(folder, view, None)


def _opened(folder: Path, view: "View", manifest: Manifest | None) -> SearchIndex:
    """Open a generation, and index apart what it does not cover.

    Raises:
        FileNotFoundError: the generation has gone: a later one is there.
    """
    with ExitStack() as stack:
        parts: list[Part] = []
        changed, gone = view.changed_since(manifest.revision if manifest else -1)
        if manifest:
            index = _index(place_of(folder) / manifest.generation, stack)
            parts.append(Part(index, frozenset(changed + gone)))
        if changed or not parts:
            parts.append(Part(_apart(view, changed, stack)))
        return SearchIndex(parts, stack.pop_all())


def _current(folder: Path, view: "View") -> Manifest | None:
    """Return the manifest if it is of an index that the view continues, and of sound files."""
    place = place_of(folder)
    manifest = read(place)
    if (
        manifest
        and manifest.index == view.index_name
        and manifest.revision <= view.revision
        and is_sound(place, manifest)
    ):
        return manifest
    return None


def _index(generation: Path, stack: ExitStack) -> "tantivy.Index":
    """Open the files of a generation.

    tantivy makes a lock file even to read; where it may not, it gets a folder of links.
    """
    import tantivy

    if not generation.is_dir():
        raise FileNotFoundError(generation)
    if not os.access(generation, os.W_OK):
        links = Path(_temporary(stack))
        for path in generation.iterdir():
            if not path.name.endswith(".lock"):
                (links / path.name).symlink_to(path.absolute())
        generation = links
    try:
        index = _unwatched(tantivy.Index.open(str(generation)))
    except ValueError as error:  # its files went away while they were opened
        raise FileNotFoundError(str(error)) from error
    return index


def _unwatched(index: "tantivy.Index") -> "tantivy.Index":
    """Keep tantivy from watching the files by a thread, which would meet what we remove."""
    index.config_reader("manual")
    return index


def _apart(view: "View", numbers: list[int], stack: ExitStack) -> "tantivy.Index":
    """Index some papers apart from the others."""
    import tantivy

    path = None
    try:
        if len(numbers) > _OVERLAY:
            path = _temporary(stack)
        index = _unwatched(tantivy.Index(schema.schema(), path))
        _fill(index, view, numbers)
    except (OSError, ValueError) as error:
        raise CannotWriteError(
            f"cannot make a search index: {error}; the papers are safe",
            hint="is there room in the folder of temporary files?",
        ) from error
    return index


def _temporary(stack: ExitStack) -> str:
    import tempfile

    return stack.enter_context(tempfile.TemporaryDirectory(prefix="papertriage-"))


def _bring_up_to_date(
    folder: Path,
    view: "View",
    timeout: float,
    notice: Callable[[str], None],
    detail: Callable[[str], None],
) -> None:
    place = place_of(folder)
    manifest = _current(folder, view)
    if manifest and manifest.revision == view.revision:
        return
    behind = len(view.changed_since(manifest.revision if manifest else -1)[0])
    _make_folder(place)
    try:
        with lock.hold(place / _LOCK, timeout=timeout if behind > _OVERLAY else 0, notice=notice):
            manifest = _current(folder, view)
            if not manifest or manifest.revision < view.revision:
                if behind > _OVERLAY:
                    detail(f"indexing {behind} papers for search, once")
                _advance(place, manifest, view)
    except LockedError:
        if behind > _OVERLAY:
            raise


def _advance(place: Path, old: Manifest | None, view: "View") -> None:
    """Make the next generation, from the old one if there is one; the caller holds the lock."""
    import tantivy

    generation = f"g-{os.urandom(4).hex()}"
    target = place / generation
    target.mkdir()
    done = False
    try:
        if old:
            for name in old.files:
                _bring(place / old.generation / name, target / name)
            index = _unwatched(tantivy.Index.open(str(target)))
        else:
            index = _unwatched(tantivy.Index(schema.schema(), str(target)))
        changed, gone = view.changed_since(old.revision if old else -1)
        _fill(index, view, changed, gone)
        manifest = Manifest(
            made_by=made_by(),
            generation=generation,
            index=view.index_name,
            revision=view.revision,
            files=noted(target, old.files if old else {}),
        )
        files.replace(place / NAME, [msgspec.json.encode(manifest)])
        done = True
    finally:
        _sweep(place, generation if done else old.generation if old else None)


def _bring(old: Path, new: Path) -> None:
    """Link a file that tantivy never changes; copy its notes, and where links are unknown, all."""
    if old.suffix != ".json":
        try:
            os.link(old, new)
        except OSError:
            pass
        else:
            return
    import shutil

    shutil.copy2(old, new)


def _sweep(place: Path, keep: str | None) -> None:
    """Remove the generations that nobody needs; who has one open keeps it all the same."""
    import shutil

    files.sweep(place)
    for path in place.iterdir():
        if path.name.startswith("g-") and path.name != keep and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)


def _fill(
    index: "tantivy.Index", view: "View", numbers: list[int], gone: Iterable[int] = ()
) -> None:
    """Index papers by their numbers, and drop others."""
    is_new = index.searcher().num_docs == 0
    # One thread: ours makes the words, which takes longer than to index them.
    writer = index.writer(_HEAP[len(numbers) > _MANY], 1)
    if not is_new:
        for number in (*numbers, *gone):
            writer.delete_documents_by_term("number", str(number))
    for number in numbers:
        writer.add_document(schema.document(view.paper(number), number))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()


def _make_folder(place: Path) -> None:
    """Make the folders; what is there but is no folder, a link among them, is not ours."""
    for level in (place.parent, place):
        level.mkdir(exist_ok=True)
        if not stat.S_ISDIR(level.lstat().st_mode):
            raise NotADirectoryError(level)
    ignored = place.parent / ".gitignore"
    if not os.path.lexists(ignored):
        ignored.write_bytes(b"*\n")
