"""The index: it may be deleted, cut, flipped or swapped at any time; the answers stay the same."""

import hashlib
import random
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library_help import invent, store, stored
from papertriage import identity
from papertriage.flows.tag.tag import tag_library
from papertriage.library import Library, blocks, records, table
from papertriage.library.arrays import Array
from papertriage.library.blocks import BrokenIndexError, new_blocks, open_blocks, private_blocks
from papertriage.library.handles import Handles, Shape, handle
from papertriage.library.records import TagLine, text_hash
from papertriage.library.standings import Standing
from papertriage.library.view import TagCounts
from papertriage.paper import Paper, Tag
from papertriage.text import similarity
from papertriage.topics.taxonomy import load

INDEX = Path(".cache", "index.sqlite")


@pytest.fixture
def private() -> Iterator[blocks.Blocks]:
    made = private_blocks()
    yield made
    made.close()


def _write(table: Handles, private: blocks.Blocks) -> None:
    update = table.update()
    private.spill(update.bulk)
    table.adopt(update)


@settings(max_examples=100, deadline=None)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from("aarrw"), st.integers(0, 3), st.integers(0, 4)),
        min_size=30,
        max_size=60,
    )
)
def test_handles_are_a_set_of_pairs(steps: list[tuple[str, int, int]]) -> None:
    """However often it is written between, the map answers as a plain set of pairs does."""
    made = private_blocks()
    plain = set[tuple[bytes, int]]()
    table = Handles(made, (1, 2), Shape())
    for step, name, row in steps:
        pair = (handle("name", str(name)), row)
        if step == "w":
            _write(table, made)
        elif step == "a" and pair not in plain:
            if table.none_of(pair[:1]):
                table.add_new(pair[:1], row)
            else:
                table.add(*pair)
            plain.add(pair)
        elif step == "r":
            table.remove(*pair)
            plain.discard(pair)
    for step in "before", "after":
        for name in range(4):
            key = handle("name", str(name))
            assert table.rows(key) == sorted(row for other, row in plain if other == key), step
            assert table.none_of([key]) == (not table.rows(key))
        _write(table, made)
        table = Handles(made, (1, 2), table.shape)
    made.close()


def test_handles_are_merged_as_they_come(private: blocks.Blocks) -> None:
    """Segments stay few, what they replace goes, and every pair is found again."""
    table = Handles(private, (1, 2), Shape())
    for row in range(40_000):
        table.add_new([handle("name", str(row)), handle("mark", str(row))], row)
        if row % 500 == 0:
            _write(table, private)
    assert len(table.shape.segments) < 12
    held = sum(2**segment.bits for segment in table.shape.segments)
    rows = private._connection.execute("SELECT count(*) FROM block WHERE n > 0").fetchone()
    assert rows[0] == held + table.shape.pages
    for row in range(0, 40_000, 7):
        assert table.rows(handle("name", str(row))) == [row]
    assert table.none_of([handle("name", str(row)) for row in range(40_000, 50_000)])


def test_removals_go_with_the_last_pair_that_they_are_about(private: blocks.Blocks) -> None:
    """What was removed stays away through merges, and leaves nothing behind in the oldest."""
    table = Handles(private, (1, 2), Shape())
    for row in range(3000):
        table.add(handle("name", str(row)), row)
    _write(table, private)
    for row in range(0, 3000, 2):
        table.remove(handle("name", str(row)), row)
    _write(table, private)
    assert [segment.removals for segment in table.shape.segments] == [0, 1500]
    for row in range(3000, 20_000):
        table.add(handle("name", str(row)), row)
    _write(table, private)  # of a higher level than both: takes them along
    assert [segment.removals for segment in table.shape.segments] == [1500]
    assert table.rows(handle("name", "1")) == [1]
    assert table.rows(handle("name", "2")) == []


def test_arrays_keep_records_by_row(private: blocks.Blocks) -> None:
    """Rows keep their records, at the ends of blocks too."""
    array = Array(private, 2, 12)
    for row in range(200):
        array.add(row, row.to_bytes(12))
    array.change(79, b"twelve bytes")
    private.flush()
    assert [array.get(row) for row in (0, 78, 80, 199)] == [
        row.to_bytes(12) for row in (0, 78, 80, 199)
    ]
    assert array.get(79) == b"twelve bytes"
    assert [first for first, _ in array.stretches(200)] == [0, 80, 160]
    assert b"".join(records for _, records in array.stretches(200)).count(b"twelve") == 1


def test_a_flipped_bit_is_noticed(tmp_path: Path) -> None:
    """A block whose bytes changed on disk is never returned."""
    path = tmp_path / "cache" / "blocks"
    made = new_blocks(path)
    made.put(1, 0, b"some content that stands out")
    made.finish()
    made.close()
    path.write_bytes(path.read_bytes().replace(b"stands out", b"stands oUt"))
    made = open_blocks(path, writable=False)
    with pytest.raises(BrokenIndexError, match="damaged"):
        made.get(1, 0)
    made.close()


def test_a_reader_keeps_its_state_and_a_writer_tries_again(tmp_path: Path) -> None:
    """An update waits while a reader is there, and is written whole when it has gone."""
    path = tmp_path / "cache" / "blocks"
    writer = new_blocks(path)
    writer.put(1, 0, b"old")
    writer.finish()
    reader = open_blocks(path, writable=False)
    writer.put(1, 0, b"new")
    assert not writer.flush()
    assert reader.get(1, 0) == b"old"
    reader.close()
    assert writer.flush()
    assert writer.changed == 0
    writer.close()


# A library of each kind of line, and all that it should answer.


def fill(folder: Path) -> None:
    papers = [invent(n) for n in range(60)]
    store(folder, *papers)
    with Library(folder).write() as writer:
        writer.put(invent(7, note="Revised."))
        writer.alias("sha1:00000000000000aa", papers[3].id)
        writer.alias(papers[5].id, papers[4].id)
        writer.forget([papers[9].id], "2026-11-20")
        writer.put_tags(
            TagLine(id=paper.id, of=text_hash(paper), by="t1", tags=[tag])
            for number, paper in enumerate(papers[::2])
            for tag in [Tag(topic="tea", score=0.3 + number / 60, base=-3.0)]
        )


class Answers(NamedTuple):
    """All that a reader is told."""

    live: int
    tagged: list[tuple[Paper, TagLine | None]]
    resolved: list[str | None]
    unreadable: int
    counts: TagCounts
    standings: list[Standing]
    untagged: list[Paper]


def answers(folder: Path) -> Answers:
    names = [f"doi:10.5555/invented.{n}" for n in range(62)]
    names += [f"pmid:{9_000_000 + n}" for n in range(60)]
    names += ["sha1:00000000000000aa", "sha1:00000000000000ab"]
    with Library(folder).read() as view:
        resolved = [(paper.id if (paper := view.get(name)) else None) for name in names]
        return Answers(
            len(view),
            list(view.tagged()),
            resolved,
            view.unreadable,
            view.tag_counts(0.5),
            list(view.standings("tea", 0.5)),
            list(view.untagged()),
        )


def found(folder: Path) -> object:
    """What a writer finds; it stores nothing."""
    papers = [invent(n) for n in (0, 3, 5, 7, 9, 59, 60)]
    with Library(folder).write() as writer:
        return [
            (
                writer.find(identity.names(paper), identity.exact_marks(paper)),
                writer.is_forgotten(paper),
            )
            for paper in papers
        ]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Answers, object]:
    folder = tmp_path_factory.mktemp("made")
    fill(folder)
    return folder, answers(folder), found(folder)


def flip(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    for _ in range(chance.choice([1, 1, 20])):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def test_the_answers_are_the_expected_ones(made: tuple[Path, Answers, object]) -> None:
    """The library that the next tests spoil answers right to begin with."""
    folder, expected, _ = made
    live = [invent(n) for n in range(60) if n not in {5, 9}]
    live[6] = invent(7, note="Revised.")
    assert stored(folder) == live
    assert (expected.live, expected.unreadable) == (58, 0)
    assert expected.counts.on_topic == {"tea": len(expected.standings)} == {"tea": 18}
    assert len(expected.untagged) == 58 - expected.counts.tagged == 28
    assert expected.resolved[5] == expected.resolved[4] == "doi:10.5555/invented.4"
    assert expected.resolved[9] is None
    assert expected.resolved[-2:] == ["doi:10.5555/invented.3", None]


@pytest.mark.parametrize("seed", range(60))
def test_a_flipped_index_changes_no_answer(
    tmp_path: Path, made: tuple[Path, Answers, object], seed: int
) -> None:
    """Bits flipped anywhere in the index: readers and writers answer as before."""
    folder, expected, expected_found = made
    spoilt = tmp_path / "spoilt"
    shutil.copytree(folder, spoilt)
    found(spoilt)  # the copy's own index: the copied one is of another file
    flip(spoilt / INDEX, random.Random(seed))  # noqa: S311 - a test's dice
    assert answers(spoilt) == expected
    assert found(spoilt) == expected_found
    assert answers(spoilt) == expected


@pytest.mark.parametrize("harm", ["deleted", "cut", "empty", "text", "swapped", "journal", "link"])
def test_a_spoilt_index_changes_no_answer(
    tmp_path: Path, made: tuple[Path, Answers, object], harm: str
) -> None:
    """Whatever becomes of the index, readers and writers answer as before; then it is mended."""
    folder, expected, expected_found = made
    spoilt, other = tmp_path / "spoilt", tmp_path / "other"
    shutil.copytree(folder, spoilt)
    store(other, *(invent(n) for n in range(100, 160)))
    found(spoilt)
    path = spoilt / INDEX
    if harm == "deleted":
        shutil.rmtree(path.parent)
    elif harm == "cut":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    elif harm == "empty":
        path.write_bytes(b"")
    elif harm == "text":
        path.write_text("not a database\n" * 1000)
    elif harm == "swapped":
        shutil.copy(other / INDEX, path)
    elif harm == "journal":
        path.with_name("index.sqlite-journal").write_bytes(b"\xd9\xd5\x05\xf9 \xa1c\xd7" * 300)
    else:
        path.unlink()
        path.symlink_to(other / INDEX)
    before = (other / INDEX).read_bytes()
    assert answers(spoilt) == expected
    assert found(spoilt) == expected_found
    assert answers(spoilt) == expected
    assert path.is_file()
    assert not path.is_symlink()
    assert (other / INDEX).read_bytes() == before
    assert is_used(spoilt)


def is_used(folder: Path) -> bool:
    """Tell whether a reader gets every answer from the index on disk, making no private one."""
    with pytest.MonkeyPatch.context() as patch:

        def refuse() -> blocks.Blocks:
            raise BrokenIndexError("not wanted")

        patch.setattr("papertriage.library.view.private_blocks", refuse)
        with Library(folder).read() as view:
            return len(list(view.tagged())) == len(view) > 0


def test_a_writer_killed_while_it_makes_an_index_leaves_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written of a new index, without a journal, counts for nothing before it is whole."""
    fill(tmp_path)
    expected = answers(tmp_path)
    shutil.rmtree(tmp_path / ".cache")

    def killed(_: blocks.Blocks, _bulk: blocks.Bulk) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(table, "_PENDING", 3)
        patch.setattr(blocks.Blocks, "finish", killed)
        with pytest.raises(KeyboardInterrupt), Library(tmp_path).write():
            pass
    assert (tmp_path / INDEX).stat().st_size > 10_000
    assert answers(tmp_path) == expected
    store(tmp_path)
    assert answers(tmp_path) == expected
    assert is_used(tmp_path)


def test_a_finished_index_is_kept_by_a_journal(tmp_path: Path) -> None:
    """From the moment it counts, an update of it is whole or not at all, and on the disk."""
    store(tmp_path, invent(1))
    made = new_blocks(tmp_path / ".cache" / "other.sqlite")
    made.finish()
    asked = [
        made._connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "locking_mode")
    ]
    assert asked == ["delete", 2, "normal"]
    made.close()


def test_a_stale_index_is_completed_in_memory(tmp_path: Path) -> None:
    """Lines after what the index covers are read by readers and indexed by the next writer."""
    store(tmp_path, *(invent(n) for n in range(50)))
    old = (tmp_path / INDEX).read_bytes()
    store(tmp_path, *(invent(n) for n in range(50, 80)), invent(3, note="Revised."))
    expected = answers(tmp_path)
    (tmp_path / INDEX).write_bytes(old)
    assert answers(tmp_path) == expected
    assert is_used(tmp_path)
    assert (tmp_path / INDEX).read_bytes() == old
    store(tmp_path)
    assert (tmp_path / INDEX).read_bytes() != old
    assert answers(tmp_path) == expected


def test_a_rewrite_of_tags_replaces_staged_ones_too(tmp_path: Path) -> None:
    """In one go with other changes to tags, the rewrite still means: these and no others."""
    papers = [invent(n) for n in range(3)]
    store(tmp_path, *papers)
    lines = [TagLine(id=paper.id, of=text_hash(paper), by="t1") for paper in papers]
    with Library(tmp_path).write() as writer:
        writer.put_tags(lines[:1])
        writer.rewrite_tags(lines[1:2])
        writer.rewrite_tags(lines[2:])
    assert answers(tmp_path).tagged == list(zip(papers, [None, None, lines[2]], strict=True))
    assert is_used(tmp_path)


def test_tags_that_were_rewritten_are_noticed_by_an_index_far_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is flushed while papers are read does not pass new tags off as those it knew."""
    monkeypatch.setattr(table, "_PENDING", 3)
    papers = [invent(n) for n in range(40)]
    store(tmp_path, *papers[:20])
    lines = [TagLine(id=paper.id, of=text_hash(paper), by="t1") for paper in papers]
    with Library(tmp_path).write() as writer:
        writer.put_tags(lines[:1])
    old = (tmp_path / INDEX).read_bytes()
    store(tmp_path, *papers[20:])
    with Library(tmp_path).write() as writer:
        writer.rewrite_tags(reversed(lines))
    (tmp_path / INDEX).write_bytes(old)
    store(tmp_path)
    assert answers(tmp_path).tagged == list(zip(papers, lines, strict=True))


def test_a_mark_that_many_papers_bear_leads_to_the_first_of_them(tmp_path: Path) -> None:
    """A text that hundreds of papers have is no reason to look at all of them each time."""
    twins = [
        Paper(id=f"pmid:{n}", ids={"pmid": str(n)}, title=invent(1).title, abstract=None)
        for n in range(1, 200)
    ]
    store(tmp_path, *twins)
    with Library(tmp_path).write() as writer:
        assert writer.find([], identity.exact_marks(twins[0])) == twins[:128]
        assert writer.find(["pmid:150"], []) == [twins[149]]
        writer.forget([twin.id for twin in twins[:100]], "2026-11-20")
        assert writer.find(["pmid:150"], []) == [twins[149]]


def test_a_mark_of_a_template_leads_to_a_few_of_its_papers(tmp_path: Path) -> None:
    """Abstracts that one template wrote bring few candidates each, however long the series."""
    words = [word for word in similarity._table()[400:3000:20] if len(word) > 3]
    texts = [" ".join([*words[:60], word, *words[60:]]) for word in words[:60]]
    series = [
        Paper(
            id=f"pmid:{n}", ids={"pmid": str(n)}, title=f"Sounding {n} of a strait", abstract=text
        )
        for n, text in enumerate(texts, 1)
    ]
    shared = set(identity.near_marks(series[0])) & set(identity.near_marks(series[-1]))
    assert shared
    store(tmp_path, *series)
    with Library(tmp_path).read(marks=True) as view:
        assert 1 < len(view.find([], [next(iter(shared))])) < len(series) / 3


def test_a_reader_in_the_way_costs_no_answer(tmp_path: Path) -> None:
    """While a view is open a writer stores all the same; the view does not change."""
    store(tmp_path, invent(1))
    with Library(tmp_path).read() as view:
        store(tmp_path, invent(2))
        store(tmp_path, invent(3))
        assert list(view.papers()) == [invent(1)]
        assert stored(tmp_path) == [invent(1), invent(2), invent(3)]
    with Library(tmp_path).write() as writer:
        assert writer.find(["doi:10.5555/invented.2"], []) == [invent(2)]


def test_a_reader_in_the_way_is_not_waited_for_at_each_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer that finds many lines uncovered tries a few times to index them, and goes on."""
    monkeypatch.setattr(table, "_WAITING", 3)
    monkeypatch.setattr(table, "_PENDING", 3)
    store(tmp_path, invent(0))
    tried: list[int] = []
    flush = blocks.Blocks.flush

    def counted(self: blocks.Blocks, bulk: blocks.Bulk = blocks.NOTHING) -> bool:
        tried.append(1)
        return flush(self, bulk)

    monkeypatch.setattr(blocks.Blocks, "flush", counted)
    monkeypatch.setattr(blocks, "_PATIENCE", {False: 0.0, True: 0.0})
    with Library(tmp_path).read():
        store(tmp_path, *map(invent, range(1, 200)))
        tried.clear()
        store(tmp_path, invent(200))
    assert 1 < len(tried) < 15
    assert len(stored(tmp_path)) == 201


def test_another_way_to_make_names_makes_the_index_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a new version makes other marks, those in the index are not believed."""
    store(tmp_path, invent(1))
    monkeypatch.setattr(identity, "exact_marks", lambda paper: [f"new {paper.id[-1]}"])
    monkeypatch.setattr(records, "_IDENTITY", "new")
    with Library(tmp_path).write() as writer:
        assert writer.find([], ["new 1"]) == [invent(1)]


def test_the_way_to_make_names_is_told_by_its_fingerprint() -> None:
    """Names, marks or hashes made in another way want another fingerprint: put the new one in."""
    # Of the first abstract the table of words knows little, of the second every word.
    known = " ".join(similarity._table()[::37])
    abstracts = ("We study how " + "a probing, na\u00efve text of middling length " * 12, known)
    probes = [
        Paper(
            id="doi:10.5555/probe",
            ids={"doi": "10.5555/probe"},
            title="On \u03b1-Sampling of \u00c9migr\u00e9 Graphs in $O(n)$: A <i>Probe</i>",
            abstract=abstract,
        )
        for abstract in abstracts
    ]
    made = repr([(records.names(one), records.marks(one), text_hash(one)) for one in probes])
    fingerprint = hashlib.blake2b(made.encode(), digest_size=8).hexdigest()
    assert records.identity_fingerprint() == fingerprint


def test_a_log_edited_in_place_is_noticed(tmp_path: Path) -> None:
    """A line that an editor made longer is read as it is now."""
    store(tmp_path, *(invent(n) for n in range(5)))
    path = tmp_path / "papers.jsonl"
    path.write_bytes(path.read_bytes().replace(b"part 1", b"part one"))
    assert (stored(tmp_path)[1].title or "").endswith("part one")
    store(tmp_path)
    assert is_used(tmp_path)


def test_a_big_library_is_indexed_in_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Blocks written in the middle of making an index, or of staging, change no answer."""
    monkeypatch.setattr(table, "_PENDING", 3)
    monkeypatch.setattr(blocks, "_CACHED", 5)
    fill(tmp_path)
    expected, expected_found = answers(tmp_path), found(tmp_path)
    shutil.rmtree(tmp_path / ".cache")
    monkeypatch.setattr("papertriage.library.state._OVERLAY", 100)
    assert answers(tmp_path) == expected
    assert found(tmp_path) == expected_found
    assert answers(tmp_path) == expected


def test_an_index_that_breaks_while_papers_are_staged_forgets_none(tmp_path: Path) -> None:
    """Staged papers are found again after the index had to be made anew in mid-batch."""
    store(tmp_path, *(invent(n) for n in range(200)))
    with Library(tmp_path).write() as writer:
        writer.put(invent(900))
        with sqlite3.connect(tmp_path / INDEX) as other:
            other.execute("UPDATE block SET data = x'00' WHERE n >= 0")
        other.close()
        for number in range(200):
            assert writer.find([f"doi:10.5555/invented.{number}"], []) == [invent(number)]
        assert writer.find(["doi:10.5555/invented.900"], []) == [invent(900)]
        writer.put(invent(901))
    assert stored(tmp_path)[-2:] == [invent(900), invent(901)]
    assert is_used(tmp_path)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{}",
        b"[1]",
        b"null",
        b'{"id":1,"title":null,"abstract":null}',
        b'{"id":"","title":null}',
        b'{"id":"a"}',
        b'{"id":"a","merged_into":3}',
        b'{"id":"a","forgotten":false}',
        b'{"id":"a","title":null,"authors":7}',
        b'{"id":"a\xff"}',
        b"\xff\xfe",
        b"\x00" * 9,
        b"[" * 100_000,
    ],
    ids=lambda line: repr(line[:40]),
)
def test_lines_that_mean_nothing_are_passed_over(tmp_path: Path, line: bytes) -> None:
    """A bad line in the middle is counted and hides no other."""
    assert records.parse(line) is None
    store(tmp_path, invent(1))
    with (tmp_path / "papers.jsonl").open("ab") as file:
        file.write(line + b"\n")
    store(tmp_path, invent(2))
    for _ in range(2):
        with Library(tmp_path).read() as view:
            assert [list(view.papers()), view.unreadable] == [[invent(1), invent(2)], 1]
        shutil.rmtree(tmp_path / ".cache", ignore_errors=True)


def test_a_foreign_field_makes_no_alias(tmp_path: Path) -> None:
    """A paper that carries an unknown field "merged_into" or "forgotten" stays a paper."""
    paper = invent(1)
    paper.extra = {"merged_into": "doi:10.5555/invented.2", "forgotten": True}
    store(tmp_path, paper)
    assert stored(tmp_path) == [paper]


def test_tagging_nothing_mends_the_index(tmp_path: Path) -> None:
    """A library with no paper to tag gets its index back all the same: every reader wants it."""
    store(tmp_path, *(invent(n) for n in range(5)))
    library = Library(tmp_path)
    tag_library(library, load(None))
    shutil.rmtree(tmp_path / ".cache")
    tag_library(library, load(None), dry_run=True)
    assert not (tmp_path / ".cache").exists()
    with library.read() as view:
        assert not view.is_indexed
    with Library(tmp_path).write():  # another is at it
        shutil.rmtree(tmp_path / ".cache")
        assert tag_library(library, load(None)).tagged == 0
        assert not (tmp_path / ".cache").exists()
    shutil.rmtree(tmp_path / ".cache", ignore_errors=True)
    assert tag_library(library, load(None)).tagged == 0
    with library.read() as view:
        assert view.is_indexed
