"""Reads JSON of every dialect."""

from collections.abc import Iterator
from typing import Any

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.json.dialects import DIALECTS, LEADS, Dialect
from papertriage.readers.json.splitter import Piece, Splitter
from papertriage.readers.json.values import date_parts, inner_text, parse_object
from papertriage.readers.raw import Raw
from papertriage.text.clean import snippet
from papertriage.text.identifiers import parse_arxiv, parse_doi
from papertriage.text.key_names import bare_name

OWN = frozenset({
    "title", "abstract", "summary", "author", "authors", "doi", "year", "arxiv_id", "arxivid",
    "paper_id",
})  # fmt: skip
"""Keys of a plain record; an object with two of them is a record, not a wrapper."""
_TITLES = frozenset({"title", "titles", "paper_title", "display_name", "headline", "name"})
_SINGULAR = {"titles": "title", "abstracts": "abstract", "descriptions": "description"}
_DEEPEST = 4
"""Levels at which papers are looked for in a plain object."""
_TEXTS = frozenset({
    "abstract", "abstracts", "summary", "description", "descriptions", "abstract_text",
})  # fmt: skip
_DAYS = frozenset({"published", "issued", "date", "publication_date"})
"""Keys whose value may be an object of year and month."""
_NO_PAPERS = frozenset({"attachment", "note", "annotation"})
"""Kinds of Zotero's items that belong to another item."""
_DAILY = ("|Publish Date|Title|Authors|PDF|Code|", "|---|---|---|---|---|")
_NAMED = _TEXTS | {"title", "titles", "paper_title", "headline"}
"""Keys that only a paper has; a "name" may be an author's."""


def read(document: Document, form: str | None) -> Iterator[Raw | Problem]:
    """Read JSON of one dialect: a record, a list, a wrapper, or one record per line."""
    dialect = DIALECTS[form or "json"]
    leads = dialect.leads
    splitter = Splitter(leads, frozenset() if dialect.fields else OWN)
    for at, text in document.lines():
        # A line that parses as a whole need not be cut, which takes longer than parsing.
        if splitter.is_between_records(at) and (record := _whole(text, leads)) is not None:
            splitter.skip_record(at)
            yield from _mapped(record, Piece(at, text), dialect, document.name)
            continue
        for piece in splitter.feed(at, text):
            yield from _records(piece, dialect, document.name)
    for piece in splitter.finish():
        yield from _records(piece, dialect, document.name)


def _whole(line: str, inside: frozenset[str]) -> dict[str, Any] | None:
    """Return the record that a whole line is; None if it is not one.

    An object with a key that leads inside may be a wrapper.
    """
    if not (line.startswith("{") and line.endswith("}")):
        return None
    try:
        record = parse_object(line)
    except ValueError:
        return None
    return record if inside.isdisjoint(record) else None


def _records(piece: Piece, dialect: Dialect, source: str) -> Iterator[Raw | Problem]:
    if piece.reason is not None:
        yield _problem(piece, piece.reason, source, lost=piece.lost)
        return
    try:
        record = parse_object(piece.text)
    except ValueError as error:
        yield _problem(piece, str(error), source, lost=piece.lost)
    else:
        yield from _mapped(record, piece, dialect, source)


def _mapped(
    record: dict[str, Any], piece: Piece, dialect: Dialect, source: str
) -> list[Raw | Problem]:
    form = dialect.form
    if dialect.fields is None:
        papers = (each for each in plain_records(record) if each.get("itemType") not in _NO_PAPERS)
        return [Raw(form=form, line=piece.line, fields=fields) for fields in papers]
    if (pages := _unwrapped(record, dialect)) is not None:
        return [raw for page in pages for raw in _mapped(page, piece, dialect, source)]
    if isinstance(inner := record.get(dialect.within), dict):
        record = {**record, **inner}
    fields = dialect.fields(record)
    if fields is None:
        return [_problem(piece, "a reply to a paper, passed over", source, lost=False)]
    known = {name: value for name, value in fields.items() if value or value == 0}
    return [Raw(form=form, line=piece.line, fields=known)]


def _unwrapped(record: dict[str, Any], dialect: Dialect) -> list[dict[str, Any]] | None:
    """Return the records of a wrapper, as saved pages have it, or of an object that has them by id.

    None for a record.
    """
    if not _NAMED.isdisjoint(record):
        return None
    lists = [value for name in dialect.leads if isinstance(value := record.get(name), list)]
    if not lists:
        inner = [record.get(name) for name in dialect.leads]
        led = [value for value in inner if isinstance(value, dict)][:1]
        return led or _by_id(record)
    return [item for found in lists for item in found if isinstance(item, dict)]


def _by_id(record: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Return the records that an object holds under any keys, if it holds nothing else."""
    values = [
        value for item in record.values() for value in (item if isinstance(item, list) else [item])
    ]
    are_records = (isinstance(value, dict) and not _NAMED.isdisjoint(value) for value in values)
    return values if values and all(are_records) else None


def _problem(piece: Piece, reason: str, source: str, *, lost: bool) -> Problem:
    shown = snippet(piece.text)
    return Problem(source=source, line=piece.line, reason=reason, snippet=shown, rejected=lost)


def plain_records(record: dict[str, Any], name: str = "", depth: int = 0) -> list[dict[str, Any]]:
    """Return the papers that an object of no known dialect holds: itself, or those inside.

    Papers may be kept under their ids, or in lists by day or category. An object without any
    paper is returned unchanged: it is reported as no paper.
    """
    keys = _bare(record)
    is_paper = bool(keys & _TITLES or keys & _TEXTS)
    if is_paper and (len(keys & OWN) > 1 or not keys & LEADS):
        known = parse_arxiv(name) or parse_doi(name)
        record = _flat(record)
        return [{"id": name, **record}] if known and "id" not in keys else [record]
    found = [
        paper
        for key, value in record.items()
        for item in (value if isinstance(value, list) else [value])
        if isinstance(item, dict) and depth < _DEEPEST
        for paper in plain_records(item, key, depth + 1)
        if not _NAMED.isdisjoint(_bare(paper))
    ]
    return found or (_listed(record) if depth == 0 else []) or [record]


def _listed(record: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the papers that an object has as lines of Markdown, as daily lists of arXiv keep them.

    Their rows are those of a table whose header is not in the file.
    """
    inner = [value.values() if isinstance(value, dict) else [value] for value in record.values()]
    texts = [text for values in inner for text in values if isinstance(text, str)]
    lines = [line for text in texts if "](http" in text for line in text.splitlines()]
    if not lines:
        return []
    from papertriage.readers.markdown.markdown import records

    return [fields for _, fields in records(enumerate([*_DAILY, *lines]))]


def _bare(record: dict[str, Any]) -> set[str]:
    """Return the keys of an object in lower case, without prefixes and suffixes."""
    return {bare_name(key) for key in record}


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    """Return a plain record with its title and abstract as text, however deep they are kept."""
    texts = _TITLES | _TEXTS
    record = {
        name: date_parts(value) if name.lower() in _DAYS and isinstance(value, dict) else value
        for name, value in record.items()
    }
    return {
        _SINGULAR.get(name.lower(), name): inner_text(value)
        if isinstance(value, dict | list) and bare_name(name) in texts
        else value
        for name, value in record.items()
    }
