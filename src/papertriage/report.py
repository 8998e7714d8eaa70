"""The report: what ranking hands to the writers.

It stands beside the paper because both stages speak it and neither imports the other. Ranking
decides (who is listed, in which order, for which reasons); writers only word and draw it.
"""

from typing import Literal

import msgspec

from papertriage.paper import Paper, Tag

ON_TOPIC = 0.5
"""From this score on a paper is on topic: one threshold for all topics and reports."""


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """One reason why a paper stands where it stands.

    Attributes:
        kind: `keyword` (found), `rule` (an author, a category, an example), `words` (TF-IDF),
            `against` (lowered the score), `void` (a keyword that an exclusion cancelled),
            `topic` (the best of several chosen ones), `also` (another topic of the paper).
        words: the keyword, the TF-IDF words from strongest on, or the topic.
        in_title: the keyword stands in the title (too).
        count: how often the keyword occurs in title and abstract together.
        score: the probability of the `topic` or `also` topic.
    """

    kind: Literal["keyword", "rule", "words", "against", "void", "topic", "also"]
    words: list[str]
    in_title: bool = False
    count: int = 1
    score: float = 0.0


class Entry(msgspec.Struct, kw_only=True):
    """One line of a reading list; `headline` only where the paper has no title."""

    rank: int
    paper: Paper
    tag: Tag
    also: list[Tag] = []
    headline: str | None = None
    why: list[Reason] = []


class Counts(msgspec.Struct, kw_only=True):
    """Where the papers on a list's topics went; the parts add up to `on_topic`."""

    on_topic: int = 0
    listed: int = 0
    beyond_limit: int = 0
    elsewhere: int = 0
    other_category: int = 0
    outside_dates: int = 0
    undated: int = 0
    withdrawn: int = 0


class ReadingList(msgspec.Struct, kw_only=True):
    """The ranked papers of a topic, or of several by their best score."""

    topics: list[str]
    entries: list[Entry]
    counts: Counts

    @property
    def name(self) -> str:
        """The topics' names, joined by `+`."""
        return "+".join(self.topics)


class Report(msgspec.Struct, kw_only=True):
    """Reading lists with what was seen on the way: `papers` in all, `untagged` among them."""

    lists: list[ReadingList]
    papers: int
    untagged: int
    min_score: float = ON_TOPIC
