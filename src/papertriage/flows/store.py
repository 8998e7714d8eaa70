"""Storing: a batch of papers meets the library, paper by paper, under its lock.

The library finds who may be the same, merging says who is, and what joins two stored papers
makes them one.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from papertriage import identity
from papertriage.flows.counts import Counts
from papertriage.library import Library, Run
from papertriage.merge import merge, same
from papertriage.paper import Paper

if TYPE_CHECKING:
    from papertriage.library.view import View
    from papertriage.library.writer import Writer


def store(
    library: Library, papers: Iterable[Paper], *, base: "View | None" = None, run: Run | None = None
) -> Counts:
    """Store papers and count what became of each; all of it is durable when it returns.

    Args:
        library: where they go.
        papers: normalized papers; one batch.
        base: another library that counts as stored too (a dry run looks at it and writes here).
        run: a line for runs.jsonl that closes a source.
    """
    counts = Counts()
    with library.write() as writer:
        for paper in papers:
            if base is not None:
                _copy_known(base, writer, paper)
            kind = _store_one(writer, paper)
            setattr(counts, kind, getattr(counts, kind) + 1)
        if run is not None:
            writer.record(run)
        writer.commit()
    return counts


def _store_one(writer: "Writer", paper: Paper) -> str:
    candidates = writer.find(identity.names(paper), identity.marks(paper))
    copies = [stored for stored in candidates if same(stored, paper)]
    if not copies:
        if writer.is_forgotten(paper):
            return "skipped"
        writer.put(paper)
        return "added"
    first, *others = copies
    merged = first
    joined = []
    for other in others:
        if same(merged, other):
            merged = merge(merged, other)
            joined.append(other.id)
    merged = merge(merged, paper)
    if paper.id not in identity.names(merged):
        joined.append(paper.id)
    for later in joined:
        writer.alias(later, first.id)
    if merged == first:
        return "unchanged"
    writer.put(merged)
    return "updated"


def _copy_known(base: "View", writer: "Writer", paper: Paper) -> None:
    """Bring over what the other library knows of a paper, unless it is here already."""
    for known in base.find(identity.names(paper), identity.marks(paper)):
        if not writer.find([known.id], []):
            writer.put(known)
