"""The log: it stores complete batches and lines, follows no link, and loses nothing."""

import errno
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papertriage.errors import (
    CannotCreateError,
    CannotWriteError,
    MissingInputError,
)
from papertriage.library import files
from papertriage.library.log import Log, Snapshot, Span


def silent(_: str) -> None:
    pass


def log_of(folder: Path, *lines: bytes) -> Log:
    log = Log(folder / "some.jsonl", silent)
    for line in lines:
        log.stage(line)
    log.commit()
    return log


def lines_of(log: Snapshot) -> list[bytes]:
    return [line for _, line in log.lines()]


def test_staged_lines_are_stored_at_the_reported_places(tmp_path: Path) -> None:
    """A staged line has its span at once, and is read there before and after the commit."""
    log = log_of(tmp_path, b'{"id":"a"}')
    span = log.stage(b'{"id":"bb"}')
    assert span == Span(11, 12)
    assert log.read(span) == b'{"id":"bb"}\n'
    assert (tmp_path / "some.jsonl").stat().st_size == 11
    log.commit()
    assert Snapshot(tmp_path / "some.jsonl").read(span) == b'{"id":"bb"}\n'
    assert lines_of(log) == [b'{"id":"a"}', b'{"id":"bb"}']


def test_an_empty_commit_makes_no_file(tmp_path: Path) -> None:
    """If nothing was staged, nothing is written, not even an empty file."""
    log_of(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_snapshot_ends_at_the_last_newline(tmp_path: Path) -> None:
    """A reader does not see an incomplete line, even one that is longer than a block."""
    (tmp_path / "some.jsonl").write_bytes(b"whole\n" + b"x" * (files.BLOCK + 5))
    assert lines_of(Snapshot(tmp_path / "some.jsonl")) == [b"whole"]


def test_a_snapshot_keeps_seeing_what_was_there(tmp_path: Path) -> None:
    """An append or a rename does not affect a reader that has started."""
    log = log_of(tmp_path, b"one")
    snapshot = Snapshot(log.path)
    log.stage(b"two")
    log.commit()
    log.rewrite([b"other"])
    assert lines_of(snapshot) == [b"one"]
    assert lines_of(Snapshot(log.path)) == lines_of(log) == [b"other"]


@given(
    lengths=st.lists(st.integers(0, 3000), max_size=30),
    block=st.integers(1, 2000),
    start=st.integers(0, 29),
)
def test_lines_do_not_depend_on_blocks(
    tmp_path_factory: pytest.TempPathFactory, lengths: list[int], block: int, start: int
) -> None:
    """Every line is read once, with its span, whatever the size of a read."""
    lines = [bytes([97 + i % 26]) * length for i, length in enumerate(lengths)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "BLOCK", block)
        log = log_of(tmp_path_factory.mktemp("log"), *lines)
        snapshot = Snapshot(log.path)
        found = list(snapshot.lines())
        assert [line for _, line in found] == lines
        assert [snapshot.read(span) for span, _ in found] == [line + b"\n" for line in lines]
        if start < len(found):
            assert list(snapshot.lines(found[start][0].offset)) == found[start:]
        log.close()
        snapshot.close()


def test_a_torn_tail_is_set_aside(tmp_path: Path) -> None:
    """An incomplete line moves to torn.txt and never joins the next record."""
    path = tmp_path / "some.jsonl"
    path.write_bytes(b'{"id":"a"}\n{"id":"b","ti')
    heard: list[str] = []
    log = Log(path, heard.append)
    log.stage(b'{"id":"c"}')
    log.commit()
    assert path.read_bytes() == b'{"id":"a"}\n{"id":"c"}\n'
    assert (tmp_path / "torn.txt").read_bytes() == b'{"id":"b","ti'
    assert heard == [f"{path}: 13 bytes of an unfinished line set aside in torn.txt"]


def test_a_whole_record_without_newline_is_kept(tmp_path: Path) -> None:
    """No record is lost if an editor leaves out the last newline."""
    path = tmp_path / "some.jsonl"
    path.write_bytes(b'{"id":"a"}')
    log = log_of(tmp_path, b'{"id":"b"}')
    assert lines_of(log) == [b'{"id":"a"}', b'{"id":"b"}']
    assert not (tmp_path / "torn.txt").exists()


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_byte_order_mark_is_read_over(tmp_path: Path, end: bytes) -> None:
    """A byte-order mark before line 1 hides no record, however the file ends."""
    path = tmp_path / "some.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"id":"a"}' + end)
    log = log_of(tmp_path, b'{"id":"b"}')
    spans = list(log.lines())
    assert spans == [(Span(3, 11), b'{"id":"a"}'), (Span(14, 11), b'{"id":"b"}')]
    assert list(Snapshot(path).lines()) == spans
    assert not (tmp_path / "torn.txt").exists()


def test_a_commit_returns_after_the_sync(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is synced after its last write, and the folder too if the name is new."""
    calls: list[str] = []
    write, fsync = os.write, os.fsync

    def told_write(descriptor: int, data: bytes) -> int:
        calls.append("write")
        return write(descriptor, data)

    def told_sync(descriptor: int) -> None:
        calls.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        fsync(descriptor)

    monkeypatch.setattr(os, "write", told_write)
    monkeypatch.setattr(os, "fsync", told_sync)
    log = log_of(tmp_path, b"one")
    assert calls == ["write", "file", "folder"]
    calls.clear()
    log.stage(b"two")
    log.commit()
    assert calls == ["write", "file"]
    calls.clear()
    log.rewrite([b"three"])
    assert calls == ["write", "file", "folder"]


def test_short_writes_are_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that writes three bytes at a time stores the same file."""
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:3]))
    assert lines_of(log_of(tmp_path, b"a long line", b"another")) == [b"a long line", b"another"]


@pytest.mark.parametrize("call", ["write", "fsync"])
def test_a_failed_batch_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """If the disk fails during a batch, one line says so and the file is unchanged."""
    log = log_of(tmp_path, b"one")
    real = getattr(os, call)

    def fail(descriptor: int, *data: bytes) -> int:
        if data:
            real(descriptor, data[0][:4])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    log.stage(b"two, which is long")
    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail)
        with pytest.raises(CannotWriteError, match=r"some\.jsonl: .*before is safe") as caught:
            log.commit()
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == 74
    assert log.path.read_bytes() == b"one\n"
    log.stage(b"three")
    log.commit()
    assert lines_of(Snapshot(log.path)) == [b"one", b"three"]


def test_an_interrupted_batch_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C between two writes leaves no part of the batch."""
    log = log_of(tmp_path, b"one")

    sync = files.sync

    def interrupt(_: int) -> None:
        patch.setattr(files, "sync", sync)
        raise KeyboardInterrupt

    log.stage(b"two")
    with monkeypatch.context() as patch:
        patch.setattr(files, "sync", interrupt)
        with pytest.raises(KeyboardInterrupt):
            log.commit()
    assert log.path.read_bytes() == b"one\n"


def test_a_program_without_the_lock_is_noticed(tmp_path: Path) -> None:
    """Lines that another program appended are not cut off, and nothing is written after them."""
    log = log_of(tmp_path, b"one")
    with log.path.open("ab") as file:
        file.write(b"foreign\n")
    log.stage(b"two")
    with pytest.raises(CannotWriteError, match="without the lock"):
        log.commit()
    assert log.path.read_bytes() == b"one\nforeign\n"


@pytest.mark.parametrize("size", [0, 5])
def test_a_log_that_is_cut_while_it_is_read_is_an_error(tmp_path: Path, size: int) -> None:
    """The lines that are missing are never passed over: one line says what happened."""
    log = log_of(tmp_path, b"one", b"two")
    snapshot = Snapshot(log.path)
    os.truncate(log.path, size)
    with pytest.raises(MissingInputError, match=r"some\.jsonl: another program cut off its end"):
        lines_of(snapshot)


def plant(path: Path, kind: str) -> None:
    if kind == "link":
        path.with_name("target").write_bytes(b'{"id":"mine"}\n')
        path.symlink_to(path.with_name("target"))
    elif kind == "fifo":
        os.mkfifo(path)
    else:
        path.mkdir()


@pytest.mark.parametrize("kind", ["link", "fifo", "folder"])
def test_what_is_planted_in_its_place_is_refused(tmp_path: Path, kind: str) -> None:
    """A link, a FIFO or a folder with the name of a log is not touched; one line says so."""
    path = tmp_path / "some.jsonl"
    plant(path, kind)
    with pytest.raises(MissingInputError) as reading:
        Snapshot(path)
    with pytest.raises(CannotCreateError) as writing:
        Log(path, silent)
    for error in (reading.value, writing.value):
        assert "\n" not in str(error)
        assert str(path) in str(error)
    if kind == "link":
        assert path.is_symlink()
        assert path.read_bytes() == b'{"id":"mine"}\n'


def test_torn_txt_is_not_followed_either(tmp_path: Path) -> None:
    """Nothing is written through a link named torn.txt; the torn line stays where it is."""
    plant(tmp_path / "torn.txt", "link")
    (tmp_path / "some.jsonl").write_bytes(b'{"id"')
    with pytest.raises(CannotCreateError, match=r"torn\.txt"):
        Log(tmp_path / "some.jsonl", silent)
    assert (tmp_path / "target").read_bytes() == b'{"id":"mine"}\n'
    assert (tmp_path / "some.jsonl").read_bytes() == b'{"id"'


def test_a_rewrite_keeps_the_mode_and_sweeps_nothing_else(tmp_path: Path) -> None:
    """A rewritten file keeps its permissions; the temporary file of a killed rewrite is removed."""
    log = log_of(tmp_path, b"one")
    log.path.chmod(0o640)
    leftover = tmp_path / ".some.jsonl.0123456789ab.tmp"
    leftover.write_bytes(b"half")
    (tmp_path / "notes.tmp").write_bytes(b"the user's")
    log.rewrite(iter([b"two", b"three"]))
    files.sweep(tmp_path)
    assert stat.S_IMODE(log.path.stat().st_mode) == 0o640
    assert sorted(p.name for p in tmp_path.iterdir()) == ["notes.tmp", "some.jsonl"]


def test_a_failed_rewrite_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the new file cannot be synced, the old one is kept and nothing is left over."""
    log = log_of(tmp_path, b"one")

    def fail(_: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(CannotWriteError, match="old file is untouched"):
            log.rewrite([b"two"])
    assert lines_of(log) == [b"one"]
    assert [p.name for p in tmp_path.iterdir()] == ["some.jsonl"]
