"""Stores papers in a library, and counts the outcome for each record."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from papertriage.flows.ingest.counts import Counts
from papertriage.paper import Paper

if TYPE_CHECKING:
    from papertriage.library.writer import Writer


def put(writer: "Writer", papers: Iterable[Paper], *, marks_only: bool = False) -> Counts:
    """Stage what was read, and count the outcome for each record.

    Args:
        writer: the writer of the library that they go to.
        papers: the normalized records.
        marks_only: they only mark papers; those of papers that the library lacks are skipped.
    """
    counts, first = Counts(), writer.index.records.next
    for outcome in writer.put(_marks(writer, papers, counts) if marks_only else papers):
        counts.count(outcome)
    counts.near, counts.conflicts = writer.index.groups.left_apart(first)
    return counts


def _marks(writer: "Writer", papers: Iterable[Paper], counts: Counts) -> list[Paper]:
    """Return the marks of papers that the library holds; count what is skipped."""
    found = []
    for paper in papers:
        if paper.status is None:
            counts.count("no_mark")
        elif writer.index.groups.same(paper):
            found.append(paper)
        else:
            counts.count("not_held")
    return found
