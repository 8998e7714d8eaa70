"""Storing: a batch of papers meets the library, paper by paper, under its lock.

The library finds who may be the same, merging says who is, and what joins two stored papers
makes them one. Which papers end up as one does not depend on the order in which their records
come, as long as none of these records forbids another (see `verdict`). Where a record fits two
papers that may not be one, it joins the one that shares an id with it, else the one stored first.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from papertriage import identity
from papertriage.flows.ingest.counts import Counts
from papertriage.flows.upkeep.apart import Partings
from papertriage.grouping import Kind, contrary, merge, verdict
from papertriage.library import Library
from papertriage.paper import Paper

if TYPE_CHECKING:
    from papertriage.library.lookup import Signs
    from papertriage.library.view import View
    from papertriage.library.writer import Writer

_AT_ONCE = 400
"""Papers whose part of the index is fetched at once."""


def store(
    library: Library,
    papers: Iterable[Paper],
    marks: Iterable[Sequence[str] | None] = (),
    *,
    base: "View | None" = None,
) -> Counts:
    """Store one batch of papers, see `put`; all of it is durable when this returns."""
    with library.write() as writer:
        counts = put(writer, papers, marks, base)
        writer.commit()
    return counts


def put(
    writer: "Writer",
    papers: Iterable[Paper],
    marks: Iterable[Sequence[str] | None] = (),
    base: "View | None" = None,
) -> Counts:
    """Stage papers and count what becomes of each.

    Args:
        writer: where they go; its commit makes them durable.
        papers: normalized papers.
        marks: of each those made already (`identity.marks`), None if they are not.
        base: another library that counts as stored too (a dry run looks at it and writes here).
    """
    counts = Counts()
    storing = _Storing(writer, base)
    waiting, made = iter(papers), iter(marks)
    while some := list(islice(waiting, _AT_ONCE)):
        signed = writer.expect(some, islice(made, len(some)))
        for paper, signs in zip(some, signed, strict=True):
            counts.count(storing.store(paper, signs))
    return counts


class _Storing:
    """One batch on its way into the library."""

    def __init__(self, writer: "Writer", base: "View | None") -> None:
        self._writer = writer
        self._base = base
        self._partings = Partings((base or writer).apart())

    def store(self, paper: Paper, signs: "Signs") -> str:
        """Store one paper, given its signs; return what became of it, see `Counts.count`."""
        if self._base is not None:
            if self._base.is_forgotten(paper):
                return "forgotten"
            _copy_known(self._base, self._writer, paper)
        if self._writer.is_new(signs):
            self._writer.put_new(paper, signs)
            return "added"
        group, why = self._group(paper, signs)
        if not group:
            if self._writer.is_forgotten(paper):
                return "forgotten"
            self._put_new(paper)
            return "added"
        return self._join(group, paper, why)

    def _join(self, group: list[Paper], paper: Paper, why: str) -> str:
        """Make one paper of the stored ones and the new one, under the key of the first."""
        first, *others = group
        merged = first
        for other in [*others, paper]:
            merged = merge(merged, other)
        if merged != first:
            # Before the aliases: a batch that a kill cuts between them must not hide a paper.
            self._writer.replace(merged)
        for other in others:
            self._writer.alias(other.id, first.id, why)
        for name in _former_names([*group, paper], merged):
            if not self._writer.means_something(name):
                self._writer.alias(name, first.id, why)
        return "unchanged" if merged == first else "updated"

    def _group(self, paper: Paper, signs: "Signs") -> tuple[list[Paper], str]:
        """Return the stored papers that this one makes one with, earliest first, and why."""
        copies: list[tuple[Paper, str]] = []
        for known, earlier in self._writer.candidates(paper, signs):
            found = verdict(known, paper)
            is_copy = found.kind is Kind.SAME or (earlier and found.kind is not Kind.CONTRARY)
            if is_copy and not self._partings.part(known, paper):
                copies.append((known, found.why))
        if not copies:
            return [], ""
        sure = [
            copy for copy in copies if set(identity.names(copy[0])) & set(identity.names(paper))
        ]
        best, why = (sure or copies)[0]
        group, merged = [best], merge(best, paper)
        for known, _ in copies:
            if known is best or contrary(merged, known) or self._partings.part(merged, known):
                continue
            group.append(known)
            merged = merge(merged, known)
        return [known for known, _ in copies if known in group], why

    def _put_new(self, paper: Paper) -> None:
        """Put a paper under its key, or under another name of it where that one is taken.

        It is taken where something forbids that the two papers be one: the same title by other
        people, the same DOI with another PMID.
        """
        if self._writer.means_something(paper.id):
            others = [*identity.names(paper), identity.surrogate(paper)]
            free = (name for name in others if not self._writer.means_something(name))
            paper.id = next(free, identity.surrogate_apart(paper))
            if paper.ids.keys() == {"sha1"}:
                paper.ids = {"sha1": paper.id.removeprefix("sha1:")}
        self._writer.put(paper)


def _former_names(parts: list[Paper], merged: Paper) -> list[str]:
    """Return what the parts were known by and the merged paper would not be found by."""
    names = [name for part in parts for name in identity.names(part)]
    marks = [mark for part in parts for mark in identity.exact_marks(part)]
    kept = set(identity.exact_marks(merged))
    names += [identity.name_of_mark(mark) for mark in marks if mark not in kept]
    known = set(identity.names(merged))
    return [name for name in dict.fromkeys(names) if name not in known]


def _copy_known(base: "View", writer: "Writer", paper: Paper) -> None:
    """Bring over what the other library knows of a paper, unless it is here already."""
    for known, earlier in base.candidates(paper):
        if not writer.find([known.id], []):
            writer.put(known)
        for mark in earlier:
            writer.alias(identity.name_of_mark(mark), known.id)
