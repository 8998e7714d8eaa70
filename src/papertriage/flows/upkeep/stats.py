"""Counts papers by week and topic, decisions by person, and what each source added."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import msgspec

from papertriage.config.user import user_name
from papertriage.flows.lists.decisions import decided
from papertriage.library import Library, Run
from papertriage.report import ON_TOPIC, Mark

if TYPE_CHECKING:
    from papertriage.library.view import View

_WEEK = timedelta(days=7)


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """Papers by week.

    Attributes:
        papers: all of them, even those whose day is unknown or in none of the weeks shown.
        by_week: those of each week shown.
    """

    papers: int
    by_week: list[int]


class Person(msgspec.Struct, kw_only=True):
    """The decisions of one person that hold now, in papers."""

    star: int = 0
    later: int = 0
    read: int = 0
    skip: int = 0
    notes: int = 0


class SourceRuns(msgspec.Struct, kw_only=True):
    """What the runs of one source added.

    Attributes:
        last: the day of the last run, ISO.
    """

    runs: int = 0
    read: int = 0
    added: int = 0
    failed: int = 0
    last: str = ""


class Stats(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a library.

    Attributes:
        weeks: the Mondays of the weeks shown, oldest first.
        all: of all papers.
        topics: of the papers on each topic.
        people: decisions by name.
        sources: by the name that the user gave them.
    """

    weeks: list[date]
    all: Series
    topics: dict[str, Series]
    people: dict[str, Person]
    sources: dict[str, SourceRuns]


def library_stats(library: Library, topics: Sequence[str], weeks: int, today: date) -> Stats:
    """Count what a library holds and what happened in it.

    Args:
        library: the library; it is only read.
        topics: those of the taxonomy, in its order; others that have papers follow.
        weeks: how many to show, up to that of the newest paper.
        today: papers of later days are in no week.

    Raises:
        MissingInputError: there is no library.
    """
    with library.read() as view:
        counts = view.weeks(ON_TOPIC)
        mondays = _mondays(counts.papers, weeks, today)
        names = dict.fromkeys([*topics, *sorted(counts.topics)])
        return Stats(
            weeks=mondays,
            all=_series(len(view), counts.papers, mondays),
            topics={
                name: _series(
                    view.count(name, ON_TOPIC).papers, counts.topics.get(name, {}), mondays
                )
                for name in names
            },
            people=_people(view),
            sources=_sources(view.runs()),
        )


def _mondays(papers: Iterable[date], weeks: int, today: date) -> list[date]:
    last = max((monday for monday in papers if monday <= today), default=today)
    last -= timedelta(days=last.weekday())
    return [last - number * _WEEK for number in reversed(range(weeks))]


def _series(papers: int, by_week: dict[date, int], mondays: Sequence[date]) -> Series:
    return Series(papers=papers, by_week=[by_week.get(monday, 0) for monday in mondays])


def _people(view: "View") -> dict[str, Person]:
    found = decided(view)
    marks: list[Mark] = [*found.own.values()]
    marks += [mark for others in found.others.values() for mark in others]
    people: dict[str, Person] = {}
    for mark in marks:
        person = people.setdefault(mark.by or user_name(), Person())
        if verdict := mark.verdict or ("skip" if mark.skipped else None):
            setattr(person, verdict, getattr(person, verdict) + 1)
        person.notes += bool(mark.note)
    return dict(sorted(people.items()))


def _sources(runs: Iterable[Run]) -> dict[str, SourceRuns]:
    sources: dict[str, SourceRuns] = {}
    for run in runs:
        source = sources.setdefault(run.belongs_to, SourceRuns())
        source.runs += 1
        source.read += run.seen
        source.added += run.added
        source.failed += run.failed
        source.last = max(source.last, run.when[:10])
    return dict(sorted(sources.items(), key=lambda each: (-each[1].added, each[0])))
