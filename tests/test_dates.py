"""Partial dates: what is known is kept, nothing is invented."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertriage import dates


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2024", "2024"),
        ("2024-5", "2024-05"),
        ("2024/5/7", "2024-05-07"),
        ("2024-05-07T23:59:59Z", "2024-05-07"),
        ("2014//", "2014"),
        ("Mar 13, 2022", "2022-03-13"),
        ("March 3rd, 2022", "2022-03-03"),
        ("13 March 2022", "2022-03-13"),
        ("Mon, 2 Apr 2007 19:18:42 GMT", "2007-04-02"),
        ("Friday, 22 March 2024", "2024-03-22"),
        ("Sept 2021", "2021-09"),
        ("2009 Jan-Feb", "2009-01"),
        ("2009 Jan 12", "2009-01-12"),
        ("2000 Spring", "2000"),
        ("Fall-Winter 2017", "2017"),
        ("Winter 2003-2004", "2003"),
        ("Spring", None),
        ("Feb 30, 2020", None),
        ("2024-13", None),
        ("yesterday", None),
        ("Mar 11 3", None),
        ("", None),
    ],
)
def test_a_date_is_read_as_people_write_it(text: str, wanted: str | None) -> None:
    """Missing parts stay missing, and text that is not a date is not read as one."""
    assert dates.parse(text) == wanted


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-11-18", date(2026, 11, 18), date(2026, 11, 18)),
        ("2026-11", date(2026, 11, 1), date(2026, 11, 30)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("today", date(2026, 11, 20), date(2026, 11, 20)),
        (" Yesterday ", date(2026, 11, 19), date(2026, 11, 19)),
        ("friday", date(2026, 11, 20), date(2026, 11, 20)),
        ("Monday", date(2026, 11, 16), date(2026, 11, 16)),
        ("saturday", date(2026, 11, 14), date(2026, 11, 14)),
        ("0d", date(2026, 11, 20), date(2026, 11, 20)),
        ("7d", date(2026, 11, 13), date(2026, 11, 13)),
        ("2w", date(2026, 11, 6), date(2026, 11, 6)),
        ("9999w", date(1835, 4, 3), date(1835, 4, 3)),
        ("7", None, None),
        ("7h", None, None),
        ("tomorrow", None, None),
        ("-7d", None, None),
        ("", None, None),
    ],
)
def test_users_name_days_from_today(text: str, first: date | None, last: date | None) -> None:
    """On a Friday "monday" is four days ago; a month means its first day, or its last."""
    today = date(2026, 11, 20)

    assert dates.named_day(text, today) == first
    assert dates.named_day(text, today, latest=True) == last


@given(st.dates(min_value=date(1, 1, 1)))
def test_iso_dates_come_back_as_they_were(day: date) -> None:
    """A full ISO date is its own partial date, and its first and last day."""
    assert dates.parse(day.isoformat()) == day.isoformat()
    assert dates.earliest_day(day.isoformat()) == dates.latest_day(day.isoformat()) == day


@given(st.text(max_size=30))
def test_any_text_is_a_valid_partial_date_or_none(text: str) -> None:
    """Whatever parse returns can be compared."""
    found = dates.parse(text)

    assert found is None or dates.earliest_day(found) <= dates.latest_day(found)


def test_a_partial_date_means_all_its_days() -> None:
    """A year begins in January and ends in December; leap years count."""
    assert dates.earliest_day("2024") == date(2024, 1, 1)
    assert dates.latest_day("2024") == date(2024, 12, 31)
    assert dates.latest_day("2024-02") == date(2024, 2, 29)
    with pytest.raises(ValueError, match="not a date"):
        dates.latest_day("soon")


def test_a_day_without_year_is_the_latest_not_after() -> None:
    """The day itself counts; a leap day may be years back."""
    assert dates.latest_such_day(12, 31, date(2026, 11, 20)) == date(2025, 12, 31)
    assert dates.latest_such_day(11, 20, date(2026, 11, 20)) == date(2026, 11, 20)
    assert dates.latest_such_day(2, 29, date(2026, 11, 20)) == date(2024, 2, 29)
    assert dates.latest_such_day(2, 30, date(2026, 11, 20)) is None
