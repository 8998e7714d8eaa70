"""The library: a folder of JSON Lines with records, tags, runs and decisions.

Readers take no lock and write nothing except the index. There is one `Writer` at a time, which
holds the lock for one batch; what a killed writer left is repaired before the next one starts.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from papertriage.errors import (
    CannotCreateError,
    CannotWriteError,
    DamagedIndexError,
    LockedError,
    MissingInputError,
    UsageError,
)
from papertriage.library import files, layout, lock
from papertriage.library.about import About, Policy, about_of, write_about

if TYPE_CHECKING:  # they load sqlite3, which commands without a library do not need
    from papertriage.library.check import Check
    from papertriage.library.history import Event
    from papertriage.library.index import Index
    from papertriage.library.log import Span
    from papertriage.library.repair import SetAside
    from papertriage.library.runs import Run
    from papertriage.library.search import Searcher
    from papertriage.library.view import View
    from papertriage.library.writer import Writer, WriterLogs

_UNCOMMITTED = 50_000
"""Records after which a session writes the index, which is expensive."""


class Library:
    """A library on disk; creating the object touches no file."""

    def __init__(
        self,
        folder: Path,
        *,
        same: Policy | None = None,
        lock_timeout: float = 60.0,
        notice: Callable[[str], None] = lambda _: None,
        detail: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Take the folder of a library.

        Args:
            folder: the first write creates it.
            same: the policy of a new library; an existing one must have this policy.
            lock_timeout: seconds to wait for another writer.
            notice: called with messages about waiting and repairs.
            detail: called with messages about work that takes long.
        """
        self.folder = folder
        self.same = same
        self._lock_timeout = lock_timeout
        self._notice = notice
        self._detail = detail
        self._index: Index | None = None
        self._staged = 0

    def exists(self) -> bool:
        """Return whether anything was ever stored here."""
        names = (layout.ABOUT, layout.RECORDS, layout.FORMER_PAPERS)
        return any(os.path.lexists(self.folder / name) for name in names)

    def stamp(self) -> str:
        """Return a text that changes whenever the papers do; empty without a library."""
        names = (layout.ABOUT, layout.RECORDS, layout.HISTORY, layout.FORMER_PAPERS)
        return files.stamp_of(self.folder / name for name in names)

    def about(self) -> About:
        """Return the content of library.json, or that of a new library if there is none.

        Raises:
            ConfigError: a newer papertriage wrote it, or library.json is damaged.
            MissingInputError: library.json cannot be read.
            UsageError: the library has another policy than the requested one.
        """
        about = about_of(self.folder)
        if about is None or about.format < layout.FORMAT:
            return About(format=about.format if about else layout.FORMAT, same=self.same or "work")
        if self.same not in {None, about.same}:
            raise UsageError(
                f"{files.shown(self.folder)}: this library was created with --same {about.same}",
                hint=f"papertriage duplicates regroup --same {self.same} changes it",
            )
        return about

    # --- reading ----------------------------------------------------------------------------------

    def read(self, same: Policy | None = None) -> "View":
        """Open a view: the library as it is now, for the whole command. Close it after use.

        Args:
            same: a policy to group the records by, for this view only.

        Raises:
            MissingInputError: there is no library, or one of its files cannot be read.
            ConfigError: see `about`.
        """
        from papertriage.library.former import former_papers, read_former
        from papertriage.library.opening import open_for_reading, open_private, view_of

        self._must_be_there()
        if former_papers(self.folder):
            return read_former(self.folder, same, self._notice)
        policy = self.about().same
        if same is not None and same != policy:
            return self.rebuilt(same)
        view = view_of(self.folder, policy, open_for_reading)
        if view is None:
            self.update()
            view = view_of(self.folder, policy, open_for_reading)
        # A view of an empty library is false.
        return view if view is not None else view_of(self.folder, policy, open_private)

    def rebuilt(self, policy: Policy) -> "View":
        """Open a view with all records grouped again by a policy.

        Raises:
            MissingInputError, ConfigError: as `read`.
        """
        from papertriage.library.former import former_papers, read_former
        from papertriage.library.opening import open_rebuilt, view_of

        self._must_be_there()
        if former_papers(self.folder):
            return read_former(self.folder, policy, lambda _: None)  # `read` gave the notice
        return view_of(self.folder, policy, open_rebuilt)

    def history(self, *kinds: str) -> "list[Event]":
        """Return what users saw and decided, oldest first, without opening the index."""
        from papertriage.library.history import events

        return events(self._lines(layout.HISTORY), kinds)

    def runs(self) -> "list[Run]":
        """Return what was read into the library, oldest first, without opening the index."""
        from papertriage.library.runs import parse

        return [run for _, line in self._lines(layout.RUNS) if (run := parse(line))]

    def _lines(self, name: str) -> "Iterator[tuple[Span, bytes]]":
        from papertriage.library.log import Snapshot

        with closing(Snapshot(self.folder / name)) as log:
            yield from log.lines()

    def search(self) -> "Searcher":
        """Open a searcher with an index that is up to date. Close it after use.

        Raises:
            MissingInputError, ConfigError: as `read`.
            LockedError: another process held the lock of the index until the timeout.
            CannotWriteError: there is no room for an index anywhere.
        """
        from papertriage.library.search import Searcher

        self._must_be_there()
        return Searcher(self, timeout=self._lock_timeout, notice=self._notice, detail=self._detail)

    # --- writing ----------------------------------------------------------------------------------

    @contextmanager
    def session(self) -> Iterator[None]:
        """Keep the index open between writes, and write it only from time to time.

        The logs are durable after each write; after a kill their last lines are indexed again.
        """
        try:
            yield
        finally:
            self._close_index(commit=True)

    @contextmanager
    def write(self, *, in_session: bool = False) -> Iterator["Writer"]:
        """Hold the lock and write, creating the library if needed.

        Leaving the block commits what is staged; an exception drops it. Never hold the lock while
        waiting for a source: read first, then write a batch.

        Args:
            in_session: whether the index stays open for the next write; see `session`.

        Raises:
            LockedError: another process held the lock until the timeout.
            CannotCreateError: the library, or one of its files, cannot be created or opened.
            CannotWriteError: a write failed; what was committed before is safe.
            ConfigError, UsageError: see `about`.
        """
        from papertriage.library.damage import blame_index
        from papertriage.library.writer import Writer

        files.make_folder(self.folder)
        with self._locked() as about, ExitStack() as stack:
            stack.push(partial(blame_index, self.folder))
            logs = self._open_logs(stack)
            try:
                writer = Writer(logs, self._index_for(logs, about.same))
                yield writer
                self._staged += writer.commit()
            except BaseException:  # the index has lines that are not in the logs
                self._close_index(commit=False)
                raise
            if not in_session or self._staged >= _UNCOMMITTED:
                self._close_index(commit=True)

    def remember(self, events: "Iterable[Event]") -> "list[Event]":
        """Store the events of one command, see `Writer.remember`; on return they are on disk."""
        with self.write() as writer:
            return writer.remember(events)

    def update(self) -> None:
        """Update the index, if it can be written here and nobody else is writing."""
        here = Library(self.folder, lock_timeout=0, notice=self._notice)
        refused = (CannotCreateError, CannotWriteError, DamagedIndexError, LockedError)
        with suppress(*refused), here.write():
            pass

    def _index_for(self, logs: "WriterLogs", policy: str) -> "Index":
        from papertriage.library.database import BrokenIndexError
        from papertriage.library.opening import open_for_writing

        if self._index is not None:
            try:
                self._index.follow(logs.covered)
                self._index.catch_up()
            except BrokenIndexError:
                self._close_index(commit=False)
        if self._index is None:
            self._index = open_for_writing(self.folder, logs.covered, policy)
        return self._index

    def _close_index(self, *, commit: bool) -> None:
        import sqlite3

        index, self._index, self._staged = self._index, None, 0
        if index is None:
            return
        try:
            if commit:
                index.commit()
        except sqlite3.OperationalError as error:  # no room; the next writer tries again
            path = files.shown(self.folder / layout.INDEX)
            self._notice(f"{path}: cannot write: {error}; every record is safe")
        finally:
            index.database.close()

    def _open_logs(self, stack: ExitStack) -> "WriterLogs":
        from papertriage.library.log import Log
        from papertriage.library.writer import WriterLogs

        names = (layout.HISTORY, layout.RECORDS, layout.TAGS, layout.RUNS)
        opened = [Log(self.folder / name, self._notice) for name in names]
        return WriterLogs(stack, opened)

    # --- upkeep: each raises what `read` and `write` raise ----------------------------------------

    def regroup(self, same: Policy) -> None:
        """Group all records again, by the rules of this version and a policy."""
        from papertriage.library.damage import remove_index

        self._must_be_there()
        with self._locked() as about:
            remove_index(self.folder)
            write_about(self.folder, msgspec.structs.replace(about, same=same))
        self.same = same
        with self.write():
            pass

    def check(self) -> "Check":
        """Return a check of every line and the index, which changes nothing."""
        from papertriage.library.check import Check

        self._must_be_there()
        return Check(self.folder, self.about().same, self._notice)

    def repair(self) -> "list[SetAside]":
        """Move bad lines to a file beside their log, and build the index again."""
        from papertriage.library.damage import remove_index
        from papertriage.library.repair import repair
        from papertriage.library.search import manifest

        self._must_be_there()
        with self._locked():
            done = repair(self.folder)
            remove_index(self.folder)
            manifest.invalidate(self.folder)
        with self.write():
            pass
        return done

    def compact(self) -> tuple[int, int]:
        """Drop superseded, identical and forgotten lines; return the bytes before and after."""
        from papertriage.library.compaction import compact

        self._must_be_there()
        with self.write() as writer:
            before = self._size()
            compact(writer)
            return before, self._size()

    def _size(self) -> int:
        paths = [self.folder / name for name in (layout.RECORDS, layout.TAGS)]
        return sum(path.stat().st_size for path in paths if path.exists())

    def _must_be_there(self) -> None:
        self.about()
        if not self.exists():
            raise MissingInputError(
                f"{files.shown(self.folder)}: no library",
                hint="to create one: papertriage ingest FILE",
            )

    @contextmanager
    def _locked(self) -> Iterator[About]:
        """Hold the lock of a library that is ready to be written to."""
        self.about()
        path = self.folder / layout.LOCK
        with lock.hold(path, timeout=self._lock_timeout, notice=self._notice):
            yield self._prepared()

    def _prepared(self) -> About:
        """Repair what a killed writer may have left, and import papers of format 1."""
        from papertriage.library.former import former_papers, import_former

        about = self.about()  # again: another version may have written while this one waited
        try:
            files.sweep(self.folder)
            files.sync_folder(self.folder)  # for names that it did not sync
        except OSError as error:
            raise files.cannot_write(self.folder, error, "nothing was stored") from error
        if about.format < layout.FORMAT or former_papers(self.folder):
            with ExitStack() as stack:
                about = import_former(self.folder, about, self._open_logs(stack), self._notice)
        elif not os.path.lexists(self.folder / layout.ABOUT):
            files.sync_parents(self.folder)
            write_about(self.folder, about)
        return about
