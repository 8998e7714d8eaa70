"""Normalizing: a raw record becomes a paper. Pure: the same record, source and day, same paper.

Readers map names and leave values alone; all cleaning, all canonical forms and every deduction
happen here, once, for every form.
"""

import re
from datetime import date
from typing import Any

import msgspec

from papertriage import dates, identity
from papertriage.normalize.mentions import Links, links, tidy_url, venue
from papertriage.normalize.names import plain_fields
from papertriage.normalize.people import read_authors
from papertriage.paper import Author, Paper, Source, from_dict
from papertriage.text import clean, one_line, prose

_KEY = re.compile(r"(?:arxiv|doi|pmid|openalex|s2|acl|openreview|sha1):[^\s\x00-\x1f]{1,200}")
_LABEL = re.compile(r"abstract\s*(?:[:.—]\s*|\n+)", re.IGNORECASE)
_LISTS = ("categories", "keywords")
_LINES = (
    "comment", "journal_ref", "venue", "volume", "issue", "page", "publisher", "issn", "language",
    "type",
)  # fmt: skip
_DATES = ("published", "updated", "announced")


class Context(msgspec.Struct, kw_only=True):
    """What the record itself does not say.

    Attributes:
        source: the base name of its source.
        as_of: the day as of which dates without a year are read.
        inferred_from: the day that was taken for such dates, once one was met; for the user.
    """

    source: str
    as_of: date
    inferred_from: tuple[date, str] | None = None


class NotAPaperError(Exception):
    """The record cannot be a paper; the text says why."""


def normalize(form: str, fields: dict[str, Any], context: Context) -> Paper:
    """Make a paper of a raw record's fields.

    Raises:
        NotAPaperError: neither title nor abstract nor id, or a field of a wrong type.
    """
    if form == "jsonl":
        if is_own(fields):
            return _own(fields)
        fields = plain_fields(fields)
    paper = Paper(id="", title=_title(fields), abstract=_abstract(fields))
    paper.abstract_truncated = bool(fields.get("abstract_truncated")) and bool(paper.abstract)
    _set_ids(paper, fields)
    if not (paper.title or paper.abstract or paper.ids):
        raise NotAPaperError("neither title nor abstract nor id")
    _set_people(paper, fields)
    _set_dates(paper, fields, context)
    for name in _LINES:
        setattr(paper, name, _line(fields.get(name)))
    for name in _LISTS:
        setattr(paper, name, _list(fields.get(name)))
    paper.primary_category = next(iter(paper.categories), None)
    _set_links(paper, fields)
    if isinstance(fields.get("comments"), int):
        paper.metrics = {"comments": fields["comments"]}
    paper.extra = fields.get("extra", {})
    paper.sources = [Source(form=form, name=context.source, raw_id=_line(fields.get("raw_id")))]
    if not paper.ids:
        paper.ids = {"sha1": identity.surrogate(paper).removeprefix("sha1:")}
    paper.id = identity.key(paper)
    return paper


# --- papertriage's own records ------------------------------------------------------------------


def is_own(record: dict[str, Any]) -> bool:
    """Tell whether a JSON object is a record of papertriage's: a key, a title, an abstract."""
    key = record.get("id")
    return (
        isinstance(key, str)
        and bool(_KEY.fullmatch(key))
        and {"title", "abstract"} <= record.keys()
    )


def _own(record: dict[str, Any]) -> Paper:
    """Take a record of our own, hostile text removed and tags, which are derived, left behind."""
    try:
        paper = from_dict(_clean_all(record))
    except msgspec.ValidationError as error:
        raise NotAPaperError(f"not a papertriage record: {error}") from None
    for name in _DATES:
        if (day := getattr(paper, name)) and not dates.is_partial(day):
            setattr(paper, name, dates.parse(day))
    if not (paper.title or paper.abstract or paper.ids):
        raise NotAPaperError("neither title nor abstract nor id")
    if not paper.ids:
        kind, _, value = paper.id.partition(":")
        paper.ids = {kind: value}
    paper.tags = None
    return paper


def _clean_all(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_clean_all(item) for item in value]
    if isinstance(value, dict):
        return {clean(str(name)): _clean_all(item) for name, item in value.items()}
    return value


# --- fields -------------------------------------------------------------------------------------


def _title(fields: dict[str, Any]) -> str | None:
    return _BLANK_RUN.sub(" ", prose(_text(fields, "title"))) or None


_BLANK_RUN = re.compile(r"\s+")


def _abstract(fields: dict[str, Any]) -> str | None:
    text = prose(_text(fields, "abstract"))
    if label := _LABEL.match(text):
        text = text[label.end() :]
    return text or None


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise NotAPaperError(f"its {name} is a {type(value).__name__}, not text")
    return value


def _line(value: Any) -> str | None:
    """Return a short field as clean text; numbers are welcome (volume 12)."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return one_line(prose(str(value))) or None


def _list(value: Any) -> list[str]:
    if isinstance(value, str):
        value = re.split(r"\s*[;,]\s*|\s+(?=[a-z-]+\.[A-Z]{2}\b)", value)
    if not isinstance(value, list):
        return []
    lines = (_line(item) for item in value)
    return list(dict.fromkeys(line for line in lines if line))


def _set_ids(paper: Paper, fields: dict[str, Any]) -> None:
    """Collect every known name; of arXiv's the version goes apart."""
    for name in (fields.get("arxiv"), fields.get("doi"), *_texts(fields.get("names"))):
        if not isinstance(name, str):
            continue
        if arxiv := identity.parse_arxiv(name):
            paper.ids.setdefault("arxiv", arxiv[0])
            paper.version = paper.version or arxiv[1]
        elif doi := identity.parse_doi(name):
            paper.ids.setdefault("doi", doi)
    for kind in ("pmid", "openalex", "s2", "acl", "openreview"):
        if value := _line(fields.get(kind)):
            paper.ids[kind] = value.removeprefix(f"{kind}:")
    if isinstance(version := fields.get("version"), int) and version > 0:
        paper.version = version


def _texts(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _set_people(paper: Paper, fields: dict[str, Any]) -> None:
    paper.authors = [
        Author(name=person.name, family=person.family, given=person.given)
        for person in read_authors(fields.get("authors"))
    ]
    count = fields.get("author_count")
    if isinstance(count, int) and count > len(paper.authors):
        paper.author_count = count


def _set_dates(paper: Paper, fields: dict[str, Any], context: Context) -> None:
    for name in _DATES:
        value = fields.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and 1000 <= value <= 9999:
            value = str(value)
        if isinstance(value, str) and (text := one_line(value)):
            setattr(paper, name, dates.parse(text) or _inferred(paper, text, fields, context))
    if paper.published is None and "arxiv" in paper.ids:
        paper.published = identity.arxiv_month(paper.ids["arxiv"])


def _inferred(paper: Paper, text: str, fields: dict[str, Any], context: Context) -> str | None:
    """Read a day without a year as the latest such day before the page's, or before `as_of`."""
    read_on, told_by = context.as_of, "the day it was read as of"
    if page_date := fields.get("page_date"):
        known = dates.parse(page_date)
        day = date.fromisoformat(known) if known and len(known) == 10 else None
        day = day or _such_day(page_date, read_on)
        if day:
            read_on, told_by = day, "the page's own date line"
    found = _such_day(text, read_on)
    if found is None:
        return None
    paper.date_inferred = True
    context.inferred_from = (read_on, told_by)
    return found.isoformat()


_DAY = re.compile(rf"({dates.MONTH})\.? (\d{{1,2}})", re.IGNORECASE)


def _such_day(text: str, not_after: date) -> date | None:
    found = _DAY.fullmatch(text)
    if not found:
        return None
    return dates.latest_such_day(dates.month_number(found[1]), int(found[2]), not_after)


def _set_links(paper: Paper, fields: dict[str, Any]) -> None:
    paper.venue = paper.venue or venue(paper.comment or "")
    found = links(paper.abstract or "", paper.comment or "")
    given = Links(code=_url(fields.get("code_url")), project=_url(fields.get("project_url")))
    paper.code_url = given.code or found.code
    paper.project_url = given.project or found.project
    paper.url = identity.page_url(paper.ids) or _url(fields.get("url"))
    arxiv = paper.ids.get("arxiv")
    paper.pdf_url = f"https://arxiv.org/pdf/{arxiv}" if arxiv else _url(fields.get("pdf_url"))


def _url(value: Any) -> str | None:
    """Return a web address, None for anything else (``javascript:``, a path, blanks inside)."""
    if not isinstance(value, str) or not re.match(r"https?://", value.strip(), re.IGNORECASE):
        return None
    text = clean(value).strip()
    return tidy_url(text) if not re.search(r"\s", text) else None
