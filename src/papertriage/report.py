"""The report: what ranking hands to the writers.

It stands beside the paper because both stages speak it and neither imports the other. Ranking
decides (who is listed, in which order, for which reasons); writers only word and draw it.
"""

from collections.abc import Sequence
from typing import Literal, get_args

import msgspec

from papertriage.paper import Announced, Paper, Tag

ON_TOPIC = 0.5
"""From this score on a paper is on topic: one threshold for all topics and reports."""
LONGEST_NAME = 200
"""Characters of a query that name the list of its papers."""

Verdict = Literal["star", "later", "read", "skip"]
"""What the user decides on a paper: all but `star` take it off the lists."""
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
ChangeKind = Literal["withdrawn", "retracted", "version", "replaced"]
Out = Literal["listed_before", "later", "read", "skipped", "known", "other_mark"]
"""Why a paper is kept off the lists: the name of its count."""


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


class Mark(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one user decided on a paper.

    Attributes:
        verdict: the last one on the paper as a whole; None where there is only a note or `skipped`.
        note: the user's own words.
        date: the day of the last decision, ISO.
        by: the user's name; empty in decisions of format 1.
        reason: of a skip, why.
        topic: the topic on whose list the verdict was given.
        skipped: topics on whose lists alone the paper was skipped, with the reasons (or "").
    """

    verdict: Verdict | None = None
    note: str | None = None
    date: str
    by: str = ""
    reason: str | None = None
    topic: str | None = None
    skipped: dict[str, str] = {}


class Entry(msgspec.Struct, kw_only=True):
    """One line of a reading list.

    Attributes:
        headline: only where the paper has no title.
        mark: what the present user decided.
        others: what other users decided, by name.
        near: the paper is not on topic: its score is too low, or no keyword occurs in it.
    """

    rank: int
    paper: Paper
    tag: Tag
    also: list[Tag] = []
    headline: str | None = None
    why: list[Reason] = []
    mark: Mark | None = None
    others: list[Mark] = []
    near: bool = False

    @property
    def is_starred(self) -> bool:
        """Whether the user gave it a star, which every format shows."""
        return self.mark is not None and self.mark.verdict == "star"


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that is no longer what it was when it was listed.

    Attributes:
        paper: as it is now.
        kind: `withdrawn`, `retracted`; `version` (a later one than was seen); `replaced`, where
            the versions are not known.
        before: the version that was seen; None if it is not known.
        listed: the day it was last listed, ISO.
        headline: only where the paper has no title.
    """

    paper: Paper
    kind: ChangeKind
    before: int | None = None
    listed: str
    headline: str | None = None


class Counts(msgspec.Struct, kw_only=True):
    """Where the papers on a list's topics went; the parts add up to `on_topic`.

    Attributes:
        listed_before: only where what is new was asked for.
        other_announce: announced, but not as one of the kinds that were asked for.
        later: the user marked them so.
        read: likewise.
        skipped: likewise, as papers or on this list.
        known: the user owns them: they are in a file that the configuration names.
        other_mark: the user asked for papers with another mark, or without any.
        near: near papers that are listed too; they do not count elsewhere.
    """

    on_topic: int = 0
    listed: int = 0
    beyond_limit: int = 0
    elsewhere: int = 0
    other_category: int = 0
    outside_dates: int = 0
    undated: int = 0
    withdrawn: int = 0
    listed_before: int = 0
    other_announce: int = 0
    later: int = 0
    read: int = 0
    skipped: int = 0
    known: int = 0
    other_mark: int = 0
    near: int = 0


class ReadingList(msgspec.Struct, kw_only=True):
    """The ranked papers of a topic, or of several by their best score; near papers come last."""

    topics: list[str]
    entries: Sequence[Entry]
    counts: Counts

    @property
    def name(self) -> str:
        """The topics' names, joined by `+`."""
        return "+".join(self.topics)


class Report(msgspec.Struct, kw_only=True):
    """Reading lists with what was seen on the way: `papers` in all, `untagged` among them.

    Attributes:
        new: the lists hold only what was not listed before; the rest waits for the next time.
        announced: how the papers of the lists were announced; empty: in any way, or not at all.
        known_in: what the files of known papers are called.
        changed: what became of papers that were listed before; only with `new`.
        again: the day of a past listing, ISO, that is listed again.
        by_words: scores are shares of the best paper's BM25 for some words, not probabilities.
    """

    lists: list[ReadingList]
    papers: int
    untagged: int
    min_score: float = ON_TOPIC
    new: bool = False
    announced: frozenset[Announced] = frozenset()
    known_in: list[str] = []
    changed: list[Change] = []
    again: str | None = None
    by_words: bool = False
