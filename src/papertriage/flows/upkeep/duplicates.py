"""Duplicates: which records were made one paper and why, and which pairs were left apart."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal

import msgspec

from papertriage import clock
from papertriage.errors import UsageError
from papertriage.flows.upkeep.apart import Partings
from papertriage.flows.upkeep.upkeep import find_paper
from papertriage.grouping import Kind, verdict
from papertriage.library import Library
from papertriage.paper import Paper

if TYPE_CHECKING:
    from papertriage.library.view import View

_ALIKE = frozenset({Kind.SAME, Kind.NEAR})


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of two names.

    Attributes:
        kind: ``merged``: `other` means the paper `id`; ``near``: two papers that are alike;
            ``apart``: two that the user set apart.
        id: the key of a paper.
        other: another paper's key; of a merged paper a name, or the sources that told of it.
        why: the reason, in words.
        title: of the paper `id`.
    """

    kind: Literal["merged", "near", "apart"]
    id: str
    other: str
    why: str
    title: str | None


def duplicates(library: Library, names: Sequence[str] = ()) -> Iterator[Finding]:
    """Yield what was merged, what was left apart though alike, and what the user set apart.

    Args:
        library: the library; it is read only. Without names all of it is read.
        names: papers to tell of, by any name; none for all.

    Raises:
        MissingInputError: there is no library.
        UsageError: a name means no paper.
    """
    with library.read(marks=True) as view:
        wanted = {find_paper(view, name).id for name in names}
        yield from _merged(view, wanted)
        yield from _near(view, wanted)
        yield from _apart(view, wanted)


def set_apart(library: Library, one: str, other: str) -> tuple[str, str]:
    """Note that two papers are two, whatever a later ingest may think; return their keys.

    Raises:
        MissingInputError: there is no library.
        UsageError: a name means no paper, or both mean one.
    """
    with library.read() as view:
        papers = find_paper(view, one), find_paper(view, other)
    if papers[0].id == papers[1].id:
        raise UsageError(
            f'"{one}" and "{other}" are one paper already, {papers[0].id}',
            hint="only what is two still can be kept apart; papertriage duplicates tells why",
        )
    with library.write() as writer:
        writer.set_apart(*papers, clock.today().isoformat())
    return papers[0].id, papers[1].id


def _merged(view: "View", wanted: set[str]) -> Iterator[Finding]:
    """Yield a line a name that was merged in, and one a paper that met itself under one name."""
    explained: set[str] = set()
    for alias, paper in view.aliases():
        if not wanted or paper.id in wanted:
            explained.add(paper.id)
            why = alias.why or "equal texts"
            yield Finding(kind="merged", id=paper.id, other=alias.id, why=why, title=paper.title)
    for paper in _papers(view, wanted):
        if len(paper.sources) > 1 and paper.id not in explained:
            other = ", ".join(dict.fromkeys(source.name for source in paper.sources))
            why = f"{len(paper.sources)} records of it"
            yield Finding(kind="merged", id=paper.id, other=other, why=why, title=paper.title)


def _near(view: "View", wanted: set[str]) -> Iterator[Finding]:
    """Yield pairs that are alike and were not merged, each once."""
    partings = Partings(view.apart())
    for paper in _papers(view, wanted):
        for known, _ in view.candidates(paper):
            # Each pair comes up from both sides, unless one side was not asked for.
            if known.id == paper.id or (known.id > paper.id and (not wanted or known.id in wanted)):
                continue
            found = verdict(known, paper)
            if found.kind in _ALIKE and not partings.part(known, paper):
                yield Finding(
                    kind="near", id=paper.id, other=known.id, why=found.why, title=paper.title
                )


def _apart(view: "View", wanted: set[str]) -> Iterator[Finding]:
    for event in view.apart():
        papers = [view.get(key) for key in event.ids]
        if not wanted or wanted & {paper.id for paper in papers if paper}:
            why = f"set apart on {event.date}"
            title = papers[0].title if papers[0] else None
            yield Finding(kind="apart", id=event.ids[0], other=event.ids[1], why=why, title=title)


def _papers(view: "View", wanted: set[str]) -> Iterator[Paper]:
    if not wanted:
        yield from view.papers()
    else:
        yield from (paper for key in sorted(wanted) if (paper := view.get(key)))
