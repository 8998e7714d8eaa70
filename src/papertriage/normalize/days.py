"""The days of a paper, and the deduction of a year that a page leaves out."""

import re
from datetime import date
from typing import Any

import msgspec

from papertriage import dates, identity
from papertriage.paper import Paper
from papertriage.text.clean import one_line

DATES = ("published", "updated", "announced")
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_NUMBERS = re.compile(r"\d{4}-\d\d?-\d\d?(?:[T ].*)?")  # an impossible day has no year
_SHORT = 40
"""Characters of a text in which a year is the date; a longer text is about something else."""
_DAY = re.compile(rf"({dates.MONTH})\.? (\d{{1,2}})", re.IGNORECASE)


class Context(msgspec.Struct, kw_only=True):
    """What normalizing needs besides the record, and what it reports.

    Attributes:
        source: the base name of the source.
        as_of: the reference day for dates without a year.
        inferred_from: the day that was used for such dates, and where it comes from; None before.
        left_out: what was left out since the last `report`, each with its text.
    """

    source: str
    as_of: date
    inferred_from: tuple[date, str] | None = None
    left_out: list[tuple[str, str]] = []

    def leave_out(self, what: str, text: str) -> None:
        """Note a part of a record that is not kept."""
        self.left_out.append((what, text))

    def report(self) -> list[tuple[str, str]]:
        """Return what was left out since the last call."""
        found, self.left_out = self.left_out, []
        return found


def set_dates(paper: Paper, fields: dict[str, Any], context: Context) -> None:
    """Read the days that a record gives; without any, an arXiv id gives year and month."""
    for name in DATES:
        value = fields.get(name)
        if isinstance(value, int | float) and 1000 <= value <= 9999:
            value = str(int(value))
        if isinstance(value, str) and (text := one_line(value)):
            setattr(paper, name, _read(paper, text, fields, context))
    if paper.published is None and "arxiv" in paper.ids:
        paper.published = identity.arxiv_month(paper.ids["arxiv"])


def _read(paper: Paper, text: str, fields: dict[str, Any], context: Context) -> str | None:
    """Read a full date, else one without a year, else only a year ("Summer 2019")."""
    if found := dates.parse(text) or _inferred(paper, text, fields, context):
        return found
    year = _YEAR.search(text) if len(text) <= _SHORT and not _NUMBERS.fullmatch(text) else None
    return year[0] if year else None


def _inferred(paper: Paper, text: str, fields: dict[str, Any], context: Context) -> str | None:
    """Read a day without a year as the latest such day up to the page's date, or to `as_of`."""
    read_on, given_by = context.as_of, "the reference day"
    if page_date := fields.get("page_date"):
        known = dates.parse(page_date)
        day = date.fromisoformat(known) if known and len(known) == 10 else None
        day = day or _such_day(page_date, read_on)
        if day:
            read_on, given_by = day, "the page's own date line"
    found = _such_day(text, read_on)
    if found is None:
        return None
    paper.date_inferred = True
    context.inferred_from = (read_on, given_by)
    return found.isoformat()


def _such_day(text: str, not_after: date) -> date | None:
    found = _DAY.fullmatch(text)
    if not found:
        return None
    return dates.latest_such_day(dates.month_number(found[1]), int(found[2]), not_after)
