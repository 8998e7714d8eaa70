"""With many writers and readers at once, nothing is lost, duplicated or half visible."""

import copy
import os
import random
import signal
import time
from functools import partial
from pathlib import Path

import pytest

from crash_help import FULL, Child, Report, all_records, assert_sound, content, undisturbed
from library_help import store
from papertriage.errors import LockedError, MissingInputError
from papertriage.library import Library
from works_help import groups

pytestmark = pytest.mark.slow

WRITERS, ROUNDS = (12, 3) if FULL else (6, 1)


def write(folder: Path, seed: int, report: Report) -> None:
    """Store two thirds of the records in a random order, and report each that is stored."""
    records = copy.deepcopy(all_records())
    chosen = random.Random(seed).sample(records, len(records) * 2 // 3)
    for record in chosen:
        store(folder, record)
        report(f"{record.sources[0].raw_id} 1")


def read(folder: Path, _: Report) -> None:
    """Read repeatedly: every record is complete, every paper occurs once, and none disappears."""
    seen = 0
    until = time.monotonic() + 20
    while time.monotonic() < until and not (folder / "done").exists():
        try:
            with Library(folder).read() as view:
                papers = list(view.papers())
                assert view.unreadable == 0
                assert len(papers) == len(view) == len({paper.id for paper in papers})
                sources = {source.raw_id for paper in papers for source in paper.sources}
        except MissingInputError:
            continue  # the first writer has not begun
        assert len(sources) >= seen
        seen = len(sources)


def compact(folder: Path, _: Report) -> None:
    """Compact again and again while others write."""
    for _round in range(5):
        time.sleep(0.1)
        if Library(folder).exists():
            Library(folder).compact()


@pytest.mark.parametrize("killed", [False, True])
def test_many_writers_lose_and_double_nothing(tmp_path: Path, killed: bool) -> None:
    """Writers in rounds with readers and a compact lose nothing, even if one is killed."""
    reported: set[str] = set()
    for number in range(ROUNDS):
        (tmp_path / "done").unlink(missing_ok=True)
        writers = [
            Child(partial(write, tmp_path, number * WRITERS + each)) for each in range(WRITERS)
        ]
        others = [Child(partial(work, tmp_path)) for work in (read, read, compact)]
        if killed:
            for _ in range(3):
                writers[0].listen()
            writers[0].kill()
        for writer in writers:
            assert writer.wait().code == 0 or (killed and writer is writers[0]), writer.talk
            reported |= writer.reported.keys()
        (tmp_path / "done").touch()
        for other in others:
            assert other.wait().code == 0, other.talk
        stored = set[str | None]().union(*groups(tmp_path))
        assert reported <= stored
    assert_sound(tmp_path, {})
    store(tmp_path, *copy.deepcopy(all_records()))
    alone = tmp_path / "alone"
    store(alone, *copy.deepcopy(all_records()))
    assert groups(tmp_path) == groups(alone)
    assert list(Library(tmp_path).check().defects()) == []


def test_a_stopped_holder_gives_others_a_message_and_an_end(tmp_path: Path) -> None:
    """A writer that is stopped keeps the lock: the next one waits, and then says who holds it."""

    def hold(report: Report) -> None:
        with Library(tmp_path).write():
            report("holding 1")
            time.sleep(60)

    child = Child(hold)
    child.listen()
    os.kill(child.pid, signal.SIGSTOP)
    with (
        pytest.raises(LockedError, match=f"process {child.pid}"),
        Library(tmp_path, lock_timeout=0.2).write(),
    ):
        pass
    child.kill()
    child.wait()
    with Library(tmp_path, lock_timeout=0).write():  # a killed holder delays no one
        pass


def test_an_undisturbed_run_is_what_it_is_compared_with() -> None:
    """The expected content of crash trials is not empty."""
    assert len(undisturbed().papers.splitlines()) >= 9
    assert len(undisturbed().tagged) >= 9


def test_two_at_once_end_in_the_papers_of_one(tmp_path: Path) -> None:
    """Two processes that store the same records leave them as one of them would have."""
    children = [Child(partial(_store_all, tmp_path / "two")) for _ in "ab"]
    for child in children:
        assert child.wait().code == 0, child.talk
    _store_all(tmp_path / "one", lambda _: None)
    assert content(tmp_path / "two") == content(tmp_path / "one")


def _store_all(folder: Path, _: Report) -> None:
    for record in copy.deepcopy(all_records()):
        store(folder, record)
