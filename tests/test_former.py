"""Libraries of version 0.1.0: everything in them is imported, whatever happens meanwhile."""

import json
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli_help import run
from crash_help import FULL, Child, Report, figure
from git_help import commit, git, make_clones, share
from library_help import defects, exported, records_in
from papertriage.errors import CannotWriteError
from papertriage.library import Library
from papertriage.library.former import former_papers
from power_help import Disk

FORMAT_1 = Path(__file__).parent / "format1"
TOPICS = FORMAT_1 / "topics.yaml"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Return a folder with a library of format 1."""
    return shutil.copytree(FORMAT_1 / "library", tmp_path / "library")


def upgrade(folder: Path, notice: Callable[[str], None] = lambda _: None) -> None:
    """Open a writer, which imports the papers of format 1."""
    with Library(folder, notice=notice).write():
        pass


def printed(library: Path, *words: str | Path) -> str:
    """Run a command on a library and return what it prints."""
    return run(*words, "--library", library).stdout.decode()


def facts(lines: bytes) -> list[dict[str, Any]]:
    """Return exported papers without their keys, which format 2 chooses by another rule."""
    papers = [json.loads(line) for line in lines.splitlines()]
    for paper in papers:
        del paper["id"]
        paper["sources"].sort(key=json.dumps)
    return sorted(papers, key=json.dumps)


def keys_in(listed: str) -> list[str]:
    """Return the first column of a list."""
    return [line.split("\t")[0] for line in listed.splitlines()]


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Return the content of all files below a folder."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


# --- what is taken in ---------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "export"), [("library", "export"), ("clone", "clone-export")])
def test_export_is_the_same_after_the_upgrade(tmp_path: Path, name: str, export: str) -> None:
    """After the import, export prints the same papers, except for their keys and order."""
    folder = shutil.copytree(FORMAT_1 / name, tmp_path / name)
    upgrade(folder)
    before = (FORMAT_1 / f"{export}.jsonl").read_bytes()
    assert facts(exported(folder)) == facts(before)
    keys = {json.loads(line)["id"] for line in before.splitlines()}
    with Library(folder).read() as view:
        assert all(len(view.named(key)) == 1 for key in keys)
    assert defects(folder) == []


def test_the_old_file_is_kept(library: Path) -> None:
    """papers.jsonl is renamed unchanged; one line says what was done."""
    notices: list[str] = []
    upgrade(library, notices.append)
    assert not (library / "papers.jsonl").exists()
    old = (FORMAT_1 / "library" / "papers.jsonl").read_bytes()
    assert (library / "papers.format1.jsonl").read_bytes() == old
    assert [line.partition(": ")[2] for line in notices] == [
        "10 papers of version 0.1.0 imported as records"
    ]
    about = {"format": 2, "same": "work", "imported": {"papers.format1.jsonl": len(old)}}
    assert json.loads((library / "library.json").read_text()) == about


def test_former_names_find_the_paper(library: Path) -> None:
    """A name that format 1 merged into another still finds the paper, also through aliases."""
    upgrade(library)
    with Library(library).read() as view:
        for name in ("pmid:39910004", "arxiv:2603.09008", "sha1:eb346180e8da7a95"):
            (number,) = view.named(name)
            assert view.key(number) == "arxiv:2603.09008"


def test_superseded_lines_are_not_records(library: Path) -> None:
    """Only the last line of papers.jsonl for a paper becomes a record."""
    upgrade(library)
    records = records_in(library)
    assert len(records) == 10
    assert "Hearing a fog signal through fog" not in {one.paper.title for one in records}


def test_tags_and_lists_survive(library: Path) -> None:
    """Tagged papers keep their scores and are not tagged again; read papers stay hidden."""
    old = json.loads((FORMAT_1 / "library" / "tags.jsonl").read_text().splitlines()[-1])
    upgrade(library)
    with Library(library).read() as view:
        assert not list(view.untagged())
        (number,) = view.named(old["id"])
        assert [tag.topic for tag in view.tagged(number).tags or ()] == [
            t["topic"] for t in old["tags"]
        ]
    listed = printed(library, "rank", "--topic", "beacons", "--topics", TOPICS)
    assert keys_in(listed) == ["arxiv:2601.09002", "arxiv:2603.09003"]


def test_decisions_survive(library: Path) -> None:
    """Stars with their notes, what was cleared, listings and papers set apart are as they were."""
    upgrade(library)
    shown = printed(library, "show", "pmid:39910001")
    assert "star" in shown
    assert "for the seminar" in shown
    assert "skip" not in printed(library, "show", "doi:10.5555/harbours.9.3")
    assert "listed" in printed(library, "show", "arxiv:2601.09002")
    new = run("rank", "--topic", "beacons", "--new", "--topics", TOPICS, "--library", library)
    assert new.stdout == b""
    assert b"arxiv:2601.09002: version 2; version 1 was listed on 2026-11-20" in new.stderr
    apart = ["apart", "doi:10.5555/harbours.9.3", "doi:10.5555/harbours.9.4"]
    assert printed(library, "duplicates").split("\t")[:3] == apart


def test_the_same_sources_read_again_add_nothing(library: Path) -> None:
    """Records that were merged in format 1 join the paper again, and a forgotten one stays out."""
    upgrade(library)
    before = facts(exported(library))
    sources = sorted(FORMAT_1.glob("[1-4]-*"))
    run("ingest", *sources, "--as-of", "2026-11-20", "--library", library)
    assert facts(exported(library)) == before


# --- only reading -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("export", b"10 papers"),
        ("export --same report", b"10 papers"),
        ("export --records", b"19 records"),
        ("status", b"papers      10"),
        ("check", b"10 papers, 89 lines"),
        ("search lighthouse", b"2 of 10 papers"),
        ("show pmid:39910001", b"for the seminar"),
        ("rank --topic beacons", b"3 of 10 papers on topic"),
        ("rank --query fog", b"papers"),
        ("duplicates", b"1 apart"),
        ("duplicates regroup -n", b"10 papers would be 10"),
    ],
)
def test_a_reader_changes_nothing(library: Path, command: str, found: bytes) -> None:
    """A command that only reads converts a copy, and names the command that upgrades."""
    before = bytes_of(library)
    done = run(*command.split(), "--library", library)
    assert b"papertriage compact upgrades it" in done.stderr
    assert found in done.stdout + done.stderr
    assert bytes_of(library) == before


def test_reading_before_and_after_the_import_is_the_same(library: Path) -> None:
    """The converted copy of a reader has the same papers as the import."""
    before = exported(library)
    upgrade(library)
    assert exported(library) == before


def test_a_full_disk_during_an_upgrade_is_reported(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader that cannot make its copy says so, and the library is unchanged."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full)
    before = bytes_of(library)
    with pytest.raises(CannotWriteError, match="No space left"):
        Library(library).read()
    assert bytes_of(library) == before


@pytest.mark.parametrize("kind", ["link", "fifo", "folder"])
def test_what_is_planted_as_papers(library: Path, tmp_path: Path, kind: str) -> None:
    """A papers.jsonl that is not a regular file is not followed, waited for or ignored."""
    precious = (library / "papers.jsonl").rename(tmp_path / "precious")
    before = precious.read_bytes()
    if kind == "link":
        (library / "papers.jsonl").symlink_to(precious)
    elif kind == "fifo":
        os.mkfifo(library / "papers.jsonl")
    else:
        (library / "papers.jsonl").mkdir()
    for words in (["export"], ["check"], ["compact"], ["ingest", str(FORMAT_1 / "4-later.jsonl")]):
        done = run(*words, "--library", library, code=66)
        assert b"papers.jsonl: " in done.stderr
        assert b"was not touched" in done.stderr
    assert precious.read_bytes() == before
    assert not (library / "records.jsonl").exists()


# --- damaged logs -------------------------------------------------------------------------------


def test_unreadable_lines_are_counted_and_cost_no_paper(library: Path) -> None:
    """A damaged line of a paper leaves what the line before it says, and is reported."""
    with (library / "papers.jsonl").open("ab") as file:
        file.write(b'{"id":"pmid:39910001","title":7,"abstract":null}\n{"no":"id"}\nrubbish\n')
        file.write(b'{"id":"arxiv:1","title":"Torn')
    assert [each.line for each in Library(library).check().defects()][:3] == [29, 30, 31]
    notices: list[str] = []
    upgrade(library, notices.append)
    assert notices[-1].endswith("imported as records; 3 unreadable lines left in that file")
    assert facts(exported(library)) == facts((FORMAT_1 / "export.jsonl").read_bytes())


@pytest.mark.parametrize(
    "lines",
    [
        ['{"id":"pmid:39910003","merged_into":"doi:10.5555/nowhere"}'],
        [
            '{"id":"pmid:39910003","merged_into":"pmid:39910002"}',
            '{"id":"pmid:39910002","merged_into":"pmid:39910003"}',
        ],
    ],
    ids=["nowhere", "circle"],
)
def test_an_alias_without_a_paper_loses_no_paper(library: Path, lines: list[str]) -> None:
    """After a merge of two clones an alias may lead nowhere or in a circle; no paper is lost."""
    with (library / "papers.jsonl").open("a") as file:
        file.writelines(f"{line}\n" for line in lines)
    upgrade(library)
    titles = {record.paper.title for record in records_in(library)}
    assert {
        "Gulls as unreliable narrators of fog.",
        "A census of bollards on seven quays.",
    } <= titles


def test_a_library_without_papers_is_upgraded(tmp_path: Path) -> None:
    """The first writer upgrades a library that has only a format."""
    (tmp_path / "library.json").write_text('{"format":1}\n')
    run("ingest", FORMAT_1 / "1-pubmed.nbib", "--same", "report", "--library", tmp_path)
    assert json.loads((tmp_path / "library.json").read_text()) == {"format": 2, "same": "report"}


# --- more than once -----------------------------------------------------------------------------


def test_two_imports_give_the_same_bytes(library: Path, tmp_path: Path) -> None:
    """The import depends only on the library."""
    other = shutil.copytree(library, tmp_path / "other")
    upgrade(library)
    upgrade(other)
    names = ("records.jsonl", "tags.jsonl", "history.jsonl", "library.json")
    assert [(library / n).read_bytes() for n in names] == [(other / n).read_bytes() for n in names]


def test_an_import_that_is_repeated_adds_nothing(library: Path) -> None:
    """The same papers.jsonl, put back, is imported again and adds nothing."""
    upgrade(library)
    before = (library / "records.jsonl").read_bytes()
    shutil.copy(FORMAT_1 / "library" / "papers.jsonl", library)
    upgrade(library)
    assert (library / "records.jsonl").read_bytes() == before
    assert (library / "papers.format1-1.jsonl").exists()
    assert former_papers(library) == []


# --- a clone that still has version 0.1.0 -------------------------------------------------------


@pytest.mark.parametrize(
    "attributes", [None, "*.jsonl merge=union\n", "papers.jsonl merge=union\n"]
)
def test_an_old_clone_is_upgraded_after_a_pull(tmp_path: Path, attributes: str | None) -> None:
    """What a colleague's version 0.1.0 added to papers.jsonl is imported after git merged it."""
    ours, theirs = make_clones(tmp_path / "git", "ours", "theirs")
    shutil.copytree(FORMAT_1 / "library", ours, dirs_exist_ok=True)
    if attributes:
        (ours / ".gitattributes").write_text(attributes)
    share(ours, theirs)
    upgrade(ours)
    run("tag", "--topics", TOPICS, "--library", ours)
    shutil.copytree(FORMAT_1 / "clone", theirs, dirs_exist_ok=True)
    commit(theirs, "version 0.1.0 was here")
    git(theirs, "push", "-q")
    commit(ours, "upgraded")
    git(ours, "pull", "-q", "--no-edit")
    before = exported(ours)
    upgrade(ours)
    assert exported(ours) == before, "the reader saw them, too"
    assert facts(before) == facts((FORMAT_1 / "clone-export.jsonl").read_bytes())
    assert former_papers(ours) == []
    assert defects(ours) == []
    assert "star" in printed(ours, "show", "arxiv:2604.09005")


def test_attributes_of_format_1_are_completed(library: Path) -> None:
    """A .gitattributes for the old logs gets the line for all; its own lines are kept."""
    (library / ".gitattributes").write_text("papers.jsonl merge=union\n*.pdf binary")
    upgrade(library)
    lines = (library / ".gitattributes").read_text().splitlines()
    assert lines == ["papers.jsonl merge=union", "*.pdf binary", "*.jsonl merge=union"]


# --- killed -------------------------------------------------------------------------------------


def import_until(top: Path, calls: int) -> Child:
    """Import a library, killed before its n-th change of the disk; the original was durable."""
    top.mkdir()

    def work(report: Report) -> None:
        disk = Disk(top)
        disk.install(0)
        shutil.copytree(FORMAT_1 / "library", top / "library")
        for path in (*(top / "library").iterdir(), top / "library", top):
            descriptor = os.open(path, os.O_RDONLY)
            os.fsync(descriptor)
            os.close(descriptor)
        disk.left = calls
        upgrade(top / "library")
        report("imported 1")
        report(f"calls {calls - disk.left}")
        disk.save()

    return Child(work).wait()


@pytest.mark.slow
@pytest.mark.parametrize("power", [False, True], ids=["killed", "power cut"])
def test_an_import_that_is_killed_loses_nothing(tmp_path: Path, power: bool) -> None:
    """Killed before each change of the disk, with or without a power cut, the import continues."""
    counted = import_until(tmp_path / "counted", 10**6)
    assert counted.code == 0, counted.talk
    calls = counted.reported["calls"]
    assert calls > 20
    whole = exported(tmp_path / "counted" / "library")
    numbers = range(1, calls + 2, 1 if FULL else 3)
    for number in numbers:
        top = tmp_path / str(number)
        child = import_until(top, number)
        assert child.code == (-signal.SIGKILL if number <= calls else 0), child.talk
        if power:
            Disk.of(top).cut()
        folder = top / "library"
        assert exported(folder) == whole, "a reader loses nothing"
        upgrade(folder)
        assert exported(folder) == whole
        assert len(records_in(folder)) == 10
        old = [path.read_bytes() for path in folder.glob("papers*.jsonl")]
        assert old == [(FORMAT_1 / "library" / "papers.jsonl").read_bytes()]
        with Library(folder).read() as view:
            assert len(list(view.untagged())) == 0
            assert len(view.history("star")) == 3
        assert not list(folder.glob(".*.tmp"))
        assert defects(folder) == []
    figure(f"{len(numbers)} imports of format 1, each cut off before a change of the disk")
