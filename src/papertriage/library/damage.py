"""A damaged index: the command that finds it ends with an error, and the next one builds it again.

SQLite notices broken pages, and the index a line that is not where it should be. A flipped bit
elsewhere may raise anything, so for other errors the index is first compared with the logs.
"""

import sqlite3
from contextlib import suppress
from pathlib import Path

from papertriage.errors import CannotWriteError, DamagedIndexError, PapertriageError
from papertriage.library import files, layout
from papertriage.library.about import about_of
from papertriage.library.database import DAMAGE, BrokenIndexError

_REFUSED = frozenset({
    *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR),
    *(sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_READONLY),
})  # fmt: skip
"""Errors of SQLite that are about the disk, not the content of the file."""


def blame_index(folder: Path, _kind: object, error: BaseException | None, _trace: object) -> None:
    """Remove the index if an error is due to its damage; used as the exit of a context manager.

    Raises:
        DamagedIndexError: instead of an error that is due to the index.
        CannotWriteError: there is no room for the index, or it cannot be read.
    """
    if not isinstance(error, DAMAGE):
        return
    index = files.shown(folder / layout.INDEX)
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in _REFUSED:
        raise CannotWriteError(f"{index}: {error}; what was stored before is safe") from error
    if isinstance(error, BrokenIndexError | sqlite3.Error) or _is_damaged(folder):
        done, hint = "it was removed", "run the command again to rebuild the index"
        try:
            remove_index(folder)
        except PapertriageError:
            done, hint = "it cannot be removed", "make the folder writable, or use another copy"
        raise DamagedIndexError(
            f"{index}: damaged ({error}); {done}; no record is lost", hint=hint
        ) from error


def _is_damaged(folder: Path) -> bool:
    from papertriage.library.check import Check

    with suppress(PapertriageError):
        about = about_of(folder)
        found = Check(folder, about.same).defects() if about else ()
        return any(defect.file == str(layout.INDEX) for defect in found)
    return False


def remove_index(folder: Path) -> None:
    """Remove the index, and the journal that a killed writer left.

    Raises:
        CannotWriteError: it cannot be removed.
    """
    files.remove(folder / layout.INDEX)
    files.remove(folder / f"{layout.INDEX}-journal")
