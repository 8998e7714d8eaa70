"""Reads papertriage's own records again: they are recognised by their shape, and made safe."""

import re
from typing import Any

import msgspec

from papertriage import dates, identity
from papertriage.normalize.days import DATES, Context
from papertriage.normalize.errors import NotAPaperError
from papertriage.normalize.ids import check_own_ids, set_key
from papertriage.normalize.mentions import web_address
from papertriage.paper import Paper, Source, from_dict
from papertriage.text.clean import clean

_KEY = re.compile(r"(?:arxiv|doi|pmid|openalex|s2|acl|openreview|sha1):[^\s\x00-\x1f]{1,200}")
_HASH = re.compile(r"[0-9a-f]{24}")
_HEAD = frozenset({"record", "by", "form", "name", "raw_id", "names", "id"})
"""Fields of a line of records.jsonl that a paper does not have."""
_ADDRESSES = ("url", "pdf_url", "code_url", "project_url")


def is_own(record: dict[str, Any]) -> bool:
    """Return whether a JSON object is a papertriage record: it has a key, title and abstract.

    Others use such keys too. So the ids or the sources that papertriage always writes must be
    there, or a ``sha1:`` key, which nobody else has.
    """
    key = record.get("id")
    if not (
        isinstance(key, str) and _KEY.fullmatch(key) and {"title", "abstract"} <= record.keys()
    ):
        return False
    ours = isinstance(record.get("ids"), dict) or isinstance(record.get("sources"), list)
    return ours or key.startswith("sha1:")


def of_record(line: dict[str, Any]) -> dict[str, Any] | None:
    """Return a line of ``export --records`` in the form of a paper; None for any other object."""
    name, source = line.get("record"), {key: line.get(key) for key in ("form", "name", "raw_id")}
    if not (
        isinstance(name, str) and _HASH.fullmatch(name) and {"title", "abstract"} <= line.keys()
    ):
        return None
    record = {key: value for key, value in line.items() if key not in _HEAD}
    known = {key: value for key, value in source.items() if value is not None}
    return {**record, "id": "", "sources": [known]}


def take_own(record: dict[str, Any], context: Context) -> Paper:
    """Read a papertriage record without hostile text, and without tags, which are derived."""
    try:
        paper = from_dict(clean_all(record))
    except msgspec.ValidationError as error:
        raise NotAPaperError(f"not a papertriage record: {error}") from None
    for name in DATES:
        setattr(paper, name, _day(name, getattr(paper, name), context))
    for event in paper.events:
        event.date = _day("day of an event", event.date, context)
    check_own_ids(paper, context)
    if not (paper.title or paper.abstract or paper.ids):
        raise NotAPaperError("neither title nor abstract nor id")
    set_key(paper)
    for name in _ADDRESSES:
        if (address := getattr(paper, name)) and not web_address(address):
            context.leave_out(f"{name} that is not a web address", address)
            setattr(paper, name, None)
    paper.url = identity.page_url(paper.ids) or paper.url
    paper.sources = paper.sources or [Source(form="jsonl", name=context.source)]
    paper.tags = None
    paper.near_tags = []
    return paper


def _day(name: str, text: str | None, context: Context) -> str | None:
    """Return a day as a partial ISO date; anything else is left out and reported."""
    if text is None or dates.is_partial(text):
        return text
    day = dates.parse(text)
    if text and day is None:
        context.leave_out(f"{name} that is not a date", text)
    return day


def clean_all(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [clean_all(item) for item in value]
    if isinstance(value, dict):
        return {name: clean_all(item) for name, item in value.items()}
    return value
