"""Shows which records were merged into a paper and why, and changes that by decisions."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Literal

import msgspec

from papertriage.config.user import user_name
from papertriage.errors import UsageError
from papertriage.flows.upkeep.upkeep import find_paper
from papertriage.library import Event, Library
from papertriage.library.about import Policy
from papertriage.ranking.headline_of import title_of
from papertriage.text.clean import safe

if TYPE_CHECKING:
    from papertriage.library.answers import Relation
    from papertriage.library.view import View

KINDS = ("merged", "near", "conflict", "apart")


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of two records or papers.

    Attributes:
        kind: ``merged``: the record `other` is part of the paper `id`; ``near``: two papers that
            are alike; ``conflict``: two papers with one id; ``apart``: two that a user set apart.
        id: the key of a paper.
        other: another paper's key; of a merged paper the hash of a record.
        why: the evidence, in words.
        title: of the paper `id`, or its headline.
        other_title: of the other paper, or its headline; of a record only the title.
        source: where the record was read; empty for two papers.
    """

    kind: Literal["merged", "near", "conflict", "apart"]
    id: str
    other: str
    why: str
    title: str
    other_title: str | None
    source: str = ""


def duplicates(
    library: Library, names: Sequence[str] = (), same: Policy | None = None
) -> Iterator[Finding]:
    """Yield what was merged, what was left apart though alike, and what a user set apart.

    Args:
        library: the library; it is only read.
        names: papers to look at, by any name; none for all.
        same: group the records by this policy, for this answer alone.

    Raises:
        MissingInputError: there is no library.
        UsageError: there is no paper with a name.
    """
    with library.read(same) as view:
        wanted = {find_paper(view, name) for name in names}
        for number in sorted(wanted) or view.merged():
            yield from _merged(view, number)
        yield from _left_apart(view, wanted)
        yield from _set_apart(view, wanted)


def _merged(view: "View", number: int) -> Iterator[Finding]:
    """Yield a line for each record of a paper after the first, with the reason."""
    first, *others = view.members(number)
    reasons = _reasons(view, number)
    known = {first.node}
    for member in others:
        says_the_same = member.node in known
        known.add(member.node)
        why = (
            "has the same content as another record" if says_the_same else reasons.get(member.node)
        )
        yield Finding(
            kind="merged",
            id=view.key(number),
            other=member.record.hash,
            why=why or "joined by a decision",
            title=title_of(view.paper(number)),
            other_title=member.record.paper.title,
            source=", ".join(dict.fromkeys(each.name for each in member.record.paper.sources)),
        )


def _reasons(view: "View", number: int) -> dict[int, str]:
    """Return why each node of a paper is part of it: its strongest link to another one."""
    best: dict[int, Relation] = {}
    for relation in view.relations(number):
        if relation.kind == "same" and view.paper_of(relation.other) == number:
            known = best.get(relation.one)
            if known is None or relation.strength > known.strength:
                best[relation.one] = relation
    return {node: relation.why for node, relation in best.items()}


def _left_apart(view: "View", wanted: set[int]) -> Iterator[Finding]:
    """Yield the pairs of papers that the rules left apart though they have something in common."""
    met: set[tuple[int, int]] = set()
    for relation in sorted(view.related(), key=lambda each: each.kind != "conflict"):
        papers = view.paper_of(relation.one), view.paper_of(relation.other)
        if papers[0] is None or papers[1] is None or papers[0] == papers[1]:
            continue
        one, other = sorted((papers[0], papers[1]))
        if (wanted and not {one, other} & wanted) or (one, other) in met:
            continue
        met.add((one, other))
        why = relation.why
        if relation.kind == "same":
            why += f", but records of them contradict: {view.against(one, other) or 'a decision'}"
        yield _pair(view, "conflict" if relation.kind == "conflict" else "near", one, other, why)


def _set_apart(view: "View", wanted: set[int]) -> Iterator[Finding]:
    for event in view.history("apart", "split"):
        parts = [view.holding(part) for part in event.parts]
        papers = sorted({number for some in parts for number in some})
        if len(papers) > 1 and (not wanted or wanted.intersection(papers)):
            why = f"set apart on {event.date}" + (f" by {event.by}" if event.by else "")
            for other in papers[1:]:
                yield _pair(view, "apart", papers[0], other, why)


def _pair(
    view: "View", kind: Literal["near", "conflict", "apart"], one: int, other: int, why: str
) -> Finding:
    return Finding(
        kind=kind,
        id=view.key(one),
        other=view.key(other),
        why=why,
        title=title_of(view.paper(one)),
        other_title=title_of(view.paper(other)),
    )


def split(library: Library, name: str, hashes: Sequence[str]) -> list[str]:
    """Decide that records of one paper are several papers; return the keys of these.

    Args:
        library: where the paper is.
        name: any name of it.
        hashes: the records that are a paper of their own, by the starts of their hashes; none
            for every record by itself.

    Raises:
        MissingInputError: there is no library.
        UsageError: there is no such paper or record, or nothing to split.
    """
    with library.read() as view:
        number = find_paper(view, name)
        members = view.members(number)
        nodes: dict[int, list[str]] = {}
        for member in members:
            nodes.setdefault(member.node, []).append(member.record.hash)
        if len(nodes) < 2:
            same = (
                f"its {len(members)} records have the same content"
                if len(members) > 1
                else "one record"
            )
            raise UsageError(f'"{safe(name)}" cannot be split: {same}')
        parts = list(nodes.values())
        if hashes:
            out = {_record(each, [m.record.hash for m in members]) for each in hashes}
            taken = [part for part in parts if out.intersection(part)]
            kept = [part for part in parts if not out.intersection(part)]
            if not kept:
                raise UsageError("these are all records of the paper: name only some, or none")
            parts = [[*chain(*taken)], [*chain(*kept)]]
        event = Event(
            event="split",
            by=user_name(),
            paper=[member.record.hash for member in members],
            names=view.names(number),
            parts=parts,
        )
    return _decide(library, event)


def _record(start: str, known: Sequence[str]) -> str:
    found = [each for each in known if each.startswith(start)]
    if len(found) != 1:
        what = "several records" if found else "no record"
        raise UsageError(
            f'"{safe(start)}" is {what} of the paper', hint="papertriage duplicates ID lists them"
        )
    return found[0]


def join(library: Library, one: str, other: str) -> list[str]:
    """Decide that two papers are one; return its key.

    Raises:
        MissingInputError: there is no library.
        UsageError: there is no paper with a name, or both name one paper.
    """
    return _on_two(library, one, other, "join")


def set_apart(library: Library, one: str, other: str) -> list[str]:
    """Decide that two papers are never merged; return their keys.

    Raises:
        MissingInputError: there is no library.
        UsageError: there is no paper with a name, or both name one paper.
    """
    return _on_two(library, one, other, "apart")


def _on_two(library: Library, one: str, other: str, kind: Literal["join", "apart"]) -> list[str]:
    with library.read() as view:
        numbers = find_paper(view, one), find_paper(view, other)
        if numbers[0] == numbers[1]:
            hint = "papertriage duplicates split ID makes two of it" if kind == "apart" else None
            key = view.key(numbers[0])
            raise UsageError(
                f'"{safe(one)}" and "{safe(other)}" are the same paper, {key}', hint=hint
            )
        parts = [[record.hash for record in view.records(number)] for number in numbers]
        event = Event(
            event=kind,
            by=user_name(),
            paper=[*chain(*parts)],
            names=list(dict.fromkeys(name for number in numbers for name in view.names(number))),
            parts=[[*chain(*parts)]] if kind == "join" else parts,
        )
    return _decide(library, event)


def _decide(library: Library, event: Event) -> list[str]:
    library.remember([event])
    with library.read() as view:
        numbers = {number for part in event.parts for number in view.holding(part)}
        return [view.key(number) for number in sorted(numbers)]
