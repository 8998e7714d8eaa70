"""EndNote XML, as EndNote, Bookends, Zotero and others write it: text inside ``<style>``."""

from collections.abc import Iterator
from typing import Any

from papertriage.errors import Problem
from papertriage.readers.day_text import fullest_date
from papertriage.readers.document import Document
from papertriage.readers.raw import Raw
from papertriage.readers.xml.xml_form import pick, read_records
from papertriage.readers.xml.xml_node import Node

_TABLE = {
    "raw_id": ("rec-number",),
    "title": ("titles/title",),
    "venue": ("titles/secondary-title", "periodical/full-title", "titles/alt-title"),
    "abstract": ("abstract",),
    "volume": ("volume",),
    "issue": ("number",),
    "page": ("pages",),
    "publisher": ("publisher",),
    "issn": ("isbn",),
    "language": ("language",),
    "doi": ("electronic-resource-num",),
    "pdf_url": ("urls/pdf-urls/url",),
}
_MEDLINE = frozenset({"nlm", "pubmed", "medline"})


def read(document: Document, _form: str | None) -> Iterator[Raw | Problem]:
    """Read an export of EndNote XML."""
    yield from read_records(document, "endnote-xml", frozenset({"record"}), _fields)


def _fields(node: Node) -> dict[str, Any]:
    urls = [
        *node.texts("urls/web-urls/url"),
        *node.texts("urls/related-urls/url"),
        *node.texts("urls/text-urls/url"),
    ]
    kind = node.first("ref-type")
    provider = (
        node.text("remote-database-provider") or node.text("remote-database-name") or ""
    ).strip()
    number = (node.text("accession-num") or "").strip()
    return {
        **pick(node, _TABLE),
        "published": fullest_date(
            node.texts("dates/pub-dates/date"), (node.text("dates/year") or "").strip()
        ),
        "type": kind.attrs.get("name") if kind else None,
        "authors": node.texts("contributors/authors/author"),
        "keywords": node.texts("keywords/keyword"),
        "url": next((url.strip() for url in urls if url.strip().startswith("http")), None),
        "names": urls,
        "pmid": number if number.isdecimal() and provider.lower() in _MEDLINE else None,
    }
