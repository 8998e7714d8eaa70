"""Compact drops what later lines replaced, and changes no answer."""

import os
from pathlib import Path

import pytest

from library_help import invent, store, stored, told
from papertriage.errors import CannotWriteError, MissingInputError
from papertriage.library import Library, blocks, files
from papertriage.library.blocks import BrokenIndexError
from test_check import fill
from test_index import answers, is_used


def test_every_answer_stays_the_same(tmp_path: Path) -> None:
    """Papers, names, tags and what is forgotten are as before, in a smaller file."""
    fill(tmp_path)
    store(tmp_path, *(invent(n, note="Again.") for n in range(10, 12)))
    expected, papers = answers(tmp_path), (tmp_path / "papers.jsonl").read_bytes()
    before, after = Library(tmp_path).compact()
    assert after < before
    assert answers(tmp_path) == expected
    assert is_used(tmp_path)
    assert told(tmp_path) == []
    lines = (tmp_path / "papers.jsonl").read_bytes().splitlines()
    assert set(lines) < set(papers.splitlines())
    assert len(lines) == len({line.partition(b",")[0] for line in lines})
    assert Library(tmp_path).compact() == (after, after)


def test_the_index_it_moves_is_the_one_the_logs_make(tmp_path: Path) -> None:
    """An index made anew from the compacted logs gives the same answers."""
    fill(tmp_path)
    Library(tmp_path).compact()
    moved = answers(tmp_path)
    (tmp_path / ".cache" / "index.sqlite").unlink()
    assert answers(tmp_path) == moved
    store(tmp_path, invent(40))
    assert stored(tmp_path)[-1] == invent(40)


def test_lines_that_mean_nothing_are_kept(tmp_path: Path) -> None:
    """Only a repair sets them aside."""
    store(tmp_path, invent(1), invent(2))
    with (tmp_path / "papers.jsonl").open("ab") as file:
        file.write(b"scribbled\n")
    store(tmp_path, invent(1, note="Revised."))
    Library(tmp_path).compact()
    assert (tmp_path / "papers.jsonl").read_bytes().endswith(b"}\nscribbled\n")
    store(tmp_path, invent(3))
    assert stored(tmp_path) == [invent(1, note="Revised."), invent(2), invent(3)]
    assert is_used(tmp_path)


def test_readers_never_notice(tmp_path: Path) -> None:
    """A view that was open keeps its answers."""
    store(tmp_path, invent(1), invent(2))
    store(tmp_path, invent(1, note="Revised."))
    with Library(tmp_path).read() as view:
        Library(tmp_path).compact()
        assert list(view.papers()) == [invent(1, note="Revised."), invent(2)]


def test_no_room_is_told_before_anything_is_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is free is looked at first."""
    store(tmp_path, invent(1))
    before = (tmp_path / "papers.jsonl").stat()
    full = os.statvfs_result((4096, 4096, 10, 0, 0, 10, 10, 10, 0, 255))
    monkeypatch.setattr(os, "statvfs", lambda _: full)
    with pytest.raises(CannotWriteError, match="of room needed"):
        Library(tmp_path).compact()
    assert (tmp_path / "papers.jsonl").stat().st_ino == before.st_ino


def test_what_someone_appended_without_the_lock_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the file grew while it was written anew, the old one stays."""
    store(tmp_path, invent(1))
    store(tmp_path, invent(1, note="Revised."))
    path = tmp_path / "papers.jsonl"
    sync = files.sync

    def meddle(descriptor: int) -> None:
        sync(descriptor)
        if list(tmp_path.glob(".papers*.tmp")):
            with path.open("ab") as file:
                file.write(b'{"id":"doi:1","title":"Mine","abstract":null}\n')

    monkeypatch.setattr(files, "sync", meddle)
    with pytest.raises(CannotWriteError, match="without the lock"):
        Library(tmp_path).compact()
    monkeypatch.undo()
    assert [paper.title for paper in stored(tmp_path)] == [invent(1).title, "Mine"]
    assert not list(tmp_path.glob(".papers*.tmp"))


def test_a_new_file_that_reads_otherwise_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written is read again before it takes the place of the old."""
    store(tmp_path, invent(1))
    before = (tmp_path / "papers.jsonl").read_bytes()
    monkeypatch.setattr(files, "write_all", lambda descriptor, data: os.write(descriptor, data[1:]))
    with pytest.raises(CannotWriteError, match="does not read the same"):
        files.replace(tmp_path / "papers.jsonl", [b"other"])
    assert (tmp_path / "papers.jsonl").read_bytes() == before


def test_without_a_library_there_is_nothing_to_do(tmp_path: Path) -> None:
    """No folder is made."""
    with pytest.raises(MissingInputError):
        Library(tmp_path / "none").compact()
    assert not (tmp_path / "none").exists()


def test_an_index_that_breaks_on_the_way_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If no index can be flushed the logs are compacted all the same."""
    fill(tmp_path)
    expected = answers(tmp_path)

    def refuse(_: blocks.Blocks, _bulk: blocks.Bulk) -> bool:
        raise BrokenIndexError("not today")

    with monkeypatch.context() as patch:
        patch.setattr(blocks.Blocks, "flush", refuse)
        with pytest.raises(CannotWriteError, match="the papers are safe"):
            Library(tmp_path).compact()
    assert answers(tmp_path) == expected
