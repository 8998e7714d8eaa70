"""The plot: papers by week, one row of bars per topic, all on one scale of time and height.

Only whole dates have a week. What is older than a year before the newest paper, or known by
its month or year alone, is not drawn, and the page says how many those are.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import msgspec

from papertriage.dates import earliest_day, is_partial
from papertriage.text.clean import counted

MOST_WEEKS = 52
_LEAST_WEEKS = 13
_WEEK = timedelta(days=7)
_STEP, _BAR = 4, 3
HEIGHT = 20
"""The height of a row, in units of which a week is 4 wide and its bar 3."""
_LEAST = 2
_LEAST_FULL = 4
"""The full height means at least this many papers, so that one paper is not a peak."""


class Dated(msgspec.Struct, frozen=True):
    """A paper as the plot sees it: its day, partial or unknown, and its topics' numbers."""

    day: str | None
    topics: list[int]


class Bar(msgspec.Struct, frozen=True):
    """A week's bar, in the row's units from its upper left corner."""

    x: int
    y: float
    width: int
    height: float


class Row(msgspec.Struct, frozen=True):
    """A topic's bars, and what they say in words."""

    papers: int
    bars: list[Bar]
    description: str


class Plot(msgspec.Struct, frozen=True):
    """All rows with their time: Mondays of the first and the last week, if any day is known."""

    rows: list[Row]
    width: int
    first: date | None
    last: date | None
    undrawn: int


def plot(papers: Sequence[Dated], topics: Iterable[str]) -> Plot:
    """Count papers by topic and week.

    Args:
        papers: the papers listed.
        topics: all topics in the order of the rows.
    """
    mondays = [_monday(paper.day) for paper in papers]
    known = [monday for monday in mondays if monday]
    last = max(known, default=None)
    weeks = _weeks(known)
    first = last - (weeks - 1) * _WEEK if last else None
    counts: Counter[tuple[int, int]] = Counter()
    undrawn = 0
    for paper, monday in zip(papers, mondays, strict=True):
        if monday is None or first is None or monday < first:
            undrawn += 1
            continue
        week = (monday - first) // _WEEK
        counts.update((topic, week) for topic in paper.topics)
    highest = max([_LEAST_FULL, *counts.values()])
    rows = []
    for number, _ in enumerate(topics):
        own = {week: count for (topic, week), count in sorted(counts.items()) if topic == number}
        total = sum(number in paper.topics for paper in papers)
        bars = [_bar(week, count / highest) for week, count in own.items()]
        rows.append(Row(papers=total, bars=bars, description=_description(total, own, first)))
    return Plot(rows=rows, width=weeks * _STEP, first=first, last=last, undrawn=undrawn)


def _monday(day: str | None) -> date | None:
    if not day or len(day) != len("2026-11-20") or not is_partial(day):
        return None
    whole = earliest_day(day)
    return whole - timedelta(days=whole.weekday()) if whole.toordinal() > 7 else None


def _weeks(mondays: Sequence[date]) -> int:
    span = (max(mondays) - min(mondays)) // _WEEK + 1 if mondays else 0
    return min(max(span, _LEAST_WEEKS), MOST_WEEKS)


def _bar(week: int, share: float) -> Bar:
    height = round(max(share * HEIGHT, _LEAST), 1)
    return Bar(x=week * _STEP, y=round(HEIGHT - height, 1), width=_BAR, height=height)


def _description(total: int, weeks: dict[int, int], first: date | None) -> str:
    papers = counted(total, "paper")
    if not weeks or first is None:
        return f"{papers}, none in the weeks drawn"
    week = max(weeks, key=lambda week: (weeks[week], week))
    return f"{papers}; most, {weeks[week]}, in the week of {first + week * _WEEK}"
