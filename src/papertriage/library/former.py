"""Imports libraries of format 1, which version 0.1.0 wrote: their papers become records.

    papers.jsonl   a paper (it has a "title"); {"id": later, "merged_into": earlier};
                   {"id", "forgotten": true, ...}; the last line of an id counts
    tags.jsonl     {"id", "of": hash of the text and the names, "by", "tags"}

The file is renamed when all of it is stored. The import can be killed and repeated at any time, as
known records are not stored again. If a git pull brings papers.jsonl back, or makes a renamed one
longer, it is imported again.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from papertriage import identity
from papertriage.library import files, layout
from papertriage.library.about import About, Policy, about_of, write_about
from papertriage.library.log import Snapshot, Span
from papertriage.library.records import record_of
from papertriage.library.tags import TagLine, parse_tags, text_hash
from papertriage.paper import Paper, Record, decode
from papertriage.text.clean import counted
from papertriage.text.hashes import blake2b

if TYPE_CHECKING:
    from papertriage.library.view import View
    from papertriage.library.writer import Writer, WriterLogs

_BATCH = 5_000
_UNCOMMITTED = 50_000
"""Papers after which the index is written; until then its changes are in memory."""
_KEPT = "papers.format1{}.jsonl"


def former_papers(folder: Path) -> list[Path]:
    """Return the files with papers of format 1 that were not imported yet."""
    found = [folder / layout.FORMER_PAPERS]
    about = about_of(folder)
    for name, size in (about.imported if about else {}).items():
        path = folder / name
        if os.path.lexists(path) and path.stat(follow_symlinks=False).st_size != size:
            found.append(path)
    return [path for path in found if os.path.lexists(path)]


@contextmanager
def converted(folder: Path, notice: Callable[[str], None]) -> Iterator[Path]:
    """Copy a library, and import its papers of format 1 there; yield the folder of the copy.

    Raises:
        MissingInputError, ConfigError: as `Library.read`.
        CannotWriteError: there is no room for the copy.
    """
    from papertriage.library.library import Library

    names = {path.name for path in former_papers(folder)}
    names.update((layout.HISTORY, layout.RECORDS, layout.TAGS, layout.RUNS, layout.ABOUT))
    with TemporaryDirectory(prefix="papertriage-") as name:
        copy = Path(name)
        for each in sorted(names):
            _copy(folder / each, copy / each)
        notice(
            f"{files.shown(folder)}: a library of version 0.1.0, converted for this command alone;"
            " papertriage compact upgrades it"
        )
        with Library(copy).write():
            pass
        yield copy


def _copy(path: Path, target: Path) -> None:
    try:
        descriptor = files.open_regular(path, os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        with os.fdopen(descriptor, "rb") as source, target.open("wb") as copy:
            shutil.copyfileobj(source, copy)
    except OSError as error:
        raise files.cannot_write(target, error, "the library was not changed") from error


def read_former(folder: Path, same: Policy | None, notice: Callable[[str], None]) -> "View":
    """Open a view of a library with papers of format 1, without changing it.

    Raises:
        MissingInputError, ConfigError, CannotWriteError: as `converted`.
    """
    from papertriage.library.opening import open_private, view_of

    with ExitStack() as stack:
        copy = stack.enter_context(converted(folder, notice))
        about = about_of(copy)
        view = view_of(copy, same or (about.same if about else "work"), open_private)
        view.close_with(stack.pop_all())
        return view


def import_former(
    folder: Path, about: About, logs: "WriterLogs", notice: Callable[[str], None]
) -> About:
    """Upgrade a library to format 2, and return its new description; the caller holds the lock.

    Raises:
        CannotWriteError, CannotCreateError: the papers are where they were.
    """
    from papertriage.library.opening import open_for_writing
    from papertriage.library.writer import Writer

    about = msgspec.structs.replace(about, format=layout.FORMAT)
    index = open_for_writing(folder, logs.covered, about.same)
    with closing(index.database):
        writer = Writer(logs, index)
        for path in former_papers(folder):
            message = _import(path, folder / layout.TAGS, writer)
            size = path.stat().st_size
            target = _free_name(folder) if path.name == layout.FORMER_PAPERS else path.name
            about = msgspec.structs.replace(about, imported={**about.imported, target: size})
            files.sync_parents(folder)
            write_about(folder, about)
            if path.name != target:
                path.rename(folder / target)
                files.sync_folder(folder)
            notice(f"{files.shown(path)}: {message}")
        index.commit()
    if not about.imported:  # there were no papers yet
        write_about(folder, about)
    return about


def _free_name(folder: Path) -> str:
    names = (_KEPT.format(f"-{at}" if at else "") for at in range(1_000_000))
    return next(name for name in names if not os.path.lexists(folder / name))


def _import(papers: Path, tags: Path, writer: "Writer") -> str:
    """Store the papers of a file as records; return a message about it."""
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
            if count % _UNCOMMITTED == 0:
                writer.index.commit()
        message = f"{counted(count, 'paper')} of version 0.1.0 imported as records"
        if former.unreadable:
            message += f"; {counted(former.unreadable, 'unreadable line')} left in that file"
        return message


def read_line(line: bytes) -> "_Line | None":
    """Read a line of papers.jsonl; None if it is unreadable."""
    try:
        content = msgspec.json.decode(line, type=dict[str, Any])
        if "title" in content:
            return _Line(decode(line).id)
        if content.get("forgotten") is True:
            return _Line(str(content["id"]), is_forgotten=True)
        return _Line(str(content["id"]), into=str(content["merged_into"]))
    except (ValueError, LookupError, RecursionError):  # ValueError: msgspec's own, bad UTF-8
        return None


class _Line(NamedTuple):
    """What a line says about an id: a paper has it, it was merged, or it was forgotten."""

    id: str
    into: str | None = None
    is_forgotten: bool = False


class _Former:
    """The live papers of a library of format 1, found by a temporary database.

    Attributes:
        unreadable: the number of lines that could not be read.
    """

    def __init__(self, papers: Snapshot, tags: Snapshot) -> None:
        self.unreadable = 0
        self._papers = papers
        self._tags = tags
        self._database = sqlite3.connect("", isolation_level=None)
        self._ask = self._database.execute
        self._ask("BEGIN")
        # For each id its last paper, unless a later line says that it was forgotten, and the paper
        # that it was merged into, unless a later line says that it is a paper.
        self._ask("CREATE TABLE line (id TEXT PRIMARY KEY, offset INT, length INT, into_ TEXT)")
        self._ask("CREATE INDEX alias ON line (into_) WHERE into_ NOT NULL")
        self._ask("CREATE TABLE tag (id TEXT PRIMARY KEY, offset INT, length INT)")
        for span, line in papers.lines():
            self._add(span, read_line(line))
        for span, line in tags.lines():
            if key := _id_of(line):
                self._ask("INSERT OR REPLACE INTO tag VALUES (?, ?, ?)", (key, *span))

    def _add(self, span: Span, content: _Line | None) -> None:
        if content is None:
            self.unreadable += 1
        elif content.into is None:
            where = (None, None) if content.is_forgotten else span
            self._ask("INSERT OR REPLACE INTO line VALUES (?, ?, ?, NULL)", (content.id, *where))
        else:
            self._ask(
                "INSERT INTO line VALUES (?1, NULL, NULL, ?2)"
                " ON CONFLICT (id) DO UPDATE SET into_ = ?2",
                (content.id, content.into),
            )

    def close(self) -> None:
        """Close the database, which is deleted."""
        self._database.close()

    def records(self) -> Iterator[tuple[Record, TagLine | None]]:
        """Yield the live papers as records, each with its tags if they are of its text."""
        query = "SELECT id, offset, length, into_ FROM line WHERE offset NOT NULL ORDER BY offset"
        for key, offset, length, into in self._ask(query).fetchall():
            if into is not None and self._is_kept_in(into):
                continue
            paper = decode(self._papers.read(Span(offset, length))[:-1])
            paper.extra.pop("text_versions", None)
            names = {key, *self._aliases(key)} - set(
                identity.names(Paper(**_NAMELESS, ids=paper.ids))
            )
            yield record_of(paper, former=sorted(names)), self._tag_line(key, paper)

    def _is_kept_in(self, key: str) -> bool:
        """Return whether the paper that another was merged into exists, or was forgotten.

        After a git merge two papers may be merged into each other, or into one that is missing.
        """
        seen: set[str] = set()
        while key not in seen:
            seen.add(key)
            row = self._ask("SELECT into_ FROM line WHERE id = ?", (key,)).fetchone()
            if row is None or row[0] is None:
                return row is not None
            (key,) = row
        return False

    def _aliases(self, key: str) -> set[str]:
        """Return the names that were merged into a paper, directly or through others."""
        found: set[str] = set()
        waiting = [key]
        while waiting:
            query = "SELECT id FROM line WHERE into_ = ?"
            names = {name for (name,) in self._ask(query, (waiting.pop(),))} - found
            found |= names
            waiting += names
        return found

    def _tag_line(self, key: str, paper: Paper) -> TagLine | None:
        span = self._ask("SELECT offset, length FROM tag WHERE id = ?", (key,)).fetchone()
        line = parse_tags(self._tags.read(Span(*span))[:-1]) if span else None
        if line is None or line.of != _former_text_hash(paper):
            return None
        return msgspec.structs.replace(line, of=text_hash(paper).hex())


_NAMELESS: dict[str, Any] = {"id": "", "title": None, "abstract": None}


def _id_of(line: bytes) -> str | None:
    try:
        content = msgspec.json.decode(line, type=dict[str, Any])
    except (ValueError, RecursionError):  # ValueError: msgspec's own errors and bad UTF-8
        return None
    return content["id"] if isinstance(content.get("id"), str) else None


def _former_text_hash(paper: Paper) -> str:
    """Return the hash that format 1 has for a tagged text."""
    authors = [author.name for author in paper.authors]
    parts = [paper.title, paper.abstract, authors, paper.categories, sorted(paper.ids.items())]
    return blake2b(msgspec.json.encode(parts), digest_size=8).hexdigest()
