"""JSON of any shape: records are found, damage stays local, hostile values are harmless."""

import io
import tracemalloc
from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import DATA
from forms_help import sniffed
from papertriage.errors import Problem
from papertriage.normalize import Context, NotAPaperError, normalize
from papertriage.normalize.people import read_authors
from papertriage.readers.document import Document
from papertriage.readers.json import yaml_lists
from papertriage.readers.json.dialects import DIALECTS
from papertriage.readers.json.json_reader import plain_records, read
from papertriage.readers.json.paths import by_paths
from papertriage.readers.json.splitter import Piece, Splitter
from papertriage.readers.raw import Raw
from papertriage.readers.sniff.sniff_json import sniff_json

TITLES = [f"Tides of the Kind No. {number}" for number in range(5)]
PAPERS = [{"title": title, "abstract": 'It holds { and [ and "\\'} for title in TITLES]


def readings(text: str, form: str = "json") -> list[Raw | Problem]:
    return list(read(Document("some.json", io.BytesIO(text.encode())), form))


def titles(text: str, form: str = "json") -> list[str]:
    return [item.fields["title"] for item in readings(text, form) if isinstance(item, Raw)]


def problems(text: str, form: str = "json") -> list[Problem]:
    return [item for item in readings(text, form) if isinstance(item, Problem)]


def dump(value: Any, indent: int | None = None) -> str:
    import json

    return json.dumps(value, indent=indent)


@pytest.mark.parametrize("indent", [None, 0, 2, 4])
@pytest.mark.parametrize(
    "shape",
    [
        PAPERS,
        {"papers": PAPERS},
        {"meta": {"count": 5, "title": "a search"}, "results": PAPERS, "next": None},
        {"message": {"total": 5, "items": PAPERS}},
        [PAPERS[:2], [PAPERS[2:4], []], PAPERS[4:]],
        {"cs.CV": PAPERS[:3], "cs.CL": PAPERS[3:]},
        {f"2611.0000{number}": paper for number, paper in enumerate(PAPERS)},
        [{"day": "Monday", "papers": PAPERS[:1]}, {"name": "Tuesday", "papers": PAPERS[1:]}],
    ],
    ids=["list", "papers", "results", "nested wrapper", "lists", "by category", "by id", "by day"],
)
def test_papers_are_found_in_any_shape(shape: Any, indent: int | None) -> None:
    """Lists, wrappers, lists of lists, and objects of papers give each paper once, in order."""
    text = dump(shape, indent)

    assert (sniff_json(text) or "")[:1] == ("json",)
    assert titles(text) == TITLES
    assert problems(text) == []


def test_keys_may_have_a_prefix() -> None:
    """Answers of Scopus name the title and the DOI by their vocabularies."""
    entry = [
        {"dc:title": title, "prism:doi": "10.55555/k", "dc:creator": "Ash T."} for title in TITLES
    ]
    found = readings(dump({"search-results": {"total": 5, "entry": entry}}))

    assert [item.fields["dc:title"] for item in found if isinstance(item, Raw)] == TITLES
    assert len(found) == len(TITLES)


def test_keys_may_have_a_suffix() -> None:
    """HAL's answers have Solr's suffixes, other programs that of a language."""
    found = readings(
        dump([{"title_s": ["On Kilns"], "doiId_s": "10.55555/k"}, {"Title_En": "Lids"}])
    )
    papers = [
        normalize(item.form, item.fields, Context(source="x", as_of=date(2026, 11, 20)))
        for item in found
        if isinstance(item, Raw)
    ]

    assert [paper.title for paper in papers] == ["On Kilns", "Lids"]
    assert papers[0].ids == {"doi": "10.55555/k"}


def test_a_paper_with_lists_of_its_own_is_one_record() -> None:
    """A list called notes or data inside a paper is not a list of papers."""
    paper = {**PAPERS[0], "notes": [{"title": "not a paper"}], "data": [{"name": "a set"}]}

    assert titles(dump(paper, 2)) == TITLES[:1]
    assert titles(dump([paper, PAPERS[1]])) == TITLES[:2]


def test_lines_of_markdown_are_papers() -> None:
    """Daily lists of arXiv keep each paper as a row of a table or as an item, by topic and id."""
    link = "[x](http://arxiv.org/abs/2611.0000"
    row = f"|**2026-11-18**|**Tides of Tea**|Ada Okafor et.al.|{link}1)|null|\n"
    item = f"- 2026-11-16, **Slow Lids**, Bo Lind et.al., Paper: {link}2)\n"
    first, second = readings(dump({"Tea": {"2611.00001": row}, "Lids": {"2611.00002": item}}))

    assert isinstance(first, Raw)
    assert isinstance(second, Raw)
    assert first.fields["title"] == "Tides of Tea"
    assert [author.name for author in read_authors(first.fields["authors"])] == ["Ada Okafor"]
    assert (second.fields["title"], second.fields["published"]) == ("Slow Lids", "2026-11-16")


def test_a_paper_takes_the_id_it_is_kept_under() -> None:
    """An arXiv id or a DOI as the key of a paper becomes its id, any other key does not."""
    by_id = plain_records({"2611.00001": {"title": "one"}, "first": {"title": "two"}})

    assert by_id == [{"id": "2611.00001", "title": "one"}, {"title": "two"}]


@pytest.mark.parametrize(
    "inner",
    [
        {"titles": [{"title": "one"}, {"title": "a subtitle", "type": "Subtitle"}]},
        {"title": [{"value": "one"}], "related": [{"title": "another"}, {"title": "a third"}]},
        {"title": {"en": "one"}, "descriptions": [{"description": "of it", "title": "What"}]},
        {"title": "one", "references": {"items": [{"title": "another", "abstract": "of it"}]}},
    ],
)
def test_no_list_inside_a_paper_is_papers(inner: dict[str, Any]) -> None:
    """The outermost object with a title is the paper; titles and works inside it are its own."""
    (record,) = plain_records({"rows": {"first": {"id": "x", **inner}}})

    assert record["title"] == "one"
    assert record["id"] == "x"


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("a.b", "one"), ("a[].b", ["one", "two"]), ("missing | a.b", "one"), ("c[]", ["x", "y"]),
        ("c", "x"), ("a[].d[].e", ["p", "q"]), ("a[].d.e", ["p"]), ("a.missing", None), ("a", None),
    ],
)  # fmt: skip
def test_a_path_leads_to_the_first_or_to_every_item(path: str, found: object) -> None:
    """A path takes the first item of a list, with ``[]`` all items; a wrong path gives none."""
    record = {"a": [{"b": "one", "d": [{"e": "p"}, {"e": "q"}]}, {"b": "two"}], "c": ["x", "y"]}

    assert by_paths({"field": path})(record).get("field") == found


@pytest.mark.parametrize(
    ("damage", "lost"),
    [
        ('  {"title": "a quote too many"", "abstract": "x"},\n', 1),
        ('  {"title": "never closed", "abstract": [{\n', 1),
        ('  {"title": "closed twice"}}]},\n', 1),
        ("  it's {weird\n", 1),
        ('  {"title": nil},\n', 1),
        ('  {"title": "a", "year": 1e999},\n', 1),
        ('  {"title": "\\ud800"},\n', 1),
        ('  {"title": ' + "[" * 70 + "]" * 70 + "},\n", 1),
        ("  null,\n", 0),
        ('  {"title": "no comma after it", "abstract": "fine"}\n', 0),
    ],
)
def test_damage_harms_no_neighbour(damage: str, lost: int) -> None:
    """A broken record is a problem with its line; the records before and after it are kept."""
    lines = [f"  {dump(paper)},\n" for paper in PAPERS]
    found = readings("[\n" + "".join([*lines[:3], damage, *lines[3:]]) + "]\n")

    kept = [item.fields["title"] for item in found if isinstance(item, Raw)]
    reported = [item for item in found if isinstance(item, Problem)]
    assert [title for title in kept if title in TITLES] == TITLES
    assert sum(problem.rejected for problem in reported) == lost
    assert all(problem.line >= 5 for problem in reported)


def test_a_missing_number_is_no_value() -> None:
    """Python and pandas write NaN for an empty cell; the same word in a text is left alone."""
    (found,) = readings('{"title": "NaN, \\"NaN", "doi": NaN, "score": -Infinity}')

    assert isinstance(found, Raw)
    assert found.fields == {"title": 'NaN, "NaN', "doi": None, "score": None}


def test_a_record_broken_over_lines_ends_where_the_next_begins() -> None:
    """In an indented list a record that is never closed does not swallow the ones after it."""
    text = dump(PAPERS, 2).replace("\n  },\n", "\n", 1)

    assert titles(text) == TITLES[1:]
    assert [(problem.line, problem.rejected) for problem in problems(text)] == [(2, True)]


@pytest.mark.parametrize("form", [form for form in DIALECTS if form != "arxiv-snapshot"])
def test_a_cut_file_keeps_its_whole_records(form: str) -> None:
    """Truncated at any tenth byte, a file gives all complete records before that byte."""
    text = (DATA / f"{form}.json").read_text("utf-8")
    whole = [item for item in readings(text, form) if isinstance(item, Raw)]

    for end in range(0, len(text), 10):
        found = readings(text[:end], form)
        kept = [item for item in found if isinstance(item, Raw)]
        assert kept == whole[: len(kept)]
        unfinished = [item for item in found if isinstance(item, Problem)]
        assert len(kept) == len(whole) or unfinished or not text[:end].strip()


@pytest.mark.parametrize("form", DIALECTS)
def test_each_dialect_is_detected_by_its_keys(form: str) -> None:
    """The fixture of each dialect is recognised as that dialect, also with less indentation."""
    text = (DATA / f"{form}.json").read_text("utf-8")
    found = sniff_json(text)

    assert found is not None
    assert found[0] == form


@pytest.mark.parametrize(
    "text",
    [
        "[1] arXiv:2611.00001 [pdf, html, other]\nTitle: Tides",
        "[cs.CV] Tides of the third kind",
        "{E}vidence of tides",
        '{"id":"arxiv:2611.00001","title":"Tides","abstract":null,"paperId":"x","externalIds":1}',
        '{"title": "Tides", "authors": [{"name": "Ana Rao"}]}\n{"title": "Ebbs"}',
        "",
    ],
)
def test_what_is_not_a_json_document_is_left_to_others(text: str) -> None:
    """Text in brackets, papertriage's own lines and plain JSON Lines are not claimed."""
    assert sniff_json(text) is None


def test_memory_is_bounded_by_the_largest_record() -> None:
    """An array of 40 MB on one line is read in a fraction of its size."""
    paper = dump({"title": "Tides", "abstract": "wet " * 1000}).encode() + b","
    stream = io.BufferedReader(_Repeated(b"[", paper, 10_000, b"null]"), 1 << 16)
    tracemalloc.start()
    count = sum(isinstance(item, Raw) for item in read(Document("big.json", stream), "json"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert count == 10_000
    # A part of a line has 8 Mi characters; it is held as bytes and as text, beside the next one.
    assert peak < 48 * 2**20


class _Repeated(io.RawIOBase):
    """A long stream that is never held: a head, the same part many times, a tail."""

    def __init__(self, head: bytes, part: bytes, times: int, tail: bytes) -> None:
        super().__init__()
        self._parts = self._make(head, part, times, tail)
        self._left = b""

    @staticmethod
    def _make(head: bytes, part: bytes, times: int, tail: bytes) -> Iterator[bytes]:
        yield head
        for _ in range(times):
            yield part
        yield tail

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while len(self._left) < len(buffer) and (part := next(self._parts, None)):
            self._left += part
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        '{"a":' * 200_000,
        '[{"title":' + "[" * 200_000 + "]" * 200_000 + '},{"title":"after"}]',
        '[{"title":"' + "x" * 20_000_000 + '"},{"title":"after"}]',
        '[{"title":"' + "\\\\" * 6_000_000 + '"},{"title":"after"}]',
    ],
    ids=["open arrays", "open objects", "a deep record", "a long text", "many backslashes"],
)
def test_huge_and_deep_values_are_problems(text: str) -> None:
    """Depth and length are limited, and the records after such a value are read."""
    assert problems(text)
    assert titles(text) == (["after"] if "after" in text else [])


def test_a_string_may_be_cut_anywhere_by_long_lines() -> None:
    """Parts of one long line give the same records wherever they are split."""
    line = dump(PAPERS)
    whole = list(Splitter(frozenset()).feed(1, line))

    for cut in range(len(line)):
        splitter = Splitter(frozenset())
        assert [*splitter.feed(1, line[:cut]), *splitter.feed(1, line[cut:])] == whole
    assert len(whole) == len(PAPERS)


@settings(max_examples=300, deadline=None)
@given(form=st.sampled_from(sorted(DIALECTS)), data=st.data())
def test_no_mutation_of_a_fixture_raises(form: str, data: st.DataObject) -> None:
    """Cut, doubled or overwritten anywhere, a document gives records and problems, no exception."""
    text = (DATA / f"{form}.json").read_text("utf-8")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 300)))
    junk = st.sampled_from(
        ["", "null", "[]", "{}", '"', "}", "[", "-1e9", '"\\u0000"', "\x00", "é"]
    )
    for _ in range(data.draw(st.integers(0, 3))):
        text = text[:start] + data.draw(junk) + text[end:]

    check_all(readings(text, form))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(
    form=st.sampled_from(sorted(name for name in DIALECTS if DIALECTS[name].fields)), data=st.data()
)
def test_no_value_of_a_wrong_type_raises(form: str, data: st.DataObject) -> None:
    """Any field of a record may be anything: the record is a paper or a problem."""
    fixture = (DATA / f"{form}.json").read_text("utf-8")
    pieces = Splitter(DIALECTS[form].leads).feed(1, fixture.replace("\n", " "))
    records = [msgspec.json.decode(piece.text) for piece in pieces if piece.reason is None]
    record = data.draw(st.sampled_from(records))
    path = record
    while True:
        key = data.draw(st.sampled_from(sorted(path)))
        if isinstance(path[key], dict) and path[key] and data.draw(st.booleans()):
            path = path[key]
            continue
        path[key] = data.draw(JSON)
        break

    check_all(readings(dump([record]), form))


def check_all(items: list[Raw | Problem]) -> None:
    context = Context(source="some.json", as_of=date(2026, 11, 20))
    for item in items:
        if isinstance(item, Raw):
            try:
                paper = normalize(item.form, item.fields, context)
            except NotAPaperError:
                continue
            assert paper.id


def test_pieces_say_where_they_begin() -> None:
    """A record's line is the one on which its bracket opens."""
    splitter = Splitter(frozenset({"items"}))
    lines = dump({"items": PAPERS}, 1).split("\n")
    found: list[Piece] = []
    for at, line in enumerate(lines, 1):
        found += splitter.feed(at, line)

    assert [piece.line for piece in found] == [3 + 4 * number for number in range(len(PAPERS))]
    assert list(splitter.finish()) == []


def test_an_item_of_yaml_that_is_a_text_is_reported() -> None:
    """An item of CSL YAML with a text in place of its fields is reported, the others are kept."""
    text = "- id: b\n  title: On Kilns\n- id:c\n- id: e\n  title: On Lamps\n"
    found = list(yaml_lists.read(Document("x", io.BytesIO(text.encode())), "csl-yaml"))

    assert [type(item) for item in found] == [Raw, Problem, Raw]


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("- year: 2026\n  title: On Kilns\n- title: On Lamps\n", ("yaml",)),
        ("---\npapers:\n- title: On Kilns\n  author: Ada Okafor\n", ("yaml",)),
        ("- title: On Kilns\n  type: book\n  issued: 2026\n", ("csl-yaml",)),
        ("- title: Home\n  url: /\n- title: About\n  url: /about/\n", ()),
        ("- title: On Kilns\n- author: Ada Okafor\n", ()),
    ],
)
def test_lists_of_papers_in_yaml(text: str, forms: tuple[str, ...]) -> None:
    """An item with a title is a paper if it has another field of one, which a menu has not."""
    assert sniffed(text.encode()) == forms


@pytest.mark.parametrize(
    ("form", "pages"),
    [
        (
            "openalex",
            [{"meta": {}, "results": [{"title": TITLES[0]}]}, {"meta": {}, "results": []}],
        ),
        (
            "crossref",
            [{"message-type": "work", "message": {"title": [TITLES[0]], "DOI": "10.5/1"}}],
        ),
        ("europepmc", [{"hitCount": 1, "resultList": {"result": [{"title": TITLES[0]}]}}]),
        ("semantic-scholar", {"ARXIV:2611.00001": {"title": TITLES[0], "paperId": "1"}}),
        ("crossref", {"10.5/1": [{"title": [TITLES[0]], "DOI": "10.5/1"}]}),
    ],
)
def test_saved_answers(form: str, pages: Any) -> None:
    """The records of pages in a list are read, and those under the ids that were asked for."""
    assert titles(dump(pages), form) == [TITLES[0]]
    assert not problems(dump(pages), form)


def test_a_day_of_crossref_that_is_not_called_issued() -> None:
    """A work may have only `published`, without `issued`."""
    work = {"DOI": "10.55555/k", "title": ["On Kettles"], "published": {"date-parts": [[2026, 11]]}}
    (raw,) = readings(dump(work), "crossref")

    assert isinstance(raw, Raw)
    assert raw.fields["published"] == "2026-11"


@pytest.mark.parametrize(
    ("record", "field", "value"),
    [
        ({"authors": {"authors": [{"full_name": "Ada Okafor"}]}}, "authors", ["Ada Okafor"]),
        ({"creators": [{"creator": "Okafor, Ada"}]}, "authors", ["Ada Okafor"]),
        ({"published": {"year": "2026", "month": "11"}}, "published", "2026-11"),
        ({"publishedDate": "2026-11-03T00:00:00"}, "published", "2026-11-03"),
        ({"publicationName": "Annals of Pots"}, "venue", "Annals of Pots"),
        ({"journal_name": "Annals of Pots"}, "venue", "Annals of Pots"),
        ({"publish_time": "2026-11"}, "published", "2026-11"),
        ({"Publication Year": 2026, "date-modified": "2027-01-01"}, "published", "2026"),
        ({"prism:coverDate": "2026-11-03"}, "published", "2026-11-03"),
        ({"journal": {"title": "Annals of Pots", "id": "j1"}}, "venue", "Annals of Pots"),
        ({"journal": {"title": "Annals of Pots", "volume": "4"}}, "volume", "4"),
        ({"language": {"code": "de", "name": "German"}}, "language", "de"),
        ({"start_page": "12", "endPage": "15"}, "page", "12-15"),
        ({"identifier": [{"type": "doi", "id": "10.55555/k"}]}, "ids", {"doi": "10.55555/k"}),
        ({"elocationid": "doi: 10.55555/k"}, "ids", {"doi": "10.55555/k"}),
        ({"externalIds": {"DOI": "10.55555/k", "MAG": "9"}}, "ids", {"doi": "10.55555/k"}),
        (
            {"link": {"display": "web", "url": "https://arxiv.org/abs/2611.00001"}},
            "ids",
            {"arxiv": "2611.00001"},
        ),
        ({"keywords": [{"display_name": "pots"}, {"name": "lids"}]}, "keywords", ["pots", "lids"]),
        ({"year": 2026.0}, "published", "2026"),
        ({"volume": 12.0}, "volume", "12"),
        ({"issue": "3.0"}, "issue", "3"),
        ({"Source title": "Annals of Pots"}, "venue", "Annals of Pots"),
        ({"publicationTypes": ["Letter", "Journal Article"]}, "type", "article-journal"),
        ({"lang": "eng"}, "language", "en"),
        ({"articleids": [{"idtype": "pubmed", "value": "99999997"}]}, "ids", {"pmid": "99999997"}),
        ({"forum_id": "KettlesAB1"}, "ids", {"openreview": "KettlesAB1"}),
        ({"authFullName_s": ["Ada Okafor"]}, "authors", ["Ada Okafor"]),
        ({"identifier": ["2026AnPot", "arXiv:2611.00001"]}, "ids", {"arxiv": "2611.00001"}),
    ],
)
def test_fields_of_programs_whose_json_has_no_dialect(
    record: dict[str, Any], field: str, value: Any
) -> None:
    """The field names of IEEE, Springer, CORE, ADS, DOAJ, Scopus and others are understood."""
    (raw,) = readings(dump({"title": TITLES[0], **record}))
    assert isinstance(raw, Raw)
    paper = normalize(raw.form, raw.fields, Context(source="x", as_of=date(2026, 11, 20)))
    found = getattr(paper, field)

    assert ([one.name for one in found] if field == "authors" else found) == value


def test_items_of_zotero() -> None:
    """An attachment is no paper, and an editor no author of a paper that has one."""
    text = """[
        {"data": {"itemType": "bookSection", "title": "On Kettles", "creators": [
            {"creatorType": "editor", "firstName": "Bo", "lastName": "Lind"},
            {"creatorType": "author", "firstName": "Ada", "lastName": "Okafor"}]}},
        {"data": {"itemType": "attachment", "title": "Full Text PDF"}},
        {"data": {"itemType": "book", "title": "On Lids", "creators": [
            {"creatorType": "editor", "firstName": "Bo", "lastName": "Lind"}]}}]"""
    context = Context(source="x", as_of=date(2026, 11, 20))

    found = [
        normalize("json", raw.fields, context) for raw in readings(text) if isinstance(raw, Raw)
    ]

    assert [(paper.title, [one.name for one in paper.authors]) for paper in found] == [
        ("On Kettles", ["Ada Okafor"]),
        ("On Lids", ["Bo Lind"]),
    ]


def test_the_editors_of_a_book_without_authors() -> None:
    """CSL's editors are shown as the people of a book that has no authors."""
    book = {"type": "book", "title": "On Kettles", "editor": [{"family": "Okafor", "given": "Ada"}]}
    (raw,) = readings(dump([book]), "csl-json")

    assert isinstance(raw, Raw)
    assert raw.fields["authors"] == book["editor"]
