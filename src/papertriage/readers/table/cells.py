"""The fields of a table's row under our names."""

import re
from collections.abc import Sequence
from typing import Any

from papertriage.readers.day_text import fullest_date
from papertriage.readers.json.values import date_parts
from papertriage.readers.note_ids import ids_in
from papertriage.readers.table.authors import split_authors
from papertriage.readers.table.columns import Columns
from papertriage.readers.table.dialects import Dialect
from papertriage.readers.table.objects import object_in
from papertriage.readers.table.retractions import FORM as RETRACTIONS
from papertriage.readers.table.retractions import set_notice
from papertriage.text.clean import one_line

_OPENING = frozenset("[{c")
"""How a cell with a list or an object begins."""
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.\w")
_COUNT = re.compile(r"[0-9]{1,9}")
_DOTS = ("…", "...")
_TEXTS = frozenset({"title", "abstract", "venue"})
"""Fields with one value; Crossref has lists of them."""
_EMPTY = frozenset({"", "NA", "nan"})
"""An empty cell, and what R and data frames write for one."""
_NAMES = ("url", "raw_id", "pdf_url")


def fields_of(cells: Sequence[str], columns: Columns, dialect: Dialect) -> dict[str, Any]:
    """Map a row's cells to our fields: of several columns of one field the first that is filled."""
    fields: dict[str, Any] = {}
    count = len(cells)
    for field, at in columns.fields:
        if at < count and field not in fields and (cell := cells[at].strip()) not in _EMPTY:
            fields[field] = _value(cell, field) if cell[0] in _OPENING else cell
    if authors := fields.get("authors"):
        fields["authors"] = split_authors(authors, dialect.authors)
        if dialect.family_first:
            fields["family_first"] = True
    if isinstance(keywords := fields.get("keywords"), str):
        fields["keywords"] = _keywords(keywords)
    if dialect.form == "embase-csv":
        _part_source(fields)
    _join_days(fields)
    _join_pages(fields)
    _set_names(fields)
    _count_citations(fields)
    if dialect.is_cut:
        _mark_cut(fields)
    extra = _extra(cells, columns)
    if dialect.form == RETRACTIONS:
        set_notice(fields, extra)
    elif extra:
        fields["extra"] = extra
    return fields


def _value(cell: str, field: str = "") -> Any:
    """Return a cell's text without the braces of BibTeX around it, or the list in it.

    Python and R write lists and objects of services into cells: ['Rao, M'], c("Rao, M"),
    [{'name': 'Ito, K'}]. Authors stay objects; of any other object the name is the value.
    """
    found = object_in(cell)
    if isinstance(found, list):
        names = [_named(item) or str(item) for item in found]
        return found if field == "authors" else names[0] if names and field in _TEXTS else names
    if isinstance(found, dict):
        return _named(found) or (date_parts(found) if "date-parts" in found else None) or cell
    if cell[0] == "{" and cell[-1] == "}":
        bare = cell[1:-1]
        is_whole = bare.count("{") == bare.count("}") and bare.find("{") <= bare.find("}")
        return bare if is_whole else cell
    return cell


def _named(item: Any) -> str:
    """Return the name of an object, or a text that is in a list."""
    if not isinstance(item, dict):
        return str(item)
    names = (item.get(key) for key in ("name", "display_name", "term"))
    return next((name for name in names if isinstance(name, str)), "")


def _keywords(cell: str) -> str | list[str]:
    """Split keywords at bars or semicolons; commas are left to normalizing."""
    mark = next((mark for mark in ("|", ";") if mark in cell), "")
    return cell.split(mark) if mark else cell


def _join_days(fields: dict[str, Any]) -> None:
    date = fields.get("published")
    year, month, day = (str(fields.pop(name, "")) for name in ("year", "month", "day"))
    if year or date:
        fields["published"] = fullest_date(
            [date] if isinstance(date, str) else [], year, month, day
        )


def _join_pages(fields: dict[str, Any]) -> None:
    first, last = (fields.pop(name, None) for name in ("first page", "last page"))
    if first and not str(fields.get("page", "")).startswith(f"{first}-"):
        fields["page"] = f"{first}-{last}" if last and last != first else first


def _set_names(fields: dict[str, Any]) -> None:
    """Collect the texts that may be identifiers, and the identifiers that a note mentions."""
    if isinstance(note := fields.pop("mentions", None), str):
        for kind, value in ids_in(note).items():
            fields.setdefault(kind, value)
    names = [fields[name] for name in _NAMES if isinstance(fields.get(name), str)]
    if names:
        fields["names"] = names


def _count_citations(fields: dict[str, Any]) -> None:
    if _COUNT.fullmatch(citations := str(fields.pop("citations", ""))):
        fields["metrics"] = {"citations": int(citations)}


def _mark_cut(fields: dict[str, Any]) -> None:
    """Mark an abstract that is a snippet; "0" means that the volume is unknown."""
    abstract = fields.get("abstract")
    if isinstance(abstract, str) and (abstract.endswith(_DOTS) or abstract.startswith(_DOTS)):
        fields["abstract_truncated"] = True
    for name in ("volume", "issue", "page"):
        if fields.get(name) == "0":
            del fields[name]


def _part_source(fields: dict[str, Any]) -> None:
    """Split Embase's source: "Endoscopy (2014) 3:3 (152-160). Date of Publication: ...".

    Without pages, it has an article number.
    """
    source = one_line(str(fields.get("journal_ref", "")))
    if found := _SOURCE.match(source):
        for name, value in found.groupdict().items():
            if value:
                fields.setdefault(name, value)
    if day := _SOURCE_DATE.search(source):
        fields.setdefault("published", day[1].strip())


_SOURCE = re.compile(
    r"(?P<venue>[^()]{1,300}?) ?\((?P<year>\d{4})\)"
    r"(?: (?P<volume>[\w ]{1,20}?)(?::(?P<issue>[\w -]{1,20}?))?"
    r"(?:(?: ?\(| Article Number: )(?P<page>[\w-]+)\)?)?\.)?"
)
_SOURCE_DATE = re.compile(r"Date of Publication: ([^.]{1,60})")


def _extra(cells: Sequence[str], columns: Columns) -> dict[str, str | list[str]]:
    """Return the cells that are kept unchanged, without any that hold an e-mail address."""
    kept = ((name, cells[at].strip()) for name, at in columns.kept if at < len(cells))
    return {
        name: _value(cell) if cell[0] in _OPENING else cell
        for name, cell in kept
        if cell and not ("@" in cell and _EMAIL.search(cell))
    }
