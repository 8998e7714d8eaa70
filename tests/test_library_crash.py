"""The library under fire: killed, crowded and out of room, it keeps what it acknowledged."""

import random
import signal
import time
from pathlib import Path

import msgspec
import pytest

from library_help import child, invent, store, stored
from papertriage import identity
from papertriage.library import Library

COUNT = 40

# Stores the papers that are missing, three a batch, and tells each that is safe.
_FILL = """
import sys
from pathlib import Path
from library_help import invent
from papertriage.library import Library
library, count = Library(Path(sys.argv[1])), int(sys.argv[2])
for first in range(0, count, 3):
    with library.write() as writer:
        for paper in map(invent, range(first, min(first + 3, count))):
            if not writer.find([paper.id], []):
                writer.put(paper)
        writer.commit()
        print(min(first + 3, count), flush=True)
"""

# The same, killing itself just before the n-th call that changes something on disk.
_KILL_AT = (
    """
import os, signal, sys
left = int(sys.argv[3])
def deadly(call):
    def counted(*arguments, **named):
        global left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*arguments, **named)
    return counted
for name in ("write", "pwrite", "fsync", "rename", "ftruncate", "unlink", "mkdir"):
    setattr(os, name, deadly(getattr(os, name)))
"""
    + _FILL
)

# The same with a limit on the size of every file: writes fail in the middle of a line.
_NO_ROOM = (
    """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
"""
    + _FILL
)

# Stores the papers from a to b that nobody else has stored.
_RACE = """
import sys
from pathlib import Path
from library_help import invent
from papertriage import identity
from papertriage.library import Library
for number in range(int(sys.argv[2]), int(sys.argv[3])):
    with Library(Path(sys.argv[1])).write() as writer:
        paper = invent(number)
        if not writer.find(identity.names(paper), identity.marks(paper)):
            writer.put(paper)
"""


def assert_sound(folder: Path, acknowledged: int) -> None:
    """Every complete line parses; what was acknowledged is there, once, in order."""
    if not Library(folder).exists():
        assert acknowledged == 0
        return
    with Library(folder).read() as view:
        papers = list(view.papers())
        assert view.unreadable == 0
    assert papers == [invent(n) for n in range(len(papers))]
    assert len(papers) >= acknowledged


def assert_converges(folder: Path) -> None:
    """The next run needs no hand and ends in the content of an undisturbed one."""
    store_missing(folder)
    assert stored(folder) == [invent(n) for n in range(COUNT)]
    assert not list(folder.glob(".*.tmp"))
    lines = (folder / "papers.jsonl").read_bytes().splitlines()
    assert [msgspec.json.decode(line)["id"] for line in lines] == [
        invent(n).id for n in range(COUNT)
    ]


def store_missing(folder: Path) -> None:
    with Library(folder).write() as writer:
        for paper in map(invent, range(COUNT)):
            if not writer.find(identity.names(paper), identity.marks(paper)):
                writer.put(paper)


@pytest.mark.parametrize("seed", range(20))
def test_a_kill_at_any_moment_loses_nothing(tmp_path: Path, seed: int) -> None:
    """SIGKILL after some acknowledged batch, at a random moment of the next ones."""
    chance = random.Random(seed)  # noqa: S311 - a test's dice
    process = child(_FILL, tmp_path, COUNT)
    assert process.stdout
    told = [process.stdout.readline() for _ in range(chance.randrange(8))]
    time.sleep(chance.random() * 0.01)
    process.send_signal(signal.SIGKILL)
    told += process.communicate()[0].split()
    assert_sound(tmp_path, max(map(int, told), default=0))
    assert_converges(tmp_path)


@pytest.mark.parametrize("call", range(1, 40, 2))
def test_a_kill_at_each_write_loses_nothing(tmp_path: Path, call: int) -> None:
    """SIGKILL before the n-th write, sync, rename, truncate, removal or new folder."""
    process = child(_KILL_AT, tmp_path, COUNT, call)
    told, talk = process.communicate()
    assert process.returncode == -signal.SIGKILL, talk
    assert_sound(tmp_path, max(map(int, told.split()), default=0))
    assert_converges(tmp_path)


@pytest.mark.parametrize("size", [0, 10, 13, 700, 1100, 2500, 5000, 9999, 12345])
def test_no_room_is_told_and_loses_nothing(tmp_path: Path, size: int) -> None:
    """When a file can grow no more the writer stops with 74; all that it told is there."""
    process = child(_NO_ROOM, tmp_path, COUNT, size)
    told, talk = process.communicate()
    assert "CannotWriteError" in talk
    assert_sound(tmp_path, max(map(int, told.split()), default=0))
    assert_converges(tmp_path)


@pytest.mark.parametrize("killed", [False, True])
def test_writers_at_once_lose_and_double_nothing(tmp_path: Path, killed: bool) -> None:  # noqa: FBT001 - pytest's way
    """Four writers with overlapping papers, one perhaps killed, and a reader that looks on."""
    writers = [child(_RACE, tmp_path, first, first + 25) for first in (0, 10, 20, 30)]
    seen = 0
    while any(writer.poll() is None for writer in writers):
        if (tmp_path / "papers.jsonl").exists():
            with Library(tmp_path).read() as view:
                papers = list(view.papers())
                assert view.unreadable == 0
                assert len({paper.id for paper in papers}) == len(papers) == len(view)
            assert len(papers) >= seen
            seen = len(papers)
        if killed and seen > 5:
            writers[0].kill()
    for writer in writers:
        _, talk = writer.communicate()
        assert writer.returncode == 0 or (killed and writer is writers[0]), talk
    if killed:
        store(tmp_path, *(invent(n) for n in range(10)))
    papers = stored(tmp_path)
    assert sorted(paper.id for paper in papers) == sorted(invent(n).id for n in range(55))
    assert (tmp_path / "papers.jsonl").read_bytes().count(b"\n") == 55
