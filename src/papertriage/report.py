"""The report: reading lists as ranking passes them to the writers.

Ranking decides which papers are listed, in which order and for which reasons; writers only present
that. Neither stage imports the other, so the report is a module of its own.
"""

from collections.abc import Sequence
from typing import Literal, get_args

import msgspec

from papertriage.paper import Announced, Paper, Tag

ON_TOPIC = 0.5
"""The score from which a paper is on topic, the same for all topics and reports."""
LONGEST_NAME = 200
"""Characters of a query that are used as the name of its list."""

Verdict = Literal["star", "later", "read", "skip"]
"""What a user decides about a paper; all but `star` take it off the lists."""
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
ChangeKind = Literal["withdrawn", "retracted", "version", "replaced"]
Out = Literal["listed_before", "later", "read", "skipped", "known", "other_mark"]
"""Why a paper is kept off the lists: the name of its count."""


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """One reason for the place of a paper in a list.

    Attributes:
        kind: `keyword` (found), `rule` (an author, a category, an example), `words` (TF-IDF),
            `against` (lowered the score), `topic` (the best of several chosen ones), `also`
            (another topic of the paper).
        words: the keyword, the TF-IDF words, strongest first, or the topic.
        in_title: whether the keyword is in the title.
        count: how often the keyword occurs in title and abstract together.
        score: the probability of the `topic` or `also` topic.
    """

    kind: Literal["keyword", "rule", "words", "against", "topic", "also"]
    words: list[str]
    in_title: bool = False
    count: int = 1
    score: float = 0.0


class Mark(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one user decided about a paper.

    Attributes:
        verdict: the last one on the paper as a whole; None if there is only a note or `skipped`.
        note: the user's own words.
        date: the day of the last decision, ISO.
        by: the user's name; empty in decisions of format 1.
        reason: why the paper was skipped.
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
        headline: only if the paper has no title.
        mark: what the current user decided.
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
    """A paper that changed after it was listed.

    Attributes:
        paper: as it is now.
        kind: `withdrawn`, `retracted`, `version` (there is a later one than was listed), or
            `replaced` (the versions are not known).
        before: the version that was listed; None if it is not known.
        listed: the day it was last listed, ISO.
        headline: only if the paper has no title.
    """

    paper: Paper
    kind: ChangeKind
    before: int | None = None
    listed: str
    headline: str | None = None


class Counts(msgspec.Struct, kw_only=True):
    """Where the papers on a list's topics went; the parts add up to `on_topic`.

    Attributes:
        listed_before: counted only if new papers were requested.
        other_announce: announced, but not in a way that was requested.
        later, read: the user marked them so.
        skipped: the user skipped them, in general or on this list.
        known: they are in a file of known papers that the configuration names.
        other_mark: papers with another verdict, or with none, were requested.
        near: near papers that are also listed; no other count includes them.
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
    """Reading lists, with the number of all `papers` and of the `untagged` ones among them.

    Attributes:
        new: the lists contain only papers that were not listed before.
        announced: the ways of announcement that were requested; empty if any.
        known_in: the names of the files of known papers.
        changed: papers that changed after they were listed; only with `new`.
        again: the day, ISO, of the past listing that is repeated.
        by_words: scores are fractions of the best paper's BM25 score, not probabilities.
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
