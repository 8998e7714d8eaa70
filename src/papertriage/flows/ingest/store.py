"""Storing: what became of each record is counted by the writer, in the words of a run."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from papertriage.flows.ingest.counts import Counts
from papertriage.paper import Paper

if TYPE_CHECKING:
    from papertriage.library.writer import Writer


def put(writer: "Writer", papers: Iterable[Paper]) -> Counts:
    """Stage what was read, and count what became of each record.

    Args:
        writer: of the library that they go to.
        papers: normalized records, each in the form of a paper.
    """
    counts = Counts()
    for fate in writer.put(papers):
        counts.count(fate)
    return counts
