"""Counts what each keyword finds in real papers: in all, as the only keyword, and on topic."""

from collections.abc import Iterable
from itertools import combinations

import msgspec

from papertriage.paper import Paper
from papertriage.topics.keywords import Hit, Matcher, Text
from papertriage.topics.near_misses import Missed, NearMisses
from papertriage.topics.score import Tagger
from papertriage.topics.taxonomy import Taxonomy
from papertriage.topics.topic import Keyword, Level

_BROAD_FROM = 10
"""Papers that a keyword must be found in before it is called broad."""
_BROAD_SHARE = 0.25
"""The largest share of them that may be on topic. Weak keywords are meant to be broad."""
_MOST_MISSED = 8
"""Keywords of a topic whose near misses are shown."""


class Row(msgspec.Struct, kw_only=True):
    """What one keyword found.

    Attributes:
        papers: papers in which it counts.
        alone: those of them in which no other keyword of the topic counts.
        on_topic: those of them that are on the topic.
        cancelled: occurrences that an exclusion cancelled.
    """

    keyword: Keyword
    papers: int = 0
    alone: int = 0
    on_topic: int = 0
    cancelled: int = 0

    @property
    def verdict(self) -> str:
        """What is wrong with it: `dead`, `broad`, or nothing."""
        if not self.papers:
            return "dead"
        broad = self.papers >= _BROAD_FROM and self.on_topic <= _BROAD_SHARE * self.papers
        return "broad" if broad and self.keyword.level != "weak" else ""


class Audit(msgspec.Struct, kw_only=True):
    """What the keywords of a taxonomy found in some papers.

    Attributes:
        papers: how many there were.
        rows: topic -> its keywords in the order of the file.
        hit: topic -> papers with any keyword of it.
        on_topic: topic -> papers on it.
        both: pairs of topics -> papers on both.
        missed: topic -> what its keywords just miss.
    """

    papers: int = 0
    rows: dict[str, list[Row]] = {}
    hit: dict[str, int] = {}
    on_topic: dict[str, int] = {}
    both: dict[tuple[str, str], int] = {}
    missed: dict[str, list[Missed]] = {}


def audit(papers: Iterable[Paper], taxonomy: Taxonomy, threshold: float) -> Audit:
    """Read all papers once and count; `threshold` is the score from which one is on topic."""
    topics = taxonomy.topics
    found = Audit(
        rows={
            name: [Row(keyword=each) for each in topic.keywords] for name, topic in topics.items()
        },
        hit=dict.fromkeys(topics, 0),
        on_topic=dict.fromkeys(topics, 0),
    )
    rows = {
        (name, row.keyword.text, row.keyword.level): row
        for name in topics
        for row in found.rows[name]
    }
    # Each topic alone: a broader topic has only its own keywords here.
    matcher = Matcher([msgspec.structs.replace(topic, broader=None) for topic in topics.values()])
    tagger = Tagger(taxonomy)
    near = {name: NearMisses(topic) for name, topic in topics.items()}
    for paper in papers:
        found.papers += 1
        on = {tag.topic for tag in tagger.of(paper) if tag.score >= threshold}
        for name in on:
            found.on_topic[name] += 1
        for pair in combinations([name for name in topics if name in on], 2):
            found.both[pair] = found.both.get(pair, 0) + 1
        text = Text.of(paper.title, paper.abstract)
        every = matcher.hits(text)
        for name, hits in every.items():
            found.hit[name] += _count(name, hits, rows, on_topic=name in on)
        for name, misses in near.items():
            misses.add(text, {hit.keyword for hit in every.get(name, ())})
    found.missed = {name: misses.worst(_MOST_MISSED) for name, misses in near.items()}
    return found


def _count(
    name: str, hits: list[Hit], rows: dict[tuple[str, str, Level], Row], *, on_topic: bool
) -> bool:
    """Count a paper's hits for their keywords; return whether any counts."""
    live = {(hit.keyword, hit.level) for hit in hits if hit.voided_by is None}
    for keyword, level in live:
        row = rows[name, keyword, level]
        row.papers += 1
        row.on_topic += on_topic
        row.alone += len(live) == 1
    for hit in hits:
        rows[name, hit.keyword, hit.level].cancelled += hit.voided_by is not None
    return bool(live)
