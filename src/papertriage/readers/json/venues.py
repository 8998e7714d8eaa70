"""JSON of venues and their tools: OpenReview, bioRxiv and medRxiv, dblp, CSL, JSON Feed."""

from typing import Any

from papertriage.paper import OWN_MARK
from papertriage.readers.json.values import (
    at,
    date_parts,
    day_of_milliseconds,
    items,
    members,
    text,
    texts,
)
from papertriage.readers.note_ids import ids_in
from papertriage.text.identifiers import parse_arxiv


def openreview(record: dict[str, Any]) -> dict[str, Any] | None:
    """Map a note of OpenReview, API 1 or 2; None for reviews and comments on a submission."""
    if at(record, "replyto") or text(record, "forum") not in {None, text(record, "id")}:
        return None
    content = {
        name: at(value, "value") if isinstance(value, dict) else value
        for name, value in members(record, "content").items()
    }
    where = f"{text(content, 'venueid') or ''} {text(content, 'venue') or ''}"
    names, ids = texts(content, "authors"), texts(content, "authorids")
    page = text(record, "forum") or text(record, "id")
    pdf = text(content, "pdf") or ""
    return {
        "raw_id": text(record, "id"),
        "openreview": page,
        "title": at(content, "title"),
        "abstract": at(content, "abstract") or text(content, "TL;DR"),
        "authors": [] if names == ["Anonymous"] or ids == ["Anonymous"] else names,
        "published": day_of_milliseconds(
            at(record, "pdate") or at(record, "odate") or at(record, "cdate")
        ),
        "updated": day_of_milliseconds(at(record, "mdate") or at(record, "tmdate")),
        "venue": text(content, "venue"),
        "keywords": texts(content, "keywords"),
        "url": f"https://openreview.net/forum?id={page}" if page else None,
        "pdf_url": f"https://openreview.net{pdf}" if pdf.startswith("/") else pdf,
        "code_url": text(content, "code"),
        "status": "withdrawn" if "withdrawn" in where.lower() else None,
    }


def biorxiv(record: dict[str, Any]) -> dict[str, Any]:
    """Map a row of bioRxiv or medRxiv: one version of a preprint, "NA" for what is unknown."""
    known = {name: value for name, value in record.items() if value not in ("NA", "")}
    version = text(known, "version") or text(known, "preprint_version") or ""
    doi = text(known, "doi") or text(known, "biorxiv_doi") or text(known, "preprint_doi")
    server = text(known, "server") or text(known, "preprint_platform")
    journal = text(known, "published") or text(known, "published_doi")
    return {
        "raw_id": doi,
        "doi": doi,
        "title": at(known, "title") or at(known, "preprint_title"),
        "abstract": at(known, "abstract") or at(known, "preprint_abstract"),
        "authors": text(known, "authors") or text(known, "preprint_authors"),
        "published": text(known, "date") or text(known, "preprint_date"),
        "version": int(version) if version.isdecimal() and len(version) < 4 else None,
        "type": text(known, "type"),
        "venue": server,
        "keywords": [text(known, "category") or text(known, "preprint_category")],
        "status": "withdrawn" if "withdraw" in (text(known, "type") or "").lower() else None,
        "extra": {
            name: value
            for name, value in (
                ("published_doi", journal if journal and journal.startswith("10.") else None),
                ("license", text(known, "license")),
            )
            if value
        },
    }


def dblp(record: dict[str, Any]) -> dict[str, Any]:
    """Map a hit of dblp's search; one author is an object, several are a list."""
    info = at(record, "info")
    info = info if isinstance(info, dict) else record
    people = items(info, "authors", "author")
    volume = text(info, "volume") or ""
    return {
        "raw_id": text(info, "key") or text(record, "@id"),
        "dblp": text(info, "key"),
        "doi": text(info, "doi"),
        # arXiv is the journal CoRR there, and an identifier its volume.
        "names": [*texts(info, "ee"), volume.replace("abs/", "arXiv:", 1)],
        "title": at(info, "title"),
        "authors": [{"name": text(person, "text") or text(person)} for person in people],
        "published": text(info, "year"),
        "venue": text(info, "venue"),
        "volume": volume,
        "issue": text(info, "number"),
        "page": text(info, "pages"),
        "publisher": text(info, "publisher"),
        "type": text(info, "type"),
        "url": text(info, "ee") or text(info, "url"),
    }


def csl(record: dict[str, Any]) -> dict[str, Any]:
    """Map an item of CSL-JSON, as Zotero, Pandoc and Better BibTeX write it."""
    note = text(record, "note") or ""
    noted = ids_in(note)
    return {
        "raw_id": text(record, "citation-key") or text(record, "id"),
        "arxiv": noted.get("arxiv"),
        "doi": text(record, "DOI") or noted.get("doi"),
        "pmid": text(record, "PMID") or noted.get("pmid"),
        "pmcid": text(record, "PMCID") or noted.get("pmcid"),
        "names": [text(record, "URL"), text(record, "number"), text(record, "archive_location")],
        "title": at(record, "title"),
        "abstract": at(record, "abstract"),
        "authors": at(record, "author") or at(record, "editor"),
        "published": date_parts(at(record, "issued")),
        "venue": text(record, "container-title")
        or text(record, "event-title")
        or text(record, "event"),
        "volume": text(record, "volume"),
        "issue": text(record, "issue"),
        "page": text(record, "page"),
        "publisher": text(record, "publisher"),
        "issn": text(record, "ISSN"),
        "isbn": text(record, "ISBN"),
        "language": text(record, "language"),
        "type": text(record, "type"),
        "keywords": text(record, "keyword"),
        "categories": texts(record, "categories"),
        "url": text(record, "URL"),
        "comment": note,
        "extra": {"csl": own} if (own := _own_csl(record)) else {},
    }


_CSL = frozenset({
    "id", "citation-key", "DOI", "PMID", "PMCID", "title", "abstract", "author", "issued", "volume",
    "issue", "page", "publisher", "ISSN", "ISBN", "language", "type", "keyword", "categories",
    "URL", "note",
})  # fmt: skip


def _own_csl(record: dict[str, Any]) -> dict[str, Any]:
    """Return what no field holds, unchanged."""
    venues = ("container-title", "event-title", "event")
    used = _CSL | {next((name for name in venues if text(record, name)), "event-title")}
    is_arxiv = any(parse_arxiv(text(record, name) or "") for name in ("number", "archive_location"))
    if is_arxiv:
        used |= {"number", "archive_location", "archive"}
    own = {name: value for name, value in record.items() if name not in used}
    if (text(own, "annote") or "").startswith(OWN_MARK):
        del own["annote"]
    return own


def json_feed(record: dict[str, Any]) -> dict[str, Any]:
    """Map an item of a JSON Feed; the longer of content and summary is the abstract."""
    texts_of_item = [
        found
        for name in ("content_text", "content_html", "summary")
        if (found := text(record, name))
    ]
    return {
        "raw_id": text(record, "id"),
        "names": [
            text(record, "id"),
            text(record, "url"),
            text(record, "external_url"),
            text(record, "_doi"),
        ],
        "title": at(record, "title"),
        "abstract": max(texts_of_item, key=len, default=None),
        "authors": at(record, "authors") or at(record, "author"),
        "published": text(record, "date_published"),
        "updated": text(record, "date_modified"),
        "language": text(record, "language"),
        "keywords": texts(record, "tags"),
        "url": text(record, "url") or text(record, "external_url"),
    }
