"""The outcome of a source: its counts, what could not be read, and how it ended."""

from datetime import date

import msgspec

from papertriage import clock
from papertriage.errors import NoRecordsError, PapertriageError, Problem
from papertriage.flows.ingest.counts import KINDS, Counts
from papertriage.library import Batch, Run
from papertriage.text.clean import counted

MOST_PROBLEMS = 100
"""Problems of a source that are kept; the rest are only counted."""
RESUME = frozenset({"token", "reached"})
"""Validators that mark a position in a list; the others mean that all of it is stored."""


class Outcome(msgspec.Struct, kw_only=True):
    """The outcome of one source.

    Attributes:
        source: its name as the user gave it.
        belongs_to: the source of a configuration that it is a part of, where that is another.
        read_as: the form or forms that it was read as.
        reason: how the form was recognised.
        counts: the outcomes of its records.
        problems: what could not be read, the first ones.
        more_problems: how many more there were.
        others: how many of all these lost no record.
        left_out: what was left out of records that are kept: by its kind the first, and how many.
        declared: how many records the source says that it holds; None if it does not say.
        notes: what the user should know about how it was read.
        warnings: what was wrong with the source itself.
        is_cut: it ended before its end, and `warnings` say why.
        is_empty: it says that it holds nothing, and nothing was found.
        batch: the new announcements that it held.
        missed: days of announcements that were due and not read.
        filled: such days that it filled in.
        failure: why it could not be read, or not to its end; None if all went well.
        passed_over: it was found in a folder and has no papers.
        validators: what to send when the source is read again.
    """

    source: str
    belongs_to: str | None = None
    read_as: str = ""
    reason: str = ""
    counts: Counts = msgspec.field(default_factory=Counts)
    problems: list[Problem] = []
    more_problems: int = 0
    others: int = 0
    left_out: dict[str, tuple[Problem, int]] = {}
    declared: int | None = None
    notes: list[str] = []
    warnings: list[str] = []
    is_cut: bool = False
    is_empty: bool = False
    batch: Batch | None = None
    missed: list[date] = []
    filled: list[date] = []
    failure: PapertriageError | None = None
    passed_over: bool = False
    validators: dict[str, str] = {}

    def add_problem(self, problem: Problem) -> None:
        """Keep a problem, or count it once there are enough; a lost record is counted rejected."""
        if problem.kept:
            first, number = self.left_out.get(problem.reason, (problem, 0))
            self.left_out[problem.reason] = first, number + 1
            return
        if problem.rejected:
            self.counts.rejected += 1
        else:
            self.others += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)
        else:
            self.more_problems += 1

    def compare(self) -> None:
        """Compare what a source that was read to its end declared with what was read of it."""
        seen = self.counts.seen
        self.is_empty = self.declared == 0 == seen
        # A record that was deleted at its source is declared and reported, but not seen. If none
        # was read at all, `close` says so.
        if self.declared is not None and not seen <= self.declared <= seen + self.others and seen:
            papers = counted(self.declared, "paper")
            self.warnings.append(f"it declares {papers} and contains {seen}")

    def keep(self, validators: dict[str, str]) -> None:
        """Keep the validators of a page, unless they would hide what was left out of it.

        What was skipped or rejected must be read again the next time; only a harvest of millions
        does not restart for one broken record.
        """
        left_out = self.counts.skipped or (self.counts.rejected and not validators.keys() & RESUME)
        self.validators = {} if left_out else validators

    def close(self) -> None:
        """Record a failure if a source of a known form yielded no paper."""
        if self.counts.kept or self.counts.skipped or (self.declared == 0 and not self.problems):
            return
        rejected = self.counts.rejected
        what = "no papers found"
        if rejected:
            what = f"{counted(rejected, 'record')} rejected, none read"
        elif self.declared and not self.others:
            what = f"declares {counted(self.declared, 'paper')}, none could be read"
        self.failure = NoRecordsError(f"{self.source}: {what}; nothing stored")

    def fail(self, error: PapertriageError) -> None:
        """Record a failure, and what is kept in spite of it."""
        if self.counts.kept:
            message = f"{error.message}; kept the {counted(self.counts.kept, 'paper')} before it"
            error = type(error)(message, hint=error.hint)
        self.failure = error

    def run_line(self) -> Run:
        """Return the line of runs.jsonl that closes the source."""
        last = self.problems[-1] if self.problems else None
        problem = f"line {last.line}: {last.reason}" if last else None
        if self.is_cut:
            problem = self.warnings[-1]
        is_partial = self.failure is not None or self.is_cut
        return Run(
            when=clock.stamp(),
            source=self.source,
            name=self.belongs_to,
            form=self.read_as or None,
            **{kind: getattr(self.counts, kind) for kind in KINDS},
            seen=self.counts.seen,
            problem=self.failure.message if self.failure else problem,
            failed=is_partial,
            batch=self.batch,
            missed=self.missed,
            filled=[] if is_partial else self.filled,
            validators=self.validators,
        )
