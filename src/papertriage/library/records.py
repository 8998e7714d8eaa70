"""Reads and writes the lines of records.jsonl.

    {"record": hash, "by": version, "form", "name", "raw_id", "names", ...the record's fields,
     ...fields that papertriage does not know, or "other": {all of them}}
    {"of": hash, "source": {...}, "metrics", "events", "announced", "published"}

The first kind is a record. The second is a *sighting*: a known record was read again, and only
its source, its counts, its events or a date whose year was deduced were new. Any other line is
unreadable: it is skipped and counted.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from papertriage.identity import record_hash
from papertriage.paper import EXTRA, Event, Paper, Record, Source, decode_own, encode, from_dict


class Sighting(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A known record was read again.

    Attributes:
        of: the hash of the record.
        source: where it was read.
        metrics, events, announced: as that source gives them.
        published: the date, if another year was deduced than that of the record.
    """

    of: str
    source: Source
    metrics: dict[str, int] = {}
    events: list[Event] = []
    announced: str | None = None
    published: str | None = None


class _Head(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The first fields of a record's line.

    `source` has the unknown fields of the source; `names` are former ones.
    """

    record: str
    by: str = ""
    form: str
    name: str
    raw_id: str | None = None
    source: dict[str, Any] = {}
    names: list[str] = []


_HEAD_FIELDS = frozenset(field.encode_name for field in msgspec.structs.fields(_Head))
_OTHER = "other"
"""The field for unknown fields, used if one of them has the name of a head field."""
_BODY = b'{"id":""'
"""The start of the rest of a line as `encode` writes it; the line itself has no id."""
_start = re.compile(b',"(?:ids|title)":').search
"""Finds what follows the head. These bytes are in no JSON string, where quotes are escaped."""

_head = msgspec.json.Decoder(_Head)
_sighting = msgspec.json.Decoder(Sighting)
_encode = msgspec.json.Encoder().encode
_encode_sorted = msgspec.json.Encoder(order="sorted").encode


def record_of(paper: Paper, *, by: str = "", former: Sequence[str] = ()) -> Record:
    """Return the record of what a source says about a paper."""
    names = sorted(former)
    return Record(hash=record_hash(paper, names), paper=paper, by=by, former=names)


def encode_record(record: Record) -> bytes:
    """Write a record as a line, without the newline; only the first source is written."""
    extra = record.paper.extra
    if not extra.keys().isdisjoint((*_HEAD_FIELDS, _OTHER)):
        extra = {_OTHER: extra}
    source = record.paper.sources[0] if record.paper.sources else Source(form="", name="")
    head = _encode(
        _Head(
            record=record.hash,
            by=record.by,
            form=source.form,
            name=source.name,
            raw_id=source.raw_id,
            source=source.extra,
            names=record.former,
        )
    )
    body = encode(msgspec.structs.replace(record.paper, id="", sources=[], tags=None, extra=extra))
    return head[:-1] + body[len(_BODY) :]


def reads_back(line: bytes, record: Record) -> bool:
    """Return whether a line that `encode_record` wrote is read back as the same record."""
    paper = msgspec.structs.replace(
        record.paper,
        id="",
        sources=record.paper.sources[:1] or [Source(form="", name="")],
        tags=None,
    )
    return parse(line) == Record(hash=record.hash, paper=paper, by=record.by, former=record.former)


def encode_sources(record: Record) -> Iterator[bytes]:
    """Write a record as lines, one for each of its sources."""
    for source in record.paper.sources:
        paper = msgspec.structs.replace(record.paper, sources=[source])
        yield encode_record(msgspec.structs.replace(record, paper=paper))


def sightings_of(record: Record | Sighting) -> list[Sighting]:
    """Return a sighting for each source of a record; of a sighting, itself alone."""
    if isinstance(record, Sighting):
        return [record]
    paper = record.paper
    return [
        Sighting(
            of=record.hash,
            source=source,
            metrics=paper.metrics,
            events=paper.events,
            announced=paper.announced,
            published=paper.published if paper.date_inferred else None,
        )
        for source in paper.sources
    ]


def encode_sighting(sighting: Sighting) -> bytes:
    """Write a sighting as a line, without the newline."""
    if not (sighting.source.extra or any(event.extra for event in sighting.events)):
        return _encode(sighting)
    fields: dict[str, Any] = msgspec.to_builtins(sighting)
    for item in (fields["source"], *fields.get("events", ())):
        item.update(item.pop(EXTRA, {}))
    return _encode(fields)


def parse(line: bytes) -> Record | Sighting | None:
    """Read one line of records.jsonl; None if it is unreadable."""
    try:
        if line.startswith(b'{"of":'):
            return _parse_sighting(line)
        return _parse_own(line) or _parse_any(msgspec.json.decode(line, type=dict[str, Any]))
    except (ValueError, RecursionError):  # ValueError: msgspec's own errors and bad UTF-8
        return None


def _parse_sighting(line: bytes) -> Sighting:
    sighting = _sighting.decode(line)
    fields = msgspec.json.decode(line, type=dict[str, Any])
    items: list[Source | Event] = [sighting.source, *sighting.events]
    for item, raw in zip(items, [fields["source"], *fields.get("events", ())], strict=True):
        known = {field.encode_name for field in msgspec.structs.fields(item)} - {EXTRA}
        item.extra = {key: value for key, value in raw.items() if key not in known}
    return sighting


def _parse_own(line: bytes) -> Record | None:
    """Read a line that is exactly as `encode_record` writes it; None for any other."""
    if not line.startswith(b'{"record":'):
        return None
    start = _start(line)
    if start is None:
        return None
    paper = decode_own(_BODY + line[start.start() :])
    if paper is None or not paper.extra.keys().isdisjoint(_HEAD_FIELDS):
        return None
    head = _head.decode(line[: start.start()] + b"}")
    return _joined(head, paper)


def _parse_any(fields: dict[str, Any]) -> Record | None:
    """Read an object with a record's fields in any order, as after an edit by hand."""
    if "record" not in fields:
        return None
    head = msgspec.convert({k: v for k, v in fields.items() if k in _HEAD_FIELDS}, _Head)
    rest = {key: value for key, value in fields.items() if key not in _HEAD_FIELDS}
    return _joined(head, from_dict({**rest, "id": ""}))


def _joined(head: _Head, paper: Paper) -> Record:
    if isinstance(other := paper.extra.get(_OTHER), dict):
        paper.extra = other
    source = Source(form=head.form, name=head.name, raw_id=head.raw_id, extra=head.source)
    paper.sources = [source]
    return Record(hash=head.record, paper=paper, by=head.by, former=head.names)


def add_sighting(paper: Paper, sighting: Sighting) -> bool:
    """Add what a sighting says to a record's paper; return whether any of it was new.

    Sources and events are combined; the greater of two counts is kept, and the earlier of two
    days. So the order of sightings makes no difference.
    """
    before = paper.sources, added(paper)
    if sighting.source not in paper.sources:
        paper.sources = [*paper.sources, sighting.source]
    _add_facts(paper, sighting)
    return (paper.sources, added(paper)) != before


def add_sightings(paper: Paper, sightings: Iterable[Sighting]) -> None:
    """Add what many sightings say; there may be thousands, each with another source."""
    sources = {_encode_sorted(source): source for source in paper.sources}
    for sighting in sightings:
        sources.setdefault(_encode_sorted(sighting.source), sighting.source)
        _add_facts(paper, sighting)
    paper.sources = list(sources.values())


def _add_facts(paper: Paper, sighting: Sighting) -> None:
    for name, count in sighting.metrics.items():
        paper.metrics = {**paper.metrics, name: max(count, paper.metrics.get(name, count))}
    paper.events = [*paper.events, *(each for each in sighting.events if each not in paper.events)]
    paper.announced = min(filter(None, (paper.announced, sighting.announced)), default=None)
    if sighting.published and (paper.date_inferred or not paper.published):
        paper.published = min(paper.published or sighting.published, sighting.published)
        paper.date_inferred = True


def added(paper: Paper) -> tuple[object, ...]:
    """Return the fields that sightings may add to, except the sources."""
    return paper.metrics, paper.events, paper.announced, paper.published
