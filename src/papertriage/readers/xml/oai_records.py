"""OAI-PMH: records of a repository as arXiv, arXivRaw or oai_dc, in an envelope or bare.

The header names the record; ``status="deleted"`` has no metadata. Of ``oai_dc`` (Dublin Core,
every repository has it) arXiv uses a second description for the comment and identifiers for the
page, the journal reference and the DOI, in this order.
"""

from collections.abc import Iterator
from typing import Any

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.raw import Raw
from papertriage.readers.xml.xml_form import pick, raw, whole
from papertriage.readers.xml.xml_node import Node
from papertriage.readers.xml.xml_stream import nodes
from papertriage.text.identifiers import parse_arxiv, parse_doi

_ARXIV = {
    "arxiv": ("id",),
    "title": ("title",),
    "abstract": ("abstract",),
    "comment": ("comments",),
    "journal_ref": ("journal-ref",),
}
_DC = {
    "title": ("dc:title",),
    "venue": ("dc:source",),
    "publisher": ("dc:publisher",),
    "language": ("dc:language",),
    "type": ("dc:type",),
}
_EXTRA = ("license", "report-no", "msc-class", "acm-class")
_COMMENT = "Comment: "


def read(document: Document, _form: str | None) -> Iterator[Raw | Problem]:
    """Read an answer to ListRecords or GetRecord, or records that were cut out of one."""
    notes = frozenset({"error", "resumptionToken"})
    for item in nodes(document, frozenset({"record"}), notes):
        if isinstance(item, Problem):
            yield item
        elif item.name == "error":
            yield from _error(document, item)
        elif item.name == "resumptionToken":
            size = whole(item.attrs.get("completeListSize"))
            document.declared = document.declared if size is None else size
        else:
            yield _record(document.name, item)


def _error(document: Document, node: Node) -> Iterator[Problem]:
    """Report the server's error; that nothing matches is an answer, not an error."""
    code = node.attrs.get("code", "error")
    if code == "noRecordsMatch":
        document.declared = 0
    else:
        reason = f"the server says {code}: {node.text() or ''}".strip(" :")
        yield Problem(source=document.name, line=node.line, reason=reason, rejected=False)


def _record(source: str, node: Node) -> Raw | Problem:
    header = node.first("header")
    identifier = node.text("header/identifier")
    if header and header.attrs.get("status") == "deleted":
        reason = f"{identifier or 'a record'} was deleted at its source"
        return Problem(source=source, line=node.line, reason=reason, rejected=False)
    metadata = node.first("metadata")
    inner = next(metadata.inner(), None) if metadata else None
    fields: dict[str, Any] = {}
    if inner:
        fields = _dublin_core(inner, identifier) if inner.first("dc:title") else _arxiv(inner)
    fields["raw_id"] = identifier
    fields["names"] = [*fields.get("names", ()), identifier]
    return raw("oai", node, fields)


def _arxiv(node: Node) -> dict[str, Any]:
    """Map arXiv's two formats: ``arXiv`` has names in parts, ``arXivRaw`` has all versions."""
    doi = node.text("doi") or ""
    versions = list(node.every("version"))
    days = [version.text("date") for version in versions]
    authors = [
        {
            "family": author.text("keyname"),
            "given": author.text("forenames"),
            "suffix": author.text("suffix"),
            "affiliation": author.texts("affiliation"),
        }
        for author in node.every("authors/author")
    ]
    return {
        **pick(node, _ARXIV),
        "categories": (node.text("categories") or "").split(),
        "names": doi.split(),  # of a paper that appeared twice
        "authors": authors or node.text("authors"),
        "published": node.text("created") or next(iter(days), None),
        "updated": node.text("updated") or (days[-1] if len(days) > 1 else None),
        "version": _number(versions[-1]) if versions else None,
        "events": [
            {"type": "replace" if at else "new", "date": day} for at, day in enumerate(days)
        ],
        "extra": {key.replace("-", "_"): text for key in _EXTRA if (text := node.text(key))},
    }


def _number(version: Node) -> int | None:
    return whole(version.attrs.get("version", "").removeprefix("v"))


def _dublin_core(node: Node, identifier: str | None) -> dict[str, Any]:
    descriptions = node.texts("dc:description")
    comments = [text for text in descriptions if text.startswith(_COMMENT)]
    abstracts = [text for text in descriptions if text not in comments]
    names = node.texts("dc:identifier")
    is_arxiv = bool(identifier and parse_arxiv(identifier))
    days = node.texts("dc:date")
    return {
        **pick(node, _DC),
        "abstract": abstracts[0] if abstracts else None,
        "comment": comments[0].removeprefix(_COMMENT) if comments else None,
        "authors": node.texts("dc:creator"),
        "keywords": node.texts("dc:subject"),
        "names": names,
        "journal_ref": next((name for name in names if is_arxiv and not _is_name(name)), None),
        "url": next((name for name in names if name.startswith("http")), None),
        "published": days[0] if days else None,
        "updated": days[-1] if len(days) > 1 else None,
    }


def _is_name(text: str) -> bool:
    return bool(parse_arxiv(text) or parse_doi(text)) or text.startswith("http")
