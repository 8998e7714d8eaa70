"""Makes the lists of a past day again, so that a failed mail or a broken pipe loses no list.

history.jsonl says which papers were listed on a day, and in which order. The papers themselves,
their scores and the reasons are those that the library has now. Where it has no score, as for lists
of ``--query`` and ``--like``, the score of that day is used.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from msgspec import structs

from papertriage import dates
from papertriage.flows.lists.rank import check_topics
from papertriage.flows.lists.seen import Showing, own, recall
from papertriage.library import Event as Listed
from papertriage.library import Library
from papertriage.paper import Event, Paper, Tag
from papertriage.ranking import select
from papertriage.report import Change, Counts, ReadingList, Report

if TYPE_CHECKING:
    from papertriage.library.view import View

_Topics = tuple[str, ...]


class Again(NamedTuple):
    """The lists of a past day.

    Attributes:
        report: the lists, without papers that the library no longer has.
        day: the day; None if nothing was ever listed.
        missing: how many listed papers the library no longer has.
        last: the day of the last listing.
    """

    report: Report
    day: date | None
    missing: int
    last: date | None


def list_again(library: Library, day: date | None, topics: _Topics = ()) -> Again:
    """Return what was listed on a day.

    Args:
        library: the library; it is only read.
        day: the day; None for the last day with a listing.
        topics: only lists and changes of these topics; empty for all.

    Raises:
        MissingInputError: there is no library.
        UsageError: a topic is neither in any tag nor in any listing.
    """
    with library.read() as view:
        events = own(view.history("listed"))
        check_topics(topics, {*view.topics(), *(name for one in events for name in one.topics)})
        days = (event.date for event in events if dates.is_partial(event.date))
        last = max(map(dates.earliest_day, days), default=None)
        day = day or last
        return _Listing(view, events, day, topics).again(last)


class _Listing:
    """The lists of one day, from its events."""

    def __init__(
        self, view: "View", events: list[Listed], day: date | None, topics: _Topics
    ) -> None:
        self._view = view
        self._events = events
        self._day = day
        self._topics = topics
        self._remembered = recall(view, select.Criteria()).remembered
        self._gone = 0

    def again(self, last: date | None) -> Again:
        of_day = [event for event in self._events if event.date == str(self._day)]
        of_day.sort(key=lambda event: event.rank or 0)  # older lines have no rank
        lists: dict[_Topics, list[Listed]] = defaultdict(list)
        for event in of_day:
            topics = tuple(event.list_topics or event.topics[:1])
            if topics and not (self._topics and set(topics).isdisjoint(self._topics)):
                lists[topics].append(event)
        report = Report(
            lists=[self._list(topics, events) for topics, events in lists.items()],
            papers=len(self._view),
            untagged=0,
            again=str(self._day or ""),
        )
        report.changed = list(self._changes([event for event in of_day if not event.topics]))
        return Again(report, self._day, self._gone, last)

    def _list(self, topics: _Topics, events: list[Listed]) -> ReadingList:
        found: dict[str, tuple[select.Listed, bool]] = {}
        for event in events:
            for number in self._papers(event):
                paper = self._view.tagged(number)
                found.setdefault(paper.id, (_listed(paper, event), event.near))
        entries = [
            select.entry(rank, listed, topics, self._remembered, near=near)
            for rank, (listed, near) in enumerate(found.values(), 1)
        ]
        near = sum(entry.near for entry in entries)
        on_topic = len(entries) - near
        counts = Counts(on_topic=on_topic, listed=on_topic, near=near)
        return ReadingList(topics=list(topics), entries=entries, counts=counts)

    def _papers(self, event: Listed) -> list[int]:
        ((_, papers),) = self._view.papers_about([event])
        self._gone += not papers
        return papers

    def _changes(self, events: list[Listed]) -> Iterator[Change]:
        """Yield the papers that had changed since an earlier listing."""
        for event in events:
            before = Showing()
            for earlier in self._before(event):
                before.add(earlier)
            if before.concerns(self._topics):
                yield from (
                    _change(self._view.paper(number), event, before)
                    for number in self._papers(event)
                )

    def _before(self, event: Listed) -> Iterator[Listed]:
        names = {*event.names, *event.paper[:1]}
        for earlier in self._events:
            if earlier is event:
                return
            if not names.isdisjoint((*earlier.names, *earlier.paper)):
                yield earlier


def _listed(paper: Paper, event: Listed) -> select.Listed:
    tags = {tag.topic: tag for tag in (*(paper.tags or ()), *paper.near_tags)}
    topic, *others = event.topics
    tag = tags.get(topic) or Tag(topic=topic, score=event.score or 0.0, base=0.0)
    return select.Listed(paper, tag, [tags[name] for name in others if name in tags])


def _change(paper: Paper, event: Listed, before: Showing) -> Change:
    """Return how a paper, as it was listed then, differed from the listings before."""
    replacements = [Event(type="replace", date=event.replaced)] if event.replaced else []
    then = structs.replace(paper, version=event.version, status=event.status, events=replacements)
    change = before.change(then) if before.dates else None
    if change is None:
        return Change(paper=paper, kind="replaced", listed=event.date)
    return structs.replace(change, paper=paper)
