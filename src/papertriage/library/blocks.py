"""Checksummed blocks in an SQLite file: what the index is made of.

SQLite makes an update whole, but trusts its pages: a flipped bit can hide a row, and a name that
is not found is a paper stored twice. Plain tables would be less code, and could not tell. So each
block carries a checksum over its number and content, salted for this one file. Whatever is wrong
with the file, from a failed checksum to a missing block, is a `BrokenIndexError`: the file is a
copy of what the logs say, and the answer is to make it anew.
"""

import contextlib
import os
import sqlite3
import stat
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

KINDS = 1 << 40
"""Blocks of kind k have the numbers k * KINDS, k * KINDS + 1, ..."""
_PAGE = 4096
"""Bytes, as many as a file system moves at once. With a quarter of that an update took twice as
long; with more, more would be read beside a block that was found by hash, to no use."""
_CACHED = 20_000
"""Unchanged blocks held in memory, about a kilobyte each."""
_CACHE = "PRAGMA cache_size=-8000"
"""KiB of SQLite's own pages: what a batch looked up is changed without reading it again."""
_PATIENCE = {False: 1.0, True: 0.2}
"""Seconds: a reader waits for the end of an update; a writer leaves an index that is read."""
_AT_ONCE = 500
"""Blocks asked for by one query; SQLite allows 999 parameters everywhere."""
_SALT = -1
_GET = "SELECT data FROM block WHERE n = ?"
_STRETCH = "SELECT n, data FROM block WHERE n BETWEEN ? AND ? ORDER BY n"
_DROP = "DELETE FROM block WHERE n BETWEEN ? AND ?"
_PUT = "INSERT OR REPLACE INTO block VALUES (?, ?)"
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC  # O_EXCL follows no link


class BrokenIndexError(Exception):
    """The index cannot be used; the logs can."""


class Bulk(NamedTuple):
    """What is written beside the changed blocks, too much to wait in memory.

    Attributes:
        made: blocks, by kind and number, made as they are asked for; never changed later.
        gone: stretches of blocks that go when these are written: kind, first and last number.
    """

    made: Iterable[tuple[int, int, bytes]] = ()
    gone: Sequence[tuple[int, int, int]] = ()


NOTHING = Bulk()


class Blocks:
    """Numbered blocks of bytes; changes stay in memory until `flush`.

    Attributes:
        writable: False for a reader: its changes stay in memory for good.
        new: True for a file that is being made: nothing in it counts until `finish`.
    """

    def __init__(
        self, connection: sqlite3.Connection, salt: bytes, *, writable: bool, new: bool = False
    ) -> None:
        """Use `open_blocks`, `new_blocks` or `private_blocks`."""
        self.writable = writable
        self.new = new
        self._connection = connection
        self._salt = salt
        self._clean: dict[int, bytes] = {}
        self._changed: dict[int, bytes] = {}

    def close(self) -> None:
        """Let go of the file; what was not flushed is lost, and nothing can be got any more."""
        self._connection.close()
        self._clean.clear()
        self._changed.clear()

    @property
    def changed(self) -> int:
        """How many blocks wait for `flush`."""
        return len(self._changed)

    def get(self, kind: int, number: int) -> bytes:
        """Return a block.

        Raises:
            BrokenIndexError: it is missing or damaged.
        """
        n = kind * KINDS + number
        data = self._changed.get(n)
        if data is None:
            data = self._clean.get(n)
        if data is None:
            if len(self._clean) >= _CACHED:
                self._clean.clear()
            data = self._clean[n] = self._fetch(n)
        return data

    def fetch(self, kind: int, numbers: Iterable[int]) -> None:
        """Take blocks into memory, many at a look: a fifth of what it costs one by one.

        Raises:
            BrokenIndexError: one is damaged. One that is missing is told when it is asked for.
        """
        wanted = {kind * KINDS + number for number in numbers} - self._changed.keys()
        wanted -= self._clean.keys()
        if len(self._clean) + len(wanted) > _CACHED:
            self._clean.clear()
        self._clean.update(self._rows(sorted(wanted)))

    def read(self, kind: int, numbers: Iterable[int]) -> Iterator[tuple[int, bytes]]:
        """Yield blocks of a `Bulk` with their numbers, and do not keep them.

        Raises:
            BrokenIndexError: one is damaged. One that is missing is passed over.
        """
        wanted = sorted(kind * KINDS + number for number in numbers)
        for n, data in self._rows(wanted):
            yield n - kind * KINDS, data

    def stretch(self, kind: int, first: int, last: int) -> list[bytes]:
        """Return all blocks of a `Bulk` from one number to another, and do not keep them.

        Raises:
            BrokenIndexError: one is missing or damaged.
        """
        numbers = range(kind * KINDS + first, kind * KINDS + last + 1)
        try:
            rows = self._connection.execute(_STRETCH, (numbers[0], numbers[-1])).fetchall()
        except sqlite3.Error as error:
            raise BrokenIndexError(str(error)) from error
        if [n for n, _ in rows] != list(numbers):
            raise BrokenIndexError(f"not all of the blocks {numbers[0]} to {numbers[-1]} are there")
        return [self._checked(n, row) for n, row in rows]

    def put(self, kind: int, number: int, data: bytes) -> None:
        """Change a block, or add the next one."""
        n = kind * KINDS + number
        self._clean.pop(n, None)
        self._changed[n] = data

    def spill(self, bulk: Bulk = NOTHING) -> None:
        """Write what has piled up in a file that is being made.

        Raises:
            BrokenIndexError: it cannot be written.
        """
        self._ask("BEGIN")
        try:
            self._write(bulk)
        except sqlite3.Error as error:
            raise BrokenIndexError(str(error)) from error
        self._ask("COMMIT")
        self._written(bulk)

    def finish(self, bulk: Bulk = NOTHING) -> None:
        """Write all changes to a new file and wait until they are on the disk.

        From then on an update is whole or not at all. The block that says that the others count
        must be put after this.

        Raises:
            BrokenIndexError: they cannot be written.
        """
        self._ask("PRAGMA synchronous=FULL")
        self.spill(bulk)
        self._ask("PRAGMA journal_mode=DELETE")
        self._ask("PRAGMA locking_mode=NORMAL")
        self._ask("SELECT max(n) FROM block WHERE n < 0")  # the lock goes with the next read
        self.new = False

    def flush(self, bulk: Bulk = NOTHING) -> bool:
        """Write all changes as one.

        Returns:
            False if a reader kept them out; they wait in memory for the next flush.

        Raises:
            BrokenIndexError: they cannot be written.
        """
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._write(bulk)
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            with contextlib.suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
                return False
            raise BrokenIndexError(str(error)) from error
        self._written(bulk)
        return True

    def _write(self, bulk: Bulk) -> None:
        made = (self._row(kind * KINDS + number, data) for kind, number, data in bulk.made)
        self._connection.executemany(_PUT, made)
        for kind, first, last in bulk.gone:
            self._connection.execute(_DROP, (kind * KINDS + first, kind * KINDS + last))
        changed = (self._row(n, data) for n, data in sorted(self._changed.items()))
        self._connection.executemany(_PUT, changed)

    def _written(self, bulk: Bulk) -> None:
        self._changed.clear()
        if bulk.gone:  # their numbers may be given again
            self._clean.clear()

    def _rows(self, wanted: Sequence[int]) -> Iterator[tuple[int, bytes]]:
        for first in range(0, len(wanted), _AT_ONCE):
            part = wanted[first : first + _AT_ONCE]
            signs = ",".join("?" * len(part))
            query = f"SELECT n, data FROM block WHERE n IN ({signs})"  # noqa: S608 - question marks
            try:
                rows = self._connection.execute(query, part).fetchall()
            except sqlite3.Error as error:
                raise BrokenIndexError(str(error)) from error
            for n, row in rows:
                yield n, self._checked(n, row)

    def _fetch(self, n: int) -> bytes:
        for _, data in self._rows([n]):
            return data
        raise BrokenIndexError(f"block {n} is missing")

    def _checked(self, n: int, row: object) -> bytes:
        if not isinstance(row, bytes):
            raise BrokenIndexError(f"block {n} is missing")
        data = row[4:]
        if row[:4] != self._checksum(n, data):
            raise BrokenIndexError(f"block {n} is damaged")
        return data

    def _ask(self, statement: str) -> None:
        try:
            self._connection.execute(statement).fetchall()
        except sqlite3.Error as error:
            raise BrokenIndexError(str(error)) from error

    def _row(self, n: int, data: bytes) -> tuple[int, bytes]:
        return n, self._checksum(n, data) + data

    def _checksum(self, n: int, data: bytes) -> bytes:
        start = zlib.crc32(self._salt + n.to_bytes(8))
        return zlib.crc32(data, start).to_bytes(4)


def open_blocks(path: Path, *, writable: bool) -> Blocks:
    """Open a file of blocks. A reader sees it as it is now; updates wait until it closes.

    Raises:
        BrokenIndexError: it is not there, or not ours, or another process is busy with it.
    """
    connection = _connect(path, "rw" if writable else "ro", _PATIENCE[writable])
    try:
        connection.execute(_CACHE)
        # The first read of this transaction fixes what a reader sees.
        connection.execute("PRAGMA synchronous=FULL" if writable else "BEGIN")
        row = connection.execute(_GET, (_SALT,)).fetchone()
    except sqlite3.Error as error:
        connection.close()
        raise BrokenIndexError(str(error)) from error
    if row is None or not isinstance(row[0], bytes):
        connection.close()
        raise BrokenIndexError("no salt")
    return Blocks(connection, row[0], writable=writable)


def new_blocks(path: Path) -> Blocks:
    """Make a file of blocks in the place of whatever bears its name.

    Raises:
        BrokenIndexError: it cannot be made.
    """
    try:
        path.parent.mkdir(exist_ok=True)
        _check_folder(path.parent)
        _hide_from_git(path.parent)
        for name in (path.name, path.name + "-journal"):
            path.with_name(name).unlink(missing_ok=True)
        os.close(os.open(path, _NEW, 0o666))
    except OSError as error:
        raise BrokenIndexError(str(error)) from error
    return _lay_out(_connect(path, "rw", _PATIENCE[True]))


def private_blocks() -> Blocks:
    """Make blocks without a name: few stay in memory, many spill to a temporary file.

    Raises:
        BrokenIndexError: there is no room.
    """
    return _lay_out(sqlite3.connect("", isolation_level=None))


def _lay_out(connection: sqlite3.Connection) -> Blocks:
    salt = os.urandom(8)
    try:
        connection.execute(_CACHE)
        connection.execute(f"PRAGMA page_size={_PAGE}")
        # A file that is being made needs no protection: whatever stops us, it is made anew. After
        # that the journal protects against a kill, FULL against a power cut, after which old and
        # new blocks could stand side by side, each with a good checksum.
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection.execute("CREATE TABLE block (n INTEGER PRIMARY KEY, data BLOB)")
        connection.execute(_PUT, (_SALT, salt))
    except sqlite3.Error as error:
        connection.close()
        raise BrokenIndexError(str(error)) from error
    return Blocks(connection, salt, writable=True, new=True)


def _connect(path: Path, mode: str, wait: float) -> sqlite3.Connection:
    _check_folder(path.parent)
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise BrokenIndexError("not a regular file")
        uri = f"file:{quote(os.fsencode(path.absolute()))}?mode={mode}"
        return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=wait)
    except (OSError, sqlite3.Error) as error:
        raise BrokenIndexError(str(error)) from error


def _hide_from_git(folder: Path) -> None:
    with contextlib.suppress(FileExistsError):
        descriptor = os.open(folder / ".gitignore", _NEW, 0o666)
        try:
            os.write(descriptor, b"*\n")
        finally:
            os.close(descriptor)


def _check_folder(folder: Path) -> None:
    """Refuse a folder that is a link: what it leads to is not ours."""
    try:
        if stat.S_ISDIR(folder.lstat().st_mode):
            return
    except OSError as error:
        raise BrokenIndexError(str(error)) from error
    raise BrokenIndexError("not a folder")
