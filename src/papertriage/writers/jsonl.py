r"""Reading lists as JSON: the paper's whole record with its place and the reasons for it.

Control characters and direction overrides are written as ``\u`` escapes: no text is lost, and
none of it acts on a terminal that shows the lines.
"""

import re
from collections.abc import Iterator

import msgspec

from papertriage import paper
from papertriage.report import Entry, Report
from papertriage.writers import phrases
from papertriage.writers.look import Look

_ACTING = re.compile(
    "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e0fff]"
)


def write(report: Report, _look: Look) -> Iterator[str]:
    """Yield one object a line, list after list."""
    for entry in _entries(report):
        yield _encode(entry) + "\n"


def write_array(report: Report, _look: Look) -> Iterator[str]:
    """Yield one array, an object a line."""
    before = "[\n"
    for entry in _entries(report):
        yield before + _encode(entry)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _entries(report: Report) -> Iterator[Entry]:
    for one in report.lists:
        yield from one.entries


def _encode(entry: Entry) -> str:
    record = paper.to_dict(entry.paper)
    record["rank"] = entry.rank
    record["score"] = entry.tag.score
    record["topic"] = entry.tag.topic
    record["also"] = [tag.topic for tag in entry.also]
    record["why"] = phrases.why(entry)
    return _ACTING.sub(_escape, msgspec.json.encode(record).decode())


def _escape(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
