"""Ingest: sources in, papers in a library.

    source -> reader -> normalize -> (same paper? merge) -> library

One source after the other is read outside the library's lock and stored in batches; each batch
is durable before it is reported. Small files share a batch. Nothing is lost silently: every
record ends in one of the counts.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from papertriage import clock, dates
from papertriage.config.subscription import Subscription
from papertriage.errors import (
    MissingInputError,
    NetworkError,
    NoRecordsError,
    PapertriageError,
    Problem,
)
from papertriage.flows.ingest.announced import Announced
from papertriage.flows.ingest.freshness import Past, judge, past
from papertriage.flows.ingest.outcome import RESUME, Outcome
from papertriage.flows.ingest.pending import Pending
from papertriage.flows.ingest.plan import Planner
from papertriage.flows.ingest.planned import Planned
from papertriage.flows.ingest.read_page import How, Item, Reading
from papertriage.flows.progress import Progress, no_progress
from papertriage.library import Library, Run
from papertriage.paper import Paper
from papertriage.readers.document import Document
from papertriage.readers.registry import FORMS
from papertriage.readers.sniff.sniff_xml import root_of
from papertriage.sources.files import STDIN_NAME
from papertriage.sources.page import Page
from papertriage.sources.unpack import finish
from papertriage.text.clean import counted

if TYPE_CHECKING:
    from papertriage.library.view import View


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How to ingest.

    Attributes:
        form: read every source as this form; None: sniff.
        as_of: read dates without a year as of this day; None: the file's day, else today.
        since: leave out papers older than this day, and undated ones.
        limit: stop after this many records; None for all.
        backfill: fetch the announcements of days that were missed, where the source allows.
        today: the day of the run.
    """

    form: str | None = None
    as_of: date | None = None
    since: date | None = None
    limit: int | None = None
    backfill: bool = False
    today: date = msgspec.field(default_factory=clock.today)


def ingest(
    wanted: Sequence[Subscription],
    library: Library,
    options: Options,
    *,
    on_message: Callable[[str], None] = lambda _line: None,
    progress: Progress = no_progress,
) -> Iterator[Outcome]:
    """Read sources into a library; yield the outcome of each, one after the other.

    Args:
        wanted: what `Planner` accepts: files, ``-``, addresses, arXiv sources.
        library: where the papers go; created if needed.
        options: how to read.
        on_message: called with a line for each batch that is on disk, and for each long wait.
        progress: called with the number of records that were handled, batch by batch.

    Raises:
        UsageError: a source is not valid; nothing was read.
        PapertriageError: the library cannot be written; a source that fails is an `Outcome`.
    """
    with library.session():
        yield from _ingest(wanted, library, options, on_message, progress)


def _ingest(
    wanted: Sequence[Subscription],
    library: Library,
    options: Options,
    on_message: Callable[[str], None],
    progress: Progress,
) -> Iterator[Outcome]:
    left = options.limit
    planner = Planner(library, on_message)
    pending = Pending(library, on_message, progress)
    try:
        for planned in _plan(planner, wanted, options):
            if planned.waits:
                pending.store()
            source = _Ingest(planned, planner, options, left, pending)
            source.read()
            if planned.waits or left is not None or pending.is_due():
                pending.store()
            yield from pending.finished()
            if left is not None:
                left -= source.outcome.counts.seen
                if left <= 0:
                    return
    finally:
        pending.store()  # even if an error ends the run, what was read before it is kept
    yield from pending.finished()


def _plan(planner: Planner, wanted: Sequence[Subscription], options: Options) -> Iterator[Planned]:
    """Yield the sources, then those that fill in missed days, if wanted."""
    yield from planner.plan(wanted)
    if options.backfill:
        yield from planner.fill(wanted, planner.library.runs())


class _Ingest:
    """One source on its way into a library."""

    def __init__(
        self,
        planned: Planned,
        planner: Planner,
        options: Options,
        limit: int | None,
        pending: Pending,
    ) -> None:
        self._planned = planned
        self._library = planner.library
        self._options = options
        self._limit = limit
        self._pending = pending
        self._announced = Announced(planned.categories.split("+"))
        self._known = self._past()
        self._marks_only = False
        self._is_whole = False
        self._error: PapertriageError | None = None
        self.outcome = Outcome(
            source=planned.name,
            belongs_to=planned.belongs_to,
            filled=planned.filled,
            validators=self._validators(self._known),
        )

    def read(self) -> None:
        """Read the source; papers that are not stored yet stay pending."""
        try:
            self._is_whole = self._read(self.outcome)
        except EmptySourceError as error:
            self.outcome.failure = None if self._planned.name == STDIN_NAME else error
        except _SOURCE_ERRORS as error:
            found = self._planned.is_found and isinstance(error, NoRecordsError)
            self.outcome.passed_over = found and not self.outcome.counts.seen
            self._error = error
        except (KeyboardInterrupt, SystemExit):
            self.outcome.failure = PapertriageError(f"{self._planned.name}: interrupted")
            self._pending.end(self.outcome, self._finish)  # where to resume is worth keeping
            raise
        self._pending.end(self.outcome, self._finish)

    def _finish(self) -> Run | None:
        """Record how the source ended, once its papers are stored; return its run line."""
        outcome, planned = self.outcome, self._planned
        if self._error:
            outcome.fail(self._error)
        elif self._is_whole:
            outcome.compare()
            judge(outcome, planned, self._known, self._announced, clock.now())
        if outcome.read_as and outcome.failure is None and not planned.accepts:
            outcome.close()
        is_recorded = outcome.read_as or planned.is_network or planned.is_subscribed
        is_kept = planned.is_subscribed or self._library.exists()
        return outcome.run_line() if is_recorded and is_kept else None

    def _read(self, outcome: Outcome) -> bool:
        """Read a source page by page, storing each before the next is fetched.

        Returns:
            Whether it was read to its end.
        """
        with closing(self._planned.open(outcome.validators)) as pages:
            for page in pages:
                outcome.notes += page.notes
                outcome.warnings += page.warnings
                outcome.is_cut = outcome.is_cut or page.is_cut
                if not page.has_news:
                    continue
                try:
                    is_whole = self._read_page(page, outcome)
                except NoRecordsError as error:
                    finish(page.stream)
                    raise page.failure or error from None
                if self._planned.waits:
                    self._pending.store()
                if not is_whole:
                    return False
                finish(page.stream)
                if page.failure:
                    raise page.failure
                outcome.keep(page.validators)
        return not outcome.is_cut

    def _read_page(self, page: Page, outcome: Outcome) -> bool:
        """Read a page; return whether it was read to its end."""
        how = How(
            name=outcome.source,
            base=self._planned.base or page.base,
            as_of=self._options.as_of or page.day or self._options.today,
            form=self._options.form or self._planned.form,
        )
        reading = Reading(page.stream, how)
        if not reading.forms:
            raise _unknown(reading.document)
        outcome.read_as, outcome.reason = " + ".join(reading.forms), reading.reason
        self._marks_only = FORMS[reading.forms[0]].marks_only
        try:
            with self._stored() as stored:
                for item in reading:
                    self._take(item, outcome, stored)
                    if (
                        self._limit is not None
                        and outcome.counts.seen + self._pending.of(outcome) >= self._limit
                    ):
                        return False
        finally:
            notes = list(reading.document.notes)
            if reading.context.inferred_from:
                day, why = reading.context.inferred_from
                notes.append(f"dates without a year are read as the latest up to {day}, {why}")
            outcome.notes += [note for note in notes if note not in outcome.notes]
        declared = reading.document.declared
        if page.is_whole or declared == 0 == outcome.counts.seen:
            outcome.declared = declared
        return True

    def _validators(self, known: Past) -> dict[str, str]:
        """Return those of the last reading, unless options change how the source is read."""
        if self._options.form or self._options.as_of:
            return {name: value for name, value in known.validators.items() if name in RESUME}
        return known.validators

    def _past(self) -> Past:
        """Return what earlier runs recorded of a network source; files have no past."""
        if not self._planned.is_network:
            return Past()
        return past(self._library.runs(), self._planned.name)

    def _stored(self) -> "AbstractContextManager[View | None]":
        """Open the library, for a feed of announcements: it may hold what was announced before."""
        if not self._planned.categories or not self._library.exists():
            return nullcontext()
        return self._library.read()

    def _take(self, item: Item, outcome: Outcome, stored: "View | None") -> None:
        if isinstance(item, Problem):
            outcome.add_problem(item)
            return
        if self._planned.categories:
            self._announced.take(item, stored)
        if self._planned.accepts and not self._planned.accepts(item):
            return  # arXiv's search finds more than was wanted
        since = self._options.since or self._planned.since
        if since and not _is_since(item, since):
            outcome.counts.skipped += 1
            return
        self._pending.add(outcome, item, marks_only=self._marks_only)
        if self._pending.is_due():
            self._pending.store()


def _unknown(document: Document) -> NoRecordsError:
    """Return the error that no form fits, with what was tried."""
    lines = document.head.count("\n") + (not document.head.endswith("\n"))
    if not document.head.strip():
        return EmptySourceError(f"{document.name}: empty; nothing stored")
    root = root_of(document.head.lstrip("\ufeff \t\r\n"))
    if root and root.lower() != "html":
        return NoRecordsError(
            f"{document.name}: no papers found in XML with the root <{root}>; nothing stored",
            hint="export the papers as BibTeX, RIS or CSL-JSON (papertriage formats lists all)",
        )
    at_least = "over " if document.is_long else ""
    return NoRecordsError(
        f"{document.name}: no papers found in {at_least}{counted(lines, 'line')}; nothing stored",
        hint=f"tried all {len(FORMS)} forms (papertriage formats) · choose one with --from",
    )


class EmptySourceError(NoRecordsError):
    """The source is empty."""


_SOURCE_ERRORS = (MissingInputError, NoRecordsError, NetworkError)
"""Errors of one source; any other error ends the run."""


def _is_since(paper: Paper, since: date) -> bool:
    return paper.date is not None and dates.latest_day(paper.date) >= since
