"""Reads from history.jsonl which papers the user was shown, and records new listings there.

An event is about the paper that has its first record now, so a preprint that was listed is not new
again when it is published. Listings for other users do not count.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from papertriage.config.user import user_name
from papertriage.flows.lists.decisions import MARK_EVENTS, Decided, decided, decided_by, event_about
from papertriage.flows.upkeep.upkeep import find_paper
from papertriage.grouping.origins import origins
from papertriage.library import Event, Library
from papertriage.paper import Paper
from papertriage.ranking.headline_of import headline_of
from papertriage.ranking.select import Criteria, Remembered
from papertriage.report import Change, ChangeKind, Entry, Mark, Out, ReadingList, Report, Verdict

if TYPE_CHECKING:
    from papertriage.library.view import View

FIRST = 20
"""How many entries a list of new papers has by default before anything was ever listed."""
_REPLACED = frozenset({"replace", "replace-cross"})
OUT: dict[Verdict, Out] = {"later": "later", "read": "read", "skip": "skipped"}
"""Verdicts that keep a paper off the lists."""


class Recalled(msgspec.Struct, frozen=True, kw_only=True):
    """What the history says for a ranking.

    Attributes:
        remembered: what ranking must know.
        changed: papers that have changed since they were listed.
        is_first: new papers are requested, and nothing was ever listed.
    """

    remembered: Remembered
    changed: list[Change]
    is_first: bool

    def limit(self, wanted: int | None) -> int | None:
        """Return how many entries a list may have; the first list of new papers is kept short."""
        return FIRST if self.is_first and wanted is None else wanted


class Showing(msgspec.Struct, kw_only=True):
    """When a paper was listed, and in which state.

    Attributes:
        topics: the topics under which it was listed.
        dates: the days, oldest first.
        version: the latest version that was shown.
        status: the status that was shown last.
        replaced: the day up to which replacements are known to the user.
    """

    topics: set[str] = set()
    dates: list[str] = []
    version: int | None = None
    status: str | None = None
    replaced: str = ""

    def add(self, event: Event) -> None:
        """Add a listing."""
        self.topics.update(event.topics)
        self.dates.append(event.date)
        self.version = max(self.version or 0, event.version or 0) or None
        self.status = event.status
        self.replaced = max(self.replaced, event.replaced or "", event.date)

    def concerns(self, topics: Sequence[str]) -> bool:
        """Return whether it was listed under one of some topics; without topics, always."""
        return not topics or not self.topics.isdisjoint(topics)

    def change(self, paper: Paper) -> Change | None:
        """Return how the paper differs from what was shown; None if it does not.

        Without a version then or now, the dates of its replacements decide: a version that was
        merely unknown before is not a change.
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
    """Return what the history says for a ranking; listings count only for `criteria.new`.

    Args:
        view: the library.
        criteria: what to list.
        user: for whom; the current user if empty.
    """
    kinds = ["listed"] if criteria.new else []
    about = view.papers_about(view.history(*MARK_EVENTS, *kinds))
    found = decided_by((each for each in about if each[0].event != "listed"), view, user)
    showings, changes = _shown(about, view, user)
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
    about: Iterable[tuple[Event, list[int]]], view: "View", user: str
) -> tuple[dict[str, Showing], dict[str, Change]]:
    """Return the listings of papers for a user, and how the papers have changed since."""
    showings: dict[str, Showing] = {}
    changes: dict[str, Change] = {}
    for event, numbers in about:
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
    """Return the events that concern a user; the current user if empty."""
    if not any(event.by for event in events):
        return list(events)  # all of format 1: git need not be asked for the user's name
    return [event for event in events if event.concerns(user or user_name())]


class Memory(NamedTuple):
    """A paper with its decisions and listings.

    Attributes:
        paper: the paper with its tags.
        mark: what the current user decided.
        others: what other users decided.
        listed: the days on which it was listed for the current user, ISO, oldest first.
        records: the source of each record, with the fields that come from it.
    """

    paper: Paper
    mark: Mark | None
    others: list[Mark]
    listed: list[str]
    records: list[tuple[str, list[str]]]


def find_remembered(library: Library, names: Sequence[str]) -> Iterator[Memory]:
    """Yield papers by their names, with their decisions and listings.

    Raises:
        MissingInputError: there is no library.
        UsageError: a name matches no paper, or several.
    """
    with library.read() as view:
        numbers = [find_paper(view, name) for name in names]
        found = decided(view)
        listings = view.papers_about(own(view.history("listed")))
        for number in numbers:
            key = view.key(number)
            dates = [event.date for event, papers in listings if number in papers]
            mark, others = found.own.get(key), found.others.get(key, [])
            paper = view.tagged(number)
            records = origins(paper, view.records(number))
            yield Memory(paper, mark, others, dates, records)


def mark_seen(library: Library, report: Report) -> int:
    """Record that the user was shown a report; return how many papers are in it.

    Call it after the output was written: then a failure may list a paper twice, but never loses it.

    Raises:
        LockedError, CannotCreateError, CannotWriteError: nothing was recorded.
    """
    shown = [(entry.paper, _place(entry, one)) for one in report.lists for entry in one.entries]
    shown += [(change.paper, {}) for change in report.changed]
    with library.read() as view:
        events = [
            event_about(view, view.named(paper.id)[0], "listed", **place, **_state(paper))
            for paper, place in shown
        ]
    if events:
        library.remember(events)
    return len(events)


def _place(entry: Entry, one: ReadingList) -> dict[str, Any]:
    """Return the position of a paper on a list, so that the list can be shown again."""
    return {
        "topics": [tag.topic for tag in (entry.tag, *entry.also)],
        "list_topics": one.topics if len(one.topics) > 1 else [],
        "score": entry.tag.score,
        "rank": entry.rank,
        "near": entry.near,
    }


def _state(paper: Paper) -> dict[str, Any]:
    """Return the state of a paper, which later listings are compared with."""
    return {"version": paper.version, "status": paper.status, "replaced": _replaced(paper)}


def _replaced(paper: Paper) -> str | None:
    """Return the day of a paper's latest known replacement."""
    days = [event.date for event in paper.events if event.type in _REPLACED and event.date]
    return max(days, default=None)
