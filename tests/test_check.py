"""check finds what is wrong; repair loses nothing and keeps every good record."""

import random
import shutil
import sqlite3
from pathlib import Path

import pytest

from crash_help import MEANS, scaled
from index_help import LOGS, fill
from library_help import defects, exported, hash_of, invent, store, stored
from papertriage.library import Library
from papertriage.library.check import Check
from papertriage.library.database import hash_of as lookup_of
from papertriage.library.tags import text_hash


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "library"
    fill(folder, 12)
    return folder


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "copy")
    return tmp_path / "copy"


def test_a_sound_library_has_no_defects(made: Path) -> None:
    """Copies, sightings, decisions, forgotten records and tags of old texts are all in order."""
    reading = Check(made, "work")
    assert list(reading.defects()) == []
    assert (reading.papers, reading.lines) == (11, 29)


@pytest.mark.parametrize(
    ("file", "line", "what"),
    [
        ("records.jsonl", b'{"record":"0123","title', "not a record"),
        ("records.jsonl", b"\xff\x00", "not a record"),
        ("records.jsonl", b'{"id":"doi:1","title":"of format 1","abstract":null}', "not a record"),
        ("tags.jsonl", b'{"id":"doi:1"}', "not tags"),
        ("tags.jsonl", b'{"of":"no digits","by":"","tags":[]}', "not tags"),
        ("history.jsonl", b"{", "not a JSON object"),
        ("runs.jsonl", b"[]", "not a JSON object"),
    ],
)
def test_a_bad_line_is_named(copy: Path, file: str, line: bytes, what: str) -> None:
    """File, line and reason are given, and a repair sets the line aside."""
    path = copy / file
    before = path.read_bytes()
    path.write_bytes(before + line + b"\n")
    number = before.count(b"\n") + 1
    assert [text for text in defects(copy) if text.startswith(f"{file}:{number}: {what}")]
    Library(copy).repair()
    assert path.read_bytes() == before
    assert path.with_name(f"{file}.bad").read_bytes() == line + b"\n"
    assert defects(copy) == []


def test_lines_of_a_newer_version_are_left_alone(copy: Path) -> None:
    """Unknown lines in the history and the runs are not defects."""
    for name in ("history.jsonl", "runs.jsonl"):
        with (copy / name).open("ab") as file:
            file.write(b'{"event":"dreamt","at":"2031-01-01T00:00:00.000000Z"}\n')
    before = [(copy / name).read_bytes() for name in LOGS]
    assert defects(copy) == []
    assert Library(copy).repair() == []
    assert [(copy / name).read_bytes() for name in LOGS] == before


def test_a_record_that_was_changed_by_hand_is_named(copy: Path) -> None:
    """Its hash does not match; it is read as changed, and a repair keeps it."""
    path = copy / "records.jsonl"
    path.write_bytes(path.read_bytes().replace(b"part 6", b"part VI"))
    number = invent(6)
    assert defects(copy) == [
        f"records.jsonl:7: record {hash_of(number)}: its content was changed by hand, or is damaged"
    ]
    Library(copy).repair()
    assert (stored(copy)[5].title or "").endswith("part VI")


def test_a_byte_order_mark_hides_nothing(copy: Path) -> None:
    """Logs that an editor saved with a byte-order mark have the same papers and need no repair."""
    papers = exported(copy)
    for name in LOGS:
        path = copy / name
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert exported(copy) == papers
    assert defects(copy) == []
    assert Library(copy).repair() == []


def test_a_damaged_index_is_named_and_built_again(copy: Path) -> None:
    """Changed bytes of a page are a defect until the repair."""
    index = copy / ".cache" / "index.sqlite"
    data = bytearray(index.read_bytes())
    for at in range(len(data) // 2, len(data), 7):
        data[at] ^= 1
    index.write_bytes(data)
    assert "index.sqlite" in "".join(defects(copy))
    Library(copy).repair()
    assert defects(copy) == []
    assert index.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record SET paper = 3 WHERE number = 4",
        "UPDATE record SET node = 3 WHERE number = 4",
        "UPDATE record SET offset = 0 WHERE number = 4",
        "DELETE FROM sighting",
        "UPDATE pair SET strength = 7",
        "UPDATE pair SET kind = 'near'",
        "DELETE FROM pair",
        "UPDATE paper SET key = 'doi:10.5555/other' WHERE number = 4",
        "UPDATE paper SET latest = 7 WHERE number = 4",
        "UPDATE paper SET tag = NULL WHERE number = 4",
        "UPDATE list SET papers = papers + 1",
        "UPDATE entry SET score = 0.99",
        "DELETE FROM entry",
        "UPDATE tagged SET papers = 0",
        "DELETE FROM fresh WHERE hash = RECORD",
        "DELETE FROM fresh WHERE hash = NAME",
        "UPDATE fresh SET number = 5 WHERE hash = RECORD",
        "UPDATE fresh SET number = 5 WHERE hash = NAME",
        "UPDATE fresh SET number = number + 1 WHERE hash = TAG",
    ],
)
def test_an_index_that_differs_from_the_logs_is_found(copy: Path, statement: str) -> None:
    """Each table is compared with the logs, as a sound page may contain a wrong number."""
    record, name = hash_of(invent(4)), "doi:10.5555/invented.4"
    statement = statement.replace("RECORD", str(lookup_of("record", record)))
    statement = statement.replace("NAME", str(lookup_of("name", name)))
    statement = statement.replace("TAG", str(lookup_of("tag", text_hash(invent(4)).hex())))
    with sqlite3.connect(copy / ".cache" / "index.sqlite") as connection:
        assert connection.execute(statement).rowcount > 0
    connection.close()
    assert "differs from the logs" in "".join(defects(copy))


def test_conflicting_copies_of_a_sync_program_are_named(copy: Path) -> None:
    """A conflicting copy of a log is reported."""
    (copy / "records (conflicted copy 2026-11-20).jsonl").write_text("{}\n")
    assert "a conflicting copy of a sync program" in "".join(defects(copy))


def test_an_overwritten_newline_costs_no_record(copy: Path) -> None:
    """Two records are separated again if the newline between them was overwritten."""
    path = copy / "records.jsonl"
    before = path.read_bytes()
    for place in (before.index(b"\n"), len(before) - 1):
        path.write_bytes(before[:place] + b"\x0b" + before[place + 1 :])
        Library(copy).repair()
        assert path.read_bytes() == before
    assert not (copy / "records.jsonl.bad").exists()


def test_a_torn_end_is_set_aside(copy: Path) -> None:
    """The incomplete end moves to the bad lines; a second repair finds nothing to do."""
    path = copy / "records.jsonl"
    before = path.read_bytes()
    path.write_bytes(before + b'{"record":"a","t')
    assert "16 bytes of an unfinished line" in "".join(defects(copy))
    assert [each.size for each in Library(copy).repair()] == [16]
    assert path.read_bytes() == before
    assert Library(copy).repair() == []


def flip(path: Path, chance: random.Random) -> None:
    """Change some bytes of a file, newlines among them."""
    data = bytearray(path.read_bytes())
    for _ in range(chance.choice([1, 1, 2, 5, 40])):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def intact(original: bytes, flipped: bytes) -> set[bytes]:
    """Return the lines whose bytes did not change, regardless of the newlines around them."""
    found, start = set[bytes](), 0
    for line in original.splitlines():
        if flipped[start : start + len(line)] == line:
            found.add(line)
        start += len(line) + 1
    return found


@pytest.mark.parametrize("seed", scaled(60, 1000))
def test_flipped_bytes_are_set_aside_and_every_good_line_kept(
    made: Path, copy: Path, seed: int
) -> None:
    """A repair keeps each byte or sets it aside, and the next check finds nothing."""
    chance = random.Random(seed)
    hit = chance.sample(LOGS, chance.randint(1, 4))
    for name in hit:
        flip(copy / name, chance)
    before = {name: (copy / name).read_bytes() for name in LOGS}
    Library(copy).repair()
    for name in LOGS:
        after = (copy / name).read_bytes()
        aside = copy / f"{name}.bad"
        bad = aside.read_bytes() if aside.exists() else b""
        assert len(after) + len(bad) == len(before[name])
        assert intact((made / name).read_bytes(), before[name]) <= set(after.split(b"\n"))
        if name in {"records.jsonl", "tags.jsonl"}:
            assert all(MEANS[name](line) for line in after.split(b"\n")[:-1])
    assert [text for text in defects(copy) if "content was changed" not in text] == []
    if set(hit).isdisjoint({"records.jsonl", "history.jsonl"}):
        assert exported(copy) == exported(made)
    store(copy, *(invent(number) for number in range(12)))  # the lost records are stored again
    known = {hash_of(invent(number)) for number in range(12) if number != 9}
    with Library(copy).read() as view:
        found = {record.hash for record in view.all_records()}
    assert known <= found or "history.jsonl" in hit
