"""Libraries of format 1, which version 0.1.0 wrote: their papers are taken in as records.

    papers.jsonl   a paper (it has a "title"); {"id": later, "merged_into": earlier};
                   {"id", "forgotten": true, ...}; the last line of an id counts
    tags.jsonl     {"id", "of": hash of the text and the names, "by", "tags"}

The file is renamed when all of it is stored. The import can be repeated and killed at any moment,
as a record that is known is not stored again. A papers.jsonl that a git pull brings back, or a
renamed one that it makes longer, is taken in once more.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import msgspec

from papertriage import identity
from papertriage.library import files, layout
from papertriage.library.about import About, about_of, write_about
from papertriage.library.blake import blake2b
from papertriage.library.log import Place, Snapshot
from papertriage.library.records import record_of
from papertriage.library.tags import TagLine, parse_tags, text_hash
from papertriage.paper import Paper, Record, decode

if TYPE_CHECKING:
    from papertriage.library.view import View
    from papertriage.library.writer import Writer, WriterLogs

_BATCH = 5_000
_KEPT = "papers.format1{}.jsonl"


def has_former_papers(folder: Path) -> bool:
    """Tell whether there are papers of format 1 that were not taken in yet."""
    return bool(_to_import(folder))


def _to_import(folder: Path) -> list[Path]:
    found = [folder / layout.FORMER_PAPERS]
    about = about_of(folder)
    for name, size in (about.imported if about else {}).items():
        path = folder / name
        if os.path.lexists(path) and path.stat(follow_symlinks=False).st_size != size:
            found.append(path)
    return [path for path in found if os.path.lexists(path)]


def read_former(folder: Path, notice: Callable[[str], None]) -> "View":
    """Open a view of a library of format 1; nothing of it is changed.

    Raises:
        MissingInputError, ConfigError: as `Library.read`.
    """
    import shutil

    from papertriage.library.library import Library

    notice(
        f"{files.shown(folder)}: a library of version 0.1.0, converted for this command alone;"
        " papertriage compact upgrades it"
    )
    with ExitStack() as stack:
        copy = Path(stack.enter_context(TemporaryDirectory(prefix="papertriage-")))
        for path in folder.iterdir():
            if path.suffix in {".jsonl", ".json"} and path.is_file() and not path.is_symlink():
                shutil.copy2(path, copy / path.name)
        library = Library(copy)
        library.update()
        view = library.read()
        view.also_close(stack.pop_all())
        return view


def import_former(
    folder: Path, about: About, logs: "WriterLogs", notice: Callable[[str], None]
) -> About:
    """Take in the papers of format 1; the caller holds the lock. Return what library.json says.

    Raises:
        CannotWriteError, CannotCreateError: the papers are where they were.
    """
    from papertriage.library.opening import open_for_writing
    from papertriage.library.writer import Writer

    index = open_for_writing(folder, logs.covered, about.same)
    with closing(index.database):
        writer = Writer(logs, index)
        imported = dict(about.imported)
        for path in _to_import(folder):
            count = _import(path, folder / layout.TAGS, writer)
            size = path.stat().st_size
            target = _free_name(folder) if path.name == layout.FORMER_PAPERS else path.name
            imported[target] = size
            about = msgspec.structs.replace(about, format=layout.FORMAT, imported=imported)
            files.sync_parents(folder)
            write_about(folder, about)
            if path.name != target:
                path.rename(folder / target)
                files.sync_folder(folder)
            notice(f"{files.shown(path)}: {count} papers of version 0.1.0 taken in as records")
        index.commit()
    return about


def _free_name(folder: Path) -> str:
    names = (_KEPT.format(f"-{at}" if at else "") for at in range(1_000_000))
    return next(name for name in names if not os.path.lexists(folder / name))


def _import(papers: Path, tags: Path, writer: "Writer") -> int:
    count = 0
    with (
        closing(Snapshot(papers)) as log,
        closing(Snapshot(tags)) as tag_log,
        closing(_Former(log, tag_log)) as former,
    ):
        waiting = former.records()
        while some := list(islice(waiting, _BATCH)):
            writer.put_records(record for record, _ in some)
            writer.put_tags(line for _, line in some if line)
            writer.commit()
            count += len(some)
    return count


class _Former:
    """The live lines of a library of format 1, found by a temporary database."""

    def __init__(self, papers: Snapshot, tags: Snapshot) -> None:
        self._papers = papers
        self._tags = tags
        self._database = sqlite3.connect("", isolation_level=None)
        self._ask = self._database.execute
        self._ask("BEGIN")
        self._ask("CREATE TABLE line (id TEXT PRIMARY KEY, offset INT, length INT, into_ TEXT)")
        self._ask("CREATE INDEX alias ON line (into_) WHERE into_ NOT NULL")
        self._ask("CREATE TABLE tag (id TEXT PRIMARY KEY, offset INT, length INT)")
        for place, line in papers.lines():
            if said := _decoded(line):
                into = None if "title" in said else said.get("merged_into")
                kept = (said["id"], *place, into)
                self._ask("INSERT OR REPLACE INTO line VALUES (?, ?, ?, ?)", kept)
        for place, line in tags.lines():
            if said := _decoded(line):
                self._ask("INSERT OR REPLACE INTO tag VALUES (?, ?, ?)", (said["id"], *place))

    def close(self) -> None:
        """Drop the database."""
        self._database.close()

    def records(self) -> Iterator[tuple[Record, TagLine | None]]:
        """Yield the live papers as records, each with its tags if they fit its text."""
        rows = self._ask("SELECT id, offset, length FROM line WHERE into_ IS NULL ORDER BY offset")
        for key, *place in rows.fetchall():
            try:
                paper = decode(self._papers.read(Place(*place))[:-1])
            except (ValueError, RecursionError):  # a forgotten paper, or no line of ours
                continue
            paper.extra.pop("text_versions", None)
            names = {key, *self._aliases(key)} - set(
                identity.names(Paper(**_NAMELESS, ids=paper.ids))
            )
            yield record_of(paper, former=sorted(names)), self._tag_line(key, paper)

    def _aliases(self, key: str) -> set[str]:
        """Return the names that were merged into a paper, directly or by way of others."""
        found: set[str] = set()
        waiting = [key]
        while waiting:
            query = "SELECT id FROM line WHERE into_ = ?"
            names = {name for (name,) in self._ask(query, (waiting.pop(),))} - found
            found |= names
            waiting += names
        return found

    def _tag_line(self, key: str, paper: Paper) -> TagLine | None:
        place = self._ask("SELECT offset, length FROM tag WHERE id = ?", (key,)).fetchone()
        line = parse_tags(self._tags.read(Place(*place))[:-1]) if place else None
        if line is None or line.of != _former_text_hash(paper):
            return None
        return msgspec.structs.replace(line, of=text_hash(paper).hex())


_NAMELESS: dict[str, Any] = {"id": "", "title": None, "abstract": None}


def _decoded(line: bytes) -> dict[str, Any] | None:
    try:
        said = msgspec.json.decode(line, type=dict[str, Any])
    except (ValueError, RecursionError):  # ValueError: msgspec's own errors and bad UTF-8
        return None
    return said if isinstance(said.get("id"), str) else None


def _former_text_hash(paper: Paper) -> str:
    """Return what format 1 kept as the hash of a tagged text."""
    authors = [author.name for author in paper.authors]
    parts = [paper.title, paper.abstract, authors, paper.categories, sorted(paper.ids.items())]
    return blake2b(msgspec.json.encode(parts), digest_size=8).hexdigest()
