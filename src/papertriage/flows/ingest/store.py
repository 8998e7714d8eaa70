"""Storing: what became of each record is counted by the writer, in the words of a run."""

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from papertriage.flows.ingest.counts import Counts
from papertriage.paper import Paper
from papertriage.readers.registry import FORMS

if TYPE_CHECKING:
    from papertriage.library.writer import Writer


def put(writer: "Writer", papers: Iterable[Paper]) -> Counts:
    """Stage what was read, and count what became of each record.

    A record of a form that only marks papers is stored if one of the library's papers is meant.

    Args:
        writer: of the library that they go to.
        papers: normalized records, each in the form of a paper.
    """
    counts = Counts()
    for marks_only, some in groupby(papers, _marks_only):
        for fate in writer.put(_marks(writer, some, counts) if marks_only else some):
            counts.count(fate)
    return counts


def _marks_only(paper: Paper) -> bool:
    return FORMS[paper.sources[0].form].marks_only


def _marks(writer: "Writer", papers: Iterable[Paper], counts: Counts) -> list[Paper]:
    """Return the marks of papers that the library holds; count what is skipped."""
    found = []
    for paper in papers:
        if paper.status is None:
            counts.count("no_mark")
        elif writer.index.same(paper):
            found.append(paper)
        else:
            counts.count("not_held")
    return found
