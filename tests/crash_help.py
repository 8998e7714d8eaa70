"""Processes that are killed or run out of room, and what must be true of a library afterwards.

The processes are forked, so that hundreds of them are a matter of seconds. A `scenario` stores
records, compacts, tags and decides, and reports each step once it is done; `assert_sound` holds a
library to all that was reported, `assert_converges` to the content of an undisturbed run.
"""

import copy
import os
import signal
import sys
import traceback
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from library_help import decide, defects, exported, forget, hash_of, partition, stored, tag_line
from papertriage.errors import PapertriageError
from papertriage.library import Event, Library, Run, history, records, runs
from papertriage.library.log import Snapshot
from papertriage.library.tags import parse_tags
from papertriage.library.view import View
from papertriage.paper import Paper, Source
from works_help import make, views

FULL = os.environ.get("PAPERTRIAGE_CRASH") == "full"
"""Whether every kill, cut and flip is tried, which takes some minutes: `make crash`."""
WORKS, BATCH = 10, 4
SPLIT, FORGOTTEN = 1, 3
"""The works that the scenario splits and forgets at its end."""
MEANS: dict[str, Callable[[bytes], object]] = {
    "records.jsonl": records.parse,
    "tags.jsonl": parse_tags,
    "history.jsonl": history.parse,
    "runs.jsonl": runs.parse,
}
"""What reads a line of each log."""

Report = Callable[[str], None]


def scaled(short: int, full: int) -> range:
    """Return the seeds of a trial: a few of them, or all."""
    return range(full if FULL else short)


def figure(text: str) -> None:
    """Record what was tried; `make crash` shows it."""
    sys.stdout.write(text + "\n")


@cache
def all_records() -> list[Paper]:
    """Return overlapping records; some are read from a second source, too."""
    chosen = [(work, view) for view in range(4) for work in range(WORKS)]
    found = [make(work * 10 + view, **views(work)[view]) for work, view in chosen]
    for work in range(0, WORKS, 3):
        again = copy.deepcopy(found[work])
        again.sources = [Source(form="f", name="other", raw_id=str(work * 10))]
        again.metrics = {"upvotes": work}
        found.append(again)
    return found


def of_work(work: int) -> list[Paper]:
    """Return the records of a work."""
    return [record for record in all_records() if work_of(record) == work]


def work_of(record: Paper) -> int:
    """Return the work that a record is of."""
    return int(record.sources[0].raw_id or "") // 10


def scenario(folder: Path, report: Report) -> None:
    """Do everything that a library can do; a second run ends in the same content."""
    library, left = Library(folder), copy.deepcopy(all_records())
    done = 0
    with library.session():
        while left:
            batch, left = left[:BATCH], left[BATCH:]
            with library.write(in_session=True) as writer:
                writer.put(batch)
                writer.record(_run_of(batch))
            done += len(batch)
            report(f"stored {done}")
    first, *others = of_work(SPLIT)
    decide(folder, partition([first], others), Event(event="star", paper=[hash_of(first)]))
    report("split 1")
    decide(folder, forget(*of_work(FORGOTTEN)))
    report("forgot 1")
    with library.write() as writer:
        writer.rewrite_tags(tag_line(paper, tea=0.7) for paper in stored(folder))
    report("tagged 1")
    library.compact()
    report("compacted 1")


def _run_of(batch: list[Paper]) -> Run:
    seen = len(batch)
    return Run(
        when="2026-11-20T08:00:00Z",
        source="s",
        seen=seen,
        added=seen,
        updated=0,
        unchanged=0,
        skipped=0,
        rejected=0,
    )


# --- processes ----------------------------------------------------------------------------------


class Child:
    """A forked process that does some work and reports through a pipe."""

    def __init__(self, work: Callable[[Report], None]) -> None:
        reading, writing = os.pipe()
        sys.stdout.flush()
        self.pid = os.fork()
        if not self.pid:
            os.close(reading)
            os._exit(_work(work, writing))
        os.close(writing)
        self._pipe = os.fdopen(reading, "rb", buffering=0)
        self.reported: dict[str, int] = {}
        self.talk = ""
        self.code: int | None = None

    def listen(self) -> bool:
        """Read one line of the report; return False at its end."""
        line = self._pipe.readline().decode()
        kind, _, number = line.strip().partition(" ")
        if number.isdecimal():
            self.reported[kind] = int(number)
        else:
            self.talk += line
        return bool(line)

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> "Child":
        """Read the report to its end."""
        while self.listen():
            pass
        self._pipe.close()
        self.code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self


def _work(work: Callable[[Report], None], pipe: int) -> int:
    try:
        work(lambda line: _report(pipe, line))
    except PapertriageError as error:
        _report(pipe, f"{error.exit_code}: {error}")
        return error.exit_code
    except BaseException:  # noqa: BLE001 - a forked process must not return into pytest
        _report(pipe, traceback.format_exc())
        return 70
    return 0


_write = os.write  # the real one, whatever a test puts in its place


def _report(pipe: int, line: str) -> None:
    _write(pipe, f"{line}\n".encode())


# --- what must be true --------------------------------------------------------------------------


class Content(NamedTuple):
    """The content of a library: its papers as exported, its records, and the keys with tags."""

    papers: bytes
    records: list[str]
    tagged: list[str]


def content(folder: Path) -> Content:
    with Library(folder).read() as view:
        hashes = sorted(record.hash for record in view.all_records())
        tagged = [view.key(n) for n in view.numbers(by_key=True) if view.tagged(n).tags is not None]
    return Content(exported(folder), hashes, tagged)


@cache
def undisturbed() -> Content:
    """Return the result of the scenario without any disturbance."""
    with TemporaryDirectory() as folder:
        scenario(Path(folder) / "library", lambda _: None)
        return content(Path(folder) / "library")


def assert_sound(folder: Path, reported: dict[str, int]) -> None:
    """Check that every complete line is valid, and that everything reported as done is stored."""
    for name, parse in MEANS.items():
        snapshot = Snapshot(folder / name)
        for _, line in snapshot.lines():
            assert parse(line) is not None, (name, line[:100])
        snapshot.close()
    if not reported:
        return
    assert Library(folder).exists(), "all of it is gone"
    with Library(folder).read() as view:
        forgotten = view.history("forget")
        for record in all_records()[: reported.get("stored", 0)]:
            papers = view.holding([hash_of(record)])
            if work_of(record) == FORGOTTEN and forgotten:
                assert not papers
                continue
            assert papers, f"{record.id} was reported as stored and is not there"
            sources = view.paper(papers.pop()).sources
            assert record.sources[0] in sources, f"a source of {record.id} is not there"
        if "tagged" in reported:
            assert not list(view.untagged()), "tags that were reported are not there"
        if "split" in reported:
            first, *others = of_work(SPLIT)
            assert _papers(view, first).isdisjoint(
                number for other in others for number in _papers(view, other)
            )
            assert view.history("star")
        assert forgotten or "forgot" not in reported


def _papers(view: View, record: Paper) -> set[int]:
    return view.holding([hash_of(record)])


def assert_converges(folder: Path) -> None:
    """Check that the next run succeeds, leaves no temporary file, and ends in the right content."""
    scenario(folder, lambda _: None)
    assert content(folder) == undisturbed()
    assert not list(folder.glob(".*.tmp"))
    assert defects(folder) == []
