"""Search: the papers of a library that meet a query."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from msgspec import structs

from papertriage.library import Library
from papertriage.library.history import VERDICTS
from papertriage.library.search.query import Atom, Query, parse, show
from papertriage.paper import Tag
from papertriage.ranking.headline_of import headline_of
from papertriage.report import ON_TOPIC, Counts, Entry, Mark, ReadingList, Reason, Report

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
        since: keep papers whose latest possible day is this or later.
        until: keep papers whose earliest possible day is this or earlier.
        undated: keep undated papers although a day is given.
        limit: how many to list.
        newest: the latest first, not the best.
    """

    text: str
    topics: tuple[str, ...] = ()
    taxonomy: tuple[str, ...] = ()
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
        keep = None
        searcher = stack.enter_context(library.search())
        if asked.topics or _has_names(query):  # only these need the other index
            view = searcher.view
            query = _resolved(query, view)
            if asked.topics:
                keep = partial(_is_on_topic, view, frozenset(asked.topics))
        found = searcher.search(
            query, limit=asked.limit, limits=limits, newest=asked.newest, keep=keep
        )
        marks = _marks(library, searcher.view)
    entries = [
        _entry(rank, hit, name, marks.get(hit.paper.id)) for rank, hit in enumerate(found.hits, 1)
    ]
    return Answer(report=_report(name, entries, found), count=found.count, papers=found.papers)


def _marks(library: Library, view: "View") -> dict[str, Mark]:
    if not library.history(*VERDICTS):
        return {}
    from papertriage.flows.lists.seen import marks_of  # it loads what ranking takes

    return marks_of(view)


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


def _entry(rank: int, hit: "Hit", name: str, mark: Mark | None) -> Entry:
    return Entry(
        rank=rank,
        paper=hit.paper,
        tag=Tag(topic=name, score=hit.score, base=0.0),
        headline=headline_of(hit.paper),
        why=list(_reasons(hit)),
        mark=mark,
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
