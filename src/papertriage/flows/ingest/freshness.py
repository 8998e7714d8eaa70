"""Freshness: whether a source brought what was due, and if not, why.

A feed of arXiv's announcements is compared with arXiv's calendar and with its last batch, each
category by itself; any other feed with its last reading. An expected result is a note, an
unexpected one is a warning, each in one line. A second reading on the same day is never a warning.
"""

from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from papertriage.flows.ingest.announced import Announced
from papertriage.flows.ingest.outcome import Outcome
from papertriage.flows.ingest.planned import Planned
from papertriage.library import Batch, Run
from papertriage.sources import announcements
from papertriage.sources.announcements import shown
from papertriage.text.clean import counted

_QUIET = 5
"""With fewer announcements a day, an empty day is no warning; at five a day one in 150 is empty."""


class Past(msgspec.Struct, kw_only=True):
    """What earlier runs recorded of a source.

    Attributes:
        validators: of its last reading.
        seen: records of its last good reading that found it changed.
        read: the day of that reading.
        followed: the day of the feed at its first good reading.
        batch: the last new batch of announcements.
        missed: days of announcements that were reported as missed.
    """

    validators: dict[str, str] = {}
    seen: int = 0
    read: date | None = None
    followed: date | None = None
    batch: Batch | None = None
    missed: list[date] = []


def past(runs: Iterable[Run], source: str) -> Past:
    """Gather what runs, oldest first, recorded of a source."""
    found = Past()
    for run in runs:
        if run.source != source:
            continue
        found.validators = run.validators
        found.batch = run.batch or found.batch
        found.missed = found.missed + run.missed
        if run.form and not run.failed:
            found.seen, found.read = run.seen, run.moment.date()
            found.followed = found.followed or announcements.feed_day(run.moment)
    return found


def judge(
    outcome: Outcome, planned: Planned, known: Past, announced: Announced, now: datetime
) -> None:
    """Check whether a source that was read to its end brought what was due.

    Args:
        outcome: receives the notes, the warnings, the new batch and the missed days.
        planned: what it is.
        known: what earlier runs recorded of it.
        announced: what it announced.
        now: when it was read.
    """
    if planned.categories:
        categories = planned.categories.split("+")
        _Judge(outcome, known, announced, categories, announcements.feed_day(now)).judge()
    elif outcome.is_empty and known.seen and known.read:
        held = f"it held {counted(known.seen, 'paper')} on {shown(known.read)}"
        outcome.warnings.append(f"empty now, though {held}")
    elif outcome.is_empty:
        outcome.notes.append("it says that it is empty; nothing new")


class _Judge:
    """Judges a feed of announcements."""

    def __init__(
        self,
        outcome: Outcome,
        known: Past,
        announced: Announced,
        categories: list[str],
        feed_day: date,
    ) -> None:
        self._outcome = outcome
        self._known = known.batch
        self._reached = {name: _reached(known, name) for name in categories}
        self._reported = known.missed
        self._feed_day = feed_day
        self._due = announcements.last_due(feed_day)
        self._announced = announced
        self._batch = announced.batch(feed_day)

    def judge(self) -> None:
        if self._outcome.is_empty:
            self._judge_empty()
        elif self._is_old():
            self._judge_old()
        elif self._batch:
            self._judge_new(self._batch)

    def _is_old(self) -> bool:
        """Return whether the batch was read before, whatever day the feed gives."""
        counts = self._outcome.counts
        if self._batch is None:
            return not self._outcome.read_as  # the server says that nothing has changed
        is_known = self._known is not None and self._known.mark == self._batch.mark
        return is_known or not self._announced.has_news or 0 < counts.seen == counts.unchanged

    def _judge_empty(self) -> None:
        day = self._feed_day
        if why := announcements.why_none(day):
            self._miss(day)
            self._note(f"empty as expected: {_reason(day, why)}; {self._next()}")
        elif announcements.is_unsure(day):
            self._note(f"empty; arXiv may have kept a holiday; {self._next()}")
        elif self._known and self._known.size < _QUIET:
            self._outcome.batch = Batch(day=day, size=0, mark="")
            self._miss(day)
            self._note(f"empty; the batch of {shown(day)} was due, and the last was small")
        else:
            self._warn(f"empty, though the batch of {shown(day)} was due")

    def _judge_old(self) -> None:
        known = self._known
        newer = _due(known.day, self._feed_day) if known else []
        if not newer:
            last = f"the batch of {shown(known.day)}" if known else "it was last read"
            self._note(f"nothing new since {last}; {self._next()}")
            return
        size = self._batch.size if self._batch else known.size if known else 0
        self._warn(f"old batch again ({size} of {size} ids known), a new one was due")
        self._miss(newer[-1])

    def _judge_new(self, batch: Batch) -> None:
        day, days = batch.day, dict.fromkeys(self._reached, batch.day)
        if day < self._due and not announcements.is_unsure(self._due):
            self._warn(f"the batch of {shown(day)}, though that of {shown(self._due)} was due")
        for name in sorted(self._announced.old()):
            reached = self._reached[name]
            if reached and (newer := _due(reached, self._feed_day)):
                known, size = self._announced.known(name)
                ids = f"({known} of {size} ids known)"
                self._warn(f"old batch of {name} again {ids}, a new one was due")
                self._miss(newer[-1], [name])
                days[name] = reached
        self._miss(day, [name for name in days if days[name] == day])
        self._outcome.batch = msgspec.structs.replace(batch, days=days if len(days) > 1 else {})

    def _miss(self, before: date, categories: Iterable[str] = ()) -> None:
        """Record the batches before a day that were due and not read, each once."""
        missed = set(self._outcome.missed)
        for name in categories or self._reached:
            if reached := self._reached[name]:
                missed |= {day for day in _due(reached, before) if day < before}
        self._outcome.missed = sorted(missed.difference(self._reported))

    def _next(self) -> str:
        return f"the next is due {shown(announcements.next_due(self._feed_day))}"

    def _note(self, text: str) -> None:
        self._outcome.notes.append(text)

    def _warn(self, text: str) -> None:
        self._outcome.warnings.append(text)


def _reached(known: Past, category: str) -> date | None:
    """Return up to which day the announcements of a category were read."""
    if known.batch is None:
        return known.followed
    return known.batch.days.get(category, known.batch.day)


def _due(after: date, until: date) -> list[date]:
    """Return the batch days after one day, up to another, that are certain."""
    return [day for day in announcements.due(after, until) if not announcements.is_unsure(day)]


def _reason(day: date, why: str) -> str:
    is_weekend = why == f"{day:%A}"
    return f"no announcement on a {why}" if is_weekend else f"no announcement on {why}"
