"""Feeds of any journal or site: RSS 2.0, RSS 1.0 (RDF) and Atom, with Dublin Core and PRISM.

One mapping serves all three, because their elements do not collide. A feed that ends properly
without an entry counts as empty; other XML does not.
"""

import re
from collections.abc import Iterator
from typing import Any

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.raw import Raw
from papertriage.readers.sniff.sniff_xml import is_feed
from papertriage.readers.xml.html_lines import html_text
from papertriage.readers.xml.tolerant_feeds import tolerant_entries
from papertriage.readers.xml.xml_form import pick, raw
from papertriage.readers.xml.xml_node import Node
from papertriage.readers.xml.xml_stream import nodes

ENTRIES = frozenset({"entry", "item"})

_TABLE = {
    "title": ("title", "dc:title"),
    "raw_id": ("id", "guid", "dc:identifier"),
    "published": (
        "prism:publicationDate", "published", "issued", "pubDate", "dc:date", "dcterms:issued",
        "prism:coverDate",
    ),
    "updated": ("updated", "modified", "dcterms:modified"),
    "venue": ("prism:publicationName", "dc:source"),
    "volume": ("prism:volume", "volume"),
    "issue": ("prism:number", "prism:issueIdentifier", "issue"),
    "issn": ("prism:issn", "prism:eIssn"),
    "publisher": ("dc:publisher", "prism:publisher"),
    "language": ("dc:language",),
    "doi": ("prism:doi", "arxiv:doi", "doi"),
    "pdf_url": ("pdf_url",),
}  # fmt: skip
_TEXTS = (
    "summary",
    "description",
    "dc:description",
    "content",
    "content:encoded",
    "dcterms:abstract",
)
_NAMES = ("dc:identifier", "id", "guid", "prism:url", "link")
_ELSEVIER = re.compile(
    r"\s{0,9}(?:Publication date: (?:Available online )?(?P<published>[^\n]{4,60})\s{1,9})?"
    r"Source: (?P<venue>[^\n]{2,200}?)(?:, Volume (?P<volume>[^\n,]{1,30}))?"
    r"(?:, Issue (?P<issue>[^\n,]{1,30}))?\s{1,9}Author\(s\): (?P<authors>[^\n]{2,9999})\s{0,9}"
)
"""What ScienceDirect writes where a summary would be."""
_PUBMED_TAIL = re.compile(r"\nPMID:\d{1,9} \|.*", re.DOTALL)
_MAILED = re.compile(r"[^\s()@]+@[^\s()]+\s*\((.+)\)")


def read(document: Document, _form: str | None) -> Iterator[Raw | Problem]:
    """Read a feed; one in which no entry is well-formed is read again by a tolerant parser."""
    problems: list[Problem] = []
    is_read = False
    for item in nodes(document, ENTRIES):
        if not isinstance(item, Problem):
            is_read = True
            yield arxiv_error(document, item) or raw("feed", item, _fields(item))
        elif is_read:
            yield item
        else:
            problems.append(item)
    if is_read:
        yield from problems
    elif problems:
        yield from _tolerantly(document) or problems
    elif is_feed(document.head):
        document.declared = 0


def arxiv_error(document: Document, node: Node) -> Problem | None:
    """Return the error message that arXiv sends as an entry; None for a paper."""
    if "arxiv.org/api/errors" not in (node.text("id") or ""):
        return None
    reason = f"arXiv says: {(node.text('summary') or 'error').strip()}"
    return Problem(source=document.name, line=node.line, reason=reason, rejected=False)


def _tolerantly(document: Document) -> list[Raw | Problem]:
    entries = tolerant_entries(document)
    if not entries:
        return []
    reason = f"not well-formed XML; feedparser found {len(entries)} entries in it"
    return [*entries, Problem(source=document.name, line=0, reason=reason, rejected=False)]


def _fields(node: Node) -> dict[str, Any]:
    """Map an entry of any feed."""
    fields = pick(node, _TABLE)
    pages = (node.text("prism:startingPage"), node.text("prism:endingPage"))
    links = list(node.every("link"))
    of_page = [url for link in links if (url := _address(link, "alternate"))]
    pdfs = (_address(link, None) for link in links if link.attrs.get("type") == "application/pdf")
    names = [name.strip() for path in _NAMES for name in node.texts(path)]
    pmids = (name.removeprefix("pmid:") for name in names if name.startswith("pmid:"))
    texts = (html_text(text) for path in _TEXTS if (text := node.text(path)))
    text = max(texts, key=len, default="")
    if elsevier := _ELSEVIER.fullmatch(text):
        fields |= {name: value for name, value in elsevier.groupdict().items() if value}
    return {
        **fields,
        "abstract": None if elsevier else _abstract(text),
        "authors": elsevier["authors"] if elsevier else authors_of(node),
        "page": "-".join(page for page in pages if page) or node.text("page"),
        "keywords": _subjects(node),
        "url": next(iter(of_page), None),
        "pdf_url": fields["pdf_url"] or next(pdfs, None),
        "names": [*of_page, *names],
        "pmid": next(pmids, None),  # PubMed's own feeds
    }


def _abstract(text: str) -> str:
    """Return a summary without what PubMed's feeds put around it: the journal, and the ids."""
    _, heading, below = text.partition("ABSTRACT\n")
    found = _PUBMED_TAIL.search(below)
    return below[: found.start()].strip() if heading and found else text


def _address(link: Node, rel: str | None) -> str | None:
    """Return where a link leads: Atom says it in ``href``, RSS in its text."""
    if rel and link.attrs.get("rel", "alternate") != rel:
        return None
    return link.attrs.get("href") or link.text()


def authors_of(node: Node) -> list[Any] | str | None:
    """Return the authors: Atom's and JOSS's elements, Dublin Core's names, or RSS's one string.

    RSS wants an address before the name, ``mail (Name)``.
    """
    people = [*node.every("author"), *node.every("authors/author")]
    in_parts = [_in_parts(author) for author in people if any(author.every("last_name"))]
    named = [_named(author, name) for author in people for name in author.texts("name")]
    creators = node.texts("dc:creator") or node.texts("dc:contributor")
    if in_parts or named:
        return in_parts or named
    if creators:
        return creators if len(creators) > 1 else creators[0]
    text = node.text("author")
    mailed = _MAILED.fullmatch(text.strip()) if text else None
    return mailed[1] if mailed else text


def _named(author: Node, name: str) -> str | dict[str, Any]:
    places = author.texts("arxiv:affiliation")
    return {"name": name, "affiliation": places} if places else name


def _in_parts(author: Node) -> dict[str, str | None]:
    given = (author.text("given_name"), author.text("middle_name"))
    return {"family": author.text("last_name"), "given": " ".join(part for part in given if part)}


def _subjects(node: Node) -> list[str]:
    """Return the source's own words for what an entry is about."""
    categories = node.every("category")
    terms = [text for each in categories if (text := each.attrs.get("term") or each.text())]
    return [*terms, *node.texts("dc:subject"), *(node.text("tags") or "").split(",")]
