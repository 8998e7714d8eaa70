"""The library: a folder of JSON Lines that remembers papers, tags, runs and decisions.

Reading takes no lock and writes nothing. Writing goes through one `Writer` at a time, which holds
the lock for one batch; whatever a killed writer left is mended before the next one begins.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from papertriage.errors import ConfigError, MissingInputError
from papertriage.library import files, layout, lock

if TYPE_CHECKING:  # they load sqlite3, which commands without a library do without
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
    ) -> None:
        """Name a library.

        Args:
            folder: where it is, or will be with the first write.
            lock_timeout: seconds to wait for another writer.
            notice: hears, in one line each, of waiting and of what was mended.
        """
        self.folder = folder
        self._lock_timeout = lock_timeout
        self._notice = notice

    def exists(self) -> bool:
        """Tell whether anything was ever stored here."""
        return any(os.path.lexists(self.folder / name) for name in (layout.ABOUT, layout.PAPERS))

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

        self.check_format()
        if not self.exists():
            raise MissingInputError(
                f"{files.shown(self.folder)}: no library here", hint="papertriage ingest FILE"
            )
        return View(self.folder, marks=marks)

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
        self.check_format()
        path = self.folder / layout.LOCK
        with lock.hold(path, timeout=self._lock_timeout, notice=self._notice):
            self._prepare()
            writer = Writer(self.folder, self._notice)
            try:
                yield writer
                writer.commit()
            finally:
                writer.close()

    def _prepare(self) -> None:
        self.check_format()  # again: another version may have been at work while we waited
        files.sweep(self.folder)
        if not os.path.lexists(self.folder / layout.ABOUT):
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
