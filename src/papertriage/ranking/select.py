"""What a reading list is made from: the criteria, what users decided, and the papers on it."""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from papertriage.paper import Announced, Paper, Tag
from papertriage.ranking.headline_of import headline_of
from papertriage.ranking.order import Sort
from papertriage.ranking.why import reasons
from papertriage.report import ON_TOPIC, Entry, Mark, Out, Verdict

_NEWS: frozenset[Announced] = frozenset({"new", "cross"})


class Criteria(msgspec.Struct, frozen=True, kw_only=True):
    """What the user wants to see.

    Attributes:
        topics: one list of these by their best score; empty for one list per topic, each paper
            under its best topic.
        taxonomy: all topics in the taxonomy's order; it orders the lists. Topics that only old
            tags name come last, by name.
        min_score: the minimum score to be listed.
        since: keep papers whose latest possible day is this or later.
        until: keep papers whose earliest possible day is this or earlier.
        undated: keep undated papers although `since` or `until` is given.
        categories: keep papers in one of these, or in one below it (``cs`` takes ``cs.CV``).
        limit: entries per list; None for all. With a limit, memory is bounded by it.
        sort: by score or by date.
        half_life: days after which a score counts half in the order; the score does not change.
        announce: keep papers that were announced as one of these, see `announced_as`.
        new: list only what was not listed before.
        known: keys of papers that the reader owns: they are on no list.
        include: verdicts of the user that do not exclude a paper.
        starred: list only papers that the user starred, or marked as `include` says.
        undecided: list only papers that the user has not decided on, or marked as `include` says.
        near: near papers per list; None for all.
        least_near: the minimum score of a near paper.
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
    least_near: float = 0.0

    @property
    def announced(self) -> frozenset[Announced]:
        """`announce`; with `new` the default leaves out replacements."""
        return self.announce or (_NEWS if self.new else frozenset())


class Remembered(msgspec.Struct, frozen=True, kw_only=True):
    """What is known about papers by their keys, beyond their own fields.

    Attributes:
        out: papers that are on no list, and why.
        only: papers that may be on a list; None for all.
        skipped: the topics on whose lists the user skipped a paper; it moves to the best other one.
        marks: the user's decisions.
        others: those of other users.
    """

    out: Mapping[str, Out] = {}
    only: frozenset[str] | None = None
    skipped: Mapping[str, frozenset[str]] = {}
    marks: Mapping[str, Mark] = {}
    others: Mapping[str, list[Mark]] = {}


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


def entry(
    rank: int, listed: Listed, topics: Sequence[str], remembered: Remembered, *, near: bool = False
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


def on_topic(paper: Paper, least: float) -> list[Tag]:
    """Return the tags from a score on, the best first; equal scores keep the paper's order.

    That is the order of the taxonomy that they come from.
    """
    tags = (tag for tag in paper.tags or () if tag.score >= least)
    return sorted(tags, key=lambda tag: -tag.score)
