"""Ingest: sources in, papers in a library.

    source -> reader -> normalize -> (same paper? merge) -> library

One source after the other is read outside the library's lock and stored in batches; each batch
is durable before it is told. Nothing is lost silently: every record ends in one of the counts.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import msgspec

from papertriage import dates
from papertriage.errors import MissingInputError, NoRecordsError, PapertriageError, Problem
from papertriage.flows.counts import Counts
from papertriage.flows.store import store
from papertriage.library import Library, Run
from papertriage.normalize import Context, NotAPaperError, normalize
from papertriage.paper import Paper
from papertriage.readers import mixed
from papertriage.readers.document import Document
from papertriage.readers.mail import unwrap_mail
from papertriage.readers.raw import Raw
from papertriage.readers.registry import FORMS, reader_of
from papertriage.readers.sniff import sniff
from papertriage.sources.files import STDIN, Source, open_source
from papertriage.text import snippet

if TYPE_CHECKING:
    from papertriage.library.view import View

BATCH = 10_000
"""Papers that are stored at once, at most."""
BATCH_SECONDS = 1.0
"""Seconds after which what was read is stored."""
MOST_PROBLEMS = 100
"""Problems of a source that are kept to be told; the rest are counted."""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How to ingest.

    Attributes:
        form: read every source as this form; None: sniff.
        as_of: read dates without a year as of this day; None: the file's day, else today.
        since: leave out papers older than this day, and undated ones.
        limit: stop after this many records; None for all.
        today: the day of the run.
    """

    form: str | None = None
    as_of: date | None = None
    since: date | None = None
    limit: int | None = None
    today: date = msgspec.field(default_factory=lambda: datetime.now(UTC).date())


class Outcome(msgspec.Struct, kw_only=True):
    """What came of one source.

    Attributes:
        source: its name as the user gave it.
        read_as: the form or forms that it was read as.
        reason: what gave the form away.
        counts: what became of its records.
        problems: what could not be read, the first ones.
        more_problems: how many more there were.
        notes: what the user should know of how it was read.
        failure: why it could not be read, or not to its end; None if all went well.
    """

    source: str
    read_as: str = ""
    reason: str = ""
    counts: Counts = msgspec.field(default_factory=Counts)
    problems: list[Problem] = []
    more_problems: int = 0
    notes: list[str] = []
    failure: PapertriageError | None = None

    def add_problem(self, problem: Problem) -> None:
        """Keep a problem, or count it once there are enough; a lost record is counted rejected."""
        if problem.rejected:
            self.counts.rejected += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)
        else:
            self.more_problems += 1


def ingest(
    specs: Sequence[str],
    library: Library,
    options: Options,
    *,
    base: "View | None" = None,
    told: Callable[[str], None] = lambda _line: None,
) -> Iterator[Outcome]:
    """Read sources into a library; yield what came of each, one after the other.

    Args:
        specs: files, or ``-`` for standard input.
        library: where the papers go; made if it is not there yet.
        options: how to read.
        base: another library whose papers count as stored too, for a dry run.
        told: takes a line for each batch that is on disk.

    Raises:
        PapertriageError: the library cannot be written; a source that fails is an `Outcome`.
    """
    left = options.limit
    for spec in specs:
        outcome = _Ingest(library, options, left, base, told).run(spec)
        yield outcome
        if left is not None:
            left -= outcome.counts.seen
            if left <= 0:
                return


class _Ingest:
    """One source on its way into a library."""

    def __init__(
        self,
        library: Library,
        options: Options,
        limit: int | None,
        base: "View | None",
        told: Callable[[str], None],
    ) -> None:
        self._library = library
        self._options = options
        self._limit = limit
        self._base = base
        self._told = told
        self._batch: list[Paper] = []
        self._since_batch = time.monotonic()

    def run(self, spec: str) -> Outcome:
        outcome = Outcome(source=spec)
        try:
            with open_source(spec) as source:
                outcome.source = source.name
                self._read(source, outcome)
        except EmptySourceError as error:
            outcome.failure = None if spec == STDIN else error
        except (MissingInputError, NoRecordsError) as error:
            outcome.failure = error
        self._store(outcome)
        if outcome.read_as and outcome.failure is None:
            outcome.failure = _nothing(outcome)
        if outcome.read_as and self._library.exists():
            store(self._library, (), run=_run_line(outcome))
        return outcome

    def _read(self, source: Source, outcome: Outcome) -> None:
        document = unwrap_mail(Document(source.name, source.stream))
        context = Context(
            source=source.base,
            as_of=self._options.as_of or source.day or self._options.today,
        )
        records = self._records(document, outcome)
        try:
            for item in records:
                self._take(item, context, outcome)
                if (
                    self._limit is not None
                    and outcome.counts.seen + len(self._batch) >= self._limit
                ):
                    break
        finally:
            if context.inferred_from:
                day, told_by = context.inferred_from
                outcome.notes.append(f"dates without a year read as of {day}, {told_by}")

    def _records(self, document: Document, outcome: Outcome) -> Iterator[Raw | Problem]:
        """Choose the reader, and say why."""
        if form := self._options.form:
            outcome.read_as, outcome.reason = form, f"{form} (--from)"
            return reader_of(form)(document, form)
        guess = sniff(document)
        if guess is None:
            raise _unknown(document)
        outcome.read_as, outcome.reason = " + ".join(guess.forms), guess.reason
        if guess.by_line:
            return mixed.read(document)
        return reader_of(guess.forms[0])(document, guess.forms[0])

    def _take(self, item: Raw | Problem, context: Context, outcome: Outcome) -> None:
        if isinstance(item, Problem):
            outcome.add_problem(item)
            return
        try:
            paper = normalize(item.form, item.fields, context)
        except NotAPaperError as error:
            outcome.add_problem(_problem(outcome.source, item, str(error)))
            return
        if self._options.since and not _is_since(paper, self._options.since):
            outcome.counts.skipped += 1
            return
        self._batch.append(paper)
        waited = time.monotonic() - self._since_batch
        if len(self._batch) >= BATCH or waited >= BATCH_SECONDS:
            self._store(outcome)

    def _store(self, outcome: Outcome) -> None:
        """Store what was read so far; durable, or not counted."""
        if self._batch:
            counts = store(self._library, self._batch, base=self._base)
            outcome.counts.add(counts)
            self._told(f"{outcome.source}: {counts.kept} more papers on disk")
            self._batch = []
        self._since_batch = time.monotonic()


def _nothing(outcome: Outcome) -> PapertriageError | None:
    """Say why a source that looked like a form of ours gave no paper; None if it gave one."""
    if outcome.counts.kept or outcome.counts.skipped:
        return None
    rejected = outcome.counts.rejected
    what = f"all {rejected} records rejected" if rejected else "no papers found"
    return NoRecordsError(f"{outcome.source}: {what}; nothing stored")


def _unknown(document: Document) -> NoRecordsError:
    """Say that no form fits, and what was tried."""
    lines = document.head.count("\n") + (not document.head.endswith("\n"))
    if not document.head.strip():
        return EmptySourceError(f"{document.name}: empty; nothing stored")
    at_least = "over " if document.is_long else ""
    return NoRecordsError(
        f"{document.name}: no papers found in {at_least}{lines} lines; nothing stored",
        hint=f"tried {', '.join(FORMS)} · choose with --from, see papertriage formats",
    )


class EmptySourceError(NoRecordsError):
    """The source holds nothing at all."""


def _problem(source: str, item: Raw, reason: str) -> Problem:
    text = item.fields.get("title") or item.fields.get("abstract") or item.fields
    return Problem(source=source, line=item.line, reason=reason, snippet=snippet(str(text)))


def _is_since(paper: Paper, since: date) -> bool:
    return paper.date is not None and dates.latest_day(paper.date) >= since


def _run_line(outcome: Outcome) -> Run:
    last = outcome.problems[-1] if outcome.problems else None
    problem = f"line {last.line}: {last.reason}" if last else None
    return Run(
        when=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        source=outcome.source,
        form=outcome.read_as,
        **msgspec.structs.asdict(outcome.counts),
        seen=outcome.counts.seen,
        problem=outcome.failure.message if outcome.failure else problem,
    )
