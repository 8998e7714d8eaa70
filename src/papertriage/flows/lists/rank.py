"""Rank: tagged papers to reading lists."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import date

import msgspec
from msgspec import structs

from papertriage.errors import UsageError
from papertriage.flows.lists.in_memory import report
from papertriage.flows.lists.reading_lists import look_up
from papertriage.flows.lists.seen import recall
from papertriage.library import Library
from papertriage.paper import Paper
from papertriage.ranking.near import near_tag
from papertriage.ranking.select import Criteria
from papertriage.report import Report
from papertriage.text.suggest import did_you_mean


class Seen(msgspec.Struct, kw_only=True):
    """What the tags of the papers told on the way.

    Attributes:
        topics: topics that any tag names.
        other_taxonomy: papers tagged by another taxonomy than today's.
    """

    topics: set[str] = set()
    other_taxonomy: int = 0


def rank_papers(papers: Iterable[Paper], criteria: Criteria, today: date) -> Report:
    """Rank papers that carry their tags; of a paper that comes twice the last line counts.

    Holds the papers that may be listed, and of all others the id.

    Raises:
        UsageError: a chosen topic is neither in the taxonomy nor in any tag.
    """
    seen = Seen()
    last: dict[str, Paper] = {}
    for paper in _noting(papers, seen):
        last[paper.id] = paper if _may_be_listed(paper, criteria) else _trimmed(paper)
    found = report(last.values(), criteria, today=today)
    check_topics(criteria.topics, {*criteria.taxonomy, *seen.topics})
    return found


def _may_be_listed(paper: Paper, criteria: Criteria) -> bool:
    if criteria.near != 0 and near_tag(paper, criteria):
        return True
    return any(tag.score >= criteria.min_score for tag in paper.tags or ())


def _trimmed(paper: Paper) -> Paper:
    return Paper(id=paper.id, title=None, abstract=None, tags=None if paper.tags is None else [])


def rank_library(
    library: Library,
    criteria: Criteria,
    today: date,
    fingerprint: str,
    held: ExitStack | None = None,
) -> tuple[Report, Seen]:
    """Rank a library's papers by their stored tags, and by what the user saw and said of them.

    Args:
        library: the library; it is read only.
        criteria: what to list.
        today: the day from which ages are counted.
        fingerprint: of today's taxonomy, to notice tags of another.
        held: keeps the library open, so that entries are read as they are asked for; without it
            all are read at once.

    Raises:
        MissingInputError: there is no library.
        UsageError: a chosen topic is neither in the taxonomy nor in any tag.
    """
    with ExitStack() as until_read:
        view = (held or until_read).enter_context(library.read())
        others = sum(view.tagged_by().values()) - view.tagged_by().get(fingerprint, 0)
        seen = Seen(topics=view.topics(), other_taxonomy=others)
        check_topics(criteria.topics, {*criteria.taxonomy, *seen.topics})
        recalled = recall(view, criteria)
        criteria = structs.replace(criteria, limit=recalled.limit(criteria.limit))
        lazy = held is not None
        found = look_up(view, criteria, today, recalled.remembered, lazy=lazy)
    found.changed = recalled.changed
    return found, seen


def check_topics(chosen: Iterable[str], known: Iterable[str]) -> None:
    """Refuse a topic that does not exist.

    Raises:
        UsageError: with "did you mean".
    """
    names = sorted(known)
    for topic in chosen:
        if topic not in names:
            meant = did_you_mean(topic, names)
            lists = f"papertriage topics lists all {len(names)}"
            raise UsageError(f'no topic "{topic}"{meant} ({lists})')


def _noting(papers: Iterable[Paper], seen: Seen) -> Iterator[Paper]:
    for paper in papers:
        seen.topics.update(tag.topic for tag in paper.tags or ())
        yield paper
