"""Exports all papers of a library in any format."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from papertriage.errors import UsageError
from papertriage.flows.lists.all_lists import all_lists
from papertriage.flows.lists.decisions import Decided, decided
from papertriage.library import Library
from papertriage.library.about import Policy
from papertriage.library.records import encode_sources
from papertriage.paper import Paper
from papertriage.ranking.headline_of import headline_of
from papertriage.ranking.select import Remembered
from papertriage.report import Mark, Verdict
from papertriage.text.json_out import escaped
from papertriage.text.suggest import did_you_mean
from papertriage.writers.jsonl import array, line, record_line
from papertriage.writers.listing import Item, Listing, item_of_paper
from papertriage.writers.look import Look
from papertriage.writers.registry import RECORDS, WRITERS, recorder, writer

if TYPE_CHECKING:
    from papertriage.library.view import View

JSONL = "jsonl"
"""The default: whole records, which `ingest` reads back without loss."""
_JSON = "json"
LISTS = tuple(name for name in WRITERS if name not in {JSONL, _JSON, *RECORDS})
"""The formats that draw lists: they show each paper under its best topic."""
FORMATS = (JSONL, _JSON, *RECORDS, *LISTS)


def _check_format(name: str) -> None:
    """Check that a format exists.

    Raises:
        UsageError: it does not; the hint names those that do.
    """
    if name in FORMATS:
        return
    hint = f"formats of export: {', '.join(FORMATS)}"
    raise UsageError(f'no format "{name}"{did_you_mean(name, FORMATS)}', hint=hint)


class Export:
    """One export of a library; `count` papers were yielded so far.

    Args:
        library: the library; it is only read.
        name: a format of `FORMATS`.
        look: how lists are drawn.
        tags: export the papers with their tags; `LISTS` always have them.
        same: group the records by this policy, for this export alone.
        marked: only papers with one of these verdicts of the current user; empty for all.

    Raises:
        UsageError: there is no such format.
    """

    def __init__(
        self,
        library: Library,
        name: str,
        look: Look,
        *,
        tags: bool,
        same: Policy | None = None,
        marked: frozenset[Verdict] = frozenset(),
    ) -> None:
        _check_format(name)
        self.count = 0
        self._library = library
        self._name = name
        self._tags = tags or name in LISTS
        self._look = look
        self._same = same
        self._marked = marked
        self._decided = Decided()

    def parts(self) -> Iterator[bytes]:
        """Yield the papers in the order of their keys, holding one at a time.

        The formats in `LISTS` hold all papers, and yield them list by list.

        Raises:
            MissingInputError: there is no library; nothing was yielded.
        """
        with self._library.read(self._same) as view:
            self._decided = decided(view)
            papers = self._papers(view)
            if self._name == JSONL:
                yield from map(self._line, papers)
                return
            yield from (text.encode("utf-8", errors="replace") for text in self._texts(papers))

    def _texts(self, papers: Iterator[Paper]) -> Iterator[str]:
        if self._name == _JSON:
            return array(line(one, *self._marks(one)).rstrip("\n") for one in papers)
        if self._name in LISTS:
            remembered = Remembered(marks=self._decided.own, others=self._decided.others)
            return writer(self._name)(all_lists(papers, remembered), self._look)
        return recorder(self._name)(Listing(name="library", items=map(self._item, papers)))

    def _papers(self, view: "View") -> Iterator[Paper]:
        chosen = self._decided.marked(self._marked) if self._marked else None
        for number in view.numbers(by_key=True):
            if chosen is not None and view.key(number) not in chosen:
                continue
            self.count += 1
            yield view.tagged(number) if self._tags else view.paper(number)

    def _marks(self, paper: Paper) -> tuple[Mark | None, list[Mark]]:
        return self._decided.own.get(paper.id), self._decided.others.get(paper.id, [])

    def _line(self, paper: Paper) -> bytes:
        mark, others = self._marks(paper)
        return line(paper, mark, others).encode() if mark or others else record_line(paper)

    def _item(self, paper: Paper) -> Item:
        mark, others = self._marks(paper)
        return item_of_paper(paper, headline_of(paper), mark, others)


def records(library: Library) -> Iterator[bytes]:
    """Yield the records of a library, one line for each source of a record.

    Raises:
        MissingInputError: there is no library.
    """
    with library.read() as view:
        for record in view.all_records():
            for line in encode_sources(record):
                yield escaped(line) + b"\n"
