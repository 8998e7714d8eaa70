"""The fields of a table's row under our names."""

import re
from typing import Any

from papertriage.readers.table.dialects import Dialect

Cells = dict[str, str | list[str]]
"""A row's filled cells by the name of their column (see `header_name`)."""

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ARXIV = re.compile(r"arXiv:\s*(?P<id>[\w.-]+(?:/\d{7})?)", re.IGNORECASE)
_AUTHOR_ID = re.compile(r"\s*\(\d{5,}\)")
_COUNT = re.compile(r"[0-9]{1,9}")


def fields_of(cells: Cells, dialect: Dialect) -> dict[str, Any]:
    """Map a row's cells to our fields."""
    if not dialect.fields:
        return _plain(cells)
    fields: dict[str, Any] = {}
    for field, columns in dialect.fields.items():
        if value := next((cells[column] for column in columns if column in cells), None):
            fields[field] = value
    if authors := fields.get("authors"):
        if dialect.has_stop and isinstance(authors, str):
            authors = authors.rstrip(".")
        fields["authors"] = part_authors(authors, dialect.parted)
        fields["family_first"] = dialect.family_first
    if isinstance(keywords := fields.get("keywords"), str) and ";" in keywords:
        fields["keywords"] = keywords.split(";")
    if kind := fields.pop("type", None):
        fields["type"] = dialect.types.get(str(kind).lower())
    if page := _pages(cells, dialect):
        fields["page"] = page
    fields["names"] = [name for column in dialect.names for name in _mentions(cells.get(column))]
    fields["metrics"] = _counts(cells, dialect)
    fields["extra"] = {
        column.replace(" ", "_"): cells[column] for column in dialect.kept if column in cells
    }
    if dialect.is_source_whole:
        _part_source(fields)
    return {name: value for name, value in fields.items() if value}


def part_authors(value: str | list[str], parted: str) -> str | list[str]:
    """Part the authors of one cell at ";"; normalizing parts what has commas between them.

    A dialect that parts at ";" alone means one author by one comma: "van der Berg, Jan".
    """
    if isinstance(value, list):
        return value
    value = _AUTHOR_ID.sub("", value)
    if ";" in value:
        return value.split(";")
    return value if parted or value.count(",") != 1 else [value]


def _plain(cells: Cells) -> dict[str, Any]:
    """Return a row for normalizing by common names; a cell with an e-mail address stays out."""
    fields: dict[str, Any] = {}
    for column, value in cells.items():
        if not column or column.startswith("unnamed:"):
            continue  # the row numbers of a data frame
        if not (isinstance(value, str) and len(value) < 10_000 and _EMAIL.search(value)):
            fields[_telling_name(column, cells)] = value
        elif column in ("title", "abstract"):
            fields[column] = value
    return fields


_WORDS = ("arxiv", "doi", "title", "abstract", "authors", "year")


def _telling_name(column: str, cells: Cells) -> str:
    """Return the plain name that a longer one contains: "arXiv link", "Paper Title"."""
    for word in _WORDS:
        telling = word in column or (word == "authors" and column == "author names")
        if (
            telling
            and word not in cells
            and not re.search(r"count|num|short|affil|\bids?\b", column)
        ):
            return word
    return column.replace(" ", "_")


def _mentions(value: str | list[str] | None) -> list[str]:
    """Return what a cell may name: itself, and an arXiv id that it mentions."""
    if not isinstance(value, str):
        return []
    return [value, *(found["id"] for found in _ARXIV.finditer(value[:500]))]


def _pages(cells: Cells, dialect: Dialect) -> str | None:
    first, last = (cells.get(column) for column in dialect.pages)
    if first and last and first != last:
        return f"{first}-{last}"
    return str(first) if first else None


def _counts(cells: Cells, dialect: Dialect) -> dict[str, int]:
    found = ((name, cells.get(column)) for name, column in dialect.metrics)
    return {
        name: int(text)
        for name, text in found
        if isinstance(text, str) and re.fullmatch(r"[0-9]{1,9}", text)
    }


def _part_source(fields: dict[str, Any]) -> None:
    """Embase tells journal, year and pages in one: "Endoscopy (2014) 3:3 (152-160). Date ..."."""
    source = str(fields.get("journal_ref", ""))
    if found := re.match(r"(?P<venue>[^(]+?)\s*\((?P<year>\d{4})\)", source):
        fields.setdefault("venue", found["venue"])
        if fields.get("published") == source:
            said = re.search(r"Date of Publication: ([^.]+)", source)
            fields["published"] = said[1].strip() if said else found["year"]
