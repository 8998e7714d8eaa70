"""The searcher: candidates from the index, answers from the lines of papers.jsonl."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self, TypeVar

import msgspec

from papertriage.errors import PapertriageError
from papertriage.library import records
from papertriage.library.log import Place
from papertriage.library.search.manifest import condemn
from papertriage.library.search.query import Clause, Query
from papertriage.library.search.schema import day_of
from papertriage.library.search.score import Found, Scorer, idf, ranks
from papertriage.library.search.search_index import Part, Shelf, open_shelf
from papertriage.library.search.tantivy_query import Limits, Questions
from papertriage.paper import Author, Paper

if TYPE_CHECKING:
    import tantivy

_T = TypeVar("_T")
_CANDIDATES = 100
"""Papers that are scored at least; with fewer hits than these the order is exact."""


class Hit(NamedTuple):
    """A paper that meets a query.

    Attributes:
        paper: the paper.
        score: its BM25 as a share of the most that the query could give; 1 where nothing ranks.
        found: what of the query it has, and where.
    """

    paper: Paper
    score: float
    found: list[Found]


class Hits(msgspec.Struct, frozen=True):
    """The first hits, best first.

    Attributes:
        hits: they.
        count: how many there are in all; None if nobody counted.
        papers: how many papers were searched.
    """

    hits: list[Hit]
    count: int | None
    papers: int


class _Row(msgspec.Struct):
    """What of a paper's line its score hangs on; the rest stays undecoded."""

    id: str
    title: str | None = None
    abstract: str | None = None
    authors: list[Author] = []


class _Candidate(NamedTuple):
    """What the index says of a paper: where its line stands, and the ordinal of its day."""

    place: Place
    day: int


class _Scored(NamedTuple):
    """What its line says of it."""

    score: float
    day: int
    key: str
    line: bytes
    found: list[Found]


class _BrokenError(PapertriageError):
    """The index gives what the papers do not."""


_row = msgspec.json.Decoder(_Row)


class Searcher:
    """Answers from one library as it was when it was opened; close it, or use it in a `with`."""

    def __init__(
        self,
        folder: Path,
        *,
        timeout: float,
        notice: Callable[[str], None],
        tell: Callable[[str], None],
    ) -> None:
        """Open the index; see `Library.search`."""
        self._folder = folder
        self._timeout = timeout
        self._notice = notice
        self._tell = tell
        self._shelf = self._open()

    def close(self) -> None:
        """Let go of the files."""
        self._shelf.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        return self._asked(lambda: sum(part.papers for part in _parts(self._shelf)))

    def search(
        self,
        query: Query,
        *,
        limit: int,
        limits: Limits,
        newest: bool = False,
        keep: Callable[[str], bool] | None = None,
    ) -> Hits:
        """Return the papers that meet a query, by score, then later date, then key.

        Args:
            query: what they must meet; ids in it are keys.
            limit: how many at most.
            limits: which days to keep.
            newest: the latest first, whatever the score.
            keep: asked for each key, best first, until there are enough.
        """
        return self._asked(lambda: self._search(query, limit, limits, keep, newest=newest))

    def like(self, weights: Mapping[str, float], *, limit: int, limits: Limits) -> list[Paper]:
        """Return the papers that have most of some stems, in no order that matters."""
        return self._asked(lambda: list(self._like(weights, limit, limits)))

    def _search(
        self,
        query: Query,
        limit: int,
        limits: Limits,
        keep: Callable[[str], bool] | None,
        *,
        newest: bool,
    ) -> Hits:
        parts = _parts(self._shelf)
        scorer, ranked = self._scorer(query, parts)
        by_day = newest or not ranked
        most = max(_CANDIDATES, 3 * limit)
        while True:
            found = [part.search(query, limits, most, by_day=by_day) for part in parts]
            rows = [
                (candidate.day, _decoded(line), line)
                for candidates, _ in found
                for candidate in candidates
                for line in self._lines([candidate.place])
            ]
            kept = [one for one in rows if keep is None or keep(one[1].id)]
            whole = all(len(candidates) == count for candidates, count in found)
            if keep is None or whole or len(kept) >= max(_CANDIDATES, limit):
                break
            most *= 4
        scored = sorted(
            (_scored(day, row, line, scorer) for day, row, line in kept),
            key=lambda one: (0.0 if by_day else -one.score, -one.day, one.key),
        )
        hits = [hit for one in scored[:limit] if (hit := _hit(one))]
        count = sum(count for _, count in found) if keep is None else len(kept) if whole else None
        return Hits(hits, count, sum(part.papers for part in parts))

    def _scorer(self, query: Query, parts: "list[_Live]") -> tuple[Scorer, bool]:
        """Return what scores, and whether anything in the query does."""
        wanted = [c for c in query.wanted if any(a.field not in {"id", "cat"} for a in c.any_of)]
        ranking = [ranks(clause) for clause in wanted]
        idfs = [float(each) for each in ranking]
        if sum(ranking) > 1:  # of one clause alone the score is a share of its own
            papers = sum(part.papers for part in parts)
            for at, clause in enumerate(wanted):
                if ranking[at]:
                    idfs[at] = idf(papers, sum(part.count(clause) for part in parts))
        return Scorer(wanted, idfs), any(ranking)

    def _like(self, weights: Mapping[str, float], limit: int, limits: Limits) -> Iterator[Paper]:
        for part in _parts(self._shelf):
            for line in self._lines(one.place for one in part.like(weights, limits, limit)):
                record = records.parse(line)
                if isinstance(record, Paper):
                    yield record

    def _lines(self, places: Iterable[Place]) -> Iterator[bytes]:
        for place in places:
            line = self._shelf.papers.read(place)
            if line.find(b"\n") != place.length - 1:
                raise _BrokenError("the search index leads to no line")
            yield line[:-1]

    def _open(self) -> Shelf:
        return open_shelf(self._folder, timeout=self._timeout, notice=self._notice, tell=self._tell)

    def _asked(self, call: Callable[[], _T]) -> _T:
        """Ask once more, of an index made anew, if this one proves broken."""
        try:
            return _unpanicked(call)
        except (_BrokenError, ValueError):  # tantivy's errors are ValueErrors
            self.close()
            with suppress(OSError):
                condemn(self._folder)
            self._shelf = self._open()
            return _unpanicked(call)


class _Live:
    """One part of a shelf, ready to be asked."""

    def __init__(self, part: Part) -> None:
        self._without = part.without
        self._searcher = part.index.searcher()
        self._questions = Questions(part.index.schema, self._searcher)
        self.papers = self._searcher.num_docs
        if part.without:
            # What all papers have: everything that is not out of date.
            everything = self._questions.whole(Query(()), Limits(), part.without)
            self.papers = _count(self._searcher.search(everything, 1))

    def search(
        self, query: Query, limits: Limits, most: int, *, by_day: bool
    ) -> tuple[list[_Candidate], int]:
        made = self._questions.whole(query, limits, self._without)
        order = "newest" if by_day else None
        # It makes room for as many hits as it is asked for, at once: for no more than there can be.
        found = self._searcher.search(
            made, min(most, max(self._searcher.num_docs, 1)), order_by_field=order
        )
        return self._candidates([address for _, address in found.hits]), _count(found)

    def like(self, weights: Mapping[str, float], limits: Limits, most: int) -> list[_Candidate]:
        made = self._questions.like(weights, limits, self._without)
        found = self._searcher.search(made, most, count=False)
        return self._candidates([address for _, address in found.hits])

    def count(self, clause: Clause) -> int:
        made = self._questions.some(self._questions.clause(clause), self._without)
        return _count(self._searcher.search(made, 1))

    def _candidates(self, addresses: "list[tantivy.DocAddress]") -> list[_Candidate]:
        if not addresses:
            return []
        columns = (
            self._searcher.fast_field_values(name, addresses)
            for name in ("offset", "length", "newest")
        )
        return [
            _Candidate(Place(int(offset or 0), int(length or 0)), day_of(int(newest or 0)))
            for offset, length, newest in zip(*columns, strict=True)
        ]


def _count(found: "tantivy.SearchResult") -> int:
    return int(found.count)  # type: ignore[attr-defined]  # its stubs lack it


def _parts(shelf: Shelf) -> list[_Live]:
    return [_Live(part) for part in shelf.parts]


def _decoded(line: bytes) -> _Row:
    try:
        return _row.decode(line)
    except (ValueError, RecursionError) as error:  # ValueError: msgspec's and bad UTF-8
        raise _BrokenError("the search index leads to no paper") from error


def _scored(day: int, row: _Row, line: bytes, scorer: Scorer) -> _Scored:
    found = scorer.score(row.title, row.abstract, row.authors)
    if found is None:
        raise _BrokenError("the search index finds what is not there")
    return _Scored(found[0], day, row.id, line, found[1])


def _hit(one: _Scored) -> Hit | None:
    record = records.parse(one.line)
    return Hit(record, one.score, one.found) if isinstance(record, Paper) else None


def _unpanicked(call: Callable[[], _T]) -> _T:
    """Call, and make an error that can be told of a panic inside tantivy."""
    try:
        return call()
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # pyo3's; no name leads to it
            raise _BrokenError(f"the search index: {error}") from error
        raise
