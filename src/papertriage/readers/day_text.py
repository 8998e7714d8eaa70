"""The most precise date among several fields of a record."""

import re
from collections.abc import Sequence

_HAS_YEAR = re.compile(r"\d{4}")
_ONLY_YEAR = re.compile(r"(\d{4})\W*")
_SLASHED = re.compile(r"(\d{4})/(\d{0,2})/(\d{0,2})(?:/.*)?")  # RIS: year/month/day/other words


def fullest_date(dates: Sequence[str], year: str, month: str = "", day: str = "") -> str | None:
    """Return a date that has a year, else the year with month and day as far as they are known.

    Args:
        dates: dates unchanged, the best first; one may lack its year ("May 3").
        year: the year unchanged, if it has a field of its own.
        month: the month likewise, a name or a number.
        day: the day likewise.
    """
    only = _ONLY_YEAR.fullmatch(year)
    year = only[1] if only else year
    for date in dates:
        if not _HAS_YEAR.search(date):
            month = month or date
        elif (known := _ONLY_YEAR.fullmatch(date)) is None:
            if not year or year[:4] in date:
                return _unslashed(date)
        else:
            year = year or known[1]
    if not (year and month):
        return year or next(iter(dates), None)
    if month.isdigit():
        return f"{year}-{month}-{day}" if day.isdigit() else f"{year}-{month}"
    return f"{year} {month} {day}".rstrip()


def _unslashed(date: str) -> str:
    found = _SLASHED.fullmatch(date)
    return "-".join(filter(None, found.groups())) if found else date
