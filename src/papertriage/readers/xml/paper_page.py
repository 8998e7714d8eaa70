"""A page of one paper, saved as HTML, read from its ``citation_`` elements.

arXiv, bioRxiv, OpenReview, the ACL Anthology and most publishers write them for search engines.
"""

from collections.abc import Iterator
from typing import Any

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.raw import Raw
from papertriage.readers.xml.html_lines import lines_of, metas, whole_text
from papertriage.text.addresses import keys_of
from papertriage.text.identifiers import categories_in

FORM = "paper-page"
MARK = "citation_title"
_PREFIX = "citation_"
_FIELDS = {
    "title": "title", "abstract": "abstract", "doi": "doi", "arxiv_id": "arxiv", "pmid": "pmid",
    "journal_title": "venue", "conference_title": "venue", "inbook_title": "venue",
    "volume": "volume", "issue": "issue", "publisher": "publisher", "language": "language",
    "issn": "issn", "isbn": "isbn", "pdf_url": "pdf_url", "abstract_html_url": "url",
    "public_url": "url", "fulltext_html_url": "url",
}  # fmt: skip
_DAYS = ("date", "publication_date", "online_date", "cover_date", "year")
"""Elements with a date, the best first: ``citation_date`` is that of arXiv's first version."""
_ON_PAGE = {
    "comments": "comment", "jref": "journal_ref", "abstract": "abstract", "subjects": "categories",
}  # fmt: skip
"""What only the page itself shows, by its class on arXiv."""


def read(document: Document, _form: str | None) -> Iterator[Raw | Problem]:
    """Read the paper of a page."""
    text = whole_text(document)
    values: dict[str, list[str]] = {}
    first = 0
    for at, name, content in metas(text):
        if name.startswith(_PREFIX):
            first = first or at
            values.setdefault(name.removeprefix(_PREFIX), []).append(content.strip())
    fields = {**_seen_on(text), **_fields(values)}
    if fields.keys() & {"title", "abstract"}:
        yield Raw(form=FORM, line=first, fields=fields)


def _fields(values: dict[str, list[str]]) -> dict[str, Any]:
    days = [values[name][0] for name in _DAYS if name in values]
    pages = [values[name][0] for name in ("firstpage", "lastpage") if values.get(name)]
    fields: dict[str, Any] = {
        "authors": values.get("author") or values.get("authors", [""])[0].split(";"),
        "keywords": values.get("keywords"),
        "published": days[0] if days else None,
        "page": "-".join(dict.fromkeys(pages)),
        "names": [name for url in values.get("abstract_html_url", []) for name in keys_of(url)],
        **{field: values[name][0] for name, field in reversed(_FIELDS.items()) if name in values},
    }
    if "arxiv" in fields:
        fields["updated"] = values.get("online_date", [None])[0]
    return {name: value for name, value in fields.items() if value}


def _seen_on(text: str) -> dict[str, Any]:
    """Return what only the page itself shows: an abstract, and arXiv's comments and subjects."""
    found: dict[str, list[str]] = {}
    for line in lines_of(text):
        for name, field in _ON_PAGE.items():
            if any(name in span.classes.split() for span in line.spans):
                found.setdefault(field, []).append(line.text)
    fields: dict[str, Any] = {name: "\n".join(parts) for name, parts in found.items()}
    if "categories" in fields:
        fields["categories"] = categories_in(fields["categories"])
    return fields
