"""Counts papers by week in the index, without reading any paper."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

# Days count from 1 January of year 1, which was a Monday. Only a whole day has a week.
_PAPERS = (
    "SELECT '', (latest - 1) / 7, count(*) FROM paper"
    " WHERE latest > 0 AND latest = earliest GROUP BY 2"
)
_ENTRIES = (
    "SELECT topic, (latest - 1) / 7, count(*) FROM entry JOIN list ON list.number = entry.list"
    " WHERE NOT near AND score >= ? AND latest > 0 AND latest = earliest GROUP BY 1, 2"
)


class WeekCounts(NamedTuple):
    """The number of papers by the Monday of their week.

    Attributes:
        papers: those of the whole library.
        topics: those of each topic.
    """

    papers: dict[date, int]
    topics: dict[str, dict[date, int]]


def count(ask: Callable[..., Any], least: float) -> WeekCounts:
    """Count the papers of each week, in all and by topic.

    Args:
        ask: executes SQL on the index.
        least: the score from which a paper is on a topic.
    """
    found = WeekCounts({}, {})
    for topic, week, papers in [*ask(_PAPERS), *ask(_ENTRIES, (least,))]:
        weeks = found.topics.setdefault(topic, {}) if topic else found.papers
        weeks[date.fromordinal(week * 7 + 1)] = papers
    return found
