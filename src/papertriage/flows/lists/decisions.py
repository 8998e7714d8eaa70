"""Decisions on papers: star, later, read, skip and notes, and who made them.

A decision on a paper replaces the one before, a note stays until another one replaces it, and a
skip on a topic's list concerns that list alone. A paper that a user includes in a screening is
starred; one that is excluded is excluded in that screening alone. Lists follow the decisions of the
current user; those of others are shown with their names.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from msgspec import structs

from papertriage.config.user import user_name
from papertriage.flows.upkeep.upkeep import find_paper
from papertriage.library import Event, Library
from papertriage.library.history import VERDICTS, Kind
from papertriage.paper import Paper
from papertriage.report import Mark, Verdict

if TYPE_CHECKING:
    from papertriage.library.view import View

MARK_EVENTS = (*sorted(VERDICTS), "note")
"""The kinds of events that change marks."""
DecisionKind = Verdict | Literal["clear", "note"]
"""A verdict on a paper, `clear` to take it back, or a note alone."""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """One decision.

    Attributes:
        kind: the verdict, `clear`, or a note alone.
        note: the user's own words; empty to remove a note.
        reason: why papers were skipped.
        topic: the topic on whose list it was made; None for papers as a whole.
        by: the user; the current user if empty.
        at: when, as `Event.at`; now if empty.
    """

    kind: DecisionKind
    note: str | None = None
    reason: str | None = None
    topic: str | None = None
    by: str = ""
    at: str = ""


class Decided(msgspec.Struct, kw_only=True):
    """What users decided, by the keys of the papers.

    Attributes:
        own: the marks of the current user, and those of format 1, which name no user.
        others: the marks of other users, ordered by name.
    """

    own: dict[str, Mark] = {}
    others: dict[str, list[Mark]] = {}

    def marked(self, verdicts: Collection[Verdict]) -> frozenset[str]:
        """Return the keys of the papers that have one of some verdicts of the current user.

        A paper that was skipped on a topic's list counts as skipped.
        """
        return frozenset(
            key
            for key, mark in self.own.items()
            if mark.verdict in verdicts or ("skip" in verdicts and mark.skipped)
        )

    def decided(self) -> frozenset[str]:
        """Return the keys of the papers with any verdict of the current user."""
        return frozenset(key for key, mark in self.own.items() if mark.verdict or mark.skipped)

    def noted(self) -> dict[str, str]:
        """Return the current user's notes, by the keys of the papers."""
        return {key: mark.note for key, mark in self.own.items() if mark.note}


def decided(view: "View", user: str = "") -> Decided:
    """Return what was decided on the papers of a library, as a user sees it.

    Args:
        view: the library.
        user: whose decisions are `own`; the current user's if empty.
    """
    return decided_by(view.papers_about(view.history(*MARK_EVENTS)), view, user)


def decided_by(
    events: Iterable[tuple[Event, Sequence[int]]], view: "View", user: str = ""
) -> Decided:
    """Return what events amount to.

    Args:
        events: each with the numbers of its papers, oldest first.
        view: the library.
        user: as for `decided`.
    """
    found = Decided()
    others: dict[str, dict[str, Mark]] = {}
    for event, numbers in events:
        is_own = not event.by or event.by == (user or user_name())
        if event.screening and not (is_own and event.event == "star"):
            continue  # excluded papers stay on the lists, and screeners do not see each other
        for key in map(view.key, numbers):
            marks = found.own if is_own else others.setdefault(key, {})
            name = key if is_own else event.by
            mark = after(marks.pop(name, None), event)
            if mark:
                marks[name] = mark
    found.others = {
        key: [by_name[name] for name in sorted(by_name)]
        for key, by_name in others.items()
        if by_name
    }
    return found


def after(mark: Mark | None, event: Event) -> Mark | None:
    """Return a user's mark on a paper after one more decision; None if nothing is left of it."""
    before = mark or Mark(date=event.date)
    note = (event.note or None) if event.event == "note" else event.note or before.note
    now = structs.replace(before, note=note, date=event.date, by=event.by)
    kept = {topic: why for topic, why in before.skipped.items() if topic != event.topic}
    match event.event:
        case "clear" if event.topic is None:
            return None
        case "clear":
            now = structs.replace(now, skipped=kept)
            if before.topic == event.topic:
                now = structs.replace(now, verdict=None, reason=None, topic=None)
        case "skip" if event.topic is not None:
            now = structs.replace(now, skipped={**kept, event.topic: event.reason or ""})
        case "star" | "later" | "read" | "skip":
            now = structs.replace(
                now,
                verdict=event.event,
                reason=event.reason,
                topic=event.topic,
                skipped={} if event.topic is None else kept,
            )
    return now if now.verdict or now.note or now.skipped else None


def verdict_on(mark: Mark | None, topic: str | None) -> Verdict | None:
    """Return the verdict that holds for a paper on a topic's list; None if there is none."""
    if mark is None:
        return None
    return "skip" if topic in mark.skipped else mark.verdict


def belongs(mark: Mark | None, topic: str) -> bool | None:
    """Return whether a user put a paper on a topic (star) or off it (skip); None if neither."""
    verdict = verdict_on(mark, topic)
    return verdict == "star" if verdict in {"star", "skip"} else None


def event_about(view: "View", number: int, kind: Kind, **fields: Any) -> Event:
    """Return an event about a paper, with its records and all its names.

    Without `at` the time is set when the event is stored.
    """
    records = [record.hash for record in view.records(number)]
    known = {"by": user_name(), **fields}
    return Event(event=kind, paper=records, names=view.names(number), **known)


def decide(library: Library, names: Sequence[str], decision: Decision) -> list[Paper]:
    """Store a decision on papers and return the papers. On return it is on disk.

    Args:
        library: where the papers are.
        names: any known names of the papers.
        decision: what to store.

    Raises:
        MissingInputError: there is no library.
        UsageError: a name matches no paper, or several; nothing was stored.
        LockedError, CannotWriteError: nothing was stored.
    """
    with library.read() as view:
        numbers = dict.fromkeys(find_paper(view, name) for name in names)
        papers = [view.paper(number) for number in numbers]
        events = [event_of(view, number, decision) for number in numbers]
    library.remember(events)
    return papers


def event_of(view: "View", number: int, decision: Decision) -> Event:
    """Return the event of a decision on a paper."""
    return event_about(
        view,
        number,
        decision.kind,
        note=decision.note,
        reason=decision.reason,
        topic=decision.topic,
        by=decision.by or user_name(),
        at=decision.at,
    )
