"""arXiv's calendar: on which days new papers are announced.

arXiv announces on the evenings of Sunday to Thursday, at 20:00 US Eastern, except on its holidays,
and rebuilds its feeds at midnight: so a *batch* is in the feeds of the day after. Feeds of a
Saturday, a Sunday and the day after a holiday are empty. All days here are batch days.

Source: info.arxiv.org/help/availability, its yearly lists of holidays. Seven holidays are the
same each year and are rules here. Each year has a few more, most of them after Christmas, which
arXiv announces during the year. Those of the lists of 2023 to 2026 are named below. Where a list
is not known, the days in question are *unsure*: nothing is expected of them, and a missing batch
is not a warning.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_DAY = timedelta(days=1)
_CUTOFF = time(14)
_SETTLING = timedelta(hours=2)
"""After midnight a feed may still hold the batch of yesterday; until then nothing is expected."""

_MOST_DAYS = 3
"""Days that are shown one by one."""
_MONDAY, _THURSDAY, _SATURDAY, _SUNDAY = 0, 3, 5, 6
_FIXED = {
    (1, 1): "New Year's Day",
    (6, 19): "Juneteenth",
    (7, 4): "Independence Day",
    (12, 25): "Christmas Day",
}
_NTH = (
    (1, _MONDAY, 3, "Martin Luther King Jr. Day"),
    (9, _MONDAY, 1, "Labor Day"),
    (11, _THURSDAY, 4, "Thanksgiving"),
)
"""Month, weekday, which one of the month, name."""
_ALSO = {
    date(2023, 6, 14),
    date(2023, 12, 27),
    date(2024, 5, 22),
    date(2024, 12, 26),
    date(2024, 12, 31),
    date(2025, 7, 6),
    date(2026, 12, 29),
    date(2026, 12, 31),
}
"""Evenings without an announcement that arXiv's yearly lists name besides the rules."""
_LISTED = frozenset({2023, 2024, 2025, 2026})
_LISTED_DECEMBERS = frozenset({2023, 2024, 2026})
"""Years whose list is known; that of 2025 was read before its December was settled."""


def feed_day(now: datetime) -> date:
    """Return the day of the feeds at this moment: US Eastern, some time after midnight."""
    return (now.astimezone(_eastern()) - _SETTLING).date()


def why_none(day: date) -> str | None:
    """Say why no batch is due on a day: the weekend, or a holiday's name; None: one is due."""
    if day.weekday() in (_SATURDAY, _SUNDAY):
        return f"{day:%A}"
    return _holiday(day - _DAY)


def is_unsure(day: date) -> bool:
    """Return whether a day may be a holiday of arXiv in a list that is not known here.

    Such days are from Christmas to New Year, and where a holiday falls on a weekend.
    """
    evening = day - _DAY
    is_late = evening.month == 12 and evening.day >= 24
    if evening.year in (_LISTED_DECEMBERS if is_late else _LISTED):
        return False
    return is_late or (evening.weekday() == _MONDAY and _holiday(evening - _DAY) is not None)


def due(after: date, until: date) -> list[date]:
    """Return the batch days after one day, up to another."""
    days = (after + number * _DAY for number in range(1, (until - after).days + 1))
    return [day for day in days if why_none(day) is None]


def last_due(day: date) -> date:
    """Return the latest batch day up to a day."""
    return next(each for each in _backwards(day) if why_none(each) is None)


def next_due(day: date) -> date:
    """Return the first batch day after a day."""
    day += _DAY
    while why_none(day) is not None:
        day += _DAY
    return day


def submitted(day: date) -> tuple[datetime, datetime]:
    """Return when the papers of a batch were submitted: from one deadline to the next, in UTC.

    The deadline is 14:00 US Eastern; that of a Sunday's announcement is on the Friday before.
    Papers that moderators held back were submitted earlier.
    """
    return _deadline(last_due(day - _DAY)), _deadline(day)


def shown(day: date) -> str:
    """Return a day as messages show it: ``Tue 17 Nov``."""
    return f"{day:%a} {day.day} {day:%b}"


def span(days: Sequence[date]) -> str:
    """Return days in order as messages show them: a few one by one, else their number and range."""
    words = [shown(day) for day in days]
    if len(words) > _MOST_DAYS:
        return f"{len(words)} days from {words[0]} to {words[-1]}"
    return ", ".join(words)


def _deadline(day: date) -> datetime:
    evening = day - _DAY
    day = evening - 2 * _DAY if evening.weekday() == _SUNDAY else evening
    return datetime.combine(day, _CUTOFF, _eastern()).astimezone(UTC)


def _holiday(evening: date) -> str | None:
    """Name what keeps arXiv from announcing on an evening; None: it announces."""
    if name := _FIXED.get((evening.month, evening.day)):
        return name
    for month, weekday, which, name in _NTH:
        is_day = (evening.month, evening.weekday()) == (month, weekday)
        if is_day and (evening.day - 1) // 7 + 1 == which:
            return name
    return "an arXiv holiday" if evening in _ALSO else None


def _backwards(day: date) -> Iterator[date]:
    while True:
        yield day
        day -= _DAY


def _eastern() -> tzinfo:
    from zoneinfo import ZoneInfo

    return ZoneInfo("America/New_York")
