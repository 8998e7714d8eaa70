r"""Reading lists as JSON: the paper's whole record with its place and the reasons for it.

Control characters and direction overrides are written as ``\u`` escapes: no text is lost, and
none of it acts on a terminal that shows the lines.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from papertriage import paper
from papertriage.paper import Paper
from papertriage.report import Change, Entry, Mark, Report
from papertriage.writers import phrases
from papertriage.writers.look import Look

_ACTING = re.compile(
    "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e0fff]"
)


def write(report: Report, _look: Look) -> Iterator[str]:
    """Yield one object a line, list after list, then what changed since it was listed."""
    for record in _records(report):
        yield encode(record) + "\n"


def write_array(report: Report, _look: Look) -> Iterator[str]:
    """Yield one array, an object a line."""
    yield from array(map(encode, _records(report)))


def array(objects: Iterable[str]) -> Iterator[str]:
    """Frame objects as one array, an object a line."""
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
    record["why"] = phrases.why(entry)
    return _marked(record, entry.mark)


def _change(change: Change) -> dict[str, Any]:
    """Return a paper that was listed before: it has no rank, but ``changed``."""
    record = paper.to_dict(change.paper)
    known = {"kind": change.kind, "listed": change.listed, "before": change.before}
    record["changed"] = {name: value for name, value in known.items() if value is not None}
    return record


def _marked(record: dict[str, Any], mark: Mark | None) -> dict[str, Any]:
    return record if mark is None else {**record, "mark": msgspec.to_builtins(mark)}


def line(one: Paper, mark: Mark | None) -> str:
    """Return a paper beyond any list as a line, with the user's verdict on it."""
    return encode(_marked(paper.to_dict(one), mark)) + "\n"


def encode(record: dict[str, Any]) -> str:
    """Return an object on one line, what would act on a terminal escaped."""
    return _ACTING.sub(_escape, msgspec.json.encode(record).decode())


def _escape(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
