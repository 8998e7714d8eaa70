"""ACL Anthology XML: a collection of volumes of papers, as in the Anthology's own repository.

The identifier of a paper follows from its place: collection, volume, number; until 2019 as one
letter and fixed digits (``P19-1001``), since 2020 as ``2024.acl-long.1`` (the Anthology's rule).
"""

from collections.abc import Iterator
from typing import Any

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.raw import Raw
from papertriage.readers.xml.xml_form import pick, raw, whole
from papertriage.readers.xml.xml_node import Node
from papertriage.readers.xml.xml_stream import nodes

_TABLE = {
    "title": ("title",),
    "abstract": ("abstract",),
    "doi": ("doi",),
    "page": ("pages",),
    "language": ("language",),
    "issue": ("journal-issue", "issue"),
}
_PAGE = "https://aclanthology.org/"


def read(document: Document, _form: str | None) -> Iterator[Raw | Problem]:
    """Read the papers of a collection, each with the fields of its volume."""
    volume: dict[str, Any] = {}
    for item in nodes(document, frozenset({"paper"}), frozenset({"meta"})):
        if isinstance(item, Problem):
            yield item
        elif item.name == "meta":
            volume = _volume(item)
        else:
            yield raw("acl-xml", item, {**volume, **_fields(item)})


def _volume(meta: Node) -> dict[str, Any]:
    year, month = (meta.text("year") or "").strip(), (meta.text("month") or "").strip()
    return {
        # Some name the days of the meeting, before the month or after it.
        "published": f"{year} {month}".strip() if month[:1].isalpha() else year,
        "venue": meta.text("journal-title") or meta.text("booktitle"),
        "volume": meta.text("journal-volume"),
        "issue": meta.text("journal-issue"),
        "publisher": meta.text("publisher"),
        "type": "article" if meta.text("journal-title") else "paper-conference",
    }


def _fields(node: Node) -> dict[str, Any]:
    identifier = _identifier(node)
    is_retracted = node.first("retracted") is not None or node.first("removed") is not None
    found = {
        **pick(node, _TABLE),
        "authors": [
            {"family": author.text("last"), "given": author.text("first")}
            for author in node.every("author")
        ],
        "acl": identifier,
        "raw_id": identifier,
        "url": f"{_PAGE}{identifier}/" if identifier else None,
        "pdf_url": f"{_PAGE}{identifier}.pdf" if identifier and node.text("url") else None,
        "status": "retracted" if is_retracted else None,
    }
    return {name: value for name, value in found.items() if value}


def _identifier(node: Node) -> str | None:
    around = {name: attrs.get("id", "") for name, attrs in node.above}
    collection, volume = around.get("collection", ""), around.get("volume", "")
    at, number = whole(volume), whole(node.attrs.get("id"))
    if not (collection and volume) or number is None:
        return None
    if not collection[0].isalpha():
        return f"{collection}-{volume}.{number}"
    if at is None:
        return None
    if collection[0] == "W" or collection == "C69" or (collection == "D19" and at >= 5):
        return f"{collection}-{at:02d}{number:02d}"  # workshops: many small volumes
    return f"{collection}-{at}{number:03d}"
