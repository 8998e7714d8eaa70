"""The shelf: tantivy's files in ``.cache/search``, kept in step with papers.jsonl.

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
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from papertriage.errors import (
    CannotCreateError,
    CannotWriteError,
    LockedError,
    MissingInputError,
)
from papertriage.library import files, layout, lock, records
from papertriage.library.coverage import Coverage
from papertriage.library.log import Place, Snapshot
from papertriage.library.places import NOWHERE
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
from papertriage.paper import Paper

if TYPE_CHECKING:
    import tantivy

_LOCK = ".lock"
_OVERLAY = 16 << 20
"""Bytes of papers.jsonl that are indexed in memory while another process writes the index."""
_HEAP = {False: 15_000_000, True: 160_000_000}
"""Bytes tantivy may hold while it indexes: its least, and for many papers at once."""
_MANY = 4 << 20
_PATIENCE = 3
"""How often a generation may go away between its manifest and its opening."""
_UNUSABLE = (CannotCreateError, CannotWriteError, MissingInputError, OSError, ValueError)
"""What a folder that cannot be written, or files that are no index, raise; tantivy: ValueError."""


class Part(msgspec.Struct, frozen=True):
    """An index, and the keys whose entries in it are out of date."""

    index: "tantivy.Index"
    without: frozenset[str] = frozenset()


class Shelf:
    """What there is to search, as it was at one moment: all papers are in one part or another."""

    def __init__(self, papers: Snapshot, parts: list[Part], held: ExitStack) -> None:
        """Use `open_shelf`."""
        self.papers = papers
        self.parts = parts
        self._held = held

    def close(self) -> None:
        """Let go of the files."""
        self._held.close()


def open_shelf(
    folder: Path, *, timeout: float, notice: Callable[[str], None], tell: Callable[[str], None]
) -> Shelf:
    """Bring the index of a library up to date if that can be, and open it.

    What another process is just indexing, or what may not be written, is indexed apart, in memory
    or in a temporary folder: slower, never less.

    Raises:
        LockedError: another process is indexing, more than fits in memory, for all the time.
        CannotWriteError: there is not even room for a temporary index.
    """
    try:
        _bring_up_to_date(folder, timeout, notice, tell)
    except _UNUSABLE as error:
        reason = getattr(error, "message", None) or getattr(error, "strerror", None) or error
        notice(f"no search index is kept: {reason}; without one this takes longer")
    for _ in range(_PATIENCE):
        try:
            return _opened(folder, read(place_of(folder)))
        except FileNotFoundError:
            continue
    return _opened(folder, None)


def _opened(folder: Path, manifest: Manifest | None) -> Shelf:
    """Open a generation, and index apart what it does not cover.

    Raises:
        FileNotFoundError: the generation has gone: a later one is there.
    """
    with ExitStack() as stack:
        papers = _snapshot(folder, stack)
        parts: list[Part] = []
        start = 0
        if manifest and manifest.papers.holds(papers) and is_sound(place_of(folder), manifest):
            index = _index(place_of(folder) / manifest.generation, stack)
            start = manifest.papers.last.end
            parts.append(Part(index))
        if start < papers.size or not parts:
            overlay, keys = _apart(papers, start, stack)
            parts = [*(Part(part.index, keys) for part in parts), Part(overlay)]
        return Shelf(papers, parts, stack.pop_all())


def _snapshot(folder: Path, stack: ExitStack) -> Snapshot:
    # After the manifest: then that never covers more than the snapshot holds.
    papers = Snapshot(folder / layout.PAPERS)
    stack.callback(papers.close)
    return papers


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


def _apart(
    papers: Snapshot, start: int, stack: ExitStack
) -> tuple["tantivy.Index", frozenset[str]]:
    """Index the lines from a place on apart from the others; return the keys that they change."""
    import tantivy

    path = None
    try:
        if papers.size - start > _OVERLAY:
            path = _temporary(stack)
        index = _unwatched(tantivy.Index(schema.schema(), path))
        _, keys = _fill(index, papers, start)
    except (OSError, ValueError) as error:
        raise CannotWriteError(
            f"cannot make an index of {papers.path.name}: {error}; the papers are safe",
            hint="is there room in the folder of temporary files?",
        ) from error
    return index, frozenset(keys)


def _temporary(stack: ExitStack) -> str:
    import tempfile

    return stack.enter_context(tempfile.TemporaryDirectory(prefix="papertriage-"))


def _bring_up_to_date(
    folder: Path, timeout: float, notice: Callable[[str], None], tell: Callable[[str], None]
) -> None:
    place = place_of(folder)
    with _current(folder) as (manifest, papers):
        behind = papers.size - (manifest.papers.last.end if manifest else 0)
        if manifest and not behind:
            return
    _make_folder(place)
    try:
        with (
            lock.hold(place / _LOCK, timeout=timeout if behind > _OVERLAY else 0, notice=notice),
            _current(folder) as (manifest, papers),
        ):
            if not manifest or papers.size > manifest.papers.last.end:
                if behind > _OVERLAY:
                    tell(f"indexing {behind / 1e6:.0f} MB of papers for search, this once")
                _advance(place, manifest, papers)
    except LockedError:
        if behind > _OVERLAY:
            raise


@contextmanager
def _current(folder: Path) -> Iterator[tuple[Manifest | None, Snapshot]]:
    """Give the manifest, if it vouches for a part of papers.jsonl and for sound files."""
    with ExitStack() as stack:
        manifest = read(place_of(folder))
        papers = _snapshot(folder, stack)
        if manifest and not (
            manifest.papers.holds(papers) and is_sound(place_of(folder), manifest)
        ):
            manifest = None
        yield manifest, papers


def _advance(place: Path, old: Manifest | None, papers: Snapshot) -> None:
    """Make the next generation, out of the old one if there is one; the caller holds the lock."""
    import tantivy

    generation = f"g-{os.urandom(4).hex()}"
    target = place / generation
    target.mkdir()
    done = False
    try:
        start = 0
        if old:
            start = old.papers.last.end
            for name in old.files:
                _bring(place / old.generation / name, target / name)
            index = _unwatched(tantivy.Index.open(str(target)))
        else:
            index = _unwatched(tantivy.Index(schema.schema(), str(target)))
        last, _ = _fill(index, papers, start)
        if last == NOWHERE and old:
            last = old.papers.last
        covered = Coverage.of(papers, last)
        kept = old.files if old else {}
        manifest = Manifest(
            made_by=made_by(), generation=generation, papers=covered, files=noted(target, kept)
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


def _fill(index: "tantivy.Index", papers: Snapshot, start: int) -> tuple[Place, set[str]]:
    """Index the lines from a place on; return the last of them and the keys that they bear."""
    fresh = index.searcher().num_docs == 0
    # One thread: ours makes the words, which takes longer than to index them.
    writer = index.writer(_HEAP[papers.size - start > _MANY], 1)
    last = NOWHERE
    keys: set[str] = set()
    for place, line in papers.lines(start):
        last = place
        record = records.parse(line)
        if record is None:
            continue
        if not fresh or record.id in keys:
            writer.delete_documents_by_term("key", record.id)
        keys.add(record.id)
        if isinstance(record, Paper):
            writer.add_document(schema.document(record, place))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return last, keys


def _make_folder(place: Path) -> None:
    """Make the folders; what is there but is no folder, a link among them, is not ours."""
    for level in (place.parent, place):
        level.mkdir(exist_ok=True)
        if not stat.S_ISDIR(level.lstat().st_mode):
            raise NotADirectoryError(level)
    ignored = place.parent / ".gitignore"
    if not os.path.lexists(ignored):
        ignored.write_bytes(b"*\n")
