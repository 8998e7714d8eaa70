"""Processes that are killed, cut off and crowded, and what must be true of a library afterwards.

The processes are forked, so that hundreds of them are a matter of seconds. A `scenario` stores
records, compacts, tags and forgets, and tells each thing that is done; `assert_sound` holds a
library to all that was told, `assert_converges` to the content of an undisturbed run.
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

from papertriage.errors import PapertriageError
from papertriage.flows.ingest.store import store
from papertriage.library import Library, TagLine, records, text_hash
from papertriage.library.log import Snapshot, is_object
from papertriage.paper import Paper, encode
from test_same_in_any_order import make, views

FULL = os.environ.get("PAPERTRIAGE_CRASH") == "full"
"""Whether every kill, cut and flip is tried, which takes some minutes: `make crash`."""
WORKS, BATCH = 10, 4
FORGOTTEN = 3
"""The work that the scenario forgets at its end."""

Tell = Callable[[str], None]


def scaled(short: int, full: int) -> range:
    """Return the seeds of a trial: a few of them, or all."""
    return range(full if FULL else short)


def figure(text: str) -> None:
    """Note what was tried; `make crash` shows it."""
    sys.stdout.write(text + "\n")


@cache
def all_records() -> list[Paper]:
    """Return overlapping records: every view of a work but the first is merged into it."""
    chosen = [(work, view) for view in range(4) for work in range(WORKS)]
    return [make(work * 10 + view, **views(work)[view]) for work, view in chosen]


def scenario(folder: Path, tell: Tell) -> None:
    """Do all that a library is there for; a second run of it ends in the same content."""
    library, left = Library(folder), copy.deepcopy(all_records())
    done = 0
    while left:
        batch, left = left[:BATCH], left[BATCH:]
        store(library, batch)
        done += len(batch)
        tell(f"stored {done}")
        if done == len(all_records()) // 2:
            library.compact()
            tell("compacted 1")
    with library.read() as view:
        lines = [TagLine(id=p.id, of=text_hash(p), by="t") for p in view.papers()]
    with library.write() as writer:
        writer.rewrite_tags(lines)
    tell("tagged 1")
    with library.write() as writer:
        writer.forget([all_records()[FORGOTTEN].id], "2026-11-20")
    tell("forgot 1")


# --- processes ----------------------------------------------------------------------------------


class Child:
    """A forked process that does some work and tells of it through a pipe."""

    def __init__(self, work: Callable[[Tell], None]) -> None:
        reading, writing = os.pipe()
        sys.stdout.flush()
        self.pid = os.fork()
        if not self.pid:
            os.close(reading)
            os._exit(_work(work, writing))
        os.close(writing)
        self._pipe = os.fdopen(reading, "rb", buffering=0)
        self.told: dict[str, int] = {}
        self.talk = ""
        self.code: int | None = None

    def listen(self) -> bool:
        """Take in one thing that the process tells; False when it tells no more."""
        line = self._pipe.readline().decode()
        kind, _, number = line.strip().partition(" ")
        if number.isdecimal():
            self.told[kind] = int(number)
        else:
            self.talk += line
        return bool(line)

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> "Child":
        """Listen to the end."""
        while self.listen():
            pass
        self._pipe.close()
        self.code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self


def _work(work: Callable[[Tell], None], pipe: int) -> int:
    try:
        work(lambda line: _tell(pipe, line))
    except PapertriageError as error:
        _tell(pipe, f"{error.exit_code}: {error}")
        return error.exit_code
    except BaseException:  # noqa: BLE001 - a forked process must not return into pytest
        _tell(pipe, traceback.format_exc())
        return 70
    return 0


_write = os.write  # the real one: a shim may stand in its place


def _tell(pipe: int, line: str) -> None:
    _write(pipe, f"{line}\n".encode())


# --- what must be true --------------------------------------------------------------------------


class Content(NamedTuple):
    """What a library holds: its papers as exported, and the keys that have tags."""

    papers: list[bytes]
    tagged: list[str]


def content(folder: Path) -> Content:
    with Library(folder).read() as view:
        papers = [encode(paper) for paper in view.papers()]
        return Content(papers, [paper.id for paper, line in view.tagged() if line])


@cache
def undisturbed() -> Content:
    """Return what the scenario ends in if nobody disturbs it."""
    with TemporaryDirectory() as folder:
        scenario(Path(folder) / "library", lambda _: None)
        return content(Path(folder) / "library")


def assert_sound(folder: Path, told: dict[str, int]) -> None:
    """Every complete line means something, and what was told is there."""
    for name in ("papers.jsonl", "tags.jsonl", "history.jsonl", "runs.jsonl"):
        snapshot = Snapshot(folder / name)
        for _, line in snapshot.lines():
            assert is_object(line), line[:100]
            assert name != "papers.jsonl" or records.parse(line), line[:100]
        snapshot.close()
    if not told:
        return
    assert Library(folder).exists(), "all of it is gone"
    with Library(folder).read() as view:
        for record in all_records()[: told.get("stored", 0)]:
            paper = view.get(record.id)
            raw_id = record.sources[0].raw_id or ""
            if int(raw_id) // 10 == FORGOTTEN and paper is None:
                continue
            assert paper is not None, f"{record.id} was told to be stored and is not there"
            assert raw_id in {source.raw_id for source in paper.sources}
        if "tagged" in told:
            assert all(line for _, line in view.tagged()), "tags that were told are not there"
        if "forgot" in told:
            assert view.get(all_records()[FORGOTTEN].id) is None


def assert_converges(folder: Path) -> None:
    """The next run needs no hand, leaves nothing over, and ends in the undisturbed content."""
    scenario(folder, lambda _: None)
    assert content(folder) == undisturbed()
    assert not list(folder.glob(".*.tmp"))
    assert list(Library(folder).check().defects()) == []
