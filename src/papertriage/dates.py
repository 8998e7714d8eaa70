"""Partial dates: ISO text of what is known (``2024``, ``2024-05``, ``2024-05-17``).

No precision is added: a year stays a year. Where a source leaves out the year, the latest such
day up to a reference day is used.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
"""A pattern for an English month's name, short or long."""

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_AGO = re.compile(r"(\d{1,4})([dw])")
DAYS = "2026-11-20, 2026-11, 2026, today, yesterday, monday, 7d or 2w"
"""The ways to write a day, for messages."""

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@lru_cache(maxsize=1024)  # a record says the same day up to four times
def parse(text: str) -> str | None:
    """Read a date as people and feeds write it; None if it is not a date, or an impossible one.

    ISO dates with or without a time, ``2024/5/7``, ``Mar 13, 2022``, ``2 Apr 2007 19:18 GMT``,
    ``March 2022``, ``2009 Jan-Feb`` (the first month), ``2000 Spring`` (the year), ``8/2020``,
    ``20240105``. A month or day ``00`` counts as unknown, and so do both in ``05/06/2012``, which
    is ambiguous. A time of day is dropped, not converted.
    """
    text = text.strip()
    if mailed := _mailed().fullmatch(text):
        text = mailed[1]
    return _read(text)


@cache
def _mailed() -> re.Pattern[str]:
    """Return the pattern of times in mail and feeds; only their day recurs, and can be cached."""
    return re.compile(r"[A-Z][a-z]{2}, (\d{1,2} [A-Z][a-z]{2} \d{4}) \d\d:\d\d:\d\d .*")


@lru_cache(maxsize=8192)  # the days of twenty years
def _read(text: str) -> str | None:
    for pattern, parts in _written():
        if found := pattern.fullmatch(text):
            return _build(*parts(found))
    return None


def named_day(text: str, today: date, *, latest: bool = False) -> date | None:
    """Read a day as users type it; None if it is not a day.

    ``today``, ``yesterday``; a weekday is the latest such day, today included; ``7d`` and ``2w``
    are so many days and weeks ago. A partial date is its first day, or with `latest` its last.
    """
    word = text.strip().lower()
    if word in ("today", "yesterday"):
        return today - timedelta(days=word == "yesterday")
    if word in _WEEKDAYS:
        return today - timedelta(days=(today.weekday() - _WEEKDAYS.index(word)) % 7)
    if ago := _AGO.fullmatch(word):
        return today - timedelta(days=int(ago[1]) * (7 if ago[2] == "w" else 1))
    partial = parse(text)
    if partial is None:
        return None
    return latest_day(partial) if latest else earliest_day(partial)


def month_number(name: str) -> int:
    """Return 1 to 12 for an English month's name, short or long."""
    return MONTHS.index(name[:3].lower()) + 1


def is_partial(text: str) -> bool:
    """Return whether the text is a valid partial ISO date."""
    return _bounds(text) is not None


def earliest_day(partial: str) -> date:
    """Return the first day of a partial date.

    Raises:
        ValueError: the text is not a partial ISO date.
    """
    return _certain_bounds(partial)[0]


def latest_day(partial: str) -> date:
    """Return the last day of a partial date.

    Raises:
        ValueError: the text is not a partial ISO date.
    """
    return _certain_bounds(partial)[1]


def ordinals(partial: str | None) -> tuple[int, int]:
    """Return the first and the last day of a partial date, counted from 1 January of year 1.

    Both are 0 without a date, and if the text is not a partial ISO date.
    """
    bounds = _bounds(partial) if partial else None
    return (bounds[0].toordinal(), bounds[1].toordinal()) if bounds else (0, 0)


def latest_such_day(month: int, day: int, not_after: date) -> date | None:
    """Return the latest day with this month and day up to a given day; None if there is none."""
    # 29 February comes again after eight years at most.
    for year in range(not_after.year, max(not_after.year - 9, 0), -1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= not_after:
            return found
    return None


def _month_and_day(first: str | None, second: str) -> tuple[str | None, str | None]:
    """Return month and day of two numbers before a year, None where they are ambiguous."""
    if first is None:
        return second, None
    if int(first) > 12:
        return second, first
    return (first, second) if int(second) > 12 else (None, None)


def _build(year: str, month: str | int | None, day: str | None) -> str | None:
    out = year
    if month and int(month):
        out += f"-{int(month):02d}"
        if day and int(day):
            out += f"-{int(day):02d}"
    return out if is_partial(out) else None


@lru_cache(maxsize=8192)
def _bounds(partial: str) -> tuple[date, date] | None:
    found = _PARTIAL.fullmatch(partial)
    if not found:
        return None
    year = int(found[1])
    try:
        if found[3]:
            day = date(year, int(found[2]), int(found[3]))
            return day, day
        if found[2]:
            month = int(found[2])
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        return date(year, 1, 1), date(year, 12, 31)
    except ValueError:
        return None


def _certain_bounds(partial: str) -> tuple[date, date]:
    bounds = _bounds(partial)
    if bounds is None:
        raise ValueError(f"not a date: {partial!r}")
    return bounds


_Parts = Callable[[re.Match[str]], tuple[Any, Any, Any]]


@cache  # compiled on first use: most commands read no dates
def _written() -> tuple[tuple[re.Pattern[str], _Parts], ...]:
    """Return the pattern of each way to write a date, with how to get year, month and day."""
    numeric = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:[T ]\d{1,2}:\d{2}.*)?/*")
    compact = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
    year_last = re.compile(r"(?:(\d{1,2})[/.-])?(\d{1,2})[/.-](\d{4})")
    # A meeting lasts from one day to another ("18-24 August"), an issue covers months ("Nov-Dec").
    day_first = re.compile(
        rf"(?:[A-Z][a-z]+,?\s+)?(?:(\d{{1,2}})(?:st|nd|rd|th)?(?:[-–]\d{{1,2}})?[\s-]+)?"
        rf"({MONTH})(?:[-–/]{MONTH})?\.?,?[\s-]+(\d{{4}})\b.*",
        re.IGNORECASE,
    )
    month_first = re.compile(
        rf"(?:[A-Z][a-z]+,\s+)?({MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?(?:[-–]\d{{1,2}})?,?\s+"
        r"(\d{4})\b.*",
        re.IGNORECASE,
    )
    year_first = re.compile(
        rf"(\d{{4}})\s+({MONTH})\.?(?:\s+(\d{{1,2}})(?!\d))?(?:\W.*)?", re.IGNORECASE
    )
    # An issue of a season has only a year ("2000 Spring", "Winter 2003-2004").
    season = re.compile(
        r"(?:(\d{4})\s+)?(?:Spring|Summer|Autumn|Fall|Winter)(?:[-–/][A-Z][a-z]+)?"
        r"(?(1)|,?\s+(\d{4}))(?:[-–/]\d{2,4})?",
        re.IGNORECASE,
    )
    return (
        (compact, lambda found: (found[1], found[2], found[3])),
        (year_last, lambda found: (found[3], *_month_and_day(found[1], found[2]))),
        (numeric, lambda found: (found[1], found[2], found[3])),
        (month_first, lambda found: (found[3], month_number(found[1]), found[2])),
        (day_first, lambda found: (found[3], month_number(found[2]), found[1])),
        (year_first, lambda found: (found[1], month_number(found[2]), found[3])),
        (season, lambda found: (found[1] or found[2], None, None)),
    )
