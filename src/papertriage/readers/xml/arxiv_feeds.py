r"""arXiv's own feeds: answers of its API, and the daily announcements.

API (Atom): ``id`` has the version, ``published`` is the day of v1, ``updated`` that of this one.
An entry titled "Error" is a message, not a paper; 0 of 0 results is a valid answer.

Announcements (RSS 2.0 and Atom since 2024): the day is that of the announcement; the description
opens with ``arXiv:2401.00001v1 Announce Type: new \nAbstract: ``. Before (RSS 1.0): the title
ends with ``(arXiv:1805.06430v2 [nucl-th] UPDATED)``, and only the channel has a day.
"""

import re
from collections.abc import Iterator
from typing import Any

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.raw import Raw
from papertriage.readers.sniff.sniff_xml import is_feed
from papertriage.readers.xml.feeds import ENTRIES, arxiv_error, authors_of
from papertriage.readers.xml.html_lines import html_text
from papertriage.readers.xml.xml_form import first, pick, raw, whole
from papertriage.readers.xml.xml_node import Node
from papertriage.readers.xml.xml_stream import nodes

_API = {
    "arxiv": ("id",),
    "raw_id": ("id",),
    "title": ("title",),
    "abstract": ("summary",),
    "published": ("published",),
    "updated": ("updated",),
    "comment": ("arxiv:comment",),
    "journal_ref": ("arxiv:journal_ref",),
    "doi": ("arxiv:doi",),
}
_NEWS = {
    "raw_id": ("id", "guid"),
    "title": ("title",),
    "announced": ("published", "pubDate"),
    "doi": ("arxiv:DOI", "arxiv:doi"),
    "journal_ref": ("arxiv:journal_reference", "arxiv:journal_ref"),
}
_LEAD = re.compile(r"\s*arXiv:\S+\s+Announce Type:\s*([\w-]+)\s*(?:Abstract:\s*)?", re.IGNORECASE)
_OLD_TITLE = re.compile(
    r"\(arXiv:(?P<id>[^\s()]+)\s+\[(?P<category>[\w.-]+)\]\s*(?P<what>UPDATED|CROSS LISTED)?\)\s*$"
)
_OLD_TYPES = {"UPDATED": "replace", "CROSS LISTED": "cross", None: "new"}
_HIDDEN = re.compile(r"et al\.?\s*\((\d{1,5}) additional authors? not shown\)")
_NAMED = re.compile(r"<a\b[^<>]*>([^<>]+)</a>")


def read_api(document: Document, _form: str | None) -> Iterator[Raw | Problem]:
    """Read an answer of arXiv's API."""
    for item in nodes(document, ENTRIES, frozenset({"opensearch:totalResults"})):
        if isinstance(item, Problem):
            yield item
        elif item.name == "opensearch:totalResults":
            document.declared = whole(item.text())
        else:
            yield arxiv_error(document, item) or raw("arxiv-api", item, _api_fields(item))


def _api_fields(node: Node) -> dict[str, Any]:
    primary = node.first("arxiv:primary_category")
    return {
        **pick(node, _API),
        "authors": authors_of(node),
        "categories": [each.attrs.get("term", "") for each in node.every("category")],
        "primary_category": primary.attrs.get("term") if primary else None,
    }


def read_news(document: Document, _form: str | None) -> Iterator[Raw | Problem]:
    """Read a feed of announcements; at weekends and on holidays it is empty by design."""
    day: str | None = None
    is_empty = True
    for item in nodes(document, ENTRIES, frozenset({"dc:date"})):
        if isinstance(item, Node) and item.name == "dc:date":
            day = item.text()
            continue
        is_empty = False
        yield item if isinstance(item, Problem) else raw("arxiv-feed", item, _news(item, day))
    if is_empty and is_feed(document.head):
        document.declared = 0


def _news(node: Node, day: str | None) -> dict[str, Any]:
    about = node.attrs.get("rdf:about")
    fields = pick(node, _NEWS)
    categories = [each.attrs.get("term") or each.text() for each in node.every("category")]
    news = {**fields, **(_old(node, fields["title"] or "") if about else _new(node))}
    kind = news.pop("event")
    announced = fields["announced"] or day
    rights = first(node, "dc:rights", "rights")
    return {
        "categories": categories,
        **news,
        "announced": announced,
        "events": [{"type": kind, "date": announced}],
        "extra": {"license": rights} if rights else {},
    }


def _new(node: Node) -> dict[str, Any]:
    text = first(node, "description", "summary") or ""
    lead = _LEAD.match(text)
    kind = node.text("arxiv:announce_type") or (lead[1] if lead else "new")
    return {
        "arxiv": first(node, "id", "guid", "link"),
        "abstract": text[lead.end() :] if lead else text,
        "authors": authors_of(node),
        "event": kind.strip().lower(),
    }


def _old(node: Node, title: str) -> dict[str, Any]:
    """Split the title, the description and the linked authors of the feeds until 2024."""
    creators = node.text("dc:creator") or ""
    authors = _NAMED.findall(creators) or _HIDDEN.sub("", html_text(creators))
    hidden = _HIDDEN.search(creators)
    found = _OLD_TITLE.search(title)
    return {
        "arxiv": found["id"] if found else node.attrs.get("rdf:about"),
        "raw_id": node.attrs.get("rdf:about"),
        "title": title[: found.start()].rstrip().removesuffix(".") if found else title,
        "abstract": html_text(node.text("description") or ""),
        "authors": authors,
        "author_count": len(authors) + int(hidden[1])
        if hidden and isinstance(authors, list)
        else None,
        "categories": [found["category"]] if found else [],
        "event": _OLD_TYPES[found["what"] if found else None],
    }
