"""The library: what it stores, finds and forgets, its lock, and the files in its folder."""

import json
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from index_help import A_RUN
from library_help import child, decide, forget, invent, store, stored, tag_line
from papertriage.errors import (
    CannotCreateError,
    ConfigError,
    LockedError,
    MissingInputError,
    PapertriageError,
)
from papertriage.library import Event, Library
from papertriage.library import view as _view  # noqa: F401 - imported before a test drops its rights
from papertriage.library import writer as _writer  # noqa: F401 - likewise
from papertriage.library.view import View
from papertriage.paper import Paper


def test_making_the_object_and_reading_touch_nothing(tmp_path: Path) -> None:
    """Without a library a read fails, names the command to run, and creates no file."""
    library = Library(tmp_path / "deep" / "down")
    assert not library.exists()
    with pytest.raises(MissingInputError, match="no library") as caught:
        library.read()
    assert caught.value.exit_code == 66
    assert caught.value.hint == "to create one: papertriage ingest FILE"
    assert list(tmp_path.iterdir()) == []


def test_the_first_write_makes_the_folder(tmp_path: Path) -> None:
    """The folder is created with its parents, and contains what the documentation says."""
    folder = tmp_path / "deep" / "down"
    with Library(folder).write() as writer:
        writer.put([invent(1)])
        writer.put_tags([tag_line(invent(1), maps=0.9)])
        writer.record(A_RUN)
        writer.remember([Event(event="star", names=[invent(1).id])])
    assert Library(folder).exists()
    about = json.loads((folder / "library.json").read_text())
    assert (about["format"], about["same"]) == (2, "work")
    assert {path.name for path in folder.iterdir()} == {
        *(".cache", ".gitattributes", ".gitignore", ".lock"),
        *("history.jsonl", "library.json", "records.jsonl", "runs.jsonl", "tags.jsonl"),
    }
    assert (folder / ".cache" / ".gitignore").read_text() == "*\n"


def test_papers_come_in_the_order_of_first_storing(tmp_path: Path) -> None:
    """A paper keeps the position of its first record."""
    store(tmp_path, invent(3), invent(1))
    assert store(tmp_path, invent(2), invent(3, note="Revised.")) == ["added", "updated"]
    assert [paper.id for paper in stored(tmp_path)] == [invent(n).id for n in (3, 1, 2)]
    with Library(tmp_path).read() as view:
        assert len(view) == 3


def test_storing_the_same_again_changes_no_byte(tmp_path: Path) -> None:
    """A known record from a known source is not written again."""
    assert store(tmp_path, invent(1)) == ["added"]
    before = (tmp_path / "records.jsonl").read_bytes()
    assert store(tmp_path, invent(1)) == ["unchanged"]
    assert (tmp_path / "records.jsonl").read_bytes() == before


def test_a_forgotten_paper_stays_out(tmp_path: Path) -> None:
    """Its records and identifiers find nothing until the decision is undone."""
    store(tmp_path, invent(1), invent(2))
    (done,) = decide(tmp_path, forget(invent(1)))
    again = Paper(id="pmid:9000001", ids={"pmid": "9000001"}, title="Other words", abstract=None)
    assert store(tmp_path, invent(1), again) == ["forgotten", "forgotten"]
    with Library(tmp_path).read() as view:
        assert list(view.papers()) == [invent(2)]
        assert view.get("pmid:9000001") is None
        assert view.history("forget") == [done]
    decide(tmp_path, Event(event="undo", of=done.id))
    assert {paper.id for paper in stored(tmp_path)} == {invent(1).id, invent(2).id}


def test_a_shared_title_alone_forgets_no_paper_with_an_id(tmp_path: Path) -> None:
    """A paper of the same title with its own id is another paper, and is stored."""
    store(tmp_path, invent(1))
    decide(tmp_path, forget(invent(1)))
    other = Paper(id="pmid:5", ids={"pmid": "5"}, title=invent(1).title, abstract=None)
    assert store(tmp_path, other) == ["added"]


def test_tags_are_those_of_the_last_line_of_a_text(tmp_path: Path) -> None:
    """Each text has the tags of its last line; a rewrite replaces all tags."""
    papers = [invent(n) for n in range(3)]
    store(tmp_path, *papers)
    with Library(tmp_path).write() as writer:
        writer.put_tags([tag_line(papers[0], maps=0.2), tag_line(papers[1], maps=0.3)])
        writer.put_tags([tag_line(papers[0], maps=0.9), tag_line(invent(77), maps=0.9)])
    with Library(tmp_path).read() as view:
        assert _scores(view) == [0.9, 0.3, None]
        with Library(tmp_path).write() as writer:
            writer.rewrite_tags([tag_line(papers[2], maps=0.4)])
            writer.put_tags([tag_line(papers[1], maps=0.5)])
        assert _scores(view) == [0.9, 0.3, None]  # the open view has not changed
    with Library(tmp_path).read() as view:
        assert _scores(view) == [None, 0.5, 0.4]


def _scores(view: View) -> list[float | None]:
    tags = [view.tagged(number).tags for number in view.numbers()]
    return [some[0].score if some else None for some in tags]


def test_tags_are_counted(tmp_path: Path) -> None:
    """A paper whose text changed counts as untagged, and one of another taxonomy as such."""
    papers = [invent(n) for n in range(4)]
    store(tmp_path, *papers)
    with Library(tmp_path).write() as writer:
        writer.put_tags([tag_line(papers[0], maps=0.5), tag_line(papers[1], maps=0.49)])
        writer.put_tags([tag_line(papers[2], maps=0.9), tag_line(papers[3], by="t2", maps=0.9)])
        writer.put([invent(2, note="Revised, and longer than before.")])
    with Library(tmp_path).read() as view:
        counts = view.tag_counts(0.5)
        assert (counts.papers, counts.tagged, counts.untagged) == (4, 3, 1)
        assert (counts.on_topic, counts.no_topic) == ({"maps": 2}, 1)
        by_one = view.tag_counts(0.5, taxonomy="t1")
        assert (by_one.tagged, by_one.others) == (2, 1)


def test_runs_are_kept_in_order(tmp_path: Path) -> None:
    """Each source of each run has a line; a bad line does not hide the others."""
    with Library(tmp_path).write() as writer:
        writer.record(A_RUN)
    with (tmp_path / "runs.jsonl").open("ab") as file:
        file.write(b'{"when":7}\n')
    with Library(tmp_path).write() as writer:
        writer.record(A_RUN)
    assert Library(tmp_path).runs() == [A_RUN, A_RUN]


def test_an_exception_drops_what_was_staged(tmp_path: Path) -> None:
    """An error in the block stores only what was committed before."""

    class Oops(Exception):  # noqa: N818 - only here
        pass

    def fail() -> None:
        with Library(tmp_path).write() as writer:
            writer.put([invent(1)])
            writer.commit()
            writer.put([invent(2)])
            raise Oops

    with pytest.raises(Oops):
        fail()
    assert stored(tmp_path) == [invent(1)]


def test_a_failed_commit_leaves_the_truth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next writer after a failed commit finds only what is on disk."""
    store(tmp_path, invent(1))
    with monkeypatch.context() as patch:
        patch.setattr("papertriage.library.files.write_all", _full)
        with pytest.raises(PapertriageError, match="No space left"):
            store(tmp_path, invent(3))
    assert store(tmp_path, invent(4), invent(3)) == ["added", "added"]
    assert stored(tmp_path) == [invent(1), invent(4), invent(3)]


def _full(*_: object) -> None:
    raise OSError(28, os.strerror(28))


def test_only_one_writes(tmp_path: Path) -> None:
    """A second writer gives up after its timeout, with 75."""
    with (
        Library(tmp_path).write(),
        pytest.raises(LockedError),
        Library(tmp_path, lock_timeout=0).write(),
    ):
        pass


@pytest.mark.parametrize(
    ("about", "reason"),
    [
        ('{"format":3}', "format 3"),
        ('{"format":3,"min":1}\n', "format 3"),
        ("", "damaged"),
        ('{"format":"1"}', "damaged"),
        ('{"format":true}', "damaged"),
        ("[" * 100_000, "damaged"),
    ],
)
def test_a_newer_or_damaged_format_is_refused(tmp_path: Path, about: str, reason: str) -> None:
    """Nothing is read or written, and no lock file is created."""
    (tmp_path / "library.json").write_text(about)
    (tmp_path / "records.jsonl").write_text("untouched")
    for use in (Library(tmp_path).read, Library(tmp_path).write().__enter__):
        with pytest.raises(ConfigError, match=reason) as caught:
            use()
        assert caught.value.exit_code == 78
    assert sorted(path.name for path in tmp_path.iterdir()) == ["library.json", "records.jsonl"]
    assert (tmp_path / "records.jsonl").read_text() == "untouched"


@pytest.mark.parametrize(
    "name", ["records.jsonl", "tags.jsonl", "history.jsonl", "runs.jsonl", "library.json", ".lock"]
)
def test_a_link_in_place_of_a_file_is_refused(tmp_path: Path, name: str) -> None:
    """A link in place of any file of a library is refused, not followed."""
    store(tmp_path, invent(1))
    (tmp_path / name).unlink(missing_ok=True)
    (tmp_path / "target").write_text('{"format":2}\n')
    (tmp_path / name).symlink_to(tmp_path / "target")
    with (
        pytest.raises((CannotCreateError, MissingInputError), match="symbolic link"),
        Library(tmp_path).write() as writer,
    ):
        writer.put([invent(2)])
    if name != ".lock":
        with pytest.raises(MissingInputError, match="symbolic link"):
            Library(tmp_path).read()
    assert (tmp_path / "target").read_text() == '{"format":2}\n'


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    """One line reports it, with exit code 73 for writing and 66 for reading."""
    (tmp_path / "file").write_text("x")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(CannotCreateError, match="Not a directory"), Library(folder).write():
            pass
        with pytest.raises(MissingInputError):
            Library(folder).read()


def test_odd_folder_names_work(tmp_path: Path) -> None:
    """Blanks, URI characters, newlines and bytes that are not UTF-8 are allowed in names."""
    for name in (b"a b", b"50%3F?mode=rw#x", b"line\nbreak", b"caf\xe9", "δ".encode()):
        folder = tmp_path / os.fsdecode(name)
        store(folder, invent(1))
        shutil.copy(folder / ".cache" / "index.sqlite", tmp_path / "index")
        assert stored(folder) == [invent(1)]
        store(folder, invent(2))
        assert stored(folder) == [invent(1), invent(2)]


@pytest.fixture
def read_only() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp())  # tmp_path is in a folder that only this user may enter
    folder.chmod(0o755)
    store(folder / "lib", invent(1), invent(2))
    yield folder / "lib"
    for path in (folder / "lib", folder / "lib" / ".cache"):
        if path.exists():
            path.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.parametrize("index", [True, False])
def test_readers_need_no_right_to_write(read_only: Path, index: bool) -> None:
    """In a read-only folder a view works, with and without an index, and a writer gets 73."""
    if not index:
        shutil.rmtree(read_only / ".cache")
    for path in (read_only, *read_only.rglob("*")):
        path.chmod(stat.S_IMODE(path.stat().st_mode) & ~0o222)
    pid = os.fork()
    if not pid:
        if os.geteuid() == 0:
            os.setuid(65534)
        os._exit(_read_only_answers(read_only))
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 73


def _read_only_answers(folder: Path) -> int:
    """Return the exit code of a writer, or 1 if a reader did not see both papers."""
    if stored(folder) != [invent(1), invent(2)]:
        return 1
    try:
        store(folder, invent(3))
    except PapertriageError as error:
        return error.exit_code
    return 0


def test_reading_loads_no_more_than_needed() -> None:
    """The name Library alone loads no SQLite."""
    script = "import sys; import papertriage.library; print('sqlite3' in sys.modules)"
    assert child(script).communicate()[0] == "False\n"
