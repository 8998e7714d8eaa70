"""Reading lists as JSON: each paper's whole record with its rank and reasons."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from papertriage import paper
from papertriage.paper import Paper
from papertriage.report import Change, Entry, Mark, Report
from papertriage.text.json_out import dumps, escaped
from papertriage.writers import phrases
from papertriage.writers.look import Look


def write(report: Report, _look: Look) -> Iterator[str]:
    """Yield one object per line, list after list, then papers that changed since listed."""
    for record in _records(report):
        yield dumps(record) + "\n"


def write_array(report: Report, _look: Look) -> Iterator[str]:
    """Yield one array with an object per line."""
    yield from array(map(dumps, _records(report)))


def array(objects: Iterable[str]) -> Iterator[str]:
    """Yield objects as one array, an object per line."""
    before = "[\n"
    for one in objects:
        yield before + one
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _records(report: Report) -> Iterator[dict[str, Any]]:
    for one in report.lists:
        yield from map(_entry, one.entries)
    yield from map(_change, report.changed)


def _entry(entry: Entry) -> dict[str, Any]:
    record = paper.to_dict(entry.paper)
    record["rank"] = entry.rank
    record["score"] = entry.tag.score
    record["topic"] = entry.tag.topic
    record["also"] = [tag.topic for tag in entry.also]
    if entry.near:
        record["near"] = True
    record["why"] = phrases.why(entry)
    return _marked(record, entry.mark, entry.others)


def _change(change: Change) -> dict[str, Any]:
    """Return a paper that was listed before: it has no rank, but ``changed``."""
    record = paper.to_dict(change.paper)
    known = {"kind": change.kind, "listed": change.listed, "before": change.before}
    record["changed"] = {name: value for name, value in known.items() if value is not None}
    return record


def _marked(record: dict[str, Any], mark: Mark | None, others: Sequence[Mark]) -> dict[str, Any]:
    if mark is not None:
        record["mark"] = msgspec.to_builtins(mark)
    if others:
        record["others"] = msgspec.to_builtins(list(others))
    return record


def line(one: Paper, mark: Mark | None, others: Sequence[Mark] = ()) -> str:
    """Return a paper that is not on a list as a line, with its decisions."""
    return dumps(_marked(paper.to_dict(one), mark, others)) + "\n"


def record_line(one: Paper) -> bytes:
    """Return a paper's own record as a line, which `ingest` reads back whole."""
    return escaped(paper.encode(one)) + b"\n"
