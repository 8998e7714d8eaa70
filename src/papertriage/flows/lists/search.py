"""Search: the papers of a library that meet a query."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from typing import TYPE_CHECKING

import msgspec
from msgspec import structs

from papertriage.flows.lists.decisions import SAID, Decided, decided
from papertriage.library import Library
from papertriage.library.search.query import Atom, Query, parse, show
from papertriage.paper import Tag
from papertriage.ranking.headline_of import headline_of
from papertriage.report import ON_TOPIC, Counts, Entry, ReadingList, Reason, Report, Verdict

if TYPE_CHECKING:
    from papertriage.library.search import Hit, Hits
    from papertriage.library.view import View

LIMIT = 20
"""Papers listed unless the user says otherwise: a screen full."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What the user asked for.

    Attributes:
        text: the query, in the language of `papertriage.library.search.query`.
        topics: on one of these by the stored tags; without any, all papers.
        taxonomy: the topics that there are.
        marked: only papers that the present user marked so; empty for all.
        since: keep papers whose latest possible day is this or later.
        until: keep papers whose earliest possible day is this or earlier.
        undated: keep undated papers although a day is given.
        limit: how many to list.
        newest: the latest first, not the best.
    """

    text: str
    topics: tuple[str, ...] = ()
    taxonomy: tuple[str, ...] = ()
    marked: frozenset[Verdict] = frozenset()
    since: date | None = None
    until: date | None = None
    undated: bool = False
    limit: int = LIMIT
    newest: bool = False


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What was found.

    Attributes:
        report: one list of the first hits.
        count: how many there are in all; None if nobody counted.
        papers: how many papers were searched.
    """

    report: Report
    count: int | None
    papers: int


def search(library: Library, asked: Asked) -> Answer:
    """Search a library's titles, abstracts, authors, categories and names.

    Raises:
        QueryError: the query means nothing.
        UsageError: a topic does not exist.
        MissingInputError: there is no library.
        LockedError, CannotWriteError: there is no index, and none can be made; see
            `Library.search`.
    """
    from papertriage.library.search import Limits

    if asked.topics:
        from papertriage.flows.lists.rank import check_topics

        check_topics(asked.topics, asked.taxonomy)
    query = parse(asked.text)
    name = show(query)
    limits = Limits(since=asked.since, until=asked.until, undated=asked.undated)
    with ExitStack() as stack:
        searcher = stack.enter_context(library.search())
        said = Decided()
        if library.history(*SAID):
            said = decided(searcher.view)
        if _has_names(query):  # only this and what follows need the other index
            query = _resolved(query, searcher.view)
        keep = _kept(searcher.view, asked, said) if asked.topics or asked.marked else None
        found = searcher.search(
            query, limit=asked.limit, limits=limits, newest=asked.newest, keep=keep
        )
    entries = [_entry(rank, hit, name, said) for rank, hit in enumerate(found.hits, 1)]
    return Answer(report=_report(name, entries, found), count=found.count, papers=found.papers)


def _has_names(query: Query) -> bool:
    return any(atom.field == "id" for clause in query.clauses for atom in clause.any_of)


def _resolved(query: Query, view: "View") -> Query:
    """Put keys in the place of names; any known name is its paper's."""
    return Query(
        tuple(
            structs.replace(clause, any_of=tuple(_key(atom, view) for atom in clause.any_of))
            for clause in query.clauses
        )
    )


def _key(atom: Atom, view: "View") -> Atom:
    if atom.field != "id":
        return atom
    from papertriage import identity  # its patterns take 4 ms to compile

    paper = view.get(atom.text) or view.get(identity.canonical(atom.text))
    return structs.replace(atom, text=paper.id) if paper else atom


def _kept(view: "View", asked: Asked, said: Decided) -> Callable[[int], bool]:
    """Return what tells of a paper's number whether it has one of the topics and marks."""
    topics = frozenset(asked.topics)
    marked = said.marked(asked.marked) if asked.marked else None

    def keep(number: int) -> bool:
        if marked is not None and view.key(number) not in marked:
            return False
        return not topics or _is_on_topic(view, topics, number)

    return keep


def _is_on_topic(view: "View", topics: frozenset[str], number: int) -> bool:
    return any(
        topic in topics and place.score >= ON_TOPIC for topic, place in view.entries_of(number)
    )


def _report(name: str, entries: list[Entry], found: "Hits") -> Report:
    listed = len(entries)
    count = listed if found.count is None else found.count
    counts = Counts(on_topic=count, listed=listed, beyond_limit=count - listed)
    one = ReadingList(topics=[name], entries=entries, counts=counts)
    return Report(lists=[one], papers=found.papers, untagged=0, min_score=0.0)


def _entry(rank: int, hit: "Hit", name: str, said: Decided) -> Entry:
    return Entry(
        rank=rank,
        paper=hit.paper,
        tag=Tag(topic=name, score=hit.score, base=0.0),
        headline=headline_of(hit.paper),
        why=list(_reasons(hit)),
        mark=said.own.get(hit.paper.id),
        others=said.others.get(hit.paper.id, []),
    )


def _reasons(hit: "Hit") -> Iterator[Reason]:
    for found in hit.found:
        text = found.atom.text + "*" * found.atom.prefix
        if count := found.title + found.abstract:
            yield Reason(kind="keyword", words=[text], in_title=found.title > 0, count=count)
        elif found.authors:
            yield Reason(kind="rule", words=[f"by {text}"])
    if hit.paper.status:
        yield Reason(kind="rule", words=[hit.paper.status])
