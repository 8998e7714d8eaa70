"""What the user was shown of papers, from history.jsonl and back into it.

An event is about the paper that has its first record now: a preprint that was listed does not
return as its published twin. What other users were shown does not count here.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from papertriage.config.user import user_name
from papertriage.flows.lists.decisions import SAID, Decided, decided, decided_by, event_about
from papertriage.flows.upkeep.upkeep import find_paper
from papertriage.library import Event, Library
from papertriage.paper import Paper
from papertriage.ranking.headline_of import headline_of
from papertriage.ranking.select import Criteria, Remembered
from papertriage.report import Change, ChangeKind, Entry, Mark, Out, ReadingList, Report, Verdict

if TYPE_CHECKING:
    from papertriage.library.view import View

FIRST = 20
"""Entries of a list of what is new, as long as nothing was ever listed."""
_REPLACED = frozenset({"replace", "replace-cross"})
OUT: dict[Verdict, Out] = {"later": "later", "read": "read", "skip": "skipped"}
"""Verdicts that keep a paper off the lists."""


class Recalled(msgspec.Struct, frozen=True, kw_only=True):
    """What the memory answered.

    Attributes:
        remembered: what ranking must know.
        changed: papers that are no longer what they were when they were listed.
        is_first: what is new was asked for, and nothing was ever listed.
    """

    remembered: Remembered
    changed: list[Change]
    is_first: bool

    def limit(self, wanted: int | None) -> int | None:
        """Return how many entries a list may have: the first list of what is new is no flood."""
        return FIRST if self.is_first and wanted is None else wanted


class Showing(msgspec.Struct, kw_only=True):
    """When and as what a paper was listed, over all times.

    Attributes:
        topics: those it was listed under.
        dates: the days, oldest first.
        version: the latest that was shown.
        status: the one that was shown last.
        replaced: the latest day up to which replacements are old news.
    """

    topics: set[str] = set()
    dates: list[str] = []
    version: int | None = None
    status: str | None = None
    replaced: str = ""

    def add(self, event: Event) -> None:
        """Take in one time."""
        self.topics.update(event.topics)
        self.dates.append(event.date)
        self.version = max(self.version or 0, event.version or 0) or None
        self.status = event.status
        self.replaced = max(self.replaced, event.replaced or "", event.date)

    def concerns(self, topics: Sequence[str]) -> bool:
        """Tell whether it was listed under one of these; without any, all count."""
        return not topics or not self.topics.isdisjoint(topics)

    def change(self, paper: Paper) -> Change | None:
        """Return how the paper differs from what was shown; None if it does not.

        Where a version is not known the dates of its replacements must speak: that a version
        came to be known is no change.
        """
        if paper.status == "retracted" and self.status != "retracted":
            return self._change(paper, "retracted")
        if paper.status == "withdrawn" and self.status != "withdrawn":
            return self._change(paper, "withdrawn")
        if paper.version and self.version:
            return self._change(paper, "version") if paper.version > self.version else None
        is_replaced = (_replaced(paper) or "") > self.replaced
        return self._change(paper, "replaced") if is_replaced else None

    def _change(self, paper: Paper, kind: ChangeKind) -> Change:
        return Change(
            paper=paper,
            kind=kind,
            before=self.version,
            listed=self.dates[-1],
            headline=headline_of(paper),
        )


def recall(view: "View", criteria: Criteria, user: str = "") -> Recalled:
    """Read the history once; what was listed matters only where what is new is asked for.

    Args:
        view: the library.
        criteria: what the reader asks for.
        user: the reader; the present user if empty.
    """
    kinds = ["listed"] if criteria.new else []
    events = view.history(*SAID, *kinds)
    meant = list(zip(events, view.meant(events), strict=True))
    found = decided_by((each for each in meant if each[0].event != "listed"), view, user)
    showings, changes = _shown(meant, view, user)
    out: dict[str, Out] = dict.fromkeys(showings, "listed_before")
    out.update(dict.fromkeys(criteria.known, "known"))
    for key, mark in found.own.items():
        if mark.verdict is None or mark.verdict in criteria.include:
            continue
        if mark.verdict in OUT:
            out[key] = OUT[mark.verdict]
        elif criteria.undecided:
            out[key] = "other_mark"
    changed = [
        change
        for key, change in sorted(changes.items())
        if out[key] != "skipped" and showings[key].concerns(criteria.topics)
    ]
    is_first = criteria.new and not showings
    remembered = Remembered(
        out=out,
        only=found.marked({"star", *criteria.include}) if criteria.starred else None,
        skipped={} if "skip" in criteria.include else _skipped(found),
        marks=found.own,
        others=found.others,
    )
    return Recalled(remembered=remembered, changed=changed, is_first=is_first)


def _skipped(found: Decided) -> dict[str, frozenset[str]]:
    return {key: frozenset(mark.skipped) for key, mark in found.own.items() if mark.skipped}


def _shown(
    meant: Iterable[tuple[Event, list[int]]], view: "View", user: str
) -> tuple[dict[str, Showing], dict[str, Change]]:
    """Return when papers were listed for a user, and how they have changed since."""
    showings: dict[str, Showing] = {}
    changes: dict[str, Change] = {}
    for event, numbers in meant:
        if event.event != "listed" or (event.by and event.by != (user or user_name())):
            continue
        for number in numbers:
            key = view.key(number)
            showing = showings.setdefault(key, Showing())
            showing.add(event)
            changes.pop(key, None)
            if change := showing.change(view.paper(number)):
                changes[key] = change
    return showings, changes


def own(events: Sequence[Event], user: str = "") -> list[Event]:
    """Return the events that hold for a user, the present one if empty."""
    if not any(event.by for event in events):
        return list(events)  # all of format 1: nobody need ask git who the user is
    return [event for event in events if event.concerns(user or user_name())]


class Memory(NamedTuple):
    """A paper with what the library remembers of it.

    Attributes:
        paper: with its tags.
        mark: what the present user decided.
        others: what other users decided.
        listed: the days on which it was listed for the present user, ISO, oldest first.
    """

    paper: Paper
    mark: Mark | None
    others: list[Mark]
    listed: list[str]


def find_remembered(library: Library, names: Sequence[str]) -> Iterator[Memory]:
    """Yield papers by their names, with what the library remembers of them.

    Raises:
        MissingInputError: there is no library.
        UsageError: there is no paper with a name.
    """
    with library.read() as view:
        numbers = [find_paper(view, name) for name in names]
        found = decided(view)
        listings = own(view.history("listed"))
        meant = view.meant(listings)
        for number in numbers:
            key = view.key(number)
            dates = [
                event.date
                for event, papers in zip(listings, meant, strict=True)
                if number in papers
            ]
            mark, others = found.own.get(key), found.others.get(key, [])
            yield Memory(view.tagged(number), mark, others, dates)


def mark_seen(library: Library, report: Report) -> int:
    """Note that the user was shown a report; return how many papers that are.

    Call it when the output was written whole: a paper may be listed twice, never not at all.

    Raises:
        LockedError, CannotCreateError, CannotWriteError: nothing was noted.
    """
    shown = [(entry.paper, _place(entry, one)) for one in report.lists for entry in one.entries]
    shown += [(change.paper, {}) for change in report.changed]
    with library.read() as view:
        events = [
            event_about(view, view.named(paper.id)[0], "listed", **place, **_state(paper))
            for paper, place in shown
        ]
    if events:
        with library.write() as writer:
            writer.remember(events)
    return len(events)


def _place(entry: Entry, one: ReadingList) -> dict[str, Any]:
    """Return where a paper is on a list, so that the list can be shown again."""
    return {
        "topics": [tag.topic for tag in (entry.tag, *entry.also)],
        "list_topics": one.topics if len(one.topics) > 1 else [],
        "score": entry.tag.score,
        "rank": entry.rank,
        "near": entry.near,
    }


def _state(paper: Paper) -> dict[str, Any]:
    """Return what a later listing is compared with."""
    return {
        "version": paper.version,
        "status": paper.status,
        "replaced": _replaced(paper),
    }


def _replaced(paper: Paper) -> str | None:
    """Return the day of the latest replacement that is known of a paper."""
    days = [event.date for event in paper.events if event.type in _REPLACED and event.date]
    return max(days, default=None)
