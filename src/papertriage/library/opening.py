"""Opens a library's index: the one on disk if it is sound, else one built from the logs."""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import ExitStack, closing, suppress
from functools import partial
from pathlib import Path
from typing import overload

from papertriage.errors import CannotWriteError
from papertriage.library import layout
from papertriage.library.damage import blame_index
from papertriage.library.database import (
    DAMAGE,
    BusyIndexError,
    Database,
    new_database,
    open_database,
    private_database,
)
from papertriage.library.index import Index, Logs, OtherLogError
from papertriage.library.log import Snapshot
from papertriage.library.realign import realign
from papertriage.library.view import View

_Open = Callable[[], Database]


def open_for_writing(folder: Path, logs: Logs, policy: str) -> Index:
    """Open the index of a library whose lock is held, and bring it up to date.

    If another process has an open transaction, or the file cannot be written, the index is a
    temporary one of this process.

    Raises:
        CannotWriteError: there is no room for an index anywhere.
    """
    path = folder / layout.INDEX
    try:
        return _in_step(open_database(path, writable=True), logs, policy)
    except BusyIndexError:
        ways: list[_Open] = [lambda: _copy(path), private_database]
    except DAMAGE:
        ways = [lambda: new_database(path), private_database]
    return _first(ways, logs, policy)


def open_for_reading(folder: Path, logs: Logs, policy: str) -> Index | None:
    """Open the index of a library if it is up to date; else return None."""
    database = None
    try:
        database = open_database(folder / layout.INDEX, writable=False)
        index = Index(database, logs, policy)
        if index.is_current:
            return index
    except DAMAGE:
        pass
    if database is not None:
        database.close()
    return None


def open_private(folder: Path, logs: Logs, policy: str) -> Index:
    """Open an index for this process alone: a copy of the one on disk, brought up to date.

    Raises:
        CannotWriteError: there is no room for it.
    """
    return _first([lambda: _copy(folder / layout.INDEX), private_database], logs, policy)


def open_rebuilt(_: Path, logs: Logs, policy: str) -> Index:
    """Build an index for this process alone, without the one on disk.

    Raises:
        CannotWriteError: there is no room for it.
    """
    return _first([private_database], logs, policy)


@overload
def view_of(folder: Path, policy: str, way: Callable[[Path, Logs, str], Index]) -> View: ...
@overload
def view_of(
    folder: Path, policy: str, way: Callable[[Path, Logs, str], Index | None]
) -> View | None: ...
def view_of(
    folder: Path, policy: str, way: Callable[[Path, Logs, str], Index | None]
) -> View | None:
    """Open a library's files and an index in one of these ways; None if that returns None.

    Raises:
        MissingInputError: a file cannot be read.
    """
    with ExitStack() as stack:
        stack.push(partial(blame_index, folder))
        # The history first: a decision on a record that is missing from the records does no harm.
        history, records, tags, runs = (
            stack.enter_context(closing(Snapshot(folder / name)))
            for name in (layout.HISTORY, layout.RECORDS, layout.TAGS, layout.RUNS)
        )
        index = way(folder, Logs(records, tags, history), policy)
        if index is None:
            return None
        stack.callback(index.database.close)
        return View(index, runs, stack.pop_all())


def _first(ways: Iterable[_Open], logs: Logs, policy: str) -> Index:
    error: Exception | None = None
    for way in ways:
        try:
            return _in_step(way(), logs, policy)
        except DAMAGE as another:
            error = another
    raise CannotWriteError(
        f"{logs.records.path.name}: cannot build its index: {error}; the papers are safe",
        hint="check the free space of the folder for temporary files",
    ) from error


def _in_step(database: Database, logs: Logs, policy: str) -> Index:
    with ExitStack() as stack:
        stack.callback(database.close)
        try:
            index = Index(database, logs, policy)
        except OtherLogError as error:
            index = error.index
            realign(index)
        index.catch_up()
        stack.pop_all()
        return index


def _copy(path: Path) -> Database:
    source = open_database(path, writable=False)
    try:
        return private_database(source)
    finally:
        with suppress(sqlite3.Error):
            source.close()
