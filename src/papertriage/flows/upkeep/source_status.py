"""Reports for each source when it was last read successfully, and what has failed since."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

import msgspec

from papertriage.config.subscription import Subscription
from papertriage.flows.ingest.backfill import open_days
from papertriage.flows.ingest.source_name import name_of
from papertriage.library import Run

LIBRARY = "all sources"
"""What the library as a whole is called where no sources are configured."""


class SourceStatus(msgspec.Struct, kw_only=True):
    """The state of a source.

    Attributes:
        source: its name.
        is_subscribed: whether it is in the configuration.
        read: when it was last read to its end, UTC, as runs.jsonl has it; None: never.
        form: what it was last read as; of a pattern, all forms of its files.
        seen: records of its last reading; of a pattern, of the last reading of each file.
        added: papers that these brought.
        failed: why the last reading failed; None: it did not.
        failed_at: when that was.
        missed: days of announcements that were not read.
    """

    source: str
    is_subscribed: bool = False
    read: str | None = None
    form: str | None = None
    seen: int = 0
    added: int = 0
    failed: str | None = None
    failed_at: str | None = None
    missed: list[date] = []

    def age(self, now: datetime) -> timedelta | None:
        """Return how long ago it was last read successfully; None: never."""
        return now - datetime.fromisoformat(self.read) if self.read else None


def source_statuses(runs: Sequence[Run], wanted: Iterable[Subscription]) -> list[SourceStatus]:
    """Return the state of sources: the configured ones in order, then others, latest first.

    Args:
        runs: what was read, oldest first.
        wanted: the sources of the configuration.
    """
    found = {name_of(one): SourceStatus(source=name_of(one), is_subscribed=True) for one in wanted}
    others: dict[str, SourceStatus] = {}
    for name, readings in _last_readings(runs).items():
        status = found.get(name) or others.setdefault(name, SourceStatus(source=name))
        _fill(status, readings)
        status.missed = open_days(runs, name)
    latest = sorted(
        others.values(), key=lambda one: max(one.read or "", one.failed_at or ""), reverse=True
    )
    return [*found.values(), *latest]


def too_old(
    statuses: Sequence[SourceStatus], most: timedelta, now: datetime
) -> list[tuple[str, timedelta | None]]:
    """Return the configured sources that were not read successfully for too long, with ages.

    Where none is configured the library is judged as a whole, by its latest good reading.
    """
    subscribed = [each for each in statuses if each.is_subscribed]
    ages = [(each.source, each.age(now)) for each in subscribed]
    if not subscribed:
        known = [age for each in statuses if (age := each.age(now)) is not None]
        ages = [(LIBRARY, min(known, default=None))]
    return [(name, age) for name, age in ages if age is None or age > most]


def ago(age: timedelta) -> str:
    """Return an age in words: ``5 min``, ``3 h``, ``2 days``."""
    minutes = max(int(age.total_seconds()) // 60, 0)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h"
    return f"{minutes // (24 * 60)} days"


class _Readings(msgspec.Struct, kw_only=True):
    """The last run of each file of a source, its last good run, and its last run."""

    each: dict[str, Run] = {}
    good: Run | None = None
    last: Run | None = None


def _last_readings(runs: Iterable[Run]) -> dict[str, _Readings]:
    found: dict[str, _Readings] = {}
    for run in runs:
        if run.filled:
            continue
        readings = found.setdefault(run.belongs_to, _Readings())
        readings.last = run
        readings.each[run.source] = run
        if not run.failed:
            readings.good = run
    return found


def _fill(status: SourceStatus, readings: _Readings) -> None:
    status.seen = sum(run.seen for run in readings.each.values())
    status.added = sum(run.added for run in readings.each.values())
    if readings.good:
        status.read = readings.good.when
        good = [run for run in readings.each.values() if not run.failed] or [readings.good]
        status.form = " + ".join(dict.fromkeys(run.form for run in good if run.form)) or None
    if readings.last and readings.last.failed:
        status.failed, status.failed_at = readings.last.problem, readings.last.when
