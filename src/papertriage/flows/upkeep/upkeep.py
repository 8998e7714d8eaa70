"""Looks papers up by name, removes them, and reports the state of a library."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from papertriage import identity
from papertriage.config.user import user_name
from papertriage.errors import MissingInputError, UsageError
from papertriage.library import Event, Library, Run
from papertriage.library.history import DECISIONS
from papertriage.paper import Paper
from papertriage.report import ON_TOPIC
from papertriage.text.clean import safe

_SHOWN = 3
"""Papers that a message names."""

if TYPE_CHECKING:
    from papertriage.library.view import View
    from papertriage.topics.taxonomy import Taxonomy


def find_papers(library: Library, names: Sequence[str]) -> Iterator[Paper]:
    """Yield the papers with some names, and their tags; any known name will do.

    Raises:
        MissingInputError: there is no library.
        UsageError: a name matches no paper, or several.
    """
    with library.read() as view:
        for name in names:
            yield view.tagged(find_paper(view, name))


def find_paper(view: "View", name: str) -> int:
    """Return the number of the paper with a name, in any spelling, or the start of its key.

    Raises:
        UsageError: there is none, or there are several.
    """
    name = name.encode(errors="replace").decode().strip()  # a command line may hold any bytes
    found = view.named(name) or view.named(identity.canonical(name))
    if name and not found:  # every key starts with ""
        found = view.starting_with(name)
    if len(found) == 1:
        return found[0]
    if found:
        keys = ", ".join(sorted(view.key(number) for number in found[:_SHOWN]))
        raise UsageError(f'"{safe(name)}" matches several papers: {keys}')
    raise UsageError(
        f'no paper "{safe(name)}" among the {len(view)} in the library',
        hint="name it by an arXiv id, a DOI, the start of a key, or its row in the last list",
    )


def forget(
    library: Library, *, ids: Sequence[str], source: str | None, dry_run: bool = False
) -> int:
    """Remove papers by name, or all that came from one source alone; return how many.

    Raises:
        MissingInputError: there is no library, or no paper came from the source.
        UsageError: a name matches no paper, or several.
    """
    with library.read() as view:
        if source is None:
            numbers = {find_paper(view, name) for name in ids}
        else:
            papers = ((number, view.paper(number)) for number in view.numbers())
            numbers = {n for n, paper in papers if {s.name for s in paper.sources} == {source}}
        events = [_forgotten(view, number) for number in sorted(numbers)]
    if source is not None and not events:
        raise MissingInputError(
            f'no paper came from "{source}" alone; papertriage status lists sources'
        )
    if not dry_run:
        library.remember(events)
    return len(events)


def _forgotten(view: "View", number: int) -> Event:
    """Return the event that removes a paper; names that other papers share stay with them."""
    return Event(
        event="forget",
        by=user_name(),
        paper=[record.hash for record in view.records(number)],
        names=[name for name in view.names(number) if view.named(name) == [number]],
    )


class Status(msgspec.Struct, kw_only=True):
    """The state of a library.

    Attributes:
        papers: how many papers it has.
        tagged: papers that the current taxonomy tagged.
        waiting: papers that `tag` would tag.
        topics: topic -> papers on it.
        decisions: what people decided, by name and kind; "" for decisions of format 1.
        unreadable: lines of records.jsonl that could not be read.
        runs: what was read, oldest first.
    """

    papers: int
    tagged: int
    waiting: int
    topics: dict[str, int]
    decisions: dict[str, dict[str, int]]
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
        decisions: dict[str, Counter[str]] = {}
        for event in view.history(*DECISIONS):
            decisions.setdefault(event.by, Counter())[event.event] += 1
    return Status(
        papers=counts.papers,
        tagged=counts.tagged,
        waiting=counts.untagged,
        topics={name: counts.on_topic.get(name, 0) for name in taxonomy.topics},
        decisions={by: dict(sorted(decisions[by].items())) for by in sorted(decisions)},
        unreadable=unreadable,
        runs=runs,
    )


def runs_of(library: Library) -> list[Run]:
    """Return what was read into a library, oldest first.

    Raises:
        MissingInputError: there is no library.
    """
    library.read().close()
    return library.runs()
