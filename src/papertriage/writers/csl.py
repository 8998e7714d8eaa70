"""CSL-JSON 1.0.2: one array with an item per line, for Pandoc, Zotero and citeproc.

The reasons for a paper are in ``annote``, its topics in the keywords. The unknown fields of an
original item are written back.
"""

from collections.abc import Iterator
from typing import Any

from papertriage.paper import Author
from papertriage.text.clean import safe
from papertriage.text.json_out import dumps
from papertriage.writers import phrases
from papertriage.writers.citekey import citekey
from papertriage.writers.jsonl import array
from papertriage.writers.kinds import kind
from papertriage.writers.lasting import LastingNames
from papertriage.writers.listing import (
    Item,
    Listing,
    arxiv_number,
    keywords,
    note,
    paragraphs,
    parts_of,
)
from papertriage.writers.people import parts


def records(listing: Listing) -> Iterator[str]:
    """Yield one array."""
    names = LastingNames()
    yield from array(dumps(_item(item, names.of(item.paper))) for item in listing.items)


def _item(item: Item, lasting: str) -> dict[str, Any]:
    fields = {name: value for name, value in _fields(item, lasting) if value}
    own = item.paper.extra.get("csl")
    return {**fields, **{name: value for name, value in _own(own) if name not in fields}}


def _own(own: Any) -> Iterator[tuple[str, Any]]:
    """Yield the unknown fields of the original item; links must lead to the web."""
    for name, value in own.items() if isinstance(own, dict) else ():
        if name != "URL" or (isinstance(value, str) and phrases.bare_web(value)):
            yield name, value


def _fields(item: Item, lasting: str) -> Iterator[tuple[str, Any]]:
    """Yield CSL's names and values; the caller leaves out empty ones."""
    paper = item.paper
    yield "id", citekey(paper, lasting)
    yield "citation-key", citekey(paper, lasting)
    yield "type", kind(paper)
    yield "title", item.title
    yield "author", [_name(author) for author in paper.authors]
    if day := parts_of(paper.issued):
        yield "issued", {"date-parts": [list(map(int, day))]}
    yield "abstract", "\n\n".join(paragraphs(paper.abstract))
    yield "container-title", safe(paper.venue or paper.journal_ref or "")
    for name in ("volume", "issue", "page", "publisher", "language"):
        yield name, safe(getattr(paper, name) or "")
    yield "ISSN", safe(paper.issn or "")
    yield "ISBN", safe(paper.isbn or "")
    for name in ("DOI", "PMID", "PMCID"):
        yield name, safe(paper.ids.get(name.lower(), ""))
    if arxiv := safe(arxiv_number(paper)):
        yield "archive", "arXiv"
        yield "number", arxiv
    yield "URL", phrases.address(paper)
    yield "categories", [safe(category) for category in paper.categories]
    yield "keyword", ", ".join(keywords(item))
    yield "note", safe(paper.comment or "")
    yield "annote", note(item)


def _name(author: Author) -> dict[str, str]:
    name = parts(author)
    if name is None:
        return {"literal": safe(author.name)}
    return {part: text for part, text in name._asdict().items() if text}
