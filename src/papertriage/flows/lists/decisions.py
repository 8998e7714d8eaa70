"""What users decided on papers: star, later, read, skip and notes, and who decided it.

A decision on a paper replaces the one before, a note stays until another one replaces it, and a
skip on a topic's list concerns that list alone. In a screening, what a user includes is starred and
what is excluded is excluded there alone. Lists follow the decisions of the present user;
those of others are shown by name.
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

SAID = (*sorted(VERDICTS), "note")
"""The kinds of events that make marks."""
Said = Verdict | Literal["clear", "note"]
"""What a user may say of a paper: a verdict, nothing any more, or a note alone."""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """One decision.

    Attributes:
        said: what the user says of the papers.
        note: the user's own words; empty to take a note back.
        reason: of a skip, why.
        topic: the topic on whose list it is said.
        by: the user; the present one if empty.
        at: when, as `Event.at`; now if empty.
    """

    said: Said
    note: str | None = None
    reason: str | None = None
    topic: str | None = None
    by: str = ""
    at: str = ""


class Decided(msgspec.Struct, kw_only=True):
    """What users decided, by the keys of the papers.

    Attributes:
        own: the decisions of the present user, and those of format 1.
        others: the decisions of others, ordered by name.
    """

    own: dict[str, Mark] = {}
    others: dict[str, list[Mark]] = {}

    def marked(self, verdicts: Collection[Verdict]) -> frozenset[str]:
        """Return the keys of the papers on which the present user decided so.

        A paper that was skipped on a topic's list counts as skipped.
        """
        return frozenset(
            key
            for key, mark in self.own.items()
            if mark.verdict in verdicts or ("skip" in verdicts and mark.skipped)
        )

    def decided(self) -> frozenset[str]:
        """Return the keys of the papers on which the present user decided at all."""
        return frozenset(key for key, mark in self.own.items() if mark.verdict or mark.skipped)

    def noted(self) -> dict[str, str]:
        """Return the present user's notes."""
        return {key: mark.note for key, mark in self.own.items() if mark.note}


def decided(view: "View", user: str = "") -> Decided:
    """Return what was decided on the papers of a library, as a user sees it.

    Args:
        view: the library.
        user: the present user's name, if it is not that of git or of the login.
    """
    events = view.history(*SAID)
    return decided_by(zip(events, view.meant(events), strict=True), view, user)


def decided_by(
    events: Iterable[tuple[Event, Sequence[int]]], view: "View", user: str = ""
) -> Decided:
    """Return what events with the papers that they mean add up to, oldest first."""
    found = Decided()
    others: dict[str, dict[str, Mark]] = {}
    for event, numbers in events:
        is_own = not event.by or event.by == (user or user_name())
        if event.screening and not (is_own and event.event == "star"):
            continue  # what a screening excludes stays on the lists, and its users are blind
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
    """Return what holds of a paper after one more decision of a user; None if nothing does."""
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


def event_about(view: "View", number: int, kind: Kind, **said: Any) -> Event:
    """Return an event about a paper, by its records and all its names; its time comes later."""
    records = [record.hash for record in view.records(number)]
    known = {"at": "", "by": user_name(), **said}
    return Event(event=kind, paper=records, names=view.names(number), **known)


def decide(library: Library, names: Sequence[str], decision: Decision) -> list[Paper]:
    """Note a decision on papers; return them. It is on disk by then.

    Args:
        library: where they are.
        names: any known names.
        decision: what to note.

    Raises:
        MissingInputError: there is no library.
        UsageError: there is no paper with a name; nothing was noted.
        LockedError, CannotWriteError: nothing was noted.
    """
    with library.read() as view:
        numbers = dict.fromkeys(find_paper(view, name) for name in names)
        papers = [view.paper(number) for number in numbers]
        events = [event_of(view, number, decision) for number in numbers]
    with library.write() as writer:
        writer.remember(events)
    return papers


def event_of(view: "View", number: int, decision: Decision) -> Event:
    """Return the event of a decision on a paper."""
    return event_about(
        view,
        number,
        decision.said,
        note=decision.note,
        reason=decision.reason,
        topic=decision.topic,
        by=decision.by or user_name(),
        at=decision.at,
    )
