"""Applies a file of decisions that the HTML page of ``rank -f html`` saved.

    {"papertriage": "decisions", "decisions": [
      {"id": "arxiv:2611.04217", "mark": "star", "note": "for the seminar", "topic": "faces",
       "at": "2026-11-20T08:02:11.250Z"}, ...]}

Each decision keeps the time at which it was made, so a later one made elsewhere stays in force, and
applying a file twice changes nothing.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from papertriage import clock
from papertriage.config.user import user_name
from papertriage.errors import MissingInputError, NoRecordsError, Problem, UsageError
from papertriage.flows.lists.decisions import MARK_EVENTS, Decision, DecisionKind, event_of
from papertriage.flows.upkeep.upkeep import find_paper
from papertriage.library import Event, Library
from papertriage.library.history import stamp
from papertriage.text.clean import safe, snippet

if TYPE_CHECKING:
    from papertriage.library.view import View


class _Line(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One decision in the file."""

    id: str
    mark: DecisionKind
    note: str | None = None
    reason: str | None = None
    topic: str | None = None
    at: str


class _File(msgspec.Struct, kw_only=True):
    """The file."""

    papertriage: Literal["decisions"]
    decisions: list[dict[str, Any]]


class Applied(msgspec.Struct, kw_only=True):
    """The outcome of applying a file of decisions: `seen` = `noted` + `known` + problems.

    Attributes:
        seen: decisions in the file.
        noted: those that were stored.
        known: those that were stored before.
        problems: those that could not be applied, and why.
    """

    seen: int
    noted: int = 0
    known: int = 0
    problems: list[Problem] = []


def apply(library: Library, path: Path, user: str = "") -> Applied:
    """Store the decisions in a file; those on papers that the library does not have are problems.

    Args:
        library: where to store them.
        path: the file.
        user: who decided; the current user if empty.

    Raises:
        MissingInputError: the file cannot be read, or there is no library.
        NoRecordsError: it is not a file of decisions.
        LockedError, CannotWriteError: nothing was stored.
    """
    user = user or user_name()
    given = _read(path)
    found = Applied(seen=len(given))
    events: list[Event] = []
    with library.read() as view:
        topics = view.topics()
        own = [event for event in view.history(*MARK_EVENTS) if event.by == user]
        made = {
            (number, _identity(event))
            for event, numbers in view.papers_about(own)
            for number in numbers
        }
        for number, each in enumerate(given, 1):
            try:
                paper, event = _event(view, each, user, topics)
            except (msgspec.ValidationError, UsageError, ValueError, OverflowError) as error:
                found.problems.append(
                    Problem(
                        source=safe(path.name),
                        line=0,
                        reason=f"decision {number}: {safe(str(error))}",
                        snippet=snippet(str(each)),
                    )
                )
                continue
            if (paper, _identity(event)) in made:
                found.known += 1
            else:
                made.add((paper, _identity(event)))
                events.append(event)
    if events:
        library.remember(events)
    found.noted = len(events)
    return found


def _read(path: Path) -> list[dict[str, Any]]:
    name = safe(str(path))
    try:
        data = path.read_bytes()
    except OSError as error:
        raise MissingInputError(f"{name}: {error.strerror}") from None
    try:
        file = msgspec.json.decode(data, type=_File)
    except (ValueError, RecursionError) as error:
        hint = "the page of papertriage rank -f html saves one"
        raise NoRecordsError(
            f"{name}: not a file of decisions ({safe(str(error))})", hint=hint
        ) from None
    return file.decisions


def _event(view: "View", each: dict[str, Any], user: str, topics: set[str]) -> tuple[int, Event]:
    """Return the paper and the event of a decision; a time in the future becomes now.

    The list of a search is not a topic, so a decision on it concerns the paper as a whole.
    """
    line = msgspec.convert(each, _Line)
    at = min(datetime.fromisoformat(line.at).astimezone(UTC), clock.now())
    decision = Decision(
        kind=line.mark,
        note=line.note,
        reason=line.reason,
        topic=line.topic if line.topic in topics else None,
        by=user,
        at=stamp(at),
    )
    paper = find_paper(view, line.id)
    return paper, event_of(view, paper, decision)


def _identity(event: Event) -> tuple[object, ...]:
    """Return what distinguishes the decisions on a paper."""
    return event.event, event.at, event.topic, event.note, event.reason
