"""What happened to a paper: its events, its status (withdrawn or retracted) and its counts."""

import re
from typing import Any

from papertriage import dates
from papertriage.paper import Event, Paper
from papertriage.text.clean import one_line

_STATUS = frozenset({"withdrawn", "retracted", "reinstated"})
_EVENTS = _STATUS | {"new", "cross", "replace", "replace-cross"}

# "This paper has been withdrawn by the author", "Withdrawn", but not "replaces the withdrawn ..."
# nor an abstract about withdrawn drugs: the paper itself must be the one.
_SAYS_WITHDRAWN = re.compile(
    r"(?:\W|^)(?:this|the|our)\s+(?:[\w-]+\s+){0,3}?"
    r"(?:paper|article|manuscript|submission|preprint|work|version|note|arxiv\s+\w+)\s+"
    r"(?:[\w()-]+\s+){0,4}?(?:is|was|has been|had been|have been|been|being)\s+"
    r"(?:\w+\s+)?withdrawn\b"
    r"|^\W*(?:(?:paper|article|manuscript|submission)\s+)?(?:is\s+|has been\s+)?withdrawn\b"
    r"|\b(?:is|was|been)\s+withdrawn\s+(?:by|because|due|since|as|from)\b"
    r"|\b(?:i|we|the authors?|author\(s\))\s+(?:have\s+|has\s+|wish to\s+|would like to\s+)?"
    r"(?:withdraw|withdrawn|withdrew)\s+(?:this|the|our)\s+(?:paper|article|manuscript|submission)",
    re.IGNORECASE,
)
_IN_TITLE = re.compile(
    r"\W*(?P<withdrawn>withdrawn(?: article)?)\b\s*[:\]-]|\W*(?:retracted(?: article)?)\b\s*[:\]-]",
    re.IGNORECASE,
)
_SHORT = 400
"""Characters of an abstract that may be a notice of withdrawal."""


def set_state(paper: Paper, fields: dict[str, Any]) -> None:
    """Read status, counts and events; the status may be a field, or in the title or the text."""
    status = fields.get("status")
    paper.status = status if status in _STATUS else _status(paper)
    if metrics := fields.get("metrics"):
        paper.metrics = {
            name: count
            for name, count in metrics.items()
            if isinstance(count, int) and not isinstance(count, bool) and count >= 0
        }
    if events := fields.get("events"):
        paper.events = [event for item in events if (event := _event(item))]


def _status(paper: Paper) -> str | None:
    if paper.title and (found := _IN_TITLE.match(paper.title)):
        return "withdrawn" if found["withdrawn"] else "retracted"
    notices = [paper.comment or ""]
    if paper.abstract and len(paper.abstract) < _SHORT:
        notices.append(paper.abstract)
    return "withdrawn" if any(map(_says_withdrawn, notices)) else None


def _says_withdrawn(notice: str) -> bool:
    # The pattern needs these letters, which few comments have.
    return "thdr" in notice.lower() and _SAYS_WITHDRAWN.search(notice) is not None


def _event(item: dict[str, Any]) -> Event | None:
    kind, day = item.get("type"), item.get("date")
    if kind not in _EVENTS:
        return None
    return Event(type=kind, date=dates.parse(one_line(day)) if isinstance(day, str) else None)
