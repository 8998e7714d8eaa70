"""Libraries with a line of every kind, and all that they should return."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from library_help import decide, exported, forget, invent, partition, store, tag_line
from papertriage.library import Library, Run
from papertriage.library.answers import TagCounts, TopicEntry
from papertriage.library.database import BrokenIndexError, Database
from papertriage.paper import Paper, Source

INDEX = Path(".cache", "index.sqlite")
LOGS = ["records.jsonl", "tags.jsonl", "history.jsonl", "runs.jsonl"]
A_RUN = Run(
    when="2026-11-20T08:00:00Z",
    source="page.txt",
    form="daily-page",
    seen=3,
    added=1,
    updated=1,
    unchanged=1,
    skipped=0,
    rejected=0,
)


def from_another_source(number: int) -> Paper:
    """Return the paper of a number as another source has it."""
    paper = invent(number)
    paper.sources = [Source(form="feed", name="other.xml")]
    return paper


def fill(folder: Path, count: int = 60) -> None:
    """Make a library: merged papers, copies, decisions, tags, runs."""
    papers = [invent(number) for number in range(count)]
    store(folder, *papers)
    again = [invent(number, note="Revised.") for number in (2, 5, 7, 8)]
    store(folder, *again, from_another_source(3))
    decide(
        folder,
        partition([papers[5]], [again[1]]),
        partition([papers[10]], [papers[11]], kind="apart"),
        partition(papers[:2], kind="join"),
        forget(papers[9]),
    )
    with Library(folder).write() as writer:
        writer.put_tags(
            tag_line(paper, tea=0.3 + number / 60, kites=0.5)
            for number, paper in enumerate(papers[::2])
        )
        writer.record(A_RUN)
        writer.record(A_RUN)


class Answers(NamedTuple):
    """Everything that a reader returns."""

    export: bytes
    papers: list[Paper]
    resolved: list[str | None]
    merged: list[str]
    untagged: list[Paper]
    counts: TagCounts
    lists: list[list[tuple[Any, ...]]]
    unreadable: int


def answers(folder: Path) -> Answers:
    """Return all answers of a library."""
    names = [f"doi:10.5555/invented.{number}" for number in range(62)]
    names += [f"pmid:{9_000_000 + number}" for number in range(60)]
    with Library(folder).read() as view:
        found = [view.get(name) for name in names]
        return Answers(
            exported(folder),
            [view.tagged(number) for number in view.numbers()],
            [paper.id if paper else None for paper in found],
            [view.key(number) for number in view.merged()],
            list(view.untagged()),
            view.tag_counts(0.5),
            [_named(view.key, view.entries(topic, 0.4)) for topic in ("tea", "kites")],
            view.unreadable,
        )


def _named(key: Callable[[int], str], entries: Iterator[TopicEntry]) -> list[tuple[Any, ...]]:
    return [(key(entry.paper), *entry[1:]) for entry in entries]


@contextmanager
def from_disk_only() -> Iterator[None]:
    """Forbid to build or copy an index: readers must use the one on disk."""

    def refuse(_: object = None) -> Database:
        raise BrokenIndexError("not wanted")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("papertriage.library.opening.private_database", refuse)
        patch.setattr("papertriage.library.opening.new_database", refuse)
        yield


def is_used(folder: Path) -> bool:
    """Return whether a reader gets every answer from the index on disk, unchanged."""
    before = (folder / INDEX).read_bytes()
    with from_disk_only(), Library(folder).read() as view:
        used = not view.is_private and len(list(view.papers())) == len(view) > 0
    return used and (folder / INDEX).read_bytes() == before
