"""Normalizing: raw fields become a clean paper, the same way for every form."""

from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import DATA
from papertriage.normalize import Context, NotAPaperError, normalize
from papertriage.normalize.mentions import links, venue
from papertriage.normalize.people import read_authors
from papertriage.paper import Paper, encode, from_dict, to_dict


def made(form: str = "jsonl", **fields: Any) -> Paper:
    """Normalize fields as of the day that the tests live on."""
    return normalize(form, fields, Context(source="dump.jsonl", as_of=date(2026, 11, 20)))


@pytest.mark.parametrize("name", ["own", "plain"])
def test_json_lines_give_what_a_person_reads_in_them(name: str) -> None:
    """Each record's fields equal those that a person wrote down, in order."""
    dump = [
        msgspec.json.decode(line) for line in (DATA / f"{name}.jsonl").read_bytes().splitlines()
    ]
    wanted = (DATA / f"{name}.expected.jsonl").read_bytes().splitlines()

    for record, line in zip(dump, wanted, strict=True):
        paper = made(**record)
        got: dict[str, Any] = {
            **to_dict(paper),
            "abstract": paper.abstract and paper.abstract[:40],
            "authors": [author.name for author in paper.authors],
            "arxiv": paper.ids.get("arxiv"),
            "doi": paper.ids.get("doi"),
            "extra": paper.extra,
        }
        expected = msgspec.json.decode(line)
        assert {key: got.get(key) for key in expected} == expected


def test_a_record_of_our_own_comes_back_byte_for_byte() -> None:
    """What export writes, ingest reads; tags stay behind, unknown fields do not."""
    paper = made(title="On Watching Kettles for Long", abstract="It boils.", mine=[{"a": None}])
    line = encode(paper)
    again = made(**msgspec.json.decode(line), rank=3, why="because")

    assert encode(again) == line
    assert again.extra == {"mine": [{"a": None}]}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, "neither title nor abstract nor id"),
        ({"title": ["a", "b"]}, "its title is a list"),
        ({"title": {"a": 1}, "abstract": "b"}, "its title is a dict"),
        ({"title": "\x00\x1b ", "abstract": "\u202e"}, "neither title nor abstract nor id"),
        ({"id": "arxiv:1", "title": 7, "abstract": None}, "Expected"),
        ({"id": "doi:10.5555/a", "title": None, "abstract": None, "authors": [7]}, "Expected"),
    ],
)
def test_what_cannot_be_a_paper_says_why(fields: dict[str, Any], reason: str) -> None:
    """The reason is one line for the user."""
    with pytest.raises(NotAPaperError, match=reason):
        made(**fields)


def test_unknown_fields_never_pass_for_known_ones() -> None:
    """A plain record's "sources" is not ours; it comes back under a name of its own."""
    paper = made(title="On Kettles and Their Watchers", sources="BBC", metrics="none", rank=1)
    written = to_dict(paper)

    assert written["sources"] == [{"form": "jsonl", "name": "dump.jsonl"}]
    assert written["sources_"] == "BBC"
    assert from_dict(written).extra == {"sources_": "BBC", "metrics_": "none", "rank_": 1}


def test_days_without_a_year_are_the_latest_before_the_page_s_own() -> None:
    """The page's date line counts from the day of reading, an entry from the page."""
    paper = made("daily-page", title="On Kettles", published="Dec 30", page_date="Dec 31")
    later = made("daily-page", title="On Kettles", published="Jan 2", page_date="Dec 31")
    bare = made("daily-page", title="On Kettles", published="Nov 20")

    assert (paper.published, paper.date_inferred) == ("2025-12-30", True)
    assert later.published == "2025-01-02"
    assert bare.published == "2026-11-20"


@pytest.mark.parametrize(
    ("comment", "wanted"),
    [
        ("ECCV 2026", "ECCV 2026"),
        ("Accepted by ECCV2026", "ECCV 2026"),
        ("Accepted to CVPR'23, code available", "CVPR 2023"),
        ("AAAI-24 oral", "AAAI 2024"),
        ("NeurIPS 2025 (Spotlight). 12 pages", "NeurIPS 2025"),
        ("SIGGRAPH Asia 2025", "SIGGRAPH Asia 2025"),
        ("Accepted at TEACONF 2026", "TEACONF 2026"),
        ("To appear in IEEE Transactions on Kettles", "IEEE Transactions on Kettles"),
        ("13 pages, 7 figures", None),
        ("arXiv admin note: text overlap with arXiv:2112.04771", None),
        ("Second place at the TEA 2026 Challenge", None),
        ("trained on COCO 2017", None),
    ],
)
def test_a_comment_tells_the_venue(comment: str, wanted: str | None) -> None:
    """A conference with its year, an introduced acronym or journal; nothing else."""
    assert venue(comment) == wanted


@pytest.mark.parametrize(
    ("text", "code", "project"),
    [
        ("Code is at https://github.com/example/tea.", "https://github.com/example/tea", None),
        (r"Project page: https://tea.github.io/. Code: https://gitlab.com/a/b .",
         "https://gitlab.com/a/b", "https://tea.github.io/"),
        ("Our models are available at https://tea.example/x", "https://tea.example/x", None),
        ("See the videos on our homepage (https://tea.example.org).", None, "https://tea.example.org"),
        ("Prior work is at https://arxiv.org/abs/2601.00001.", None, None),
        ("code at github.com/example-lab/tea", "https://github.com/example-lab/tea", None),
        ("no address", None, None),
    ],
)  # fmt: skip
def test_links_are_told_apart(text: str, code: str | None, project: str | None) -> None:
    """The host decides, else the words before; the sentence's punctuation goes."""
    found = links(text)

    assert (found.code, found.project) == (code, project)


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Marta Okonjo, Pál Ős and Wim de Vries", ["Marta Okonjo", "Pál Ős", "Wim de Vries"]),
        ("Okonjo, Marta and Ős, Pál", ["Marta Okonjo", "Pál Ős"]),
        ("Okonjo, Marta; Ős, Pál", ["Marta Okonjo", "Pál Ős"]),
        ("Okonjo, M.", ["M. Okonjo"]),
        (["Rao, Meera", "Ana Brandt"], ["Meera Rao", "Ana Brandt"]),
        (["Per Lind, Jr."], ["Per Lind, Jr."]),
        (
            [{"name": r"J\'er\^ome Petit"}, {"family": "Rao", "given": "M"}],
            ["Jérôme Petit", "M Rao"],
        ),
        ("Ana Brandt <ana@example.org>", ["Ana Brandt"]),
        ([None, 7, ""], []),
        (None, []),
    ],
)
def test_authors_come_in_many_shapes(value: object, names: list[str]) -> None:
    """One string, a list, objects; e-mail addresses are dropped."""
    assert [person.name for person in read_authors(value)] == names


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
NAMES = st.sampled_from(
    ["id", "title", "abstract", "authors", "author", "date", "year", "tags", "doi", "url", "ids",
     "comments", "categories", "version", "sources", "metrics", "venue", "x"]
)  # fmt: skip


@given(st.dictionaries(NAMES, JSON, max_size=8))
def test_any_json_object_is_a_paper_or_says_why_not(record: dict[str, Any]) -> None:
    """Whatever a line holds, it becomes a record that can be written and read again."""
    try:
        paper = made(**record)
    except NotAPaperError:
        return
    assert encode(from_dict(msgspec.json.decode(encode(paper)))) == encode(paper)
