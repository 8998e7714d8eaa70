"""A topic as the user wrote it, checked and ready for the search."""

from typing import Literal

import msgspec

from papertriage.topics.pattern import Phrase
from papertriage.topics.profile import Profile

Level = Literal["definite", "strong", "normal", "weak"]
LEVELS: tuple[Level, ...] = ("definite", "strong", "normal", "weak")
Contexts = dict[str, tuple[tuple[Phrase, ...], ...]]
"""Name -> items; each item is its phrases."""


class Keyword(msgspec.Struct, frozen=True, kw_only=True):
    """A keyword of a topic, as written and as searched for.

    Attributes:
        text: the pattern as written.
        phrases: the phrases that it matches.
        level: how much one occurrence counts.
        title_only: it counts in titles only.
        context: it counts only in a paper with `needs` other, different words of this context.
        group: which group of `all of` it is in.
        line: where it is in its file.
    """

    text: str
    phrases: tuple[Phrase, ...]
    level: Level
    title_only: bool = False
    context: str | None = None
    needs: int = 1
    group: int | None = None
    line: int = 0


class Exclusion(msgspec.Struct, frozen=True, kw_only=True):
    """A pattern of `exclude` or `not`; its fields are those of a keyword."""

    text: str
    phrases: tuple[Phrase, ...]
    line: int = 0


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """A named interest.

    Attributes:
        name: its name in commands.
        title: its heading in lists.
        description: a sentence or two; its words take part in the score.
        broader: the topic that this one is a part of; papers on this one are also on that one.
        keywords: what to search for.
        contexts: words of which a paper must have some for a keyword to count.
        exclusions: what cancels the occurrences that it overlaps.
        unwanted: what lowers the score wherever it is in a paper.
        authors: names, with or without given names or initials, that support the topic.
        categories: such as cs.CV, or cs for all below it; they support.
        examples: names of papers (arxiv:..., doi:...) that are on the topic.
        profile: the weights that were learned for the topic, if any.
        learned: what the user's decisions add to its log-odds; None before `topics fit`.
        line: where it begins in its file.
    """

    name: str
    title: str
    description: str = ""
    broader: str | None = None
    keywords: tuple[Keyword, ...]
    contexts: Contexts = {}
    exclusions: tuple[Exclusion, ...] = ()
    unwanted: tuple[Exclusion, ...] = ()
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    profile: Profile | None = None
    learned: Profile | None = None
    line: int = 0
