"""The small parts of every screen: phrases, links, arithmetic, marks and cells."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from papertriage.paper import Author, Evidence, Paper, Tag
from papertriage.report import Reason
from papertriage.writers import cells, explain, marks, phrases

PARTS = [
    Evidence(kind="keyword", text="owl", share=3.0),
    Evidence(kind="keyword", text="barn", share=0.1),
]
LOSS = Evidence(kind="term", text="pigeon", share=-0.35)


def test_explained_parts_add_up() -> None:
    """The shares of the arithmetic give its sum, and the sum the score."""
    tag = Tag(topic="owls", score=0.81757, base=-1.25, evidence=[*PARTS, LOSS])
    *parts, total = (line.split()[0].replace("−", "-") for line in explain.arithmetic(tag))
    assert sum(map(float, parts)) == pytest.approx(float(total), abs=0.005 * len(parts) + 0.005)


def test_one_deciding_part_is_named() -> None:
    """A part without which the paper would fall below the threshold is named."""
    hangs = Tag(topic="owls", score=0.750, base=-2.0, evidence=PARTS)
    assert explain.decisive(hangs, 0.5) == 'would not be on the list without "owl"'
    stands = Tag(topic="owls", score=0.98, base=1.0, evidence=PARTS)
    assert explain.decisive(stands, 0.5) is None


@pytest.mark.parametrize(
    ("names", "count", "brief", "expected"),
    [
        (["Ana Prado"], None, False, "Prado"),
        (["Ana Prado", "Rao, Meera"], None, False, "Prado, Rao"),
        (["Ana Prado", "Meera Rao"], None, True, "Prado +1"),
        (["Ana Prado", "B C", "D E", "F G"], None, False, "Prado +3"),
        (["Ana Prado"], 2, False, "Prado +1"),
        ([], 4, False, "4 authors"),
        ([], 1, False, "1 author"),
        ([], None, False, ""),
        (["林晓月"], None, False, "林晓月"),
    ],
)
def test_authors_in_few_cells(
    names: list[str], count: int | None, expected: str, *, brief: bool
) -> None:
    """Two family names are shown; more are counted; a bare number is shown."""
    one = Paper(
        id="x",
        title="t",
        abstract=None,
        authors=[Author(name=name) for name in names],
        author_count=count,
    )
    assert phrases.authors(one, brief=brief) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://example.org/a(b)", "https://example.org/a%28b%29"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("https://[::1", ""),
        ("//example.org", ""),
        ("http://example.org/x?y=1&z=2", "http://example.org/x?y=1&z=2"),
        (None, ""),
    ],
)
def test_links_are_plain_web_addresses(url: str | None, expected: str) -> None:
    """Only http and https with a host become links, and no character can end them early."""
    assert phrases.web(url) == expected


def test_bars_and_short_scores() -> None:
    """Bars grow by eighths of a cell, probabilities take three."""
    assert [marks.bar(score, 6, unicode=True) for score in (0, 0.5, 0.98, 1)] == [
        "", "███", "█████▉", "██████",
    ]  # fmt: skip
    assert [marks.bar(score, 6, unicode=False) for score in (0, 0.5, 1)] == ["", "###", "######"]
    assert [marks.short(score) for score in (0, 0.05, 0.914, 0.999, 1)] == [
        ".00", ".05", ".91", ".99", "1.0",
    ]  # fmt: skip


@given(st.text(alphabet="aé面한שא🙂👍—ｱ ", max_size=12))
def test_cells_agree_with_rich(text: str) -> None:
    """Our width of a line equals that of rich, which draws tables."""
    assert cells.width(text) == cell_len(text)


@given(st.text(alphabet="aé面🙂 ", max_size=30), st.integers(1, 20))
def test_cut_and_wrap_keep_to_the_room(text: str, room: int) -> None:
    """A truncated text fits, a short text is complete, and wrapping loses no word."""
    assert cells.width(cells.cut(text, room)) <= room
    assert cells.cut(text, 99) == text
    lines = list(cells.wrap(text, max(room, 2)))
    assert "".join(lines).replace(" ", "") == "".join(text.split())
    assert all(cells.width(line) <= max(room, 2) for line in lines)


def test_keywords_found_in_the_same_field_share_a_phrase() -> None:
    """Keywords in the abstract share one phrase in a mail."""
    why = [
        Reason(kind="keyword", words=["kiln"], in_title=True),
        Reason(kind="keyword", words=["clay"]),
        Reason(kind="keyword", words=["glaze"]),
        Reason(kind="keyword", words=["fire"], count=3, in_title=True),
        Reason(kind="words", words=["ash", "oven"]),
    ]

    assert phrases.in_words(why) == (
        '"kiln" in the title; "clay", "glaze" in the abstract;'
        ' "fire" 3 times, in the title too; ash, oven'
    )


@pytest.mark.parametrize("room", [40, 50, 58])
def test_no_line_begins_or_ends_with_a_sign_alone(room: int) -> None:
    """Symbols, numbers and the name of a command stay beside the words that they belong to."""
    text = (
        'faces .94 = "face alignment" 2× +3.3 · ~ landmark +.6 · ~ occluded +.3 · base −1.4'
        " · ≈ headline drawn from the abstract · papertriage show 12"
    )

    lines = list(cells.wrap(text, room))

    assert " ".join(lines) == text
    assert not any(line.startswith(("·", "=", "+", "−", "2×", "12", "show")) for line in lines)
    assert not any(line.endswith(("~", "≈", "papertriage")) for line in lines)
    assert any('"face alignment" 2×' in line for line in lines)


def test_a_word_of_any_length_is_broken_in_linear_time() -> None:
    """Eight times the length takes about eight times as long, not sixty-four."""
    times = []
    for length in (20_000, 160_000):
        before = time.process_time()
        assert len([*cells.wrap("é" * length, 80)]) == length // 80
        times.append(time.process_time() - before)
    assert times[1] <= 12 * times[0] + 0.05


def test_a_paper_that_is_nowhere_on_the_web_can_be_searched() -> None:
    """A title alone gives a search of arXiv; a paper with an id or an address needs none."""
    bare = Paper(id="sha1:0123456789abcdef", title="Clay & rain", abstract=None)
    known = Paper(id="doi:10.5555/x", ids={"doi": "10.5555/x"}, title="Clay", abstract=None)
    untitled = Paper(id="sha1:0123456789abcdef", title=None, abstract="Clay.")

    assert phrases.search(bare).endswith("searchtype=title&query=Clay%20%26%20rain")
    assert phrases.search(known) == phrases.search(untitled) == ""
