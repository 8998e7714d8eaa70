"""Checks a library: every line is read, and the index is compared with the lines."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from itertools import zip_longest
from pathlib import Path

import msgspec

from papertriage.library import history, layout, records
from papertriage.library.about import Policy
from papertriage.library.database import (
    DAMAGE,
    BrokenIndexError,
    hash_of,
    open_database,
    private_database,
)
from papertriage.library.former import converted, former_papers, read_line
from papertriage.library.history import NOT_JSON
from papertriage.library.index import Index, Logs, OtherLogError
from papertriage.library.log import Snapshot, is_object
from papertriage.library.records import record_of
from papertriage.library.search import manifest
from papertriage.library.tags import parse_tags
from papertriage.paper import Record

_COPY = re.compile(
    r"(?:records|papers|tags|history|runs)\W(?=.*(?:conflict|copy)).*\.jsonl", re.IGNORECASE
)
"""The names that sync programs give to a file that two machines changed."""


class Defect(msgspec.Struct, frozen=True, kw_only=True):
    """Something in a library that should not be.

    Attributes:
        file: its name in the folder.
        line: from 1; 0 for the whole file.
        what: in words.
    """

    file: str
    line: int = 0
    what: str


class Check:
    """A check of a whole library as it is now; it takes no lock and writes nothing.

    Attributes:
        lines: the number of lines that were read.
        papers: the number of papers.
    """

    def __init__(
        self, folder: Path, policy: Policy, notice: Callable[[str], None] = lambda _: None
    ) -> None:
        """Take the library; `defects` does the work."""
        self._folder = folder
        self._policy = policy
        self._notice = notice
        self.lines = 0
        self.papers = 0

    def defects(self) -> Iterator[Defect]:
        """Yield what is wrong, file by file.

        Raises:
            MissingInputError: a file cannot be read, or is not a regular file.
        """
        with ExitStack() as stack:
            folder = self._folder
            for path in former_papers(folder):
                log = stack.enter_context(closing(Snapshot(path)))
                yield from self._lines(log, lambda line: None if read_line(line) else "not a paper")
            if former_papers(folder):
                folder = stack.enter_context(converted(folder, self._notice))
            history_, records_, tags, runs = (
                stack.enter_context(closing(Snapshot(folder / name)))
                for name in (layout.HISTORY, layout.RECORDS, layout.TAGS, layout.RUNS)
            )
            logs = Logs(records_, tags, history_)
            fresh = Index(private_database(), logs, self._policy)
            stack.callback(fresh.database.close)
            fresh.catch_up()
            fresh.database.flush()
            (self.papers,) = fresh.database.execute("SELECT count(*) FROM paper").fetchone()
            yield from self._lines(records_, _record_defect)
            yield from self._lines(tags, lambda line: None if parse_tags(line) else "not tags")
            yield from self._lines(history_, history.defect)
            yield from self._lines(runs, lambda line: None if is_object(line) else NOT_JSON)
            yield from self._index(folder, logs, fresh)
            if damaged := manifest.defect(self._folder):
                what = "damaged; after check --repair the next search builds it again"
                yield Defect(file=damaged, what=what)
            for path in sorted(self._folder.iterdir()):
                if _COPY.fullmatch(path.name):
                    yield Defect(file=path.name, what="a conflicting copy of a sync program")

    def _lines(self, log: Snapshot, defect: Callable[[bytes], str | None]) -> Iterator[Defect]:
        for number, (_, line) in enumerate(log.lines(), 1):
            self.lines += 1
            if what := defect(line):
                yield Defect(file=log.path.name, line=number, what=what)
        if tail := log.tail():
            what = f"{len(tail)} bytes of an unfinished line at the end"
            yield Defect(file=log.path.name, what=what)

    def _index(self, folder: Path, logs: Logs, fresh: Index) -> Iterator[Defect]:
        """Compare the index on disk, if it is up to date, with one that was just built."""
        name, path = str(layout.INDEX), folder / layout.INDEX
        if not path.exists():
            return
        with ExitStack() as stack:
            try:
                database = open_database(path, writable=False)
                stack.callback(database.close)
                (found,) = database.execute("PRAGMA quick_check(1)").fetchone()
                if found != "ok":
                    raise BrokenIndexError(str(found))
                index = Index(database, logs, self._policy)
                if index.is_current and differ(index, fresh):
                    raise BrokenIndexError("differs from the logs")
            except OtherLogError:
                return  # it was made from an earlier file; the next command updates it
            except DAMAGE as error:
                yield Defect(file=name, what=f"{error}; papertriage check --repair rebuilds it")


def _record_defect(line: bytes) -> str | None:
    record = records.parse(line)
    if record is None:
        return "not a record"
    if isinstance(record, Record):
        again = record_of(record.paper, former=record.former)
        if again.hash != record.hash:
            return f"record {record.hash}: its content was changed by hand, or is damaged"
    return None


def differ(one: Index, other: Index) -> bool:
    """Return whether two indexes of the same logs differ.

    Rows are compared by the offsets of lines, as numbers may differ after a git merge: nodes and
    papers have the offset of their first line.
    """
    for index in (one, other):
        index.database.connection.create_function(
            "tag_hash", 1, lambda text: hash_of("tag", text.hex()), deterministic=True
        )
        index.database.execute(
            "CREATE TEMP TABLE tag_at AS SELECT tag_hash(text) AS hash, number, offset FROM tag"
        )
        index.database.execute("CREATE INDEX temp.tag_number ON tag_at (hash, number)")
        for what in ("node", "paper"):
            index.database.execute(
                f"CREATE TEMP TABLE {what}_at AS SELECT {what} AS number, min(offset) AS offset"  # noqa: S608 - constants
                f" FROM record WHERE paper NOT NULL GROUP BY {what}"
            )
            index.database.execute(f"CREATE INDEX temp.{what}_number ON {what}_at (number, offset)")
    return any(
        first != second
        for query in _ANSWERS
        for first, second in zip_longest(one.database.execute(query), other.database.execute(query))
    )


_ANSWERS = (
    # The records of papers and nodes, and what the rules say of nodes.
    """SELECT r.offset, r.length, n.offset, p.offset FROM record r
    LEFT JOIN paper_at p ON p.number = r.paper
    LEFT JOIN node_at n ON n.number = r.node AND r.paper NOT NULL ORDER BY r.offset""",
    """SELECT r.offset, s.offset, s.length FROM sighting s JOIN record r ON r.number = s.record
    ORDER BY 1, 2""",
    """SELECT a.offset, b.offset, kind, strength, why FROM pair q
    JOIN node_at a ON a.number = q.node JOIN node_at b ON b.number = q.other ORDER BY 1, 2""",
    # Papers, their tags and their lists.
    """SELECT r.offset, p.key, p.text, p.earliest, p.latest, p.withdrawn, p.announced, t.offset
    FROM paper p JOIN paper_at r USING (number) LEFT JOIN tag t ON t.number = p.tag ORDER BY 1""",
    """SELECT topic, taxonomy, papers, withdrawn, best, elsewhere FROM list WHERE papers
    ORDER BY 1, 2""",
    """SELECT topic, taxonomy, score, latest, r.offset, earliest, e.best, e.withdrawn,
    e.announced, e.near FROM entry e
    JOIN list ON list.number = e.list JOIN paper_at r ON r.number = e.paper
    ORDER BY 1, 2, 5, e.near""",
    "SELECT taxonomy, papers FROM tagged WHERE papers ORDER BY 1",
    # The lookups. Each leads to a line of tags or to a record. Of a record its paper is compared,
    # as after a git merge another record may be the first of its node. There are a dozen lookups
    # a record, so checksums are added up, which needs no sorting. No sum exceeds 64 bits.
    """SELECT count(*), sum(hash >> 32), sum((hash & 4294967295) * (at % 1000003 + 2) & 4294967295)
    FROM (SELECT l.hash, coalesce(t.offset, p.offset, r.offset, -1) AS at
    FROM (SELECT * FROM lookup UNION ALL SELECT * FROM fresh) l
    LEFT JOIN tag_at t ON t.hash = l.hash AND t.number = l.number
    LEFT JOIN record r ON r.number = l.number LEFT JOIN paper_at p ON p.number = r.paper)""",
    "SELECT hash, offset, length FROM early ORDER BY 1, 2",
    "SELECT id, line FROM decision ORDER BY 1",
)
