"""The library: a folder of JSON Lines that remembers papers, tags, runs and decisions.

Reading takes no lock and writes nothing. Writing goes through one `Writer` at a time, which holds
the lock for one batch; whatever a killed writer left is mended before the next one begins.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from papertriage.errors import (
    CannotCreateError,
    CannotWriteError,
    ConfigError,
    LockedError,
    MissingInputError,
)
from papertriage.library import files, layout, lock

if TYPE_CHECKING:  # they load sqlite3, which commands without a library do without
    from papertriage.library.check import Check
    from papertriage.library.history import Marked
    from papertriage.library.repair import SetAside
    from papertriage.library.search import Searcher
    from papertriage.library.view import View
    from papertriage.library.writer import Writer


def _silent(_: str) -> None:
    pass


class Library:
    """A library on disk; making the object touches nothing."""

    def __init__(
        self,
        folder: Path,
        *,
        lock_timeout: float = 60.0,
        notice: Callable[[str], None] = _silent,
        tell: Callable[[str], None] = _silent,
    ) -> None:
        """Name a library.

        Args:
            folder: where it is, or will be with the first write.
            lock_timeout: seconds to wait for another writer.
            notice: hears, in one line each, of waiting and of what was mended.
            tell: hears of what takes long and is as it should be.
        """
        self.folder = folder
        self._lock_timeout = lock_timeout
        self._notice = notice
        self._tell = tell

    def exists(self) -> bool:
        """Tell whether anything was ever stored here."""
        return any(os.path.lexists(self.folder / name) for name in (layout.ABOUT, layout.PAPERS))

    def stamp(self) -> str:
        """Return what changes whenever papers.jsonl does; empty without a library."""
        try:
            status = (self.folder / layout.PAPERS).stat()
        except OSError:
            return ""
        return f"{status.st_dev} {status.st_ino} {status.st_size} {status.st_mtime_ns}"

    def check_format(self) -> None:
        """Make sure that this version can read the library; one that is not there passes.

        Raises:
            ConfigError: a newer papertriage wrote it, or its library.json is damaged.
            MissingInputError: library.json cannot be read.
        """
        path = self.folder / layout.ABOUT
        try:
            descriptor = files.open_regular(path, os.O_RDONLY)
        except FileNotFoundError:
            return
        with os.fdopen(descriptor, "rb") as file:
            written = _format(file.read(files.BLOCK))
        if written is None:
            raise ConfigError(
                f"{files.shown(path)}: damaged; nothing was read or stored",
                hint=f'if only this file is, write {{"format": {layout.FORMAT}}} into it',
            )
        if written > layout.FORMAT:
            raise ConfigError(
                f"{files.shown(path)}: format {written}, this papertriage knows {layout.FORMAT};"
                " nothing was read or stored",
                hint="a newer papertriage wrote it: upgrade, or choose another with --library",
            )

    def read(self, *, marks: bool = False) -> "View":
        """Open a view: the library as it is now, for the whole command. Close it after use.

        Args:
            marks: whether `View.find` will be asked for marks (which costs a little to open).

        Raises:
            MissingInputError: there is no library, or a file of it cannot be read.
            ConfigError: see `check_format`.
        """
        from papertriage.library.view import View

        self._must_be_there()
        return View(self.folder, marks=marks)

    def verdicts(self) -> "list[Marked]":
        """Return what the user said of papers, oldest first. No index is opened.

        Raises:
            MissingInputError: the history is there and cannot be read.
        """
        from papertriage.library.history import Marked, events
        from papertriage.library.log import Snapshot

        with closing(Snapshot(self.folder / layout.HISTORY)) as history:
            return list(events(history.lines(), Marked))

    def search(self) -> "Searcher":
        """Open what searches the library by words, its index brought up to date. Close it.

        Raises:
            MissingInputError, ConfigError: as `read`.
            LockedError: another process was indexing many papers all the time.
            CannotWriteError: there is no room for an index anywhere.
        """
        from papertriage.library.search import Searcher

        self._must_be_there()
        return Searcher(
            self.folder, timeout=self._lock_timeout, notice=self._notice, tell=self._tell
        )

    @contextmanager
    def write(self) -> Iterator["Writer"]:
        """Hold the lock and write, making the library if need be.

        Leaving the block commits what is staged; leaving it by an exception drops that. Never
        hold it while waiting for a source: read first, then write a batch.

        Raises:
            LockedError: another process held the lock all the time.
            CannotCreateError: the library, or a file of it, cannot be made or opened.
            CannotWriteError: a write failed; what was committed before is safe.
            ConfigError: see `check_format`.
        """
        from papertriage.library.writer import Writer

        files.make_folder(self.folder)
        with self._locked(), closing(Writer(self.folder, self._notice)) as writer:
            yield writer
            writer.commit()

    def mend(self) -> None:
        """Let the index be made anew, if it may be written here and nobody else is writing."""
        here = Library(self.folder, lock_timeout=0, notice=self._notice)
        with suppress(LockedError, CannotCreateError, CannotWriteError), here.write():
            pass

    def check(self) -> "Check":
        """Read every line and hold the index against them; see `Check`. Nothing is changed.

        Raises:
            MissingInputError, ConfigError: as `read`.
        """
        from papertriage.library.check import Check

        self._must_be_there()
        return Check(self.folder)

    def repair(self) -> "list[SetAside]":
        """Set bad lines aside, beside the log that they stood in, and let the rest be indexed.

        Raises:
            MissingInputError, ConfigError: as `read`.
            LockedError, CannotCreateError, CannotWriteError: as `write`.
        """
        from papertriage.library.repair import repair
        from papertriage.library.search import manifest
        from papertriage.library.writer import Writer

        self._must_be_there()
        with self._locked():
            done = repair(self.folder)
            files.remove(self.folder / layout.INDEX)
            manifest.condemn(self.folder)
            with closing(Writer(self.folder, self._notice)) as writer:
                writer.commit()
        return done

    def compact(self) -> tuple[int, int]:
        """Drop superseded lines; return the bytes of papers and tags before and after.

        Raises:
            MissingInputError, ConfigError: as `read`.
            LockedError, CannotCreateError, CannotWriteError: as `write`.
        """
        self._must_be_there()
        with self.write() as writer:
            before = self._size()
            writer.compact()
            return before, self._size()

    def _size(self) -> int:
        paths = [self.folder / name for name in (layout.PAPERS, layout.TAGS)]
        return sum(path.stat().st_size for path in paths if path.exists())

    def _must_be_there(self) -> None:
        self.check_format()
        if not self.exists():
            raise MissingInputError(
                f"{files.shown(self.folder)}: no library here", hint="papertriage ingest FILE"
            )

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the lock over a library that is ready to be written to."""
        self.check_format()
        path = self.folder / layout.LOCK
        with lock.hold(path, timeout=self._lock_timeout, notice=self._notice):
            self._prepare()
            yield

    def _prepare(self) -> None:
        """Make good what a killed writer may have left undone."""
        self.check_format()  # again: another version may have been at work while we waited
        try:
            files.sweep(self.folder)
            files.sync_folder(self.folder)  # for names that it made and did not live to sync
        except OSError as error:
            raise files.cannot_write(self.folder, error, "nothing was stored") from error
        if not os.path.lexists(self.folder / layout.ABOUT):
            files.sync_parents(self.folder)
            files.replace(
                self.folder / layout.ABOUT, [msgspec.json.encode({"format": layout.FORMAT})]
            )


def _format(data: bytes) -> int | None:
    try:
        about = msgspec.json.decode(data, type=dict[str, Any])
    except (ValueError, RecursionError):  # ValueError: msgspec's own errors and bad UTF-8
        return None
    written = about.get("format")
    return written if type(written) is int and written > 0 else None
