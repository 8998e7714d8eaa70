"""Estimates how many papers a topic's list misses, from a random sample of its near papers."""

import msgspec

from papertriage.flows.lists.decisions import belongs, decided
from papertriage.learning.stopping import interval, shuffled
from papertriage.library import Library
from papertriage.paper import Paper
from papertriage.report import ON_TOPIC


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """A near paper of the sample.

    Attributes:
        paper: the paper.
        belongs: whether it belongs on the list, by the user's star or skip; None: undecided.
    """

    paper: Paper
    belongs: bool | None


class Missed(msgspec.Struct, frozen=True, kw_only=True):
    """The near papers of a topic, and the sample of them.

    Attributes:
        near: how many there are.
        sample: those that were drawn.
    """

    near: int
    sample: list[Drawn]

    @property
    def undecided(self) -> int:
        """How many of the sample are undecided."""
        return sum(drawn.belongs is None for drawn in self.sample)

    @property
    def belonging(self) -> int:
        """How many of the sample belong on the list."""
        return sum(drawn.belongs is True for drawn in self.sample)

    @property
    def bounds(self) -> tuple[int, int]:
        """The range of how many near papers belong on the list, with 95 % confidence."""
        return interval(self.near, len(self.sample), self.belonging)


def missed(
    library: Library, topic: str, size: int, least: float = ON_TOPIC, user: str = ""
) -> Missed:
    """Draw near papers of a topic, by the SHA-1 of their keys, with what the user decided on them.

    The same papers are drawn as long as the near papers stay the same, decided or not.

    Args:
        library: where they are.
        topic: its name.
        size: how many to draw.
        least: the score from which papers are on the list.
        user: whose decisions count; the current user's if empty.

    Raises:
        MissingInputError: there is no library.
    """
    with library.read() as view:
        near = [view.key(item.paper) for item in view.near(topic, least) if not item.withdrawn]
        keys = sorted(near)
        marks = decided(view, user).own
        sample = [keys[number] for number in shuffled(keys)[:size]]
        papers = [(view.paper(view.named(key)[0]), marks.get(key)) for key in sample]
    drawn = [Drawn(paper=paper, belongs=belongs(mark, topic)) for paper, mark in papers]
    return Missed(near=len(keys), sample=drawn)
