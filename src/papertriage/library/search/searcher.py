"""The searcher: it gets candidates from the search index, and scores the papers themselves."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple, Self, TypeVar

import msgspec

from papertriage.errors import PapertriageError
from papertriage.library.database import BrokenIndexError
from papertriage.library.search.likeness import Statistics
from papertriage.library.search.manifest import invalidate
from papertriage.library.search.query import Clause, Query
from papertriage.library.search.schema import day_of
from papertriage.library.search.score import Found, Scorer, idf, ranks
from papertriage.library.search.search_index import Part, SearchIndex, open_search_index
from papertriage.library.search.tantivy_query import Limits, QueryBuilder
from papertriage.paper import Paper

if TYPE_CHECKING:
    import tantivy

    from papertriage.library.library import Library

_T = TypeVar("_T")
_CANDIDATES = 100
"""The fewest papers that are scored; with fewer hits than these the order is exact."""


class Hit(NamedTuple):
    """A paper that matches a query.

    Attributes:
        paper: the paper.
        score: its BM25 divided by the highest possible sum; 1 if nothing in the query ranks.
        found: the parts of the query that it matches, and where.
    """

    paper: Paper
    score: float
    found: list[Found]


class Hits(msgspec.Struct, frozen=True):
    """The first hits, best first.

    Attributes:
        hits: the first of them.
        count: the number of all hits.
        papers: the number of papers that were searched.
    """

    hits: list[Hit]
    count: int
    papers: int


class _Candidate(NamedTuple):
    """A paper in the index: its number, and the ordinal of its day."""

    number: int
    day: int


class _BrokenError(PapertriageError):
    """The index does not agree with the papers, or tantivy failed."""


class Searcher:
    """Searches a library as it was when it was opened; close it, or use it in a `with`."""

    def __init__(
        self,
        library: "Library",
        *,
        timeout: float,
        notice: Callable[[str], None],
        detail: Callable[[str], None],
    ) -> None:
        """Open the index; see `Library.search`."""
        self._folder = library.folder
        self._timeout = timeout
        self._notice = notice
        self._detail = detail
        self.view = library.read()
        self._opened = self._open()

    def close(self) -> None:
        """Close the files."""
        self._opened.close()
        self.view.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self.view)

    def search(self, query: Query, *, limit: int, limits: Limits, newest: bool = False) -> Hits:
        """Return the papers that match a query, by score, then later date, then key.

        Args:
            query: the query, in which `Chosen` and `Days` have replaced what the index lacks.
            limit: how many at most.
            limits: which papers to keep.
            newest: sort the latest first, whatever the score.
        """
        return self._retried(lambda: self._search(query, limit, limits, newest=newest))

    def statistics(self, stems: Iterable[str]) -> Statistics:
        """Return the statistics of the whole library for some stems."""
        return self._retried(lambda: self._statistics(list(stems)))

    def like(
        self, weights: Mapping[str, float], *, limit: int, limits: Limits
    ) -> tuple[list[Paper], int]:
        """Return the papers that have most of some stems, in arbitrary order.

        Returns:
            The papers, and how many have any of the stems.
        """
        return self._retried(lambda: self._like(weights, limit, limits))

    def _search(self, query: Query, limit: int, limits: Limits, *, newest: bool) -> Hits:
        parts = _parts(self._opened)
        scorer, ranked = self._scorer(query, parts)
        by_day = newest or not ranked
        most = max(_CANDIDATES, 3 * limit)
        found = [part.search(query, limits, most, by_day=by_day) for part in parts]
        every = [candidate for candidates, _ in found for candidate in candidates]
        scored = sorted(
            ((one.day, _hit(self.view.paper(one.number), scorer)) for one in every),
            key=lambda each: (0.0 if by_day else -each[1].score, -each[0], each[1].paper.id),
        )
        hits = [hit for _, hit in scored[:limit]]
        count = sum(count for _, count in found)
        return Hits(hits, count, sum(part.papers for part in parts))

    def _scorer(self, query: Query, parts: "list[_Live]") -> tuple[Scorer, bool]:
        """Return a scorer, and whether anything in the query ranks papers."""
        wanted = [clause for clause in query.wanted if clause.sought()]
        ranking = [ranks(clause) for clause in wanted]
        idfs = [float(each) for each in ranking]
        if sum(ranking) > 1:  # with one clause its idf cancels out
            papers = sum(part.papers for part in parts)
            for at, clause in enumerate(wanted):
                if ranking[at]:
                    idfs[at] = idf(papers, sum(part.count(clause) for part in parts))
        return Scorer(wanted, idfs), any(ranking)

    def _like(
        self, weights: Mapping[str, float], limit: int, limits: Limits
    ) -> tuple[list[Paper], int]:
        found = [part.like(weights, limits, limit) for part in _parts(self._opened)]
        papers = [self.view.paper(one.number) for candidates, _ in found for one in candidates]
        return papers, sum(count for _, count in found)

    def _statistics(self, stems: list[str]) -> Statistics:
        parts = _parts(self._opened)
        found = Statistics(papers=sum(part.papers for part in parts))
        found.words = sum(part.words() for part in parts)
        for stem in stems:
            found.holding[stem] = sum(part.holding(stem) for part in parts)
        return found

    def _open(self) -> SearchIndex:
        return open_search_index(
            self._folder, self.view, timeout=self._timeout, notice=self._notice, detail=self._detail
        )

    def _retried(self, call: Callable[[], _T]) -> _T:
        """Call; if the index is broken, build it again and call once more."""
        try:
            return _without_panics(call)
        except (_BrokenError, BrokenIndexError, ValueError):  # tantivy's errors are ValueErrors
            self._opened.close()
            with suppress(OSError):
                invalidate(self._folder)
            self._opened = self._open()
            return _without_panics(call)


class _Live:
    """One part of a search index, opened for queries."""

    def __init__(self, part: Part) -> None:
        self._without = part.without
        self._searcher = part.index.searcher()
        self._builder = QueryBuilder(part.index.schema, self._searcher)
        self.papers = self._searcher.num_docs
        if part.without:
            # Entries that are out of date do not count.
            self.papers = self._count(self._everything())

    def search(
        self, query: Query, limits: Limits, most: int, *, by_day: bool
    ) -> tuple[list[_Candidate], int]:
        made = self._builder.whole(query, limits, self._without)
        return self._candidates(made, most, order="newest" if by_day else None)

    def like(
        self, weights: Mapping[str, float], limits: Limits, most: int
    ) -> tuple[list[_Candidate], int]:
        return self._candidates(self._builder.like(weights, limits, self._without), most)

    def words(self) -> int:
        """Count the content words of all papers."""
        found = self._searcher.aggregate(
            self._everything(), {"words": {"sum": {"field": "length"}}}
        )
        return int(found["words"]["value"] or 0)

    def holding(self, stem: str) -> int:
        """Count the papers that have a stem in title or abstract."""
        return self._count(self._builder.having(stem, self._without))

    def count(self, clause: Clause) -> int:
        """Count the papers that match a clause."""
        return self._count(self._builder.some(self._builder.clause(clause), self._without))

    def _everything(self) -> "tantivy.Query":
        return self._builder.whole(Query(()), Limits(), self._without)

    def _count(self, made: "tantivy.Query") -> int:
        return _total(self._searcher.search(made, 1))

    def _candidates(
        self, made: "tantivy.Query", most: int, order: str | None = None
    ) -> tuple[list[_Candidate], int]:
        """Return the first hits of a query, and the number of all."""
        # tantivy allocates memory for as many hits as are requested.
        limit = min(most, max(self._searcher.num_docs, 1))
        found = self._searcher.search(made, limit, order_by_field=order)
        addresses = [address for _, address in found.hits]
        if not addresses:
            return [], _total(found)
        columns = (
            self._searcher.fast_field_values(name, addresses) for name in ("paper", "newest")
        )
        candidates = [
            _Candidate(int(number or 0), day_of(int(newest or 0)))
            for number, newest in zip(*columns, strict=True)
        ]
        return candidates, _total(found)


def _total(found: "tantivy.SearchResult") -> int:
    return int(found.count)  # type: ignore[attr-defined]  # its stubs lack it


def _parts(opened: SearchIndex) -> list[_Live]:
    return [_Live(part) for part in opened.parts]


def _hit(paper: Paper, scorer: Scorer) -> Hit:
    found = scorer.score(paper.title, paper.abstract, paper.authors)
    if found is None:
        raise _BrokenError("the search index found a paper that does not match")
    return Hit(paper, *found)


def _without_panics(call: Callable[[], _T]) -> _T:
    """Call, and turn a panic of tantivy into a `_BrokenError`."""
    try:
        return call()
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # pyo3's, which cannot be imported
            raise _BrokenError(f"the search index: {error}") from error
        raise
