"""Upkeep: look papers up, hand them out, take them out, tell how the library stands."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from papertriage import clock, identity
from papertriage.errors import MissingInputError, UsageError
from papertriage.library import Library, Run
from papertriage.paper import Paper
from papertriage.report import ON_TOPIC

if TYPE_CHECKING:
    from papertriage.library.view import View
    from papertriage.topics.taxonomy import Taxonomy


def find_papers(library: Library, names: Sequence[str]) -> Iterator[Paper]:
    """Yield the papers that names mean, with their tags; any known name will do.

    Raises:
        MissingInputError: there is no library.
        UsageError: a name means no paper.
    """
    with library.read() as view:
        for name in names:
            yield find_tagged(view, name)


def find_tagged(view: "View", name: str) -> Paper:
    """Return the paper that a name means, with its tags.

    Raises:
        UsageError: it means none.
    """
    paper = find_paper(view, name)
    line = view.tag_line(paper.id)
    paper.tags = line.tags if line else None
    return paper


def find_paper(view: "View", name: str) -> Paper:
    """Return the paper that a name means, in any dress.

    Raises:
        UsageError: it means none.
    """
    paper = view.get(name) or view.get(identity.canonical(name))
    if paper is None:
        raise UsageError(
            f'no paper "{name}" among {len(view)} in the library',
            hint="an arXiv id, a DOI or a key as papertriage rank prints it",
        )
    return paper


def forget(
    library: Library, *, ids: Sequence[str], source: str | None, dry_run: bool = False
) -> int:
    """Take papers out by name, or all that came from one source alone; return how many.

    Raises:
        MissingInputError: there is no library, or no paper came from the source.
        UsageError: a name means no paper.
    """
    with library.read() as view:
        if source is None:
            keys = [find_paper(view, name).id for name in ids]
        else:
            keys = [p.id for p in view.papers() if {s.name for s in p.sources} == {source}]
    if source is not None and not keys:
        raise MissingInputError(f'no paper came from "{source}" alone; papertriage status')
    if not dry_run:
        with library.write() as writer:
            writer.forget(keys, clock.today().isoformat())
            writer.commit()
    return len(set(keys))


class Status(msgspec.Struct, kw_only=True):
    """How a library stands.

    Attributes:
        papers: live papers.
        tagged: papers whose tags hold under today's taxonomy.
        waiting: papers that a run of tag would tag.
        topics: topic -> papers on it.
        unreadable: lines of papers.jsonl that could not be read.
        runs: what was read, oldest first.
    """

    papers: int
    tagged: int
    waiting: int
    topics: dict[str, int]
    unreadable: int
    runs: list[Run]


def library_status(library: Library, taxonomy: "Taxonomy") -> Status:
    """Count what a library holds.

    Raises:
        MissingInputError: there is no library.
    """
    with library.read() as view:
        counts = view.tag_counts(ON_TOPIC, taxonomy.fingerprint)
        runs = list(view.runs())
        unreadable = view.unreadable
    return Status(
        papers=counts.papers,
        tagged=counts.tagged,
        waiting=counts.untagged,
        topics={name: counts.on_topic.get(name, 0) for name in taxonomy.topics},
        unreadable=unreadable,
        runs=runs,
    )


def runs_of(library: Library) -> list[Run]:
    """Return what was read into a library, oldest first.

    Raises:
        MissingInputError: there is no library.
    """
    with library.read() as view:
        return list(view.runs())
