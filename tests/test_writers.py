"""Writers: every format, looked at as a stranger would and attacked as an enemy would.

Golden screens stand in tests/golden. After a wanted change write them anew and read the diff:

    PAPERTRIAGE_WRITE_GOLDEN=1 pytest tests/test_writers.py && git diff tests/golden
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from papertriage import paper as papers
from papertriage.errors import UsageError
from papertriage.paper import Author, Evidence, Paper, Tag
from papertriage.ranking.headline import headline
from papertriage.ranking.select import Criteria, report
from papertriage.report import Report
from papertriage.writers import cells
from papertriage.writers.look import Look
from papertriage.writers.registry import WRITERS, writer
from papertriage.writers.show import show
from papertriage.writers.summary import summary

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"
TAXONOMY = ("faces", "vision-transformers", "distillation", "sparse-attention")
TODAY = date(2026, 11, 20)

# What may act on a terminal or turn text around; a line end and the TSV's tab are looked at apart.
ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff]"
)
OWN_COLOUR = re.compile(r"\x1b\[(?:0|1|2|3|33|36)(?:;(?:1|2|3|33|36))*m")


def golden_papers() -> list[Paper]:
    lines = (HERE / "data" / "golden_papers.jsonl").read_bytes().splitlines()
    return [papers.decode(line) for line in lines]


def outcome(found: list[Paper], *topics: str) -> Report:
    return report(found, Criteria(topics=topics, taxonomy=TAXONOMY), today=TODAY)


def written(name: str, what: Report, look: Look | None = None) -> str:
    return "".join(writer(name)(what, look or Look()))


def shown(width: int) -> str:
    looks = (
        show(one, Look(width=width), headline=headline(one.abstract or ""))
        for one in golden_papers()[:7]
    )
    return "\n".join("".join(lines) for lines in looks)


def faces(form: str, **look: int) -> str:
    return written(form, outcome(golden_papers(), "faces"), msgspec.convert(look, Look))


def lists(form: str) -> str:
    return written(form, outcome(golden_papers()))


def summaries() -> str:
    both = (outcome(golden_papers(), "faces"), outcome(golden_papers()))
    return "".join(f"{line}\n" for what in both for line in summary(what))


SCREENS: dict[str, Callable[[], str]] = {
    "table-60.txt": lambda: faces("table", width=60),
    "table-80.txt": lambda: faces("table", width=80),
    "table-100.txt": lambda: faces("table", width=100),
    "table-140.txt": lambda: faces("table", width=140),
    "table-200.txt": lambda: faces("table", width=200),
    "table-100-color.txt": lambda: faces("table", color=True),
    "table-60-ascii.txt": lambda: faces("table", width=60, unicode=False),
    "table-100-ascii.txt": lambda: faces("table", unicode=False),
    "table-140-ascii.txt": lambda: faces("table", width=140, unicode=False),
    "table-100-explain.txt": lambda: faces("table", explain=True),
    "table-lists.txt": lambda: lists("table"),
    "faces.tsv": lambda: faces("tsv"),
    "faces.jsonl": lambda: faces("jsonl"),
    "faces.json": lambda: faces("json"),
    "faces.md": lambda: faces("md"),
    "faces-explain.md": lambda: faces("md", explain=True),
    "lists.md": lambda: lists("md"),
    "summary.txt": summaries,
    "show-60.txt": lambda: shown(60),
    "show-100.txt": lambda: shown(100),
}


@pytest.mark.parametrize("name", SCREENS)
def test_golden_screens(name: str) -> None:
    """Every screen looks as it did when somebody last read it."""
    text = SCREENS[name]()
    path = GOLDEN / name
    if os.environ.get("PAPERTRIAGE_WRITE_GOLDEN"):
        path.write_text(text, "utf-8", newline="")
    assert path.read_bytes().decode() == text


def test_golden_folder_holds_nothing_else() -> None:
    """A golden file that no test writes would be believed and never checked."""
    assert {path.name for path in GOLDEN.iterdir()} == set(SCREENS)


# --- the contract: hostile papers in, clean text out ---------------------------------------------

NASTY = [
        "\x1b[31m", "\x1b]52;c;cm0=\x07", "\x9b2J", "\u202e", "\u2066", "[/bold]", "[link=x]",
        "](javascript:alert(1))", "<script>", "<http://x>", "&lt;", "**b**", "`c`", "| a |",
        "\n# h\n", "\n- i\n", "\t", "\r\n", "\u2028", "1. ", "+ ", "= ", "---", "$x$", "~~s~~",
        "\\", "[^1]", "![i](http://x)", "www.x.y", "http://x.y", "a@b.c", ":bomb:", "面", "א",
        "👩‍🔬", "é" * 3, "x" * 300, "\U000e0041", "\ufeff", "\x00",
        "_u_", "[a]: http://x", "    code", "> q", "***",
]  # fmt: skip
_TEXT = st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=8)), max_size=5).map("".join)
_TAGS = st.lists(
    st.builds(
        Tag,
        topic=st.one_of(st.sampled_from(TAXONOMY), _TEXT),
        score=st.floats(0, 1),
        base=st.floats(-9, 9),
        evidence=st.lists(
            st.builds(
                Evidence,
                kind=st.sampled_from(["keyword", "term", "void"]),
                text=_TEXT,
                share=st.floats(-9, 9),
                field=st.sampled_from([None, "title", "abstract"]),
                count=st.integers(1, 9),
                around=st.none() | _TEXT,
                level=st.none() | _TEXT,
            ),
            max_size=4,
        ),
    ),
    max_size=3,
    unique_by=lambda tag: tag.topic,
)
_HOSTILE = st.builds(
    Paper,
    id=_TEXT,
    ids=st.dictionaries(st.sampled_from(["arxiv", "doi", "pmid", "sha1"]), _TEXT, max_size=2),
    title=st.none() | _TEXT,
    abstract=st.none() | _TEXT,
    authors=st.lists(st.builds(Author, name=_TEXT, family=st.none() | _TEXT), max_size=3),
    author_count=st.none() | st.integers(0, 500),
    published=st.none() | st.sampled_from(["2026", "2026-05-01"]) | _TEXT,
    primary_category=st.none() | _TEXT,
    venue=st.none() | _TEXT,
    url=st.none() | _TEXT | _TEXT.map("https://example.org/{}".format),
    tags=st.none() | _TAGS,
    extra=st.dictionaries(st.sampled_from(["note", "x\x1by"]), _TEXT, max_size=1),
)
_LOOKS = st.builds(
    Look,
    width=st.integers(1, 220),
    color=st.booleans(),
    unicode=st.booleans(),
    explain=st.booleans(),
    multi=st.booleans(),
)


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=60, deadline=None)
@given(found=st.lists(_HOSTILE, max_size=4), look=_LOOKS)
def test_nothing_of_a_paper_acts(name: str, found: list[Paper], look: Look) -> None:
    """Whatever papers hold, no control character and no direction override comes out."""
    for what in (outcome(found), outcome(found, *TAXONOMY)):
        text = written(name, what, look)
        assert not text or text.endswith("\n")
        if name == "table" and look.color:
            text = OWN_COLOUR.sub("", text)
        if name != "tsv":
            assert "\t" not in text
        assert not ACTING.search(text)


@settings(max_examples=60, deadline=None)
@given(found=st.lists(_HOSTILE, max_size=4))
def test_tsv_has_a_row_an_entry(found: list[Paper]) -> None:
    """No paper can add a row or a field, or begin a field as a formula."""
    what = outcome(found, *TAXONOMY)
    rows = written("tsv", what).split("\n")[:-1]
    assert len(rows) == len(what.lists[0].entries)
    for row in rows:
        fields = row.split("\t")
        assert len(fields) == 7
        assert not any(field.startswith(("=", "+", "-", "@")) for field in fields)


@settings(max_examples=60, deadline=None)
@given(found=st.lists(_HOSTILE, max_size=4))
def test_json_gives_the_papers_back(found: list[Paper]) -> None:
    """JSON loses nothing: each line reads as the paper again, and the array holds the same."""
    what = outcome(found, *TAXONOMY)
    lines = written("jsonl", what).split("\n")[:-1]
    entries = what.lists[0].entries
    assert [papers.decode(line) for line in lines] == [entry.paper for entry in entries]
    array = json.loads(written("json", what))
    assert array == [json.loads(line) for line in lines]
    assert [one["rank"] for one in array] == list(range(1, len(entries) + 1))


@settings(max_examples=60, deadline=None)
@given(found=st.lists(_HOSTILE, max_size=4), look=_LOOKS)
def test_markdown_of_papers_stays_text(found: list[Paper], look: Look) -> None:
    """A reader of Markdown sees items, the bold score and web links, and no other markup."""
    check_markdown(outcome(found), look)


@pytest.mark.parametrize("nasty", NASTY)
def test_markdown_escapes_each_sign(nasty: str) -> None:
    """Each sign of markup stays text alone, between words, at a line's start and in a keyword."""
    evidence = [Evidence(kind="keyword", text=f"{nasty} x {nasty}", share=1.0)]
    found = [
        Paper(
            id=f"x{number}",
            title=title,
            abstract=None,
            authors=[Author(name=title, family=title)],
            tags=[Tag(topic="faces", score=0.9, base=0.0, evidence=evidence)],
        )
        for number, title in enumerate((nasty, f"a {nasty} b {nasty} c", f"{nasty}a b{nasty}"))
    ]
    for look in (Look(), Look(explain=True, multi=True)):
        check_markdown(outcome(found, "faces"), look)


def check_markdown(what: Report, look: Look) -> None:
    items = sum(len(one.entries) for one in what.lists)
    allowed = {"ordered_list", "list_item", "paragraph", "heading", "inline"} | (
        {"code_block"} if look.explain else set()
    )
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(written("md", what, look))
    kinds = {token.type.removesuffix("_open").removesuffix("_close") for token in tokens}
    assert kinds <= allowed
    assert sum(token.type == "list_item_open" for token in tokens) == items
    for token in tokens:
        for child in token.children or ():
            kind = child.type.removesuffix("_open").removesuffix("_close")
            assert kind in {"text", "text_special", "strong", "link", "softbreak"}
            if child.type == "link_open":
                assert str(child.attrs["href"]).startswith(("http://", "https://"))


@settings(max_examples=60, deadline=None)
@given(found=st.lists(_HOSTILE, max_size=4), width=st.integers(44, 220), utf8=st.booleans())
def test_table_fits_its_width(found: list[Paper], width: int, *, utf8: bool) -> None:
    """No line is wider than the terminal, each paper takes its lines, ASCII is ASCII."""
    look = Look(width=width, unicode=utf8, explain=True)
    what = outcome(found, *TAXONOMY)
    for line in written("table", what, look).splitlines():
        assert cells.width(line) <= width
        assert utf8 or line.isascii()
    plain = written("table", what, Look(width=width, unicode=utf8)).splitlines()
    entries = what.lists[0].entries
    if width >= 80 or not entries:
        assert len(plain) == (1 + 2 * len(entries) if entries else 0)


@settings(max_examples=60, deadline=None)
@given(one=_HOSTILE, width=st.integers(40, 160), utf8=st.booleans())
def test_show_fits_and_acts_not(one: Paper, width: int, *, utf8: bool) -> None:
    """One paper whole: no line too wide, nothing acts, ASCII is ASCII."""
    for line in show(one, Look(width=width, unicode=utf8)):
        assert line.endswith("\n")
        assert not ACTING.search(line)
        assert "\t" not in line
        assert cells.width(line[:-1]) <= width
        assert utf8 or line.isascii()


# --- single promises -----------------------------------------------------------------------------


def test_unknown_format_is_a_usage_error() -> None:
    """An unknown format names those that there are."""
    with pytest.raises(UsageError) as caught:
        writer("docx")
    assert "tsv" in (caught.value.hint or "")


def test_empty_lists_write_nothing() -> None:
    """A quiet day is silent, but JSON stays JSON (and a page a page: tests/test_page.py)."""
    assert {name: written(name, outcome([])) for name in WRITERS if name != "html"} == {
        "table": "", "tsv": "", "jsonl": "", "json": "[]\n", "md": "", "bibtex": "",
    }  # fmt: skip


def test_only_a_coloured_table_loads_rich() -> None:
    """Formats for pipes never pay for rich; nor does a table without colour."""
    code = (
        "import sys; from papertriage.writers.registry import WRITERS, writer\n"
        "for name in WRITERS: writer(name)\n"
        "import papertriage.writers.show; print('rich' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


def test_colour_is_never_alone() -> None:
    """Without its colours the coloured table is the plain one, letter for letter."""
    coloured = faces("table", color=True)
    assert coloured != faces("table")
    assert OWN_COLOUR.sub("", coloured) == faces("table")


@pytest.mark.parametrize("variable", ["NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS"])
def test_environment_moves_nothing(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the terminal can do is decided by the caller alone."""
    before = faces("table", color=True)
    monkeypatch.setenv(variable, "dumb" if variable == "TERM" else "1")
    assert faces("table", color=True) == before
