"""The lines of records.jsonl are read back as written, and unreadable ones are skipped."""

import copy
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library_help import defects, exported, invent, store, stored
from papertriage.grouping.fields import merge
from papertriage.library import Library, records
from papertriage.library.records import (
    Sighting,
    add_sighting,
    encode_record,
    encode_sighting,
    parse,
    record_of,
    sightings_of,
)
from papertriage.paper import Event, Paper, Record, Source, encode

HEAD = ["record", "by", "form", "name", "raw_id", "source", "names", "of", "other", "event"]
VALUES = st.none() | st.integers(0, 9) | st.text("ab", max_size=3) | st.lists(st.integers(0, 3))
EXTRA = st.dictionaries(st.sampled_from([*HEAD, "stars", "$extra"]), VALUES | st.just({"a": 1}))
SOURCE_EXTRA = st.dictionaries(st.sampled_from(["of", "record", "shelf"]), VALUES)
EVENTS = st.lists(
    st.builds(
        Event,
        type=st.sampled_from(["new", "replace"]),
        date=st.just("2026-11-20"),
        extra=st.just({}) | st.dictionaries(st.sampled_from(["of", "stars"]), VALUES, max_size=1),
    ),
    max_size=2,
)


@given(
    extra=EXTRA,
    source_extra=SOURCE_EXTRA,
    former=st.lists(st.sampled_from(["sha1:0123456789abcdef", "doi:10.5555/x"]), unique=True),
    raw_id=st.none() | st.text(max_size=4),
    title=st.none() | st.text(max_size=9) | st.just('a","title":"b'),
)
def test_a_record_is_read_as_it_was_written(
    extra: dict[str, Any],
    source_extra: dict[str, Any],
    former: list[str],
    raw_id: str | None,
    title: str | None,
) -> None:
    """Unknown fields of any name are read back where they were, and the hash stays the same."""
    paper = invent(1)
    paper.id, paper.title, paper.extra = "", title, extra
    paper.sources = [Source(form="jsonl", name="a", raw_id=raw_id, extra=source_extra)]
    record = record_of(paper, by="1.2", former=former)
    line = encode_record(record)
    assert b"\n" not in line
    again = parse(line)
    assert again == record
    assert isinstance(again, Record)
    assert record_of(again.paper, former=again.former).hash == record.hash


@given(source_extra=SOURCE_EXTRA, events=EVENTS)
def test_a_sighting_is_read_as_it_was_written(
    source_extra: dict[str, Any], events: list[Event]
) -> None:
    """Unknown fields of its source are read back, too."""
    paper = invent(1)
    paper.events, paper.metrics, paper.announced = events, {"upvotes": 3}, "2026-11-20"
    paper.sources = [Source(form="f", name="b", extra=source_extra)]
    (sighting,) = sightings_of(record_of(paper))
    assert parse(encode_sighting(sighting)) == sighting


def test_a_line_that_an_editor_left_in_another_order_is_read() -> None:
    """Fields may be in any order, with blanks between them."""
    paper = invent(1)
    paper.extra, paper.id = {"name": 5, "stars": 7}, ""
    record = record_of(paper, by="1.2")
    content = msgspec.json.decode(encode_record(record))
    turned = dict(reversed(content.items()))
    line = msgspec.json.format(msgspec.json.encode(turned), indent=1).replace(b"\n", b" ")
    assert parse(line) == record


def test_unknown_fields_with_names_of_the_head_are_stored_whole(tmp_path: Path) -> None:
    """A field "name" or "form" of a foreign record is kept, as is the record."""
    papers = []
    for number, name in enumerate(HEAD):
        papers.append(invent(number))
        papers[-1].extra = {name: {"deep": [number]}}
    store(tmp_path, *papers)
    assert stored(tmp_path) == papers
    shutil.rmtree(tmp_path / ".cache")
    assert stored(tmp_path) == papers
    assert defects(tmp_path) == []


COPIES = st.lists(
    st.fixed_dictionaries(
        {
            "sources": st.lists(
                st.builds(Source, form=st.just("f"), name=st.sampled_from("abc")),
                min_size=1,
                max_size=2,
            ),
            "metrics": st.dictionaries(st.sampled_from("uvw"), st.integers(0, 5)),
            "events": EVENTS,
            "announced": st.sampled_from([None, "2026-11-19", "2026-11-20"]),
            "published": st.sampled_from([None, "2025-11-20", "2026-11-20"]),
        }
    ),
    min_size=2,
    max_size=4,
)


def copies_of(content: list[dict[str, Any]]) -> list[Paper]:
    """Make copies of one record that differ only in what the hash leaves out."""
    made = []
    for each in content:
        made.append(invent(1))
        for name, value in each.items():
            setattr(made[-1], name, value)
        made[-1].date_inferred = bool(made[-1].published)
    return made


@given(content=COPIES, order=st.randoms(use_true_random=False))
def test_copies_of_a_record_make_one_paper_in_any_order(
    content: list[dict[str, Any]], order: Any
) -> None:
    """Sources, counts, events and days of all copies are combined into the same bytes."""
    copies = copies_of(content)
    assert len({record_of(each).hash for each in copies}) == 1
    found = set()
    for _ in range(3):
        order.shuffle(copies)
        first, *others = map(record_of, copy.deepcopy(copies))
        for other in others:
            for sighting in sightings_of(other):
                add_sighting(first.paper, sighting)
        found.add(encode(merge([first])))
    assert len(found) == 1


@settings(max_examples=25, deadline=None)
@given(content=COPIES)
def test_a_library_unites_copies_in_any_order(
    tmp_path_factory: pytest.TempPathFactory, content: list[dict[str, Any]]
) -> None:
    """The log has one line for the record and one for each sighting with something new."""
    exports = set()
    for copies in (copies_of(content), copies_of(content[::-1])):
        folder = tmp_path_factory.mktemp("copies")
        for each in copies:
            store(folder, each)
        exports.add(exported(folder))
        shutil.rmtree(folder / ".cache")
        exports.add(exported(folder))
        before = (folder / "records.jsonl").read_bytes()
        assert store(folder, *copies_of(content)) == ["unchanged"] * len(content)
        assert (folder / "records.jsonl").read_bytes() == before
        assert before.count(b'{"record":') == 1
    assert len(exports) == 1


def test_a_sighting_may_come_before_its_record(tmp_path: Path) -> None:
    """If a git merge reverses the lines, nothing is lost, whichever line the index read first."""
    again = invent(1)
    again.sources = [Source(form="f", name="other")]
    store(tmp_path, invent(1), invent(2))
    store(tmp_path, again)
    expected = exported(tmp_path)
    lines = (tmp_path / "records.jsonl").read_bytes().splitlines(keepends=True)
    assert b'"other"' in lines[2]
    other = tmp_path / "other"
    other.mkdir()
    for part in ([lines[2]], [lines[1]], [lines[0]]):
        with (other / "records.jsonl").open("ab") as file:
            file.writelines(part)
        with Library(other).write():  # the index reads one line after the other
            pass
    assert exported(other) == expected
    assert defects(other) == []


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{}",
        b"[1]",
        b"null",
        b'{"record":1,"form":"f","name":"n","title":null,"abstract":null}',
        b'{"record":"a","name":"n","title":null}',
        b'{"record":"a","form":"f","name":"n","authors":7}',
        b'{"of":"a"}',
        b'{"of":"a","source":7}',
        b'{"id":"doi:10.5555/a","title":"Of format 1","abstract":null}',
        b'{"record":"a\xff"}',
        b"\xff\xfe",
        b"\x00" * 9,
        b"[" * 100_000,
        b'{"record":' + b"[" * 100_000,
    ],
    ids=lambda line: repr(line[:40]),
)
def test_lines_that_mean_nothing_are_passed_over(tmp_path: Path, line: bytes) -> None:
    """A bad line in the middle is counted and does not hide the others."""
    assert parse(line) is None
    store(tmp_path, invent(1))
    with (tmp_path / "records.jsonl").open("ab") as file:
        file.write(line + b"\n")
    store(tmp_path, invent(2))
    for _ in range(2):
        with Library(tmp_path).read() as view:
            assert [list(view.papers()), view.unreadable] == [[invent(1), invent(2)], 1]
        shutil.rmtree(tmp_path / ".cache", ignore_errors=True)


def test_the_hash_leaves_out_what_may_differ_between_readings() -> None:
    """The hash covers the text, but not source, counts, events and the day of announcement."""
    plain = records.record_of(invent(1)).hash
    assert plain == "13e8f3c530e00fbbd10dc575"
    for name, value in {
        "sources": [Source(form="x", name="y", raw_id="z")],
        "metrics": {"upvotes": 1},
        "events": [Event(type="new")],
        "announced": "2026-11-20",
        "id": "another",
    }.items():
        paper = invent(1)
        setattr(paper, name, value)
        assert records.record_of(paper).hash == plain
    for name, value in {"title": "Other", "published": "2026", "comment": "12 pages"}.items():
        paper = invent(1)
        setattr(paper, name, value)
        assert records.record_of(paper).hash != plain


def test_lines_of_records_are_a_promise() -> None:
    """The form of a line does not change, as users' scripts read it."""
    paper = invent(1)
    paper.sources = [Source(form="jsonl", name="a.jsonl", raw_id="7")]
    line = encode_record(record_of(paper, by="0.2.0", former=["sha1:0123456789abcdef"]))
    assert list(msgspec.json.decode(line)) == [
        *("record", "by", "form", "name", "raw_id", "names"),
        *("ids", "title", "abstract", "authors"),
    ]
    sighting = Sighting(of="a", source=Source(form="f", name="n"), metrics={"upvotes": 2})
    assert encode_sighting(sighting) == (
        b'{"of":"a","source":{"form":"f","name":"n"},"metrics":{"upvotes":2}}'
    )


def test_a_record_that_would_read_back_as_another_is_never_written(tmp_path: Path) -> None:
    """The writer compares each line with its record; a difference ends the command, not the log."""
    store(tmp_path, invent(1))
    before = (tmp_path / "records.jsonl").read_bytes()
    posing = invent(2)
    posing.extra = {"doi": "10.5555/a", "title": invent(1).title}

    with pytest.raises(RuntimeError, match="read back"):
        store(tmp_path, posing)

    assert (tmp_path / "records.jsonl").read_bytes() == before
    assert defects(tmp_path) == []
