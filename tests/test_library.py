"""The library: what is stored, found, forgotten; who may write; what its folder holds."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from library_help import child, invent, store, stored
from papertriage import identity
from papertriage.errors import (
    CannotCreateError,
    ConfigError,
    LockedError,
    MissingInputError,
    PapertriageError,
)
from papertriage.library import Forgot, Library, Run, TagLine, text_hash
from papertriage.library import view as _view  # noqa: F401 - imported before a test drops its rights
from papertriage.library import writer as _writer  # noqa: F401 - likewise
from papertriage.paper import Paper, Tag

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


def tags_of(paper: Paper, score: float, by: str = "t1") -> TagLine:
    tag = Tag(topic="maps", score=score, base=-2.0)
    return TagLine(id=paper.id, of=text_hash(paper), by=by, tags=[tag])


def test_making_the_object_and_reading_touch_nothing(tmp_path: Path) -> None:
    """Without a library a read says what to run, and makes no file."""
    library = Library(tmp_path / "deep" / "down")
    assert not library.exists()
    with pytest.raises(MissingInputError, match="no library here") as caught:
        library.read()
    assert caught.value.exit_code == 66
    assert caught.value.hint == "papertriage ingest FILE"
    assert list(tmp_path.iterdir()) == []


def test_the_first_write_makes_the_folder(tmp_path: Path) -> None:
    """The folder appears with its parents, and holds what the design promises."""
    folder = tmp_path / "deep" / "down"
    with Library(folder).write() as writer:
        writer.put(invent(1))
        writer.put_tags([tags_of(invent(1), 0.9)])
        writer.record(A_RUN)
        writer.forget([invent(1).id], "2026-11-20")
    assert Library(folder).exists()
    assert (folder / "library.json").read_text() == '{"format":1}\n'
    assert sorted(path.name for path in folder.iterdir()) == [
        ".cache", ".lock", "history.jsonl", "library.json", "papers.jsonl", "runs.jsonl",
        "tags.jsonl",
    ]  # fmt: skip
    assert (folder / ".cache" / ".gitignore").read_text() == "*\n"


def test_papers_come_in_the_order_of_first_storing(tmp_path: Path) -> None:
    """The last line of an id wins and stays in the place of the first."""
    store(tmp_path, invent(3), invent(1))
    store(tmp_path, invent(2), invent(3, note="Revised."))
    assert stored(tmp_path) == [invent(3, note="Revised."), invent(1), invent(2)]
    with Library(tmp_path).read() as view:
        assert len(view) == 3


def test_storing_the_same_again_changes_no_byte(tmp_path: Path) -> None:
    """Neither a known paper nor a known name is written twice."""

    def write() -> bytes:
        with Library(tmp_path).write() as writer:
            writer.put(invent(1))
            writer.alias("sha1:0123456789abcdef", invent(1).id)
            writer.alias("pmid:9000001", invent(1).id)
        return (tmp_path / "papers.jsonl").read_bytes()

    assert write() == write()


def test_a_writer_finds_stored_and_staged_papers(tmp_path: Path) -> None:
    """A name or a mark leads to each paper once, in the order of storing, staged or not."""
    twin = invent(1)
    twin.id, twin.ids = "pmid:7", {"pmid": "7"}
    store(tmp_path, invent(1), invent(2))
    with Library(tmp_path).write() as writer:
        writer.put(twin)
        marks = identity.exact_marks(twin)
        assert len(marks) == 2
        assert writer.find([], marks) == [invent(1), twin]
        assert writer.find(["pmid:9000002", *identity.names(twin)], []) == [invent(2), twin]
        writer.put(invent(1, note="Revised."))
        assert writer.find(["pmid:9000001"], []) == [invent(1, note="Revised.")]
        assert writer.find(["pmid:8"], ["t:0"]) == []


def test_a_changed_paper_leaves_its_old_marks(tmp_path: Path) -> None:
    """Marks are those of the last line: an old title leads nowhere."""
    old, new = invent(1), invent(1)
    new.title = "Quick maps of another kind of water"
    store(tmp_path, old)
    store(tmp_path, new)
    with Library(tmp_path).write() as writer:
        assert writer.find([], identity.exact_marks(old)[:1]) == []
        assert writer.find([], identity.exact_marks(new)[:1]) == [new]


def test_aliases_are_followed(tmp_path: Path) -> None:
    """A merged paper's key, and a name that was never stored, mean the paper they went into."""
    store(tmp_path, invent(1), invent(2), invent(3))
    with Library(tmp_path).write() as writer:
        writer.alias(invent(2).id, invent(1).id)
        writer.alias(invent(3).id, invent(2).id)
        writer.alias("sha1:0123456789abcdef", invent(3).id)
        assert writer.find(["sha1:0123456789abcdef"], []) == [invent(1)]
    with Library(tmp_path).read() as view:
        assert len(view) == 1
        for name in (invent(2).id, invent(3).id, "sha1:0123456789abcdef", "pmid:9000001"):
            assert view.get(name) == invent(1)
        assert view.get("pmid:9000002") is None  # the merging writer puts its ids on paper 1


def test_aliases_that_go_round_end(tmp_path: Path) -> None:
    """A circle of aliases, made by hand, means nothing and hangs nobody."""
    store(tmp_path, invent(1))
    with (tmp_path / "papers.jsonl").open("a") as file:
        file.write('{"id":"x:1","merged_into":"x:2"}\n{"id":"x:2","merged_into":"x:1"}\n')
    with Library(tmp_path).read() as view:
        assert view.get("x:1") is None
        assert len(view) == 1


def test_a_forgotten_paper_stays_out(tmp_path: Path) -> None:
    """It is gone from every answer, its names stay known, and the history tells."""
    store(tmp_path, invent(1), invent(2))
    with Library(tmp_path).write() as writer:
        writer.alias("sha1:0123456789abcdef", invent(1).id)
        assert writer.forget(["pmid:9000001", "no:such"], "2026-11-20") == [invent(1)]
        assert writer.forget([invent(1).id], "2026-11-20") == []
    again = Paper(id="pmid:9000001", ids={"pmid": "9000001"}, title="Other words", abstract=None)
    by_alias = Paper(id="sha1:0123456789abcdef", title="Other words", abstract=None)
    bare = Paper(id="sha1:1123456789abcdef", title=invent(1).title, abstract=None)
    with Library(tmp_path).write() as writer:
        assert all(map(writer.is_forgotten, (invent(1), again, by_alias, bare)))
        assert not writer.is_forgotten(invent(2))
        assert writer.find(identity.names(invent(1)), identity.exact_marks(invent(1))) == []
    with Library(tmp_path).read() as view:
        assert list(view.papers()) == [invent(2)]
        assert view.get("pmid:9000001") is None
        known = identity.names(invent(1))
        assert list(view.history()) == [Forgot(id=invent(1).id, names=known, date="2026-11-20")]


def test_a_shared_title_alone_forgets_no_paper_with_an_id(tmp_path: Path) -> None:
    """A paper of the same title with an id of its own is another paper, and may come."""
    store(tmp_path, invent(1))
    with Library(tmp_path).write() as writer:
        writer.forget([invent(1).id], "2026-11-20")
        other = Paper(id="pmid:5", ids={"pmid": "5"}, title=invent(1).title, abstract=None)
        assert not writer.is_forgotten(other)


def test_a_forgotten_paper_may_be_put_back(tmp_path: Path) -> None:
    """Storing it again on purpose makes it live."""
    store(tmp_path, invent(1))
    with Library(tmp_path).write() as writer:
        writer.forget([invent(1).id], "2026-11-20")
    store(tmp_path, invent(1))
    assert stored(tmp_path) == [invent(1)]
    with Library(tmp_path).write() as writer:
        assert not writer.is_forgotten(invent(1))


def test_tags_are_those_of_the_last_line(tmp_path: Path) -> None:
    """Each paper comes with its last tags; a rewrite replaces those of all."""
    papers = [invent(n) for n in range(3)]
    store(tmp_path, *papers)
    with Library(tmp_path).write() as writer:
        writer.put_tags([tags_of(papers[0], 0.2), tags_of(papers[1], 0.3)])
        writer.put_tags([tags_of(papers[0], 0.9), tags_of(invent(77), 0.9)])
    with Library(tmp_path).read() as view:
        assert list(view.tagged()) == [
            (papers[0], tags_of(papers[0], 0.9)),
            (papers[1], tags_of(papers[1], 0.3)),
            (papers[2], None),
        ]
        assert view.tag_line("pmid:9000001") == tags_of(papers[1], 0.3)
        assert view.tag_line("no:such") is None
        with Library(tmp_path).write() as writer:
            writer.rewrite_tags([tags_of(papers[2], 0.4)])
            writer.put_tags([tags_of(papers[1], 0.5)])
        assert view.tag_line(papers[2].id) is None  # the open view is what it was
    with Library(tmp_path).read() as view:
        lines = [line for _, line in view.tagged()]
    assert lines == [None, tags_of(papers[1], 0.5), tags_of(papers[2], 0.4)]


def test_tags_are_counted(tmp_path: Path) -> None:
    """A changed paper counts as untagged, and so does one tagged by another taxonomy."""
    papers = [invent(n) for n in range(4)]
    store(tmp_path, *papers)
    with Library(tmp_path).write() as writer:
        writer.put_tags([tags_of(papers[0], 0.5), tags_of(papers[1], 0.49)])
        writer.put_tags([tags_of(papers[2], 0.9), tags_of(papers[3], 0.9, by="t2")])
        writer.put(invent(2, note="Revised."))
    with Library(tmp_path).read() as view:
        counts = view.tag_counts(0.5)
        assert (counts.papers, counts.tagged, counts.untagged) == (4, 3, 1)
        assert (counts.on_topic, counts.no_topic) == ({"maps": 2}, 1)
        assert view.tag_counts(0.5, by="t1").on_topic == {"maps": 1}


def test_runs_are_kept_in_order(tmp_path: Path) -> None:
    """Each source of each run leaves a line; a bad one hides no other."""
    with Library(tmp_path).write() as writer:
        writer.record(A_RUN)
    with (tmp_path / "runs.jsonl").open("ab") as file:
        file.write(b'{"when":7}\n')
    with Library(tmp_path).write() as writer:
        writer.record(A_RUN)
    with Library(tmp_path).read() as view:
        assert list(view.runs()) == [A_RUN, A_RUN]


def test_an_exception_drops_what_was_staged(tmp_path: Path) -> None:
    """Leaving by an error stores nothing but what was committed before."""

    class Oops(Exception):  # noqa: N818 - only here
        pass

    def fail() -> None:
        with Library(tmp_path).write() as writer:
            writer.put(invent(1))
            writer.commit()
            writer.put(invent(2))
            raise Oops

    with pytest.raises(Oops):
        fail()
    assert stored(tmp_path) == [invent(1)]


def test_a_failed_commit_leaves_a_writer_that_knows_the_truth(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever goes on after a failed commit finds only what is on disk."""
    store(tmp_path, invent(1))
    with Library(tmp_path).write() as writer:
        writer.put(invent(3))
        with monkeypatch.context() as patch:
            patch.setattr("papertriage.library.files.write_all", _full)
            with pytest.raises(PapertriageError, match="No space left"):
                writer.commit()
        writer.put(invent(4))  # as long as the lost one, so in its very place
        assert writer.find([invent(3).id], []) == []
    with Library(tmp_path).read() as view:
        assert list(view.papers()) == [invent(1), invent(4)]
        assert len(view) == 2


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
        ('{"format":2}', "format 2, this papertriage knows 1"),
        ('{"format":2,"min":1}\n', "format 2"),
        ("", "damaged"),
        ('{"format":"1"}', "damaged"),
        ('{"format":true}', "damaged"),
        ("[" * 100_000, "damaged"),
    ],
)
def test_a_newer_or_damaged_format_is_refused(tmp_path: Path, about: str, reason: str) -> None:
    """Nothing is read or written, and the lock is not even made."""
    (tmp_path / "library.json").write_text(about)
    (tmp_path / "papers.jsonl").write_text("untouched")
    for use in (Library(tmp_path).read, Library(tmp_path).write().__enter__):
        with pytest.raises(ConfigError, match=reason) as caught:
            use()
        assert caught.value.exit_code == 78
    assert sorted(path.name for path in tmp_path.iterdir()) == ["library.json", "papers.jsonl"]
    assert (tmp_path / "papers.jsonl").read_text() == "untouched"


@pytest.mark.parametrize(
    "name", ["papers.jsonl", "tags.jsonl", "history.jsonl", "runs.jsonl", "library.json", ".lock"]
)
def test_a_link_in_place_of_a_file_is_refused(tmp_path: Path, name: str) -> None:
    """No file of a library is followed out of it."""
    store(tmp_path, invent(1))
    (tmp_path / name).unlink(missing_ok=True)
    (tmp_path / "target").write_text('{"format":1}\n')
    (tmp_path / name).symlink_to(tmp_path / "target")
    with (
        pytest.raises((CannotCreateError, MissingInputError), match="symbolic link"),
        Library(tmp_path).write() as writer,
    ):
        writer.put(invent(2))
    if name != ".lock":
        with pytest.raises(MissingInputError, match="symbolic link"):
            Library(tmp_path).read()
    assert (tmp_path / "target").read_text() == '{"format":1}\n'


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    """One line, exit code 73 to write and 66 to read."""
    (tmp_path / "file").write_text("x")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(CannotCreateError, match="Not a directory"), Library(folder).write():
            pass
        with pytest.raises(MissingInputError):
            Library(folder).read()


def test_odd_folder_names_work(tmp_path: Path) -> None:
    """Blanks, signs of an URI, newlines and bytes that are no UTF-8 are names like others."""
    for name in (b"a b", b"50%3F?mode=rw#x", b"line\nbreak", b"caf\xe9", "δ".encode()):
        folder = tmp_path / os.fsdecode(name)
        store(folder, invent(1))
        shutil.copy(folder / ".cache" / "index.sqlite", tmp_path / "index")
        assert stored(folder) == [invent(1)]
        store(folder, invent(2))
        assert stored(folder) == [invent(1), invent(2)]


@pytest.fixture
def read_only() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp())  # tmp_path lies in a folder of this user alone
    folder.chmod(0o755)
    store(folder / "lib", invent(1), invent(2))
    yield folder / "lib"
    for path in (folder / "lib", folder / "lib" / ".cache"):
        if path.exists():
            path.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.parametrize("index", [True, False])
def test_readers_need_no_right_to_write(read_only: Path, index: bool) -> None:  # noqa: FBT001 - pytest's way
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
