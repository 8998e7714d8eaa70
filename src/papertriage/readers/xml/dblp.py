"""dblp's XML: the whole dump (streamed) or a few entries. It has no abstracts.

Home pages (``www``) are entries of people, not papers. The DTD's entities are HTML's.
"""

from collections.abc import Iterator
from typing import Any

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.raw import Raw
from papertriage.readers.xml.xml_form import pick, read_records
from papertriage.readers.xml.xml_node import Node

_PAPERS = frozenset(
    {
        "article", "inproceedings", "proceedings", "book", "incollection", "phdthesis",
        "mastersthesis",
    }
)  # fmt: skip
_TABLE = {
    "title": ("title",),
    "published": ("year",),
    "venue": ("journal", "booktitle"),
    "volume": ("volume",),
    "issue": ("number",),
    "page": ("pages",),
    "publisher": ("publisher", "school"),
    "url": ("ee",),
}


def read(document: Document, _form: str | None) -> Iterator[Raw | Problem]:
    """Read dblp's publications."""
    yield from read_records(document, "dblp-xml", _PAPERS, _fields)


def _fields(node: Node) -> dict[str, Any]:
    key = node.attrs.get("key")
    return {
        **pick(node, _TABLE),
        "dblp": key,
        "raw_id": key,
        "names": node.texts("ee"),
        "authors": node.texts("author"),
        "type": node.name,
    }
