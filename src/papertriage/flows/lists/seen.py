"""Memory: what the user was shown and said of papers, from history.jsonl and back into it.

An event names its paper by every name of that day. Any of them leads to the paper as it is now:
a preprint that was listed does not return as its published twin.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal

import msgspec

from papertriage import identity
from papertriage.flows.upkeep.upkeep import find_paper, find_tagged
from papertriage.library import Library, Listed, Marked
from papertriage.paper import Paper
from papertriage.ranking.headline_of import headline_of
from papertriage.ranking.select import Criteria, Remembered
from papertriage.report import Change, ChangeKind, Entry, Mark, Out, Report, Verdict

if TYPE_CHECKING:
    from papertriage.library.view import View

FIRST = 20
"""Entries of a list of what is new, as long as nothing was ever listed."""
_REPLACED = frozenset({"replace", "replace-cross"})
OUT: dict[Verdict, Out] = {"read": "read", "skip": "skipped"}
"""Verdicts that keep a paper off the lists."""
_NEVER_TWO = ("arxiv:", "pmid:")
"""Names of which no merge ever joins two: a paper that bears another one is another paper."""


Said = Verdict | Literal["clear"]
"""What the user may say of a paper; ``clear`` takes it back."""


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

    def add(self, event: Listed) -> None:
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


def recall(view: "View", criteria: Criteria) -> Recalled:
    """Read the history once; what was listed matters only where what is new is asked for."""
    marks: dict[str, Mark] = {}
    showings: dict[str, Showing] = {}
    changes: dict[str, Change] = {}
    for event in view.history(Marked, *([Listed] if criteria.new else [])):
        if isinstance(event, Marked):
            for paper in meant(view, event.names):
                _set_mark(marks, paper, event)
        elif isinstance(event, Listed):
            for paper in meant(view, event.names):
                showing = showings.setdefault(paper.id, Showing())
                showing.add(event)
                changes.pop(paper.id, None)
                if change := showing.change(paper):
                    changes[paper.id] = change
    out: dict[str, Out] = dict.fromkeys(showings, "listed_before")
    out.update(dict.fromkeys(criteria.known, "known"))
    for key, mark in marks.items():
        if mark.verdict in OUT and mark.verdict not in criteria.include:
            out[key] = OUT[mark.verdict]
    changed = [
        change
        for key, change in sorted(changes.items())
        if out[key] != "skipped" and showings[key].concerns(criteria.topics)
    ]
    is_first = criteria.new and not showings
    remembered = Remembered(out=out, marks=marks)
    return Recalled(remembered=remembered, changed=changed, is_first=is_first)


def meant(view: "View", names: Sequence[str]) -> list[Paper]:
    """Return the paper that names of an event mean; several, where its key is no paper's now.

    While it is, that paper is meant and no other: two that may not be one can share a DOI.
    """
    found = view.find(names, ())
    return [paper for paper in found if paper.id == names[0]] or found


def _set_mark(marks: dict[str, Mark], paper: Paper, event: Marked) -> None:
    if event.verdict == "clear":
        marks.pop(paper.id, None)
    else:
        marks[paper.id] = Mark(verdict=event.verdict, note=event.note, date=event.date)


def find_remembered(
    library: Library, names: Sequence[str]
) -> Iterator[tuple[Paper, Mark | None, list[str]]]:
    """Yield the papers that names mean with their tags, the user's verdicts, the days of listing.

    Raises:
        MissingInputError: there is no library.
        UsageError: a name means no paper.
    """
    with library.read() as view:
        for name in names:
            paper = find_tagged(view, name)
            yield paper, *_recall_one(view, paper)


def _recall_one(view: "View", paper: Paper) -> tuple[Mark | None, list[str]]:
    marks: dict[str, Mark] = {}
    showing = Showing()
    names = set(identity.names(paper))
    for event in view.history(Marked, Listed):
        if isinstance(event, Marked | Listed) and _means(view, event.names, paper, names):
            if isinstance(event, Marked):
                _set_mark(marks, paper, event)
            else:
                showing.add(event)
    return marks.get(paper.id), showing.dates


def marks_of(
    library: Library, verdicts: Iterable[Marked], papers: Iterable[Paper]
) -> dict[str, Mark]:
    """Return which verdicts of a library hold for some of its papers, by key."""
    names = {name for paper in papers for name in identity.names(paper)}
    marks: dict[str, Mark] = {}
    if concerned := [event for event in verdicts if _may_mean(event.names, names)]:
        with library.read() as view:
            for event in concerned:
                for paper in meant(view, event.names):
                    _set_mark(marks, paper, event)
    return marks


def _means(view: "View", told: Sequence[str], paper: Paper, names: set[str]) -> bool:
    """Tell whether names of an event mean a paper."""
    return _may_mean(told, names) and any(found.id == paper.id for found in meant(view, told))


def _may_mean(told: Sequence[str], names: set[str]) -> bool:
    """Tell whether names of an event may mean a paper of these: most say no without a look-up."""
    return not names.isdisjoint(told) or not told[0].startswith(_NEVER_TWO)


def mark_seen(library: Library, report: Report, today: date) -> int:
    """Note that the user was shown a report; return how many papers that are.

    Call it when the output was written whole: a paper may be listed twice, never not at all.

    Raises:
        LockedError, CannotCreateError, CannotWriteError: nothing was noted.
    """
    events = [
        _listed(entry.paper, today, entry, one.topics)
        for one in report.lists
        for entry in one.entries
    ]
    events += [_listed(change.paper, today) for change in report.changed]
    if events:
        with library.write() as writer:
            for event in events:
                writer.remember(event)
    return len(events)


def _replaced(paper: Paper) -> str | None:
    """Return the day of the latest replacement that is known of a paper."""
    days = [event.date for event in paper.events if event.type in _REPLACED and event.date]
    return max(days, default=None)


def _listed(
    paper: Paper, today: date, entry: Entry | None = None, topics: Sequence[str] = ()
) -> Listed:
    """Return the line for an entry of a list, or for a paper under "Changed since listed"."""
    return Listed(
        names=identity.names(paper),
        topics=[tag.topic for tag in (entry.tag, *entry.also)] if entry else [],
        date=today.isoformat(),
        list_topics=list(topics) if len(topics) > 1 else [],
        rank=entry.rank if entry else None,
        score=entry.tag.score if entry else None,
        version=paper.version,
        status=paper.status,
        replaced=_replaced(paper),
    )


def mark(
    library: Library,
    names: Sequence[str],
    verdict: Said,
    note: str | None,
    today: date,
) -> list[Paper]:
    """Note the user's verdict on papers; return them.

    Args:
        library: where they are.
        names: any known names.
        verdict: what the user says; ``clear`` takes back what was said before.
        note: the user's own words.
        today: the day of it.

    Raises:
        MissingInputError: there is no library.
        UsageError: a name means no paper; nothing was noted.
    """
    with library.read() as view:
        papers = {paper.id: paper for paper in (find_paper(view, name) for name in names)}
    with library.write() as writer:
        for paper in papers.values():
            known = identity.names(paper)
            day = today.isoformat()
            writer.remember(Marked(names=known, verdict=verdict, note=note, date=day))
    return list(papers.values())
