"""Invented papers on topics, in libraries for the tests of memory."""

import os
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

from papertriage.flows.ingest.store import put as store
from papertriage.flows.lists import seen
from papertriage.flows.lists.decisions import Decision, DecisionKind, decide
from papertriage.flows.lists.rank import rank_library
from papertriage.library import Library, TagLine, text_hash
from papertriage.paper import Author, Event, Paper, Source, Tag
from papertriage.ranking.select import Criteria
from papertriage.report import Report

DAY = date(2026, 11, 20)
TOPICS = ("owls", "barns")
_SUBJECTS = ("Quiet Feathers", "Warm Rafters", "Blind Corners", "Late Bells", "Salt Roads", "Moss")


def paper(number: int, **fields: Any) -> Paper:
    """Make the paper of a number: its title, its people and its arXiv id are its own."""
    identifier = f"2611.{number:05}"
    subject = _SUBJECTS[number % len(_SUBJECTS)]
    made = Paper(
        id=f"arxiv:{identifier}",
        ids={"arxiv": identifier},
        title=f"{subject} of Village {number} Under Falling Snow",
        abstract=None,
        authors=[Author(name=f"Ada Lind{number}", family=f"Lind{number}")],
        published="2026-11-02",
        sources=[Source(form="jsonl", name="owls.jsonl")],
    )
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def put(library: Library, *papers: Paper, scores: dict[str, float] | None = None) -> None:
    """Store papers as an ingest does, and tag the library."""
    with library.write() as writer:
        store(writer, papers)
    with library.read() as view:
        lines = []
        for number, one in enumerate(view.papers()):
            found = scores or {"owls": 0.9 - number / 1000}
            tags = [Tag(topic=topic, score=score, base=0.0) for topic, score in found.items()]
            lines.append(TagLine(of=text_hash(one).hex(), by="test", tags=tags))
    with library.write() as writer:
        writer.put_tags(lines)


def library_of(folder: Path, *papers: Paper) -> Library:
    """Make a library of these papers, all on owls."""
    library = Library(folder)
    put(library, *papers)
    return library


def ranked(library: Library, *topics: str, **asked: Any) -> Report:
    """Rank a library."""
    criteria = Criteria(topics=topics, taxonomy=TOPICS, **asked)
    return rank_library(library, criteria, DAY, "test")[0]


def names(report: Report) -> list[str]:
    """Return what a report lists, by key."""
    return [entry.paper.id for one in report.lists for entry in one.entries]


def morning(library: Library, day: date = DAY, **asked: Any) -> Report:
    """List what is new, and record it as listed."""
    report = ranked(library, new=True, **asked)
    mark_seen(library, report, day)
    return report


def on(day: date) -> AbstractContextManager[object]:
    """Stop the clock on the morning of a day."""
    return mock.patch.dict(os.environ, PAPERTRIAGE_NOW=f"{day}T08:00+00:00")


def mark_seen(library: Library, report: Report, day: date = DAY) -> int:
    """Record on a day that a report was seen."""
    with on(day):
        return seen.mark_seen(library, report)


def mark(
    library: Library,
    names: list[str],
    kind: DecisionKind,
    note: str | None,
    day: date = DAY,
    **how: str,
) -> list[Paper]:
    """Store a decision on a day."""
    with on(day):
        return decide(library, names, Decision(kind=kind, note=note, **how))


def replaced(one: Paper, *, version: int | None = None, day: str | None = None) -> Paper:
    """Return the record by which a later version of a paper is announced."""
    events = [Event(type="replace", date=day)] if day else []
    return paper(int(one.ids["arxiv"][5:]), version=version, events=events)
