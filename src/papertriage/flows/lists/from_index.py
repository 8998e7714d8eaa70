"""Reading lists off a library's index: no paper is read but those that are printed.

The lists are those that `ranking.select.report` makes of all papers. What may be asked without
looking at every paper on a topic is counted by the index; days, another order and several topics
on one list take a walk over the topic's places, categories one over its papers.
"""

import heapq
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from papertriage.ranking.order import Best, Order
from papertriage.ranking.select import Criteria, Listed, Remembered, entry, left_out, on_topic
from papertriage.report import Counts, Entry, Out, ReadingList, Report

if TYPE_CHECKING:
    from papertriage.library.answers import TopicEntry
    from papertriage.library.view import View

_Topics = tuple[str, ...]


def look_up(view: "View", criteria: Criteria, today: date, remembered: Remembered) -> Report:
    """Return the reading lists of a library.

    Args:
        view: the library.
        criteria: what to list.
        today: the day from which ages are counted (for `half_life`).
        remembered: papers that are kept off the lists, and the user's marks.
    """
    looking = _LookUp(view, criteria, today, remembered)
    return Report(
        lists=[looking.reading_list(topics) for topics in _lists(view, criteria)],
        papers=len(view),
        untagged=len(view) - sum(view.tagged_by().values()),
        min_score=criteria.min_score,
        new=criteria.new,
        announced=criteria.announced,
    )


def _lists(view: "View", criteria: Criteria) -> list[_Topics]:
    if criteria.topics:
        return [criteria.topics]
    others = sorted(view.topics().difference(criteria.taxonomy))
    filled = [topic for topic in others if view.count(topic, criteria.min_score).papers]
    return [(topic,) for topic in (*criteria.taxonomy, *filled)]


class _LookUp:
    """One question to a library."""

    def __init__(
        self, view: "View", criteria: Criteria, today: date, remembered: Remembered
    ) -> None:
        self._view = view
        self._criteria = criteria
        self._order = Order(criteria.sort, criteria.half_life, today)
        self._remembered = remembered
        self._out: dict[int, Out] = {}
        self._out_places: list[tuple[str, TopicEntry, Out]] = []
        for key, out in remembered.out.items():
            for number in view.named(key):
                for topic, place in view.entries_of(number):
                    self._out[number] = out
                    self._out_places.append((topic, place, out))

    def reading_list(self, topics: _Topics) -> ReadingList:
        """Return the list of some topics."""
        criteria = self._criteria
        if (
            len(topics) == 1
            and self._order.is_by_score
            and not (criteria.since or criteria.until or criteria.categories or criteria.announced)
        ):
            counts, best = self._from_the_top(topics[0])
        else:
            counts, best = self._from_all(topics)
        entries = [self._entry(rank, place, topics) for rank, place in enumerate(best.sorted(), 1)]
        counts.beyond_limit = counts.listed - len(entries)
        counts.listed = len(entries)
        return ReadingList(topics=list(topics), entries=entries, counts=counts)

    def _from_the_top(self, topic: str) -> "tuple[Counts, Best[TopicEntry]]":
        """Read until the list is full; the index knows how many there are."""
        best: Best[TopicEntry] = Best(self._criteria.limit)
        for place in self._view.entries(topic, self._criteria.min_score):
            if self._where(place) == "listed" and not self._offer(best, place):
                break
        return self._counted(topic), best

    def _counted(self, topic: str) -> Counts:
        least = self._criteria.min_score
        total = self._view.count(topic, least)
        counts = Counts(on_topic=total.papers, withdrawn=total.withdrawn)
        counts.elsewhere = 0 if self._criteria.topics else total.elsewhere
        counts.listed = total.papers - total.withdrawn - counts.elsewhere
        for other, place, out in self._out_places:
            if other == topic and place.score >= least:
                _add(counts, out, 1)
                _add(counts, self._where_by_itself(place), -1)
        return counts

    def _from_all(self, topics: _Topics) -> "tuple[Counts, Best[TopicEntry]]":
        """Look at every paper on the topics."""
        counts = Counts()
        best: Best[TopicEntry] = Best(self._criteria.limit)
        for place in self._each_paper_once(topics):
            where = self._where(place)
            counts.on_topic += 1
            _add(counts, where, 1)
            if where == "listed":
                self._offer(best, place)
        return counts, best

    def _each_paper_once(self, topics: _Topics) -> "Iterator[TopicEntry]":
        """Yield the places of papers under the best of the topics, the best first."""
        each = [self._view.entries(topic, self._criteria.min_score) for topic in topics]
        if len(each) == 1:
            yield from each[0]
            return
        met: set[int] = set()
        for place in heapq.merge(*each, key=lambda one: -one.score):
            if place.paper not in met:
                met.add(place.paper)
                yield place

    def _where(self, place: "TopicEntry") -> str:
        return self._out.get(place.paper) or self._where_by_itself(place)

    def _where_by_itself(self, place: "TopicEntry") -> str:
        criteria = self._criteria
        out = left_out(place, criteria, lambda: self._view.paper(place.paper))
        elsewhere = not criteria.topics and not place.best
        return out or ("elsewhere" if elsewhere else "listed")

    def _offer(self, best: "Best[TopicEntry]", place: "TopicEntry") -> bool:
        """Offer a paper to the list; the key of one that comes too late is not even read."""
        score, latest = place.score, place.latest
        if not best.has_room(self._order.key("", score, latest)):
            return False
        best.add(self._order.key(self._view.key(place.paper), score, latest), place)
        return True

    def _entry(self, rank: int, place: "TopicEntry", topics: _Topics) -> Entry:
        paper = self._view.tagged(place.paper)
        tags = on_topic(paper, self._criteria.min_score)
        tag = next(tag for tag in tags if tag.topic in topics)
        also = [other for other in tags if other is not tag]
        return entry(rank, Listed(paper, tag, also), topics, self._remembered)


def _add(counts: Counts, where: str, step: int) -> None:
    setattr(counts, where, getattr(counts, where) + step)
