"""The index may be deleted, damaged, swapped or of another log; the answers are the same."""

import hashlib
import random
import shutil
import sqlite3
from pathlib import Path

import msgspec
import pytest

from index_help import INDEX, Answers, answers, fill, is_used
from library_help import defects, exported, hash_of, invent, store, stored, tag_line
from papertriage import identity
from papertriage.errors import DamagedIndexError
from papertriage.flows.tag.tag import tag_library
from papertriage.grouping.match_keys import match_keys
from papertriage.library import Library, files, index, records, text_hash
from papertriage.library.database import Database
from papertriage.library.index import Index
from papertriage.library.log import Snapshot, Span
from papertriage.library.nodes import node_of
from papertriage.paper import Paper, Record, encode
from papertriage.text import similarity
from papertriage.topics.taxonomy import load


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Answers]:
    folder = tmp_path_factory.mktemp("made") / "library"
    fill(folder)
    return folder, answers(folder)


@pytest.fixture
def copy(made: tuple[Path, Answers], tmp_path: Path) -> Path:
    shutil.copytree(made[0], tmp_path / "copy")
    return tmp_path / "copy"


def test_the_answers_are_the_expected_ones(made: tuple[Path, Answers]) -> None:
    """The library that the next tests damage gives correct answers at first."""
    _, expected = made
    # 60 papers; one joined another, one was split in two, one was forgotten.
    assert len(expected.papers) == expected.export.count(b"\n") == 59
    assert expected.resolved[9] is None
    assert expected.resolved[:2] == ["doi:10.5555/invented.0"] * 2
    assert len(expected.merged) == 4
    assert expected.counts.tagged == 27
    assert len(expected.untagged) == 59 - 27
    assert len(expected.lists[0]) == 24
    assert expected.unreadable == 0


@pytest.mark.parametrize(
    "harm",
    ["deleted", "cut", "empty", "text", "swapped", "journal", "link", "older", "emptied"],
)
def test_a_harmed_index_changes_no_answer(
    tmp_path: Path, made: tuple[Path, Answers], copy: Path, harm: str
) -> None:
    """Readers and writers answer as before, and the index is sound again afterwards."""
    other = tmp_path / "other"
    store(other, *(invent(n) for n in range(100, 160)))
    before = (other / INDEX).read_bytes()
    do_harm(copy / INDEX, other / INDEX, harm)
    assert answers(copy) == made[1]
    store(copy)
    assert answers(copy) == made[1]
    assert (copy / INDEX).is_file()
    assert not (copy / INDEX).is_symlink()
    assert (other / INDEX).read_bytes() == before
    assert is_used(copy)
    assert defects(copy) == []


def do_harm(path: Path, other: Path, harm: str) -> None:
    if harm == "deleted":
        shutil.rmtree(path.parent)
    elif harm == "cut":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    elif harm == "empty":
        path.write_bytes(b"")
    elif harm == "text":
        path.write_text("not a database\n" * 1000)
    elif harm == "swapped":
        shutil.copy(other, path)
    elif harm == "journal":
        path.with_name("index.sqlite-journal").write_bytes(b"\xd9\xd5\x05\xf9 \xa1c\xd7" * 300)
    elif harm == "older":
        change(path, "UPDATE state SET value = replace(value, '\"format\":', '\"format\":1')")
    elif harm == "emptied":
        change(path, "DELETE FROM state")
    else:
        path.unlink()
        path.symlink_to(other)


def change(path: Path, *statements: str) -> None:
    """Change an index behind the library's back."""
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def flip(path: Path, chance: random.Random) -> None:
    """Change some bits of a file."""
    data = bytearray(path.read_bytes())
    for _ in range(chance.choice([1, 1, 20, 400])):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


@pytest.mark.parametrize("seed", range(80))
def test_a_flipped_index_costs_one_command_at_most(
    made: tuple[Path, Answers], copy: Path, seed: int
) -> None:
    """Nothing crashes; a check finds what changes an answer, and a repair corrects it."""
    flip(copy / INDEX, random.Random(seed))
    found = [text for text in defects(copy) if "index.sqlite" in text]
    given, is_told = asked(copy)
    assert given == made[1] or found
    if is_told:  # the index is gone
        assert asked(copy) == (made[1], False)
    try:
        store(copy, invent(900))
        Library(copy).compact()
    except DamagedIndexError:
        store(copy, invent(900))
    Library(copy).repair()
    assert defects(copy) == []
    again = answers(copy)
    assert again.papers[-1] == invent(900)
    assert again.resolved == made[1].resolved
    assert again.lists == made[1].lists


def asked(folder: Path) -> tuple[Answers | None, bool]:
    """Return the answers, or none where the index is too damaged, and whether that is so."""
    try:
        return answers(folder), False
    except DamagedIndexError:
        return None, True


def test_a_writer_that_finds_damage_stores_all_or_nothing(copy: Path) -> None:
    """The batch fails with one message, the index is deleted, and the next attempt succeeds."""
    before = exported(copy)
    change(
        copy / INDEX,
        "UPDATE record SET offset = offset + 1",
        "UPDATE sighting SET offset = offset + 1",
    )
    with pytest.raises(DamagedIndexError, match="no record is lost") as caught:
        store(copy, invent(70), invent(2, note="Once more."))
    assert caught.value.exit_code == 75
    assert not (copy / INDEX).exists()
    assert exported(copy) == before
    assert store(copy, invent(70), invent(2, note="Once more.")) == ["added", "updated"]
    assert defects(copy) == []


def test_a_damaged_index_that_cannot_be_removed_is_reported_as_such(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error does not claim that the index was removed, and does not advise to run it again."""
    change(
        copy / INDEX,
        "UPDATE record SET offset = offset + 1",
        "UPDATE sighting SET offset = offset + 1",
    )

    def refuse(path: Path) -> None:
        raise files.cannot_write(path, PermissionError(13, "Permission denied"), "nothing was lost")

    monkeypatch.setattr(files, "remove", refuse)
    with pytest.raises(DamagedIndexError, match="it cannot be removed") as caught:
        store(copy, invent(2, note="Once more."))
    assert "again" not in (caught.value.hint or "")
    assert (copy / INDEX).exists()


def test_a_bug_is_not_blamed_on_a_sound_index(copy: Path) -> None:
    """Another kind of error is raised unchanged, and the index is kept."""
    with pytest.raises(KeyError), Library(copy).read():
        raise KeyError
    with pytest.raises(ValueError, match="a bug"), Library(copy).write():
        raise ValueError("a bug")
    assert is_used(copy)


def test_a_writer_killed_while_it_makes_an_index_leaves_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new index that was not committed is not used."""
    fill(tmp_path)
    expected = answers(tmp_path)
    shutil.rmtree(tmp_path / ".cache")

    def killed(self: Database) -> bool:
        self.flush()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Database, "commit", killed)
        with pytest.raises(KeyboardInterrupt), Library(tmp_path).write():
            pass
    assert answers(tmp_path) == expected
    assert is_used(tmp_path)


def test_an_index_that_cannot_be_written_costs_no_record(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If there is no room for the index, the papers are stored, and one message says so."""
    notices: list[str] = []

    def full(_: Database) -> bool:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(Database, "commit", full)
        with Library(copy, notice=notices.append).write() as writer:
            writer.put([invent(70)])
    assert len(notices) == 1
    assert "cannot write: database or disk is full; every record is safe" in notices[0]
    assert stored(copy)[-1] == invent(70)
    assert is_used(copy)


def test_a_stale_index_is_updated_by_the_first_reader(tmp_path: Path) -> None:
    """Lines that the index does not cover are added, and saved if the lock is free."""
    store(tmp_path, *(invent(n) for n in range(50)))
    old = (tmp_path / INDEX).read_bytes()
    store(tmp_path, *(invent(n) for n in range(50, 80)), invent(3, note="Revised."))
    expected = answers(tmp_path)
    (tmp_path / INDEX).write_bytes(old)
    with Library(tmp_path).write(), Library(tmp_path).read() as view:  # another one writes
        assert view.is_private
    (tmp_path / INDEX).write_bytes(old)
    assert answers(tmp_path) == expected
    assert is_used(tmp_path)


def test_a_reader_delays_only_the_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Writers store while a view is open; its answers stay, and a later writer updates it."""
    monkeypatch.setattr("papertriage.library.database._PATIENCE", {False: 0.1, True: 0.1})
    store(tmp_path, invent(1))
    with Library(tmp_path).read() as view:
        store(tmp_path, invent(2))
        store(tmp_path, invent(3))
        assert list(view.papers()) == [invent(1)]
        assert stored(tmp_path) == [invent(1), invent(2), invent(3)]
    store(tmp_path)
    assert is_used(tmp_path)
    assert stored(tmp_path) == [invent(1), invent(2), invent(3)]


@pytest.fixture
def read_lines(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Collect the lines of records.jsonl that are parsed."""
    seen: list[bytes] = []
    parse = records.parse

    def counted(line: bytes) -> object:
        seen.append(line)
        return parse(line)

    monkeypatch.setattr(records, "parse", counted)
    return seen


def test_a_copied_library_keeps_its_index(
    made: tuple[Path, Answers], copy: Path, read_lines: list[bytes]
) -> None:
    """Device, inode and times make no difference: nobody reads the log again."""
    assert is_used(copy)
    read_lines.clear()
    store(copy)
    assert read_lines == []
    assert answers(copy) == made[1]


def test_a_writer_reads_what_is_new_and_not_the_rest(copy: Path, read_lines: list[bytes]) -> None:
    """Lines that another program appended are indexed without reading those before them."""
    lines = [records.encode_record(records.record_of(invent(n))) for n in (70, 71)]
    with (copy / "records.jsonl").open("ab") as file:
        file.writelines(line + b"\n" for line in lines)
    store(copy)
    assert set(read_lines) == set(lines)
    assert stored(copy)[-2:] == [invent(70), invent(71)]


@pytest.mark.parametrize("seed", range(4))
def test_lines_that_moved_are_found_again(
    made: tuple[Path, Answers], copy: Path, read_lines: list[bytes], seed: int
) -> None:
    """After a git merge, which reorders and adds lines, records keep what is known about them."""
    chance = random.Random(seed)
    path = copy / "records.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    new = [records.encode_record(records.record_of(invent(n))) + b"\n" for n in (70, 71)]
    chance.shuffle(lines)
    lines[10:10] = new
    path.write_bytes(b"".join(lines))
    name = name_of_index(copy)
    store(copy)
    assert name_of_index(copy) == name
    assert len(read_lines) < len(lines) // 2
    assert defects(copy) == []
    again = answers(copy)
    assert again.export.splitlines() == sorted([
        *made[1].export.splitlines(), *exported_lines(invent(70), invent(71))
    ], key=key_of)  # fmt: skip
    assert again.lists == made[1].lists
    assert is_used(copy)


def name_of_index(folder: Path) -> str:
    with Library(folder).read() as view:
        return view.index_name


def exported_lines(*papers: Paper) -> list[bytes]:
    return [encode(paper) for paper in papers]


def key_of(line: bytes) -> bytes:
    return line.partition(b'"id":"')[2].partition(b'"')[0]


def test_a_deleted_line_removes_its_paper(copy: Path) -> None:
    """If a line is deleted by hand, the index is built again, without the paper."""
    path = copy / "records.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    gone = next(line for line in lines if b"invented.40" in line)
    path.write_bytes(b"".join(line for line in lines if line is not gone))
    with Library(copy).read() as view:
        assert view.get("doi:10.5555/invented.40") is None
        assert view.get("doi:10.5555/invented.41") == invent(41)
    assert defects(copy) == []


def test_a_log_edited_in_place_is_noticed(tmp_path: Path) -> None:
    """A line that an editor made longer is read in its new form."""
    store(tmp_path, *(invent(n) for n in range(5)))
    path = tmp_path / "records.jsonl"
    path.write_bytes(path.read_bytes().replace(b"part 1", b"part one"))
    assert (stored(tmp_path)[1].title or "").endswith("part one")
    store(tmp_path)
    assert is_used(tmp_path)
    (found,) = defects(tmp_path)
    assert found.startswith(
        f"records.jsonl:2: record {hash_of(invent(1))}: its content was changed"
    )


@pytest.mark.parametrize("harm", ["deleted", "cut", "rewritten", "appended"])
def test_tags_follow_their_file(copy: Path, harm: str) -> None:
    """tags.jsonl may be deleted, truncated or replaced at any time: its current content counts."""
    path = copy / "tags.jsonl"
    if harm == "deleted":
        path.unlink()
    elif harm == "cut":
        path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:5]))
    else:
        line = tag_line(invent(4), "t2", kites=0.9)
        kept = path.read_bytes() if harm == "appended" else b""
        path.write_bytes(kept + msgspec.json.encode(line) + b"\n")
    with Library(copy).read() as view:
        tagged = [view.key(n) for n in view.numbers() if view.tagged(n).tags is not None]
        (paper,) = view.named("doi:10.5555/invented.4")
        scores = {tag.topic: tag.score for tag in view.tagged(paper).tags or ()}
    assert len(tagged) == {"deleted": 0, "cut": 2, "rewritten": 1, "appended": 27}[harm]
    old = {"deleted": {}, "cut": {"tea": 0.3 + 2 / 60, "kites": 0.5}}
    assert scores == old.get(harm, {"kites": 0.9})
    assert defects(copy) == []
    assert is_used(copy)


def test_a_rewrite_of_tags_replaces_staged_ones_too(tmp_path: Path) -> None:
    """A rewrite replaces all tags, even those staged in the same batch."""
    papers = [invent(n) for n in range(3)]
    store(tmp_path, *papers)
    with Library(tmp_path).write() as writer:
        writer.put_tags([tag_line(papers[0], tea=0.7)])
        writer.rewrite_tags([tag_line(papers[1], tea=0.7)])
        writer.rewrite_tags([tag_line(papers[2], tea=0.7)])
    with Library(tmp_path).read() as view:
        assert [view.key(n) for n in view.numbers() if view.tagged(n).tags] == [papers[2].id]
    assert is_used(tmp_path)


def test_a_text_and_its_tags_may_come_in_any_order(tmp_path: Path) -> None:
    """Tags are found by the text: a paper that gets its old text back gets its tags back."""
    with Library(tmp_path).write() as writer:
        writer.put_tags([tag_line(invent(1), tea=0.7)])
    store(tmp_path, invent(1))
    with Library(tmp_path).read() as view:
        assert [tag.topic for tag in view.tagged(view.numbers()[0]).tags or ()] == ["tea"]


@pytest.mark.parametrize("chunk", [1, 7])
def test_a_library_that_is_indexed_in_pieces_answers_the_same(
    made: tuple[Path, Answers], copy: Path, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    """The size of a batch, and when lookups are written, change no answer."""
    monkeypatch.setattr(index, "CHUNK", chunk)
    monkeypatch.setattr("papertriage.library.database._MOST_PENDING", 3)
    monkeypatch.setattr("papertriage.library.database._LEAST_FRESH", 5)
    monkeypatch.setattr("papertriage.library.index_records._KEPT", 2)
    shutil.rmtree(copy / ".cache")
    assert answers(copy) == made[1]
    assert is_used(copy)


def test_tagging_nothing_repairs_the_index(tmp_path: Path) -> None:
    """Tagging builds a missing index again even if there is no paper to tag."""
    store(tmp_path, *(invent(n) for n in range(5)))
    library = Library(tmp_path)
    tag_library(library, load(None))
    shutil.rmtree(tmp_path / ".cache")
    assert tag_library(library, load(None)).tagged == 0
    assert is_used(tmp_path)


def test_the_way_to_make_names_has_a_number() -> None:
    """If names, match keys or hashes change, RULES must be raised (then correct the digest)."""
    # The table of words has few words of the first abstract, and all of the second.
    known = " ".join(similarity.common_words()[::37])
    abstracts = ("We study how " + "a probing, na\u00efve text of middling length " * 12, known)
    probes = [
        Paper(
            id="",
            ids={"doi": "10.5555/probe"},
            title="On \u03b1-Sampling of \u00c9migr\u00e9 Graphs in $O(n)$: A <i>Probe</i>",
            abstract=abstract,
        )
        for abstract in abstracts
    ]
    made = [
        (
            identity.names(one),
            identity.surrogate(one),
            match_keys(one),
            identity.record_hash(one),
            node_of(Record(hash="", paper=one)).hash,
            text_hash(one),
        )
        for one in probes
    ]
    digest = hashlib.blake2b(repr(made).encode(), digest_size=8).hexdigest()
    assert (index.RULES, digest) == (7, "a581e513d0b95945")


def test_the_index_covers_what_was_there_at_the_time(tmp_path: Path) -> None:
    """The index notices whether the log grew or its covered bytes changed."""
    store(tmp_path, invent(1), invent(2))
    with Library(tmp_path).read() as view:
        covered = view._index.state.records
    log = Snapshot(tmp_path / "records.jsonl")
    assert covered.last == Span(covered.last.offset, log.size - covered.last.offset)
    assert covered.holds(log)
    log.close()
    path = tmp_path / "records.jsonl"
    data = path.read_bytes()
    for changed, holds in (
        (data + b"{}\n", True),
        (data[:-1], False),
        (b"x" + data[1:], False),
        (data[:-3] + b"x" + data[-2:], False),
    ):
        path.write_bytes(changed)
        log = Snapshot(path)
        assert covered.holds(log) is holds
        log.close()
    assert isinstance(view._index, Index)
