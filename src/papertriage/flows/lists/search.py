"""Searches a library for the papers that match a query."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from papertriage import clock
from papertriage.flows.lists.decisions import MARK_EVENTS, Decided, decided
from papertriage.flows.lists.resolve import IS, Resolver
from papertriage.library import Library
from papertriage.library.search.parse_query import parse
from papertriage.library.search.query import Atom, Clause, Query, show
from papertriage.paper import Tag
from papertriage.ranking.headline_of import headline_of
from papertriage.report import LONGEST_NAME, Counts, Entry, ReadingList, Reason, Report, Verdict
from papertriage.text.clean import snippet

if TYPE_CHECKING:
    from papertriage.library.search import Hit, Hits

LIMIT = 20
"""How many papers are listed by default: a screenful."""


class SearchRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What the user searches for.

    Attributes:
        text: the query, in the language of `papertriage.library.search.query`.
        topics: only papers on one of these by their stored tags; empty for all.
        taxonomy: the topics that exist.
        marked: only papers with one of these verdicts of the current user; empty for all.
        since: keep papers whose latest possible day is this or later.
        until: keep papers whose earliest possible day is this or earlier.
        undated: keep undated papers although `since` or `until` is given.
        limit: how many to list.
        newest: order by date, the latest first, not by score.
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
        count: how many papers match.
        papers: how many papers were searched.
    """

    report: Report
    count: int
    papers: int


def search(library: Library, request: SearchRequest) -> Answer:
    """Search a library's titles, abstracts, authors, categories and names.

    Raises:
        QueryError: the query is not valid.
        UsageError: a topic does not exist.
        MissingInputError: there is no library.
        LockedError, CannotWriteError: there is no search index, and it cannot be built; see
            `Library.search`.
    """
    from papertriage.library.search import Limits

    query = parse(request.text)
    name = snippet(show(query), LONGEST_NAME)
    limits = Limits(since=request.since, until=request.until, undated=request.undated)
    with library.search() as searcher:
        view = searcher.view
        decisions = Decided()
        if library.history(*MARK_EVENTS):
            decisions = decided(view)
        extra = [Clause(tuple(Atom(topic, "topic") for topic in request.topics))]
        extra.append(Clause(tuple(Atom(IS[mark], "is") for mark in sorted(request.marked))))
        whole = Query((*query.clauses, *(clause for clause in extra if clause.any_of)))
        resolved = Resolver(view, lambda: decisions, request.taxonomy, clock.today()).query(whole)
        found = searcher.search(resolved, limit=request.limit, limits=limits, newest=request.newest)
    entries = [_entry(rank, hit, name, decisions) for rank, hit in enumerate(found.hits, 1)]
    return Answer(report=_report(name, entries, found), count=found.count, papers=found.papers)


def _report(name: str, entries: list[Entry], found: "Hits") -> Report:
    listed = len(entries)
    counts = Counts(on_topic=found.count, listed=listed, beyond_limit=found.count - listed)
    one = ReadingList(topics=[name], entries=entries, counts=counts)
    return Report(lists=[one], papers=found.papers, untagged=0, min_score=0.0)


def _entry(rank: int, hit: "Hit", name: str, decisions: Decided) -> Entry:
    return Entry(
        rank=rank,
        paper=hit.paper,
        tag=Tag(topic=name, score=hit.score, base=0.0),
        headline=headline_of(hit.paper),
        why=list(_reasons(hit)),
        mark=decisions.own.get(hit.paper.id),
        others=decisions.others.get(hit.paper.id, []),
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
