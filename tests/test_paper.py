"""The paper and its line of JSON: the fast paths for our own lines equal the slow ones."""

from typing import Any

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crash_help import FULL
from papertriage.paper import (
    FIELDS,
    Author,
    Paper,
    decode,
    decode_own,
    encode,
    from_dict,
    to_dict,
)

TEXT = st.text(st.characters(codec="utf-8"), max_size=20) | st.just('"$extra":{')
PLAIN = st.none() | st.booleans() | st.integers(-9, 2**60) | TEXT
VALUES = st.recursive(PLAIN, st.lists, max_leaves=100 if FULL else 9)
EXTRA = st.dictionaries(st.sampled_from(["stars", "note", "id", "rank", "x"]) | TEXT, VALUES)
PAPERS = st.builds(
    Paper,
    id=TEXT,
    title=st.none() | TEXT,
    abstract=st.none() | TEXT,
    version=st.none() | st.integers(1, 9),
    authors=st.lists(st.builds(Author, name=TEXT, extra=EXTRA), max_size=2),
    extra=EXTRA | EXTRA.map(lambda extra: extra | {"$extra": extra}),
)
LINES = st.dictionaries(
    st.sampled_from(["id", "title", "abstract", "authors", "stars", "rank", "tags"]),
    VALUES | st.lists(st.fixed_dictionaries({"name": TEXT}, optional={"orcid": TEXT})),
)


@pytest.mark.slow
@given(PAPERS)
def test_encoding_equals_that_of_the_dict(paper: Paper) -> None:
    """The line of a paper equals that of its dict, whatever its unknown fields."""
    assert encode(paper) == msgspec.json.encode(to_dict(paper))


@pytest.mark.slow
@given(PAPERS, st.sampled_from(["", " ", "\n"]))
def test_decoding_equals_that_of_the_dict(paper: Paper, blank: str) -> None:
    """A line in our or another notation is read as by its dict."""
    assume(not FIELDS.intersection(paper.extra) and "," not in paper.id)
    line = encode(paper).replace(b",", b"," + blank.encode(), 1)

    assert decode(line) == from_dict(msgspec.json.decode(line))


@given(LINES)
def test_strange_lines_are_read_or_refused_in_both_ways(fields: dict[str, Any]) -> None:
    """Fields of a wrong type, of writers, or in another order change nothing either."""
    line = msgspec.json.encode({"id": "doi:10.5555/1", "title": None, "abstract": None} | fields)
    try:
        slowly = from_dict(msgspec.json.decode(line))
    except msgspec.ValidationError:
        slowly = None

    own = decode_own(line)
    assert own is None or own == slowly
    if slowly is None:
        with pytest.raises(msgspec.ValidationError):
            decode(line)


@pytest.mark.parametrize(
    "foreign",
    [
        '"$extra":{"id":"doi:10.5555/2","title":"Other"}',
        '"$extra":{"stars":5}',
        '"$extra":5',
        '"$extra":{"stars":5},"note":1',
        '"authors":[{"name":"Ines Okafor","$extra":{"name":"Rao"}}]',
    ],
)
def test_foreign_fields_do_not_replace_those_of_the_record(foreign: str) -> None:
    """A field with the name under which unknown fields are stored is an unknown field."""
    line = f'{{"id":"doi:10.5555/1","title":"Mine","abstract":null,{foreign}}}'.encode()

    paper = decode(line)

    assert (paper.id, paper.title) == ("doi:10.5555/1", "Mine")
    assert encode(paper) == line
    assert decode(encode(paper)) == paper


def test_our_own_lines_are_read_quickly() -> None:
    """The fast path reads what `encode` wrote, with and without unknown fields."""
    plain = Paper(id="doi:10.5555/1", title="On kettles", abstract=None)
    starred = Paper(id="doi:10.5555/1", title=None, abstract="Steam.", extra={"stars": [5]})

    assert [decode_own(encode(paper)) for paper in (plain, starred)] == [plain, starred]
    assert decode_own(b'{"title":"On kettles","id":"doi:10.5555/1","abstract":null}') is None


@pytest.mark.parametrize(
    ("published", "announced", "day"),
    [
        ("2026-11", "2026-11-19", "2026-11-19"),
        ("2026", "2026-11-19", "2026-11-19"),
        ("2026", "2026-11", "2026-11"),
        ("2026-10", "2026-11-02", "2026-10"),
        ("2026-11-17", "2026-11-19", "2026-11-17"),
        ("2026-1", "2026-11-19", "2026-1"),
        (None, "2026-11-19", "2026-11-19"),
        (None, None, "2026-12-01"),
    ],
)
def test_the_day_of_a_list(published: str | None, announced: str | None, day: str) -> None:
    """An announced day wins over the month of an id; a bibliography keeps the month."""
    one = Paper(id="x", title=None, abstract=None, published=published, announced=announced)
    one.updated = "2026-12-01"
    assert one.date == day
    assert one.issued == (published or announced or "2026-12-01")
