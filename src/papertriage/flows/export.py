"""Export: the live papers of a library in a format that other tools read."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from papertriage.errors import UsageError
from papertriage.library import Library
from papertriage.paper import Paper, encode, to_dict
from papertriage.ranking.headline import headline
from papertriage.suggest import did_you_mean
from papertriage.writers.jsonl import array
from papertriage.writers.jsonl import encode as encoded
from papertriage.writers.listing import Item, Listing, item_of_paper
from papertriage.writers.registry import RECORDS, WRITERS, recorder

if TYPE_CHECKING:
    from papertriage.library.view import View

JSONL = "jsonl"
"""The default: the record itself, which `ingest` reads back whole."""
_JSON = "json"
FORMATS = (JSONL, _JSON, *RECORDS)


def _check_format(name: str) -> None:
    """Refuse a format that there is not, or that only lists have.

    Raises:
        UsageError: which ones there are, and where lists come from.
    """
    if name in FORMATS:
        return
    hint = f"formats of export: {', '.join(FORMATS)}"
    if name in WRITERS:
        raise UsageError(f"{name} is for reading lists: papertriage rank -f {name}", hint=hint)
    near = did_you_mean(name, FORMATS)
    meant = f'; did you mean "{near}"?' if near else ""
    raise UsageError(f'no format "{name}"{meant}', hint=hint)


class Export:
    """One export of a library; `count` papers went out so far.

    Args:
        library: the library; it is read only.
        name: a format of `FORMATS`.
        tags: hand the papers out with their tags.

    Raises:
        UsageError: there is no such format, or only lists have it.
    """

    def __init__(self, library: Library, name: str, *, tags: bool) -> None:
        _check_format(name)
        self.count = 0
        self._library = library
        self._name = name
        self._tags = tags

    def parts(self) -> Iterator[bytes]:
        """Yield the live papers, in the order in which they came in; one is held at a time.

        Raises:
            MissingInputError: there is no library; nothing was yielded then.
        """
        with self._library.read() as view:
            papers = self._papers(view)
            if self._name == JSONL:
                yield from (encode(paper) + b"\n" for paper in papers)
                return
            texts = (
                array(map(encoded, map(to_dict, papers)))
                if self._name == _JSON
                else recorder(self._name)(Listing(name="library", items=map(_item, papers)))
            )
            yield from (text.encode("utf-8", errors="replace") for text in texts)

    def _papers(self, view: "View") -> Iterator[Paper]:
        for paper, line in view.tagged():
            paper.tags = line.tags if self._tags and line else None
            self.count += 1
            yield paper


def _item(paper: Paper) -> Item:
    if paper.title:
        return item_of_paper(paper)
    links = [link for link in (paper.code_url, paper.project_url) if link]
    return item_of_paper(paper, headline(paper.abstract or "", links))
