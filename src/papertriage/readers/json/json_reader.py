"""JSON of every dialect: one grammar, a table of who calls what by which name."""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.json import arxiv_json, indexes, venues
from papertriage.readers.json.splitter import Piece, Splitter
from papertriage.readers.json.values import parse_object
from papertriage.readers.raw import Raw
from papertriage.text.clean import snippet
from papertriage.text.identifiers import parse_arxiv, parse_doi

Mapping = Callable[[dict[str, Any]], dict[str, Any] | None]
"""Maps a record to our names; None for an object that is no paper by design."""

LEADS = frozenset({
    "papers", "items", "results", "data", "records", "entries", "articles", "documents", "docs",
    "publications", "works", "notes", "hits", "collection", "response", "result", "message", "rows",
})  # fmt: skip
"""Keys that lead from a wrapper of no known dialect to its records."""
OWN = frozenset({
    "title", "abstract", "summary", "author", "authors", "doi", "year", "arxiv_id", "arxivid",
    "paper_id",
})  # fmt: skip
"""Keys of a plain record; an object with two of them is one, and no wrapper."""
_TITLES = frozenset({"title", "paper_title", "display_name", "headline", "name"})
_DEEPEST = 4
"""Levels at which papers are looked for in a plain object."""
_TEXTS = frozenset({"abstract", "summary", "description", "abstract_text"})
_NAMED = _TEXTS | {"title", "paper_title", "headline"}
"""Keys that only a paper has; a "name" may be an author's."""


class Dialect(msgspec.Struct, frozen=True):
    """A dialect of JSON.

    Attributes:
        inside: keys that lead from a wrapper to its records.
        fields: maps a record; None leaves a plain record to normalizing.
    """

    inside: frozenset[str] = frozenset()
    fields: Mapping | None = None


DIALECTS = {
    "arxiv-snapshot": Dialect(fields=arxiv_json.snapshot),
    "daily-json": Dialect(frozenset({"papers", "dailyPapers"}), arxiv_json.daily),
    "openalex": Dialect(frozenset({"results"}), indexes.openalex),
    "crossref": Dialect(frozenset({"message", "items"}), indexes.crossref),
    "semantic-scholar": Dialect(frozenset({"data", "recommendedPapers"}), indexes.semantic_scholar),
    "openreview": Dialect(frozenset({"notes"}), venues.openreview),
    "biorxiv": Dialect(frozenset({"collection"}), venues.biorxiv),
    "dblp-json": Dialect(frozenset({"result", "hits", "hit"}), venues.dblp),
    "csl-json": Dialect(frozenset({"items", "references"}), venues.csl),
    "json-feed": Dialect(frozenset({"items"}), venues.json_feed),
    "json": Dialect(LEADS),
}


def read(document: Document, form: str | None) -> Iterator[Raw | Problem]:
    """Read JSON of one dialect: a record, a list, a wrapper, or records a line each."""
    form = form or "json"
    dialect = DIALECTS[form]
    splitter = Splitter(dialect.inside, frozenset() if dialect.fields else OWN)
    for at, text in document.lines():
        # A line that parses as a whole needs no cutting, which takes longer than to parse it.
        if splitter.begins_afresh(at) and (record := _whole(text, dialect.inside)) is not None:
            splitter.pass_whole(at)
            yield from _mapped(record, Piece(at, text), form, dialect, document.name)
            continue
        for piece in splitter.feed(at, text):
            yield from _records(piece, form, dialect, document.name)
    for piece in splitter.finish():
        yield from _records(piece, form, dialect, document.name)


def _whole(line: str, inside: frozenset[str]) -> dict[str, Any] | None:
    """Return the record that a line is from its first to its last sign; None if it is none.

    An object with a key that leads inside may be a wrapper.
    """
    if not (line.startswith("{") and line.endswith("}")):
        return None
    try:
        record = parse_object(line)
    except ValueError:
        return None
    return record if inside.isdisjoint(record) else None


def _records(piece: Piece, form: str, dialect: Dialect, source: str) -> Iterator[Raw | Problem]:
    if piece.reason is not None:
        yield _problem(piece, piece.reason, source, lost=piece.lost)
        return
    try:
        record = parse_object(piece.text)
    except ValueError as error:
        yield _problem(piece, str(error), source, lost=piece.lost)
    else:
        yield from _mapped(record, piece, form, dialect, source)


def _mapped(
    record: dict[str, Any], piece: Piece, form: str, dialect: Dialect, source: str
) -> list[Raw | Problem]:
    if dialect.fields is None:
        return [Raw(form=form, line=piece.line, fields=found) for found in plain_records(record)]
    fields = dialect.fields(record)
    if fields is None:
        return [_problem(piece, "a reply to a paper, passed over", source, lost=False)]
    known = {name: value for name, value in fields.items() if value or value == 0}
    return [Raw(form=form, line=piece.line, fields=known)]


def _problem(piece: Piece, reason: str, source: str, *, lost: bool) -> Problem:
    shown = snippet(piece.text)
    return Problem(source=source, line=piece.line, reason=reason, snippet=shown, rejected=lost)


def plain_records(record: dict[str, Any], name: str = "", depth: int = 0) -> list[dict[str, Any]]:
    """Return the papers that an object of no known dialect holds: itself, or those inside.

    Papers may be kept under their ids, or in lists by day or category. An object without any
    paper is returned as it is: it is told as no paper.
    """
    keys = {key.lower() for key in record}
    is_paper = bool(keys & _TITLES or keys & _TEXTS)
    if is_paper and (len(keys & OWN) > 1 or not keys & LEADS):
        known = parse_arxiv(name) or parse_doi(name)
        return [{"id": name, **record}] if known and "id" not in keys else [record]
    found = [
        paper
        for key, value in record.items()
        for item in (value if isinstance(value, list) else [value])
        if isinstance(item, dict) and depth < _DEEPEST
        for paper in plain_records(item, key, depth + 1)
        if not _NAMED.isdisjoint(key.lower() for key in paper)
    ]
    return found or [record]
