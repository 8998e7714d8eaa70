"""`compact` drops what later lines replaced, and changes no answer."""

import os
from pathlib import Path

import pytest

from index_help import INDEX, answers, fill, is_used
from library_help import defects, invent, store, stored
from papertriage.errors import CannotWriteError
from papertriage.library import Library, files
from papertriage.paper import Paper, Source

RECORDS = "records.jsonl"


def newer(number: int, version: int) -> Paper:
    """Return a version of an arXiv paper; each supersedes the one before."""
    paper = invent(number, note=f"Version {version}.")
    paper.ids = {"arxiv": f"2601.{number:05}"}
    paper.id, paper.version = f"arxiv:{paper.ids['arxiv']}", version
    paper.sources = [Source(form="arxiv-api", name="api", raw_id=paper.ids["arxiv"])]
    return paper


def test_every_answer_stays_the_same(tmp_path: Path) -> None:
    """Papers, names, tags and decisions stay the same, in a smaller file."""
    fill(tmp_path)
    store(tmp_path, *(newer(n, 1) for n in range(70, 80)))
    store(tmp_path, *(newer(n, 2) for n in range(70, 75)))
    expected, before_lines = answers(tmp_path), (tmp_path / RECORDS).read_bytes().splitlines()
    before, after = Library(tmp_path).compact()
    assert after < before
    assert answers(tmp_path) == expected
    assert is_used(tmp_path)
    assert defects(tmp_path) == []
    assert set((tmp_path / RECORDS).read_bytes().splitlines()) < set(before_lines)
    assert Library(tmp_path).compact() == (after, after)


def test_the_index_it_moves_is_the_one_the_logs_make(tmp_path: Path) -> None:
    """An index built from the compacted logs gives the same answers."""
    fill(tmp_path)
    Library(tmp_path).compact()
    moved = answers(tmp_path)
    (tmp_path / INDEX).unlink()
    assert answers(tmp_path) == moved
    store(tmp_path, invent(90))
    assert stored(tmp_path)[-1] == invent(90)


def test_lines_that_mean_nothing_are_kept(tmp_path: Path) -> None:
    """Only a repair sets unreadable lines aside."""
    store(tmp_path, newer(1, 1), invent(2))
    with (tmp_path / RECORDS).open("ab") as file:
        file.write(b"scribbled\n")
    store(tmp_path, newer(1, 2))
    Library(tmp_path).compact()
    assert b"\nscribbled\n" in (tmp_path / RECORDS).read_bytes()
    store(tmp_path, invent(3))
    assert [paper.version for paper in stored(tmp_path)].count(2) == 1
    assert is_used(tmp_path)


def test_readers_never_notice(tmp_path: Path) -> None:
    """A view that was open keeps its answers."""
    store(tmp_path, newer(1, 1), invent(2))
    store(tmp_path, newer(1, 2))
    expected = stored(tmp_path)
    with Library(tmp_path).read() as view:
        Library(tmp_path).compact()
        assert list(view.papers()) == expected


def test_lack_of_room_is_found_before_anything_is_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The free space is checked first."""
    store(tmp_path, invent(1))
    before = (tmp_path / RECORDS).stat()
    full = os.statvfs_result((4096, 4096, 10, 0, 0, 10, 10, 10, 0, 255))
    monkeypatch.setattr(os, "statvfs", lambda _: full)
    with pytest.raises(CannotWriteError, match="MB needed"):
        Library(tmp_path).compact()
    assert (tmp_path / RECORDS).stat().st_ino == before.st_ino


def test_what_someone_appended_without_the_lock_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the file grew while it was rewritten, the old one stays."""
    store(tmp_path, newer(1, 1))
    store(tmp_path, newer(1, 2))
    path, sync = tmp_path / RECORDS, files.sync

    def meddle(descriptor: int) -> None:
        sync(descriptor)
        if list(tmp_path.glob(".records*.tmp")):
            with path.open("ab") as file:
                file.write(b'{"mine":1}\n')

    monkeypatch.setattr(files, "sync", meddle)
    with pytest.raises(CannotWriteError, match="without the lock"):
        Library(tmp_path).compact()
    monkeypatch.undo()
    assert path.read_bytes().endswith(b'{"mine":1}\n')
    assert [paper.version for paper in stored(tmp_path)] == [2]
    assert not list(tmp_path.glob(".records*.tmp"))


def test_a_new_file_that_reads_otherwise_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new file is read again before it replaces the old one."""
    store(tmp_path, invent(1))
    before = (tmp_path / RECORDS).read_bytes()
    monkeypatch.setattr(files, "write_all", lambda descriptor, data: os.write(descriptor, data[1:]))
    with pytest.raises(CannotWriteError, match="read back differ"):
        files.replace(tmp_path / RECORDS, [b"other"])
    assert (tmp_path / RECORDS).read_bytes() == before
