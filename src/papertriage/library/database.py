"""The SQLite file of the index: its tables, and how it is opened safely.

Everything in it is derived from the logs, so any defect is a `BrokenIndexError`, and the index is
built again. docs/library.md explains the tables to users.
"""

import os
import sqlite3
import stat
from collections.abc import Collection, Iterable
from pathlib import Path
from struct import Struct
from typing import Any
from urllib.parse import quote

import msgspec

from papertriage.library import files
from papertriage.text.hashes import blake2b

TABLES = """
CREATE TABLE record (      -- a record; numbered as records.jsonl first has them
    number INTEGER PRIMARY KEY,
    offset INT NOT NULL, length INT NOT NULL,  -- its line in records.jsonl
    node INT NOT NULL,     -- the first record that says the same about what the paper is
    paper INT              -- the first record of its paper; NULL: forgotten or superseded
);
CREATE INDEX record_of_node ON record (node, number) WHERE number <> node;
CREATE INDEX record_of_paper ON record (paper, number) WHERE number <> paper;
CREATE INDEX record_out ON record (number) WHERE paper IS NULL;
CREATE TABLE sighting (    -- a further line about a record
    record INT, offset INT, length INT, PRIMARY KEY (record, offset)
) WITHOUT ROWID;
CREATE TABLE early (       -- a sighting that comes before its record in the log
    hash TEXT, offset INT, length INT, PRIMARY KEY (hash, offset)
) WITHOUT ROWID;
CREATE TABLE lookup (      -- 64 bits of a hash; of a record -> its number; of an evidence, a name,
    hash INT, number INT,  -- a match key (CRC-32) -> node; of a tagged text -> paper, line of tags
    PRIMARY KEY (hash, number)
) WITHOUT ROWID;
CREATE TABLE fresh (       -- the latest rows of lookup, until there are many
    hash INT, number INT, PRIMARY KEY (hash, number)
) WITHOUT ROWID;
CREATE TABLE pair (        -- what the rules say of two nodes; each pair twice, once per direction
    node INT, other INT, kind TEXT, strength INT, why TEXT, PRIMARY KEY (node, other)
) WITHOUT ROWID;
CREATE TABLE paper (       -- a paper, by the number of its first record
    number INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    text BLOB NOT NULL,    -- hash of what tagging reads
    earliest INT, latest INT,  -- the days that its date may mean, from 1 January of year 1; 0: none
    withdrawn INT,
    announced INT,         -- by feeds, as 1 new, 2 cross-listed, 4 replaced, or a sum of these
    tag INT,               -- the number of its tags; NULL: to be tagged
    changed INT            -- the revision of the index in which it last changed
);
CREATE INDEX paper_untagged ON paper (number) WHERE tag IS NULL;
CREATE INDEX paper_changed ON paper (changed);
CREATE TABLE gone (        -- a paper that joined another one or was taken out, and when
    number INTEGER PRIMARY KEY, changed INT
);
CREATE TABLE tag (         -- a line of tags.jsonl
    number INTEGER PRIMARY KEY, text BLOB, offset INT, length INT
);
CREATE TABLE list (        -- a topic as one taxonomy scored it, and how many papers are on it:
    number INTEGER PRIMARY KEY, topic TEXT, taxonomy TEXT,
    papers INT, withdrawn INT,  -- all of them; of these, withdrawn ones
    best INT, elsewhere INT     -- on no better topic; on a better one and not withdrawn
);
CREATE TABLE entry (       -- a paper on a list, in the order of a reading list
    list INT,
    near INT,              -- 1: by its words alone: no keyword occurs in it
    score REAL, latest INT, paper INT, earliest INT,
    best INT,              -- 1: no other topic of the paper has a better score
    withdrawn INT, announced INT, PRIMARY KEY (list, near, score DESC, latest DESC, paper)
) WITHOUT ROWID;
CREATE TABLE tagged (      -- how many papers have tags by a taxonomy
    taxonomy TEXT PRIMARY KEY, papers INT
) WITHOUT ROWID;
CREATE TABLE decision (    -- the decisions on records that groups follow, as in history.jsonl
    id TEXT PRIMARY KEY, line BLOB
) WITHOUT ROWID;
CREATE TABLE state (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
"""
_LAY_OUT = f"BEGIN IMMEDIATE; {TABLES}"
_LOOKUPS = ("lookup", "fresh")
_SHARE_OF_FRESH = 4
"""`fresh` is moved into `lookup` when it has more than one row per this many rows there."""
_MOST_PENDING = 100_000
"""Lookups that are kept in memory: those of some 8,000 records. With three times as many, ingest
takes as long and 40 MB more."""
_LEAST_FRESH = 100_000
"""Rows up to which it is never moved: a daily run writes no page of the large table."""
_FITS = 2_000_000
"""Rows of the large table that fit the cache."""
_PATIENCE = {False: 30.0, True: 0.2}
"""Seconds that a reader waits for the end of a commit, and a writer for an index in use."""
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC  # O_EXCL follows no link
_CACHE = {False: -8_000, True: -64_000}
"""Kibibytes of clean pages that are kept in memory; SQLite wants them negative."""
_SPILL, _NO_SPILL = 1, 2**31 - 1
"""Number of pages in memory above which SQLite may write changed pages before the commit, if the
cache is full. ON and OFF have no effect in a transaction; a number has."""


class BrokenIndexError(Exception):
    """The index cannot be used; the logs can."""


class BusyIndexError(BrokenIndexError):
    """Another process is writing the index."""


_number = Struct(">q").unpack_from
DAMAGE = (
    *(BrokenIndexError, sqlite3.Error),
    *(ArithmeticError, AssertionError, LookupError, TypeError, ValueError),
)
"""What may be raised by reading an index in which bits were flipped."""


def hash_of(space: str, text: str) -> int:
    """Return 64 bits of a hash of a text in a namespace: of records, names, texts ..."""
    # There are a dozen a record; keyword arguments would cost a quarter more each.
    number: int = _number(blake2b(f"{space}\0{text}".encode("utf-8", "surrogatepass")).digest())[0]
    return number


class Database:
    """A connection with a transaction that is always open.

    New lookups are kept in memory until the commit.

    Attributes:
        connection: SQLite's.
        is_private: whether only this process has it, in a temporary file.
        is_new: whether nothing was committed to it yet.
    """

    def __init__(self, connection: sqlite3.Connection, *, is_private: bool, is_new: bool) -> None:
        self.connection = connection
        self.is_private = is_private
        self.is_new = is_new
        self.execute = connection.execute
        self.executemany = connection.executemany
        self._pending: dict[int, int] = {}  # most hashes lead to one number: no lists, no tuples
        self._more: dict[int, list[int]] = {}
        self._has_none = is_new

    def close(self) -> None:
        """Close the file without a commit."""
        self.connection.close()

    def commit(self) -> bool:
        """Commit, and begin the next transaction; return False if a reader prevents that."""
        try:
            self.flush(commits=True)
            self.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                return False
            raise
        finally:
            if not self.is_private:
                self.execute(f"PRAGMA cache_spill={_NO_SPILL}")
        self.is_new = False
        self.execute("BEGIN IMMEDIATE")
        return True

    def numbers_of(self, hashes: Collection[int]) -> dict[int, list[int]]:
        """Return the sorted numbers that hashes lead to; hashes without any are left out."""
        pending, more = self._pending, self._more
        found = {each: [pending[each], *more.get(each, ())] for each in hashes if each in pending}
        if self._has_none or not hashes:
            for each in more.keys() & found.keys():
                found[each].sort()
            return found
        asked = msgspec.json.encode(sorted({*hashes}))
        for table in _LOOKUPS:
            query = f"SELECT hash, number FROM json_each(?) CROSS JOIN {table} ON hash = value"  # noqa: S608 - constants
            for hash_, number in self.execute(query, (asked,)):
                found.setdefault(hash_, []).append(number)
        for numbers in found.values():
            numbers.sort()
        return found

    def add_lookups(self, number: int, hashes: Iterable[int]) -> None:
        """Let hashes lead to a number; none may lead to it yet."""
        pending = self._pending
        for hash_ in hashes:
            if pending.setdefault(hash_, number) != number:
                self._more.setdefault(hash_, []).append(number)
        if len(pending) > _MOST_PENDING:
            self.flush()

    def remove_lookups(self, number: int, hashes: Iterable[int]) -> None:
        """Remove hashes that lead to a number."""
        removed = list(hashes)
        for hash_ in removed:
            if hash_ in self._pending:
                left = {self._pending.pop(hash_), *self._more.pop(hash_, ())} - {number}
                for each in sorted(left):
                    self.add_lookups(each, [hash_])
        for table in _LOOKUPS:
            self.executemany(
                f"DELETE FROM {table} WHERE hash = ? AND number = ?",  # noqa: S608 - constants
                [(hash_, number) for hash_ in removed],
            )

    def flush(self, *, commits: bool = False) -> None:
        """Write the new lookups into one of the two tables, in the order of their keys.

        So each page of a table is written once. Many go to the large table, few to `fresh`: over
        the life of a library a lookup is written a few times, however large the library is.

        Args:
            commits: whether the commit follows at once, so that pages may be written before it.
        """
        more = [(each, number) for each, numbers in self._more.items() for number in numbers]
        count = len(self._pending) + len(more)
        self._has_none = self._has_none and not count
        fresh, known = self.value("fresh") or 0, self.value("lookups") or 0
        table = "fresh"
        # In the middle of a batch all changed pages stay in memory, so the table must be small.
        may_move = commits or self.is_new or self.is_private or known < _FITS
        if may_move and fresh + count > max(_LEAST_FRESH, known // _SHARE_OF_FRESH):
            if commits:  # spilled pages lock readers out until the commit
                self.execute(f"PRAGMA cache_spill={_SPILL}")
            table = "lookup"
            if fresh:
                self.execute(
                    "INSERT OR IGNORE INTO lookup SELECT * FROM fresh ORDER BY hash, number"
                )
                self.execute("DELETE FROM fresh")
            self.set_value("lookups", known + fresh + count)
            self.set_value("fresh", 0)
        elif count:
            self.set_value("fresh", fresh + count)
        # One JSON object takes half the time of a statement for each.
        self.execute(
            f"INSERT OR IGNORE INTO {table}"  # noqa: S608 - constants
            " SELECT CAST(key AS INT), value FROM json_each(?) ORDER BY 1",
            (msgspec.json.encode(self._pending),),
        )
        self.executemany(f"INSERT OR IGNORE INTO {table} VALUES (?, ?)", more)  # noqa: S608 - constants
        self._pending.clear()
        self._more.clear()

    def value(self, name: str) -> Any:
        """Return a value of the table `state`; None if there is none."""
        found = self.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return found[0] if found else None

    def set_value(self, name: str, value: Any) -> None:
        """Set a value of the table `state`."""
        self.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))


def open_database(path: Path, *, writable: bool) -> Database:
    """Open the file. A reader sees it as it is now.

    Raises:
        BrokenIndexError: it is missing, damaged, or in use for too long.
    """
    connection = _connect(path, "rw" if writable else "ro", _PATIENCE[writable])
    return _begin(connection, "BEGIN IMMEDIATE" if writable else "BEGIN", _CACHE[writable])


def new_database(path: Path) -> Database:
    """Create the file, and replace any that has its name.

    Raises:
        BrokenIndexError: it cannot be created here.
    """
    try:
        files.make_cache(path.parent)
        for name in (path.name, path.name + "-journal"):
            path.with_name(name).unlink(missing_ok=True)
        os.close(os.open(path, _NEW, 0o666))
    except OSError as error:
        raise BrokenIndexError(str(error)) from error
    return _begin(_connect(path, "rw", _PATIENCE[True]), _LAY_OUT, _CACHE[True], is_new=True)


def private_database(source: Database | None = None) -> Database:
    """Create a database for this process alone, empty or a copy, in a temporary file.

    Raises:
        BrokenIndexError: the source cannot be read, or there is no room.
    """
    connection = sqlite3.connect("", isolation_level=None)
    try:
        if source is not None:
            source.connection.backup(connection)
    except DAMAGE as error:
        connection.close()
        raise BrokenIndexError(str(error)) from error
    begin = _LAY_OUT if source is None else "BEGIN IMMEDIATE"
    return _begin(connection, begin, _CACHE[True], is_new=source is None, is_private=True)


def _begin(
    connection: sqlite3.Connection,
    begin: str,
    cache: int,
    *,
    is_new: bool = False,
    is_private: bool = False,
) -> Database:
    try:
        connection.execute(f"PRAGMA cache_size={cache}")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA temp_store=MEMORY")
        # Spilled pages lock readers out until the commit, which may be many batches later.
        # Until its first commit, a new index has no readers and may grow as large as the library.
        spill = _SPILL if is_new or is_private else _NO_SPILL
        connection.execute(f"PRAGMA cache_spill={spill}")
        connection.executescript(begin)
        connection.execute("SELECT value FROM state").fetchone()
    except DAMAGE as error:  # a message about a damaged name may not be UTF-8
        connection.close()
        is_busy = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
        raise (BusyIndexError if is_busy else BrokenIndexError)(str(error)) from error
    return Database(connection, is_private=is_private, is_new=is_new)


def _connect(path: Path, mode: str, wait: float) -> sqlite3.Connection:
    _check_folder(path.parent)
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise BrokenIndexError("not a regular file")
        uri = f"file:{quote(os.fsencode(path.absolute()))}?mode={mode}"
        return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=wait)
    except (OSError, sqlite3.Error) as error:
        raise BrokenIndexError(str(error)) from error


def _check_folder(folder: Path) -> None:
    """Refuse a folder that is a link, as it may lead outside the library."""
    try:
        if stat.S_ISDIR(folder.lstat().st_mode):
            return
    except OSError as error:
        raise BrokenIndexError(str(error)) from error
    raise BrokenIndexError("not a folder")
