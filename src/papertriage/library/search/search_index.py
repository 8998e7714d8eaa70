"""The search index: tantivy's files in ``.cache/search``, which follow the library's index.

    manifest.json    what they were made from, and size, time and checksum of each
    g-1f2e3d4c/      the files of one generation; the digits are random
    .lock            held by the process that updates them

tantivy never changes a file of a segment, so a new generation starts with links to the old files.
It is valid once the manifest names it, which is replaced by a rename. A killed writer leaves the
old generation, and a reader keeps the one that it has opened. All of it may be deleted or damaged:
the index is then built again, in memory if it cannot be written.
"""

import os
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from papertriage.errors import CannotCreateError, CannotWriteError, LockedError, MissingInputError
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
"""The most papers that are indexed in memory."""
_HEAP = {False: 15_000_000, True: 160_000_000}
"""Bytes that tantivy may use for indexing: its minimum, and for many papers at once."""
_MANY = 3_000
"""Papers from which tantivy gets more memory."""
_PATIENCE = 3
"""Attempts to open a generation, which may be removed after its manifest was read."""
_UNUSABLE = (CannotCreateError, CannotWriteError, MissingInputError, OSError, ValueError)
"""The errors of a folder that cannot be written, or of a bad index; tantivy's is ValueError."""


class Part(msgspec.Struct, frozen=True):
    """An index, and the numbers of the papers whose entries in it are out of date."""

    index: "tantivy.Index"
    without: frozenset[int] = frozenset()


class SearchIndex:
    """The search index of a view: each paper is in one of its parts."""

    def __init__(self, parts: list[Part], held: ExitStack) -> None:
        """Use `open_search_index`."""
        self.parts = parts
        self._held = held

    def close(self) -> None:
        """Close the files."""
        self._held.close()


def open_search_index(
    folder: Path,
    view: "View",
    *,
    timeout: float,
    notice: Callable[[str], None],
    detail: Callable[[str], None],
) -> SearchIndex:
    """Update the search index of a library for a view if possible, and open it.

    Papers that another process is indexing, or that cannot be written, are indexed separately, in
    memory or in a temporary folder: that is slower, but complete.

    Raises:
        LockedError: another process is indexing more papers than fit in memory.
        CannotWriteError: there is no room for a temporary index either.
    """
    try:
        if not view.is_private:
            _update(folder, view, timeout, notice, detail)
    except _UNUSABLE as error:
        reason = getattr(error, "message", None) or getattr(error, "strerror", None) or error
        notice(f"cannot save the search index: {reason}; searching takes longer without it")
    for _ in range(_PATIENCE):
        try:
            return _opened(folder, view, _current(folder, view))
        except FileNotFoundError:
            continue
    return _opened(folder, view, None)


def _opened(folder: Path, view: "View", manifest: Manifest | None) -> SearchIndex:
    """Open a generation, and index the papers that it does not cover separately.

    Raises:
        FileNotFoundError: the generation was removed, as there is a later one.
    """
    with ExitStack() as stack:
        parts: list[Part] = []
        changed, removed = view.changed_since(manifest.revision if manifest else -1)
        if manifest:
            index = _index(place_of(folder) / manifest.generation, stack)
            parts.append(Part(index, frozenset(changed + removed)))
        if changed or not parts:
            parts.append(Part(_temporary_index(view, changed, stack)))
        return SearchIndex(parts, stack.pop_all())


def _current(folder: Path, view: "View") -> Manifest | None:
    """Return the manifest if it is of the view's index, not later, and its files are sound."""
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

    tantivy creates a lock file even to read; where it cannot, it gets a folder of links.
    """
    import tantivy

    if not generation.is_dir():
        raise FileNotFoundError(generation)
    if not os.access(generation, os.W_OK):
        links = Path(_temporary_folder(stack))
        for path in generation.iterdir():
            if not path.name.endswith(".lock"):
                (links / path.name).symlink_to(path.absolute())
        generation = links
    try:
        index = _unwatched(tantivy.Index.open(str(generation)))
    except ValueError as error:  # its files were removed while they were opened
        raise FileNotFoundError(str(error)) from error
    return index


def _unwatched(index: "tantivy.Index") -> "tantivy.Index":
    """Keep tantivy from watching the files by a thread, which would see them being removed."""
    index.config_reader("manual")
    return index


def _temporary_index(view: "View", numbers: list[int], stack: ExitStack) -> "tantivy.Index":
    """Index some papers in memory, or many in a temporary folder."""
    import tantivy

    path = None
    try:
        if len(numbers) > _OVERLAY:
            path = _temporary_folder(stack)
        index = _unwatched(tantivy.Index(schema.schema(), path))
        _fill(index, view, numbers)
    except (OSError, ValueError) as error:
        raise CannotWriteError(
            f"cannot build a search index: {error}; the papers are safe",
            hint="check the free space of the folder for temporary files",
        ) from error
    return index


def _temporary_folder(stack: ExitStack) -> str:
    import tempfile

    return stack.enter_context(tempfile.TemporaryDirectory(prefix="papertriage-"))


def _update(
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
    files.make_cache(place.parent)
    files.make_cache(place)
    try:
        with lock.hold(place / _LOCK, timeout=timeout if behind > _OVERLAY else 0, notice=notice):
            manifest = _current(folder, view)
            if not manifest or manifest.revision < view.revision:
                if behind > _OVERLAY:
                    detail(f"indexing {behind} papers for search")
                _advance(place, manifest, view)
    except LockedError:
        if behind > _OVERLAY:
            raise


def _advance(place: Path, old: Manifest | None, view: "View") -> None:
    """Create the next generation, from the old one if there is one; the caller holds the lock."""
    import tantivy

    generation = f"g-{os.urandom(4).hex()}"
    target = place / generation
    target.mkdir()
    done = False
    try:
        if old:
            for name in old.files:
                _link(place / old.generation / name, target / name)
            index = _unwatched(tantivy.Index.open(str(target)))
        else:
            index = _unwatched(tantivy.Index(schema.schema(), str(target)))
        changed, removed = view.changed_since(old.revision if old else -1)
        _fill(index, view, changed, removed)
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


def _link(old: Path, new: Path) -> None:
    """Link a file, or copy it if tantivy may change it or the file system has no links."""
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
    """Remove the other generations; processes that have one open can still read it."""
    import shutil

    files.sweep(place)
    for path in place.iterdir():
        if path.name.startswith("g-") and path.name != keep and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)


def _fill(
    index: "tantivy.Index", view: "View", numbers: list[int], removed: Iterable[int] = ()
) -> None:
    """Index papers by their numbers, and drop others."""
    is_new = index.searcher().num_docs == 0
    # One thread is enough: Python needs more time for the words than tantivy for indexing them.
    writer = index.writer(_HEAP[len(numbers) > _MANY], 1)
    if not is_new:
        for number in (*numbers, *removed):
            writer.delete_documents_by_term("number", str(number))
    for number in numbers:
        writer.add_document(schema.document(view.paper(number), number))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
