"""Selection: which papers a reading list takes, and where the others went."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol

import msgspec

from papertriage.dates import ordinals
from papertriage.paper import WITHDRAWN, Announced, Paper, Tag, announced_as
from papertriage.ranking.headline_of import headline_of
from papertriage.ranking.near import NEAR_ORDER, near_tag
from papertriage.ranking.order import Best, Order, Sort
from papertriage.ranking.why import reasons
from papertriage.report import (
    ON_TOPIC,
    Counts,
    Entry,
    Mark,
    Out,
    ReadingList,
    Report,
    Verdict,
)

_NEWS: frozenset[Announced] = frozenset({"new", "cross"})


class Criteria(msgspec.Struct, frozen=True, kw_only=True):
    """What the reader asked for.

    Attributes:
        topics: one list of these by their best score; empty for one list a topic, each paper
            under its best topic.
        taxonomy: all topics in the taxonomy's order; it orders the lists. Topics that only old
            tags know follow by name.
        min_score: the least score to be listed.
        since: keep papers whose latest possible day is this or later.
        until: keep papers whose earliest possible day is this or earlier.
        undated: keep undated papers although `since` or `until` is given.
        categories: keep papers in one of these, or in one below it (``cs`` takes ``cs.CV``).
        limit: entries a list; None for all. With a limit, memory is bounded by it.
        sort: by score or by date.
        half_life: days after which a score counts half in the order; the score stays.
        announce: keep papers that were announced as one of these, see `announced_as`.
        new: list only what was not listed before.
        known: keys of papers that the reader owns: no list takes them.
        include: verdicts of the user that keep no paper off the lists.
        starred: list only papers that the user starred, or marked as `include` says.
        undecided: list only papers that the user has not decided on, or marked as `include` says.
        near: near papers a list; None for all.
    """

    topics: tuple[str, ...] = ()
    taxonomy: tuple[str, ...] = ()
    min_score: float = ON_TOPIC
    since: date | None = None
    until: date | None = None
    undated: bool = False
    categories: tuple[str, ...] = ()
    limit: int | None = None
    sort: Sort = "score"
    half_life: float | None = None
    announce: frozenset[Announced] = frozenset()
    new: bool = False
    known: frozenset[str] = frozenset()
    include: frozenset[Verdict] = frozenset()
    starred: bool = False
    undecided: bool = False
    near: int | None = 0

    @property
    def announced(self) -> frozenset[Announced]:
        """`announce`; of what is new, unless it says otherwise, no mere replacements."""
        return self.announce or (_NEWS if self.new else frozenset())


class Remembered(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of papers by their keys, beyond what they say themselves.

    Attributes:
        out: papers that no list takes, and why.
        only: papers that a list may take; None for all.
        skipped: the topics on whose lists the user skipped a paper; it moves to the best other one.
        marks: the user's decisions.
        others: those of other users.
    """

    out: Mapping[str, Out] = {}
    only: frozenset[str] | None = None
    skipped: Mapping[str, frozenset[str]] = {}
    marks: Mapping[str, Mark] = {}
    others: Mapping[str, list[Mark]] = {}

    def why_out(self, key: str) -> Out | None:
        """Tell why no list takes a paper; None if one may."""
        if self.only is not None and key not in self.only:
            return self.out.get(key, "other_mark")
        return self.out.get(key)


class Facts(Protocol):
    """What decides on a paper before it is read: days as ordinals, 0 without a date."""

    @property
    def latest(self) -> int:
        """The latest day that its date may mean."""

    @property
    def earliest(self) -> int:
        """The earliest day that its date may mean."""

    @property
    def withdrawn(self) -> bool:
        """Whether it is withdrawn or retracted."""

    @property
    def announced_as(self) -> frozenset[Announced]:
        """How feeds announced it."""


class _Facts(NamedTuple):
    latest: int
    earliest: int
    withdrawn: bool
    announced_as: frozenset[Announced]


class Listed(msgspec.Struct):
    """A paper that may be on a list, before its headline and its reasons are made.

    Attributes:
        paper: with its tags.
        tag: the one under which it is listed.
        also: its other tags that count, the best first.
    """

    paper: Paper
    tag: Tag
    also: list[Tag]


class _Open:
    """A reading list while papers come in."""

    def __init__(
        self,
        topics: tuple[str, ...],
        criteria: Criteria,
        remembered: Remembered,
        today: date,
    ) -> None:
        self._topics = topics
        self._criteria = criteria
        self._remembered = remembered
        self._order = Order(criteria.sort, criteria.half_life, today)
        self._counts = Counts()
        self._best: Best[Listed] = Best(criteria.limit)
        self._near: Best[Listed] = Best(criteria.near)

    def take(self, listed: Listed, *, skipped: bool = False, elsewhere: bool = False) -> None:
        """Count a paper on the list's topic, and list it unless something speaks against it."""
        where = self._out(listed.paper, skipped=skipped) or ("elsewhere" if elsewhere else "listed")
        self._counts.on_topic += 1
        setattr(self._counts, where, getattr(self._counts, where) + 1)
        if where == "listed":
            latest = ordinals(listed.paper.date)[1]
            self._best.add(self._order.key(listed.paper.id, listed.tag.score, latest), listed)

    def take_near(self, listed: Listed) -> None:
        """List a near paper unless something speaks against it."""
        if not self._out(listed.paper):
            latest = ordinals(listed.paper.date)[1]
            self._near.add(NEAR_ORDER.key(listed.paper.id, listed.tag.score, latest), listed)

    def _out(self, paper: Paper, *, skipped: bool = False) -> str | None:
        earliest, latest = ordinals(paper.date)
        facts = _Facts(latest, earliest, paper.status in WITHDRAWN, announced_as(paper))
        out: str | None = self._remembered.why_out(paper.id) or ("skipped" if skipped else None)
        return out or left_out(facts, self._criteria, lambda: paper)

    @property
    def is_empty(self) -> bool:
        """Whether no paper is on topic."""
        return not self._counts.on_topic

    def close(self) -> ReadingList:
        """Rank what came in."""
        best, near = self._best.sorted(), self._near.sorted()
        entries = [
            entry(rank, listed, self._topics, self._remembered, near=rank > len(best))
            for rank, listed in enumerate([*best, *near], 1)
        ]
        self._counts.beyond_limit = self._counts.listed - len(best)
        self._counts.listed, self._counts.near = len(best), len(near)
        return ReadingList(topics=list(self._topics), entries=entries, counts=self._counts)


def entry(
    rank: int,
    listed: Listed,
    topics: Sequence[str],
    remembered: Remembered,
    *,
    near: bool = False,
) -> Entry:
    """Return a paper's line on the list of some topics."""
    paper = listed.paper
    return Entry(
        rank=rank,
        paper=paper,
        tag=listed.tag,
        also=listed.also,
        headline=headline_of(paper),
        why=reasons(listed.tag, listed.also, name_topic=len(topics) > 1),
        mark=remembered.marks.get(paper.id),
        others=remembered.others.get(paper.id, []),
        near=near,
    )


def report(
    papers: Iterable[Paper],
    criteria: Criteria,
    *,
    today: date,
    remembered: Remembered = Remembered(),  # noqa: B008 - frozen, so one serves all calls
) -> Report:
    """Read all papers once and return the reading lists.

    Args:
        papers: papers with their tags; those whose `tags` are None count as untagged.
        criteria: what to list.
        today: the day from which ages are counted (for `half_life`).
        remembered: papers that are kept off the lists, and the user's marks.
    """
    starting = [criteria.topics] if criteria.topics else [(topic,) for topic in criteria.taxonomy]
    lists = {topics: _Open(topics, criteria, remembered, today) for topics in starting}
    seen = untagged = 0
    for paper in papers:
        seen += 1
        untagged += paper.tags is None
        tags = on_topic(paper, criteria.min_score)
        skipped = remembered.skipped.get(paper.id, frozenset())
        by_rank = sorted(tags, key=lambda tag: tag.topic in skipped)
        chosen = [tag for tag in by_rank if not criteria.topics or tag.topic in criteria.topics]
        for tag in chosen[:1] if criteria.topics else chosen:
            topics = criteria.topics or (tag.topic,)
            if topics not in lists:
                lists[topics] = _Open(topics, criteria, remembered, today)
            elsewhere = tag is not chosen[0]
            also = [] if elsewhere else [other for other in tags if other is not tag]
            is_skipped = tag.topic in skipped
            lists[topics].take(Listed(paper, tag, also), skipped=is_skipped, elsewhere=elsewhere)
        near = near_tag(paper, criteria, skipped) if criteria.near != 0 else None
        if near:
            topics = criteria.topics or (near.topic,)
            if topics not in lists:
                lists[topics] = _Open(topics, criteria, remembered, today)
            lists[topics].take_near(Listed(paper, near, tags))
    known = [lists.pop(topics) for topics in starting]
    unknown = [lists[topics] for topics in sorted(lists) if not lists[topics].is_empty]
    return Report(
        lists=[one.close() for one in known + unknown],
        papers=seen,
        untagged=untagged,
        min_score=criteria.min_score,
        new=criteria.new,
        announced=criteria.announced,
    )


def on_topic(paper: Paper, least: float) -> list[Tag]:
    """Return the tags from a score on, the best first; equal scores as they stand on the paper.

    There they stand in the order of the taxonomy that gave them.
    """
    tags = (tag for tag in paper.tags or () if tag.score >= least)
    return sorted(tags, key=lambda tag: -tag.score)


def left_out(facts: Facts, criteria: Criteria, paper: Callable[[], Paper]) -> str | None:
    """Return the name of the count under which a paper is left out; None if it is not.

    Args:
        facts: what is known of it beforehand.
        criteria: what was asked for.
        paper: reads the paper; it is called where categories matter.
    """
    if facts.withdrawn:
        return "withdrawn"
    if criteria.categories and not _in_category(paper(), criteria.categories):
        return "other_category"
    if criteria.announced and criteria.announced.isdisjoint(facts.announced_as):
        return "other_announce"
    if criteria.since is None and criteria.until is None:
        return None
    if not facts.latest:
        return None if criteria.undated else "undated"
    early = criteria.since is not None and facts.latest < criteria.since.toordinal()
    late = criteria.until is not None and facts.earliest > criteria.until.toordinal()
    return "outside_dates" if early or late else None


def _in_category(paper: Paper, wanted: tuple[str, ...]) -> bool:
    own = [*paper.categories, paper.primary_category or ""]
    return any(
        category.lower() == name.lower() or category.lower().startswith(f"{name.lower()}.")
        for category in own
        for name in wanted
    )
