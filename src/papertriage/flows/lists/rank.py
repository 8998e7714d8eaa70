"""Ranks tagged papers: reading lists of a library, or of papers from a pipe."""

from collections.abc import Iterable
from contextlib import ExitStack
from datetime import date

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


def rank_papers(papers: Iterable[Paper], criteria: Criteria, today: date) -> Report:
    """Rank papers by the tags that they have; of papers with the same id the last one counts.

    Holds the papers that may be listed, and the ids of all others.

    Raises:
        UsageError: a chosen topic is neither in the taxonomy nor in any tag.
    """
    topics = set(criteria.taxonomy)
    last: dict[str, Paper] = {}
    for paper in papers:
        topics.update(tag.topic for tag in paper.tags or ())
        last[paper.id] = paper if _may_be_listed(paper, criteria) else _trimmed(paper)
    check_topics(criteria.topics, topics)
    return report(last.values(), criteria, today=today)


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
) -> tuple[Report, int]:
    """Rank a library's papers by their stored tags, past listings and decisions.

    Args:
        library: the library; it is only read.
        criteria: what to list.
        today: the day from which ages are counted.
        fingerprint: the fingerprint of the current taxonomy, to count tags of other ones.
        held: keeps the library open, so that entries are read on access; without it all are read
            at once.

    Returns:
        The lists, and how many papers were tagged by another taxonomy.

    Raises:
        MissingInputError: there is no library.
        UsageError: a chosen topic is neither in the taxonomy nor in any tag.
    """
    with ExitStack() as until_read:
        view = (held or until_read).enter_context(library.read())
        others = sum(view.tagged_by().values()) - view.tagged_by().get(fingerprint, 0)
        check_topics(criteria.topics, {*criteria.taxonomy, *view.topics()})
        recalled = recall(view, criteria)
        criteria = structs.replace(criteria, limit=recalled.limit(criteria.limit))
        lazy = held is not None
        found = look_up(view, criteria, today, recalled.remembered, lazy=lazy)
    found.changed = recalled.changed
    return found, others


def check_topics(chosen: Iterable[str], known: Iterable[str]) -> None:
    """Check that all chosen topics exist.

    Raises:
        UsageError: one does not.
    """
    names = sorted(known)
    for topic in chosen:
        if topic not in names:
            meant = did_you_mean(topic, names)
            lists = f"papertriage topics lists all {len(names)}"
            raise UsageError(f'no topic "{topic}"{meant} ({lists})')
