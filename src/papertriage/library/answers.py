"""The values that a view returns."""

from typing import NamedTuple

import msgspec

from papertriage.paper import ANNOUNCED, Announced, Record


class TopicEntry(NamedTuple):
    """A paper on the list of a topic.

    Attributes:
        paper: its number.
        score: that of the topic.
        latest, earliest: the range of its date, in days from 1 January of year 1; 0: no date.
        best: whether this is the first topic of the paper, by score.
        withdrawn: whether the paper is withdrawn or retracted.
        announced: how feeds announced it: 1 new, 2 cross-listed, 4 replaced, or a sum of these.
    """

    paper: int
    score: float
    latest: int
    earliest: int
    best: bool
    withdrawn: bool
    announced: int

    @property
    def announced_as(self) -> frozenset[Announced]:
        """How feeds announced it, in words."""
        return frozenset(kind for at, kind in enumerate(ANNOUNCED) if self.announced >> at & 1)


class TopicCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many papers are on a topic.

    Attributes:
        papers: all of them.
        withdrawn: of these, withdrawn or retracted ones.
        best: papers whose best topic it is.
        elsewhere: papers with a better topic that are not withdrawn.
    """

    papers: int
    withdrawn: int
    best: int
    elsewhere: int


class TagCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many papers of a library are tagged.

    Attributes:
        papers: all papers.
        tagged: those that the requested taxonomy tagged.
        others: those that another taxonomy tagged.
        on_topic: papers by topic; a paper counts under each of its topics.
        no_topic: tagged papers that are on no topic.
    """

    papers: int
    tagged: int
    others: int
    on_topic: dict[str, int]
    no_topic: int

    @property
    def untagged(self) -> int:
        """Papers without tags by that taxonomy."""
        return self.papers - self.tagged


class Relation(NamedTuple):
    """How two nodes are related; a node has the number of its first record.

    Attributes:
        one, other: the nodes.
        kind: ``same``, ``near`` or ``conflict``.
        strength: how certain it is that they are the same.
        why: the reason, in words.
    """

    one: int
    other: int
    kind: str
    strength: int
    why: str


class Member(NamedTuple):
    """A record of a paper, and its node."""

    node: int
    record: Record


class Placed(NamedTuple):
    """The paper of a record, and the offset of that paper's first record in the log."""

    paper: int
    first: int
