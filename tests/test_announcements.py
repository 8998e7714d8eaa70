"""arXiv's calendar: announcements, holidays, deadlines, and days that are unsure."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertriage.sources import announcements

DAY = timedelta(days=1)
LISTS = {
    2023: "01-16 06-14 06-19 07-04 09-04 11-23 12-25 12-27",
    2024: "01-15 05-22 06-19 07-04 09-02 11-28 12-25 12-26 12-31",
    2025: "01-01 01-20 06-19 07-06 09-01 11-27",
    2026: "01-01 01-19 06-19 07-03 09-07 11-26 12-25 12-29 12-31",
}
"""The evenings that arXiv's lists name, fact by fact; that of 2025 ends before December."""


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize("year", LISTS)
def test_what_arxiv_lists_is_kept_and_nothing_else(year: int) -> None:
    """In a listed year only Fridays, Saturdays and the list's evenings have no announcement."""
    listed = {date.fromisoformat(f"{year}-{day}") for day in LISTS[year].split()}
    first, last = date(year, 1, 2), date(year, 11 if year == 2025 else 12, 30)
    evenings = [first + number * DAY for number in range((last - first).days + 1)]

    silent = {each for each in evenings if announcements.why_none(each + DAY) is not None}

    weekend = {each for each in evenings if each.weekday() in (4, 5)}
    known = {date(2026, 7, 4), date(2025, 7, 4)}  # a Saturday and a Friday: no rule is needed
    assert silent - known == (weekend | {each for each in evenings if each in listed}) - known


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-11-20", None),
        ("2026-11-21", "Saturday"),
        ("2026-11-22", "Sunday"),
        ("2026-11-26", None),  # Thanksgiving itself has the batch of the evening before
        ("2026-11-27", "Thanksgiving"),
        ("2026-12-30", "an arXiv holiday"),
        ("2031-01-21", "Martin Luther King Jr. Day"),
    ],
)
def test_a_day_without_a_batch_has_a_reason(day: str, why: str | None) -> None:
    """The feeds of weekends and of days after a holiday are empty, for a reason with a name."""
    assert announcements.why_none(date.fromisoformat(day)) == why


def test_a_day_that_no_list_covers_is_unsure() -> None:
    """Beyond the known lists, days between Christmas and New Year are unsure."""
    unsure = [
        day
        for number in range(366)
        if announcements.is_unsure(day := date(2027, 1, 2) + number * DAY)
        and announcements.why_none(day) is None
    ]

    # Feeds of Monday to Friday; 4 July 2027 is a Sunday, 24 December a Friday.
    assert [f"{day:%m-%d}" for day in unsure] == [
        "07-06", "12-27", "12-28", "12-29", "12-30", "12-31"
    ]  # fmt: skip
    assert not any(announcements.is_unsure(date(2026, 1, 2) + n * DAY) for n in range(360))


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-11-20T08:00+01:00", "2026-11-20"),  # 02:00 Eastern
        ("2026-11-20T06:10+01:00", "2026-11-19"),  # ten past midnight: it may not be rebuilt yet
        ("2026-11-19T23:59-05:00", "2026-11-19"),
        ("2026-07-20T05:59+00:00", "2026-07-19"),  # daylight saving time
        ("2026-07-20T06:00+00:00", "2026-07-20"),
    ],
)
def test_feeds_change_after_midnight_eastern(now: str, day: str) -> None:
    """US Eastern time decides which day's feed is current, with or without daylight saving."""
    assert announcements.feed_day(moment(now)) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("day", "begin", "end"),
    [
        ("2026-11-18", "2026-11-16T14:00-05:00", "2026-11-17T14:00-05:00"),  # Tuesday's evening
        ("2026-11-16", "2026-11-12T14:00-05:00", "2026-11-13T14:00-05:00"),  # Sunday's
        ("2026-11-17", "2026-11-13T14:00-05:00", "2026-11-16T14:00-05:00"),  # Monday's
        ("2026-11-30", "2026-11-25T14:00-05:00", "2026-11-27T14:00-05:00"),  # after Thanksgiving
    ],
)
def test_a_batch_has_its_window_of_submissions(day: str, begin: str, end: str) -> None:
    """A batch holds what was submitted between two deadlines, as arXiv's table has it."""
    window = announcements.submitted(date.fromisoformat(day))

    assert window == (moment(begin), moment(end))


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_windows_of_submissions_leave_no_gap(day: date) -> None:
    """Each window begins where the one before it ended."""
    first = announcements.last_due(day)
    second = announcements.next_due(first)

    assert announcements.submitted(first)[1] == announcements.submitted(second)[0]
    assert announcements.due(first, second) == [second]
