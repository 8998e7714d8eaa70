"""RIS: a tag and a value per line, for reference managers and screening tools.

``TY  - `` with two blanks, DOS line ends, ``ER`` last. The reasons for a paper are in a separate
``N1``, its topics in ``KW``. The unknown tags and the type of an original record are written back.
"""

import re
from collections.abc import Iterator

from papertriage.paper import Author, Paper
from papertriage.text.clean import safe
from papertriage.writers import phrases
from papertriage.writers.citekey import citekey
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

_TYPES = {
    "article-journal": "JOUR", "article-magazine": "MGZN", "article-newspaper": "NEWS",
    "paper-conference": "CPAPER", "book": "BOOK", "chapter": "CHAP", "report": "RPRT",
    "thesis": "THES", "article": "UNPD", "dataset": "DATA", "software": "COMP", "patent": "PAT",
    "webpage": "ELEC",
}  # fmt: skip
"""The record type of each publication type; others are ``GEN``."""
_OTHER_TYPES = {
    "JFULL": "article-journal", "EJOUR": "article-journal", "INPR": "article-journal",
    "ABST": "article-journal", "EBOOK": "book", "EDBOOK": "book", "ECHAP": "chapter",
    "CONF": "paper-conference",
}  # fmt: skip
"""Other record types, which a record keeps if its publication type is still the same."""
_LINKS = frozenset({"UR", "L1", "L2", "L3", "L4", "LK"})
_TAG = re.compile(r"[A-Z][A-Z0-9]")
_PAGES = re.compile(r"([^\s-]+)-([^\s-]+)")


def records(listing: Listing) -> Iterator[str]:
    """Yield a record for each paper, separated by empty lines."""
    before, names = "", LastingNames()
    for item in listing.items:
        yield before + _record(item, names.of(item.paper))
        before = "\r\n"


def _record(item: Item, name: str) -> str:
    lines = [(tag, safe(value)) for tag, value in _values(item, name)]
    filled = [f"{tag}  - {value}\r\n" for tag, value in lines if value]
    return f"{''.join(filled)}ER  - \r\n"


def _values(item: Item, lasting: str) -> Iterator[tuple[str, str]]:
    """Yield tags and values; the caller leaves out empty ones."""
    paper = item.paper
    own = _own(paper)
    yield "TY", _type(paper, own.pop("TY", None))
    yield "ID", citekey(paper, lasting)
    yield "TI", item.title or ""
    for author in paper.authors:
        yield "AU", _author(author)
    if day := parts_of(paper.issued):
        yield "PY", day[0]
        yield "DA", "/".join(day) if day[1:] else ""
    yield "AB", " ".join(paragraphs(paper.abstract))
    for keyword in keywords(item):
        yield "KW", keyword
    yield "T2", paper.venue or paper.journal_ref or ""
    yield "VL", paper.volume or ""
    yield "IS", paper.issue or ""
    yield from _pages(safe(paper.page or ""))
    yield "PB", paper.publisher or ""
    yield "SN", paper.issn or ""
    yield "SN", paper.isbn or ""
    yield "LA", paper.language or ""
    yield "DO", paper.ids.get("doi", "")
    yield "AN", arxiv_number(paper)
    yield "UR", phrases.address(paper)
    yield "L1", phrases.bare_web(paper.pdf_url)
    yield "N1", paper.comment or ""
    for tag, values in own.items():
        for value in values:
            yield tag, value
    yield "N1", note(item) or ""


def _own(paper: Paper) -> dict[str, list[str]]:
    """Return the unknown tags of the original record; links must lead to the web."""
    own = paper.extra.get("ris")
    items = own.items() if isinstance(own, dict) else ()
    texts = {
        tag: [
            value
            for value in values
            if isinstance(value, str)
            and (phrases.bare_web(value) if tag in _LINKS else safe(value))
        ]
        for tag, values in items
        if isinstance(values, list) and tag != "ER" and _TAG.fullmatch(tag)
    }
    return {tag: values for tag, values in texts.items() if values}


def _type(paper: Paper, own: list[str] | None) -> str:
    """Return the type of the original record if it still fits the paper, else our own."""
    given = own[0].upper() if own and re.fullmatch(r"[A-Za-z]{2,6}", own[0], re.ASCII) else ""
    if given and given not in _TYPES.values() and _OTHER_TYPES.get(given) == paper.type:
        return given
    return _TYPES.get(kind(paper), "GEN")


def _author(author: Author) -> str:
    name = parts(author)
    return ", ".join(filter(None, name)) if name else author.name


def _pages(page: str) -> Iterator[tuple[str, str]]:
    """Yield first and last page; other texts are written as the first."""
    found = _PAGES.fullmatch(page)
    if found and found[1] != found[2]:
        yield "SP", found[1]
        yield "EP", found[2]
    else:
        yield "SP", page
