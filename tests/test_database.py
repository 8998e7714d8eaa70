"""The SQLite file of the index: its lookups, its transactions, and what its schema promises."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from papertriage.library import database
from papertriage.library.database import (
    TABLES,
    Database,
    hash_of,
    new_database,
    open_database,
    private_database,
)

STEPS = st.lists(
    st.tuples(st.sampled_from("aaarf"), st.integers(0, 4), st.integers(0, 4)), max_size=60
)


@pytest.fixture
def private() -> Iterator[Database]:
    made = private_database()
    yield made
    made.close()


def rows(made: Database, table: str) -> int:
    return int(made.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - constants


@settings(max_examples=100, deadline=None)
@given(steps=STEPS, least=st.integers(0, 9))
def test_lookups_are_a_set_of_pairs(steps: list[tuple[str, int, int]], least: int) -> None:
    """Whenever and into whichever table they are written, they equal a plain set of pairs."""
    plain = set[tuple[int, int]]()
    made = private_database()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "_LEAST_FRESH", least)
        for step, name, number in steps:
            pair = (hash_of("name", str(name)), number)
            if step == "f":
                made.flush()
            elif step == "a" and pair not in plain:
                made.add_lookups(number, pair[:1])
                plain.add(pair)
            elif step == "r":
                made.remove_lookups(number, pair[:1])
                plain.discard(pair)
            asked = [hash_of("name", str(each)) for each in range(5)]
            expected = {
                hash_: numbers
                for hash_ in asked
                if (numbers := sorted(n for other, n in plain if other == hash_))
            }
            assert made.numbers_of(asked) == expected
    made.close()


def test_fresh_lookups_move_when_they_are_many(
    private: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Few go into the small table; the large one is written when they are a quarter of it."""
    monkeypatch.setattr(database, "_LEAST_FRESH", 10)

    def add(start: int, count: int) -> tuple[int, int]:
        for number in range(start, start + count):
            private.add_lookups(number, [hash_of("name", str(number))])
        private.flush()
        return rows(private, "fresh"), rows(private, "lookup")

    assert add(0, 10) == (10, 0)
    assert add(10, 90) == (0, 100)
    assert add(100, 20) == (20, 100)
    assert add(120, 5) == (25, 100)
    assert add(125, 1) == (0, 126)
    hashes = {hash_of("name", str(n)): [n] for n in range(126)}
    assert private.numbers_of(hashes) == hashes


def test_lookups_that_wait_are_bounded(private: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many are added between two commits, memory holds some of them only."""
    monkeypatch.setattr(database, "_MOST_PENDING", 100)
    for number in range(1000):
        private.add_lookups(number, [hash_of("name", str(number))])
    assert rows(private, "fresh") + rows(private, "lookup") > 800
    assert private.numbers_of([hash_of("name", "7")]) == {hash_of("name", "7"): [7]}


def test_a_reader_keeps_its_state_and_a_writer_tries_again(tmp_path: Path) -> None:
    """A commit fails during a read, loses nothing, and succeeds afterwards."""
    path = tmp_path / "cache" / "index.sqlite"
    writer = new_database(path)
    writer.set_value("a", "old")
    assert writer.commit()
    writer.connection.execute("PRAGMA busy_timeout=10")
    reader = open_database(path, writable=False)
    writer.set_value("a", "new")
    assert not writer.commit()
    assert reader.value("a") == "old"
    reader.close()
    assert writer.commit()
    writer.close()
    reader = open_database(path, writable=False)
    assert reader.value("a") == "new"
    reader.close()


def test_a_reader_can_open_the_index_between_two_commits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer locks no reader out, even if it changed more pages than its cache holds."""
    monkeypatch.setattr(database, "_CACHE", {False: -100, True: -100})
    monkeypatch.setattr(database, "_PATIENCE", {False: 0.0, True: 0.0})
    monkeypatch.setattr(database, "_LEAST_FRESH", 10)
    path = tmp_path / "cache" / "index.sqlite"
    writer = new_database(path)
    for start in range(0, 60_000, 20_000):  # the first commit, and some that move fresh lookups
        for number in range(start, start + 20_000):
            writer.add_lookups(number, [number])
        assert writer.commit()
        assert rows(writer, "fresh") == 0
        writer.executemany(
            "INSERT INTO sighting VALUES (?, 0, 0)", [(start + n,) for n in range(20_000)]
        )
        reader = open_database(path, writable=False)
        assert rows(reader, "sighting") == start
        reader.close()
    writer.close()


def test_a_commit_is_whole_and_on_the_disk(tmp_path: Path) -> None:
    """SQLite keeps a journal and waits for the disk; WAL would need a writable folder to read."""
    made = new_database(tmp_path / "cache" / "index.sqlite")
    asked = [
        made.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "locking_mode")
    ]
    assert asked == ["delete", 2, "normal"]
    made.close()


def test_a_new_file_does_not_read_an_old_one(tmp_path: Path) -> None:
    """An old file of its name, and the journal of that file, are not read."""
    path = tmp_path / "cache" / "index.sqlite"
    path.parent.mkdir()
    path.write_bytes(b"no database")
    path.with_name("index.sqlite-journal").write_bytes(b"\xd9\xd5\x05\xf9 \xa1c\xd7" * 300)
    made = new_database(path)
    assert made.commit()
    made.close()
    reader = open_database(path, writable=False)
    assert rows(reader, "record") == 0
    reader.close()


def test_every_column_that_needs_it_is_explained() -> None:
    """The schema is what users read who query the index: each table says what a row is."""
    tables = re.findall(r"CREATE TABLE (\w+) \(( +-- \w.*)?", TABLES)
    assert len(tables) > 10
    assert [name for name, comment in tables if not comment] == ["state"]
