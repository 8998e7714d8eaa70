"""Counts which source brought which papers, as a PRISMA 2020 flow diagram needs it.

Records identified, by source; duplicates removed before screening; records that remain. A source
that holds a paper several times, or was read several times, counts it once.

Source: Page et al., The PRISMA 2020 statement, doi:10.1136/bmj.n71 (figure 1, "Identification").
"""

from collections import Counter
from glob import has_magic
from pathlib import Path

import msgspec

from papertriage.flows.ingest.source_name import is_network
from papertriage.library import Library, Run
from papertriage.sources.files import STDIN, STDIN_NAME


class SourceShare(msgspec.Struct, frozen=True, kw_only=True):
    """The share of one source.

    Attributes:
        source: its name, as papers have it.
        read: records read, over all runs.
        papers: papers of the library that it has.
        unique: those that no other source has.
        shared: those that another one has, too.
    """

    source: str
    read: int
    papers: int
    unique: int
    shared: int


class Provenance(msgspec.Struct, frozen=True, kw_only=True):
    """Where a library's papers came from: ``identified = duplicates + remaining``.

    Attributes:
        sources: the share of each, the largest first.
        identified: the papers of all sources, added up.
        duplicates: those that another source had already brought.
        remaining: the papers of the library.
        forgotten: papers that the user removed; they are in none of these numbers.
    """

    sources: list[SourceShare]
    identified: int
    duplicates: int
    remaining: int
    forgotten: int


def provenance(library: Library) -> Provenance:
    """Count where a library's papers came from, in one pass over them.

    Raises:
        MissingInputError: there is no library.
    """
    read: Counter[str] = Counter()
    papers: Counter[str] = Counter()
    unique: Counter[str] = Counter()
    remaining = 0
    with library.read() as view:
        for run in view.runs():
            read[_name_in_papers(run)] += run.seen
        for paper in view.papers():
            names = {source.name for source in paper.sources}
            papers.update(names)
            unique.update(names if len(names) == 1 else ())
            remaining += 1
        forgotten = len(view.history("forget"))
    identified = sum(papers.values())
    return Provenance(
        sources=[
            SourceShare(
                source=name,
                read=read[name],
                papers=papers[name],
                unique=unique[name],
                shared=papers[name] - unique[name],
            )
            for name in sorted(papers | read, key=lambda name: (-papers[name], name))
        ],
        identified=identified,
        duplicates=identified - remaining,
        remaining=remaining,
        forgotten=forgotten,
    )


def _name_in_papers(run: Run) -> str:
    """Return the name of a run's source as its papers have it: of a file its base name."""
    if run.name and not has_magic(run.name):
        return run.name
    if run.source == STDIN_NAME:
        return STDIN
    return run.source if is_network(run.source) else Path(run.source).name
