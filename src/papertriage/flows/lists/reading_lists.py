"""Makes reading lists: which papers are on them, in which order, and why the others are not.

The papers are those of a library's index, or those of a pipe, held in the same tables in memory. Of
a library only the papers that are printed are read. The index counts the papers on a topic. Limits
of date, another order and lists of several topics need a pass over the topic's entries; limits of
category need one over its papers.
"""

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import repeat
from typing import TYPE_CHECKING, Protocol, overload

from papertriage.paper import Paper, Tag
from papertriage.ranking.near import NEAR_ORDER, near_tag
from papertriage.ranking.order import Best, Order
from papertriage.ranking.select import Criteria, Listed, Remembered, entry, on_topic
from papertriage.report import Counts, Entry, Out, ReadingList, Report

if TYPE_CHECKING:
    from papertriage.library.answers import TopicCount, TopicEntry

_Topics = tuple[str, ...]


class Papers(Protocol):
    """Papers with their entries on topics; a library's `View` documents the methods."""

    def __len__(self) -> int: ...
    def tagged_by(self) -> Mapping[str, int]: ...
    def topics(self) -> set[str]: ...
    def entries(self, topic: str, least: float) -> "Iterator[TopicEntry]": ...
    def near(self, topic: str, least: float) -> "Iterator[TopicEntry]": ...
    def count(self, topic: str, least: float) -> "TopicCount": ...
    def entries_of(self, number: int) -> "list[tuple[str, TopicEntry]]": ...
    def named(self, name: str) -> list[int]: ...
    def key(self, number: int) -> str: ...
    def paper(self, number: int) -> Paper: ...
    def tagged(self, number: int) -> Paper: ...


class _Entries(Sequence[Entry]):
    """The entries of a list: each is read from the library on access, and not kept."""

    def __init__(self, count: int, read: Callable[[int], Entry]) -> None:
        self._count = count
        self._read = read

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> Entry: ...
    @overload
    def __getitem__(self, at: slice) -> list[Entry]: ...
    def __getitem__(self, at: int | slice) -> Entry | list[Entry]:
        numbers = range(self._count)[at]
        return self._read(numbers) if isinstance(numbers, int) else list(map(self._read, numbers))


def look_up(
    view: Papers, criteria: Criteria, today: date, remembered: Remembered, *, lazy: bool = False
) -> Report:
    """Return the reading lists of some papers.

    Args:
        view: the papers, of a library or of a pipe.
        criteria: what to list.
        today: the day from which ages are counted (for `half_life`).
        remembered: papers that are kept off the lists, and the user's marks.
        lazy: read each entry on access, while the view is open, so that long lists take little
            memory.
    """
    looking = _LookUp(view, criteria, today, remembered)
    return Report(
        lists=[looking.reading_list(topics, lazy=lazy) for topics in _lists(view, criteria)],
        papers=len(view),
        untagged=len(view) - sum(view.tagged_by().values()),
        min_score=criteria.min_score,
        new=criteria.new,
        announced=criteria.announced,
    )


def listed_entries(
    view: Papers, criteria: Criteria, remembered: Remembered
) -> "Iterator[tuple[str, TopicEntry, bool]]":
    """Yield the index entries of the listed papers, list by list; only near papers are read.

    Yields:
        The topic, the paper's entry on it, and whether the paper is only near the topic.
    """
    looking = _LookUp(view, criteria, date.min, remembered)
    for topics in _lists(view, criteria):
        yield from ((*each, False) for each in looking.listed(topics))
        yield from ((*each, True) for each in looking.near(topics))


def _lists(view: Papers, criteria: Criteria) -> list[_Topics]:
    if criteria.topics:
        return [criteria.topics]
    others = sorted(view.topics().difference(criteria.taxonomy))
    filled = [topic for topic in others if view.count(topic, criteria.min_score).papers]
    return [(topic,) for topic in (*criteria.taxonomy, *filled)]


class _LookUp:
    """The lists of some papers by some criteria."""

    def __init__(
        self, view: Papers, criteria: Criteria, today: date, remembered: Remembered
    ) -> None:
        self._view = view
        self._criteria = criteria
        self._order = Order(criteria.sort, criteria.half_life, today)
        self._remembered = remembered
        self._out: dict[int, Out] = {}
        self._skipped: dict[int, frozenset[str]] = {}
        self._kept: dict[int, list[str]] = {}
        self._touched: dict[str, dict[int, TopicEntry]] = defaultdict(dict)
        for key, out in remembered.out.items():
            for number in self._touch(key):
                self._out[number] = out
        for key, topics in remembered.skipped.items():
            for number in self._touch(key):
                self._skipped[number] = topics
                self._kept[number] = [
                    topic
                    for topic, item in view.entries_of(number)
                    if topic not in topics and item.score >= criteria.min_score
                ]
        only = remembered.only
        self._only = None if only is None else {n for key in only for n in view.named(key)}

    def _touch(self, key: str) -> list[int]:
        """Record the entries of a paper for which the counts of the index must be corrected."""
        numbers = self._view.named(key)
        for number in numbers:
            for topic, item in self._view.entries_of(number):
                self._touched[topic][number] = item
        return numbers

    def reading_list(self, topics: _Topics, *, lazy: bool) -> ReadingList:
        """Return the list of some topics."""
        criteria = self._criteria
        if (
            len(topics) == 1
            and self._order.is_by_score
            and self._only is None
            and not (criteria.since or criteria.until or criteria.categories or criteria.announced)
        ):
            counts, best = self._from_the_top(topics[0])
        else:
            counts, best = self._from_all(topics)
        listed, near = best.sorted(), self._near(topics)
        items = [*listed, *near]
        entries = _Entries(
            len(items), lambda at: self._entry(at + 1, items[at], topics, near=at >= len(listed))
        )
        counts.beyond_limit = counts.listed - len(listed)
        counts.listed, counts.near = len(listed), len(near)
        return ReadingList(
            topics=list(topics), entries=entries if lazy else list(entries), counts=counts
        )

    def listed(self, topics: _Topics) -> "Iterator[tuple[str, TopicEntry]]":
        """Yield the entries of the papers on a list, by score."""
        for topic, item in self._each_paper_once(topics):
            if self._counted_as(topic, item) == "listed":
                yield topic, item

    def near(self, topics: _Topics) -> "Iterator[tuple[str, TopicEntry]]":
        """Yield the entries of the near papers on a list, by score."""
        for item in self._near(topics):
            tag = self._near_tag(self._view.tagged(item.paper), item.paper)
            yield tag.topic if tag else topics[0], item

    def _from_the_top(self, topic: str) -> "tuple[Counts, Best[TopicEntry]]":
        """Read entries until the list is full; the index counts the rest."""
        best: Best[TopicEntry] = Best(self._criteria.limit)
        for item in self._view.entries(topic, self._criteria.min_score):
            if self._counted_as(topic, item) == "listed" and not self._offer(best, item):
                break
        return self._counted(topic), best

    def _counted(self, topic: str) -> Counts:
        least = self._criteria.min_score
        total = self._view.count(topic, least)
        counts = Counts(on_topic=total.papers, withdrawn=total.withdrawn)
        counts.elsewhere = 0 if self._criteria.topics else total.elsewhere
        counts.listed = total.papers - total.withdrawn - counts.elsewhere
        for item in self._touched[topic].values():
            if item.score >= least:
                _add(counts, self._counted_as(topic, item), 1)
                _add(counts, self._counted_alone(item, is_best=item.best), -1)
        return counts

    def _from_all(self, topics: _Topics) -> "tuple[Counts, Best[TopicEntry]]":
        """Look at every paper on the topics."""
        counts = Counts()
        best: Best[TopicEntry] = Best(self._criteria.limit)
        for topic, item in self._each_paper_once(topics):
            count = self._counted_as(topic, item)
            counts.on_topic += 1
            _add(counts, count, 1)
            if count == "listed":
                self._offer(best, item)
        return counts, best

    def _each_paper_once(self, topics: _Topics) -> "Iterator[tuple[str, TopicEntry]]":
        """Yield each paper's entry on the best of its topics, the best paper first."""
        least = self._criteria.min_score
        each = [zip(repeat(topic), self._view.entries(topic, least)) for topic in topics]
        met: set[int] = set()
        for topic, item in heapq.merge(*each, key=lambda one: -one[1].score):
            skipped, kept = self._skipped.get(item.paper, ()), self._kept.get(item.paper, [])
            moved = topic in skipped and not set(topics).isdisjoint(kept)
            if item.paper not in met and not moved:
                met.add(item.paper)
                yield topic, item

    def _near(self, topics: _Topics) -> "list[TopicEntry]":
        """Return the entries of the best near papers, by score, later date, key."""
        if self._criteria.near == 0:
            return []
        best: Best[TopicEntry] = Best(self._criteria.near)
        each = [self._view.near(topic, self._criteria.min_score) for topic in topics]
        met: set[int] = set()
        for item in heapq.merge(*each, key=lambda one: -one.score):
            if item.score < self._criteria.least_near:
                break
            if not best.has_room(NEAR_ORDER.key("", item.score, item.latest)):
                break
            if item.paper not in met and self._is_near(item, topics):
                met.add(item.paper)
                key = self._view.key(item.paper)
                best.add(NEAR_ORDER.key(key, item.score, item.latest), item)
        return best.sorted()

    def _is_near(self, item: "TopicEntry", topics: _Topics) -> bool:
        number = item.paper
        if number in self._out or (self._only is not None and number not in self._only):
            return False
        if self._left_out(item):
            return False
        if len(self._criteria.topics) == 1 and number not in self._skipped:
            return True
        tag = self._near_tag(self._view.tagged(number), number)
        return tag is not None and tag.topic in topics and tag.score == item.score

    def _near_tag(self, paper: Paper, number: int) -> Tag | None:
        return near_tag(paper, self._criteria, self._skipped.get(number, ()))

    def _counted_as(self, topic: str, item: "TopicEntry") -> str:
        number = item.paper
        if number in self._out:
            return self._out[number]
        if self._only is not None and number not in self._only:
            return "other_mark"
        if topic in self._skipped.get(number, ()):
            return "skipped"
        kept = self._kept.get(number)
        return self._counted_alone(item, is_best=kept[0] == topic if kept else item.best)

    def _counted_alone(self, item: "TopicEntry", *, is_best: bool) -> str:
        elsewhere = not self._criteria.topics and not is_best
        return self._left_out(item) or ("elsewhere" if elsewhere else "listed")

    def _left_out(self, item: "TopicEntry") -> str | None:
        """Return the name of the count under which a paper is left out; None if it is not."""
        criteria = self._criteria
        if item.withdrawn:
            return "withdrawn"
        if criteria.categories and not self._is_in_category(item.paper):
            return "other_category"
        if criteria.announced and criteria.announced.isdisjoint(item.announced_as):
            return "other_announce"
        if criteria.since is None and criteria.until is None:
            return None
        if not item.latest:
            return None if criteria.undated else "undated"
        early = criteria.since is not None and item.latest < criteria.since.toordinal()
        late = criteria.until is not None and item.earliest > criteria.until.toordinal()
        return "outside_dates" if early or late else None

    def _is_in_category(self, number: int) -> bool:
        paper = self._view.paper(number)
        own = [name.lower() for name in (*paper.categories, paper.primary_category or "")]
        return any(
            category == name or category.startswith(f"{name}.")
            for category in own
            for name in map(str.lower, self._criteria.categories)
        )

    def _offer(self, best: "Best[TopicEntry]", item: "TopicEntry") -> bool:
        """Offer a paper to the list and return whether it had room; only then its key is read."""
        score, latest = item.score, item.latest
        if not best.has_room(self._order.key("", score, latest)):
            return False
        best.add(self._order.key(self._view.key(item.paper), score, latest), item)
        return True

    def _entry(self, rank: int, item: "TopicEntry", topics: _Topics, *, near: bool) -> Entry:
        paper = self._view.tagged(item.paper)
        tags = on_topic(paper, self._criteria.min_score)
        skipped = self._skipped.get(item.paper, ())
        own = (tag for tag in tags if tag.topic in topics)
        tag = self._near_tag(paper, item.paper) if near else None
        tag = tag or min(own, key=lambda tag: tag.topic in skipped)
        also = [other for other in tags if other is not tag]
        return entry(rank, Listed(paper, tag, also), topics, self._remembered, near=near)


def _add(counts: Counts, count: str, step: int) -> None:
    setattr(counts, count, getattr(counts, count) + step)
