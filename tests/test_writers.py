"""Writers: every format, with ordinary and with hostile papers.

Golden screens are in tests/golden. After a wanted change write them again and read the diff:

    PAPERTRIAGE_WRITE_GOLDEN=1 pytest tests/test_writers.py && git diff tests/golden
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable
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
from papertriage.report import Report
from papertriage.writers import cells
from papertriage.writers.look import Look
from papertriage.writers.registry import writer
from papertriage.writers.show import show
from papertriage.writers.summary import summary
from writers_help import (
    ACTING,
    HOSTILE,
    LOOKS,
    NASTY,
    OWN_COLOUR,
    TAXONOMY,
    golden_papers,
    outcome,
    remembering,
    reviewed,
    written,
)

GOLDEN = Path(__file__).parent / "golden"


def shown(width: int, **look: bool) -> str:
    looks = (
        show(one, Look(width=width, **look), headline=headline(one.abstract or ""))
        for one in golden_papers()[:7]
    )
    return "\n".join("".join(lines) for lines in looks)


def faces(form: str, **look: int) -> str:
    return written(form, outcome(golden_papers(), "faces"), msgspec.convert(look, Look))


def lists(form: str) -> str:
    return written(form, outcome(golden_papers()))


def summaries() -> str:
    reports = (outcome(golden_papers(), "faces"), outcome(golden_papers()), remembering())
    return "".join(f"{line}\n" for what in reports for line in summary(what))


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
    "new-60.txt": lambda: written("table", remembering(), Look(width=60)),
    "new-100.txt": lambda: written("table", remembering(), Look()),
    "new-100-ascii.txt": lambda: written("table", remembering(), Look(unicode=False)),
    "new-100-color.txt": lambda: written("table", remembering(), Look(color=True)),
    "new.md": lambda: written("md", remembering()),
    "new-mail.html": lambda: written("mail", remembering()),
    "summary.txt": summaries,
    "show-60.txt": lambda: shown(60),
    "show-100.txt": lambda: shown(100),
    "show-100-explain.txt": lambda: shown(100, explain=True),
}


@pytest.mark.parametrize("name", SCREENS)
def test_golden_screens(name: str) -> None:
    """Every screen looks as it did when somebody last read it."""
    text = SCREENS[name]()
    assert reviewed(GOLDEN / name, text) == text


def test_golden_folder_holds_nothing_else() -> None:
    """A golden file that no test writes would be believed and never checked."""
    assert {path.name for path in GOLDEN.iterdir() if path.is_file()} == set(SCREENS)


# --- hostile papers in, clean text out ------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(found=st.lists(HOSTILE, max_size=4))
def test_tsv_has_one_row_per_entry(found: list[Paper]) -> None:
    """No paper can add a row or a field, or begin a field as a formula."""
    what = outcome(found, *TAXONOMY)
    rows = written("tsv", what).split("\n")[:-1]
    assert len(rows) == len(what.lists[0].entries)
    for row in rows:
        fields = row.split("\t")
        assert len(fields) == 7
        assert not any(field.startswith(("=", "+", "-", "@")) for field in fields)


@settings(max_examples=60, deadline=None)
@given(found=st.lists(HOSTILE, max_size=4))
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
@given(found=st.lists(HOSTILE, max_size=4), look=LOOKS)
def test_markdown_of_papers_stays_text(found: list[Paper], look: Look) -> None:
    """A Markdown parser finds items, the bold score and web links, and no other markup."""
    check_markdown(outcome(found), look)


@pytest.mark.parametrize("nasty", NASTY)
def test_markdown_escapes_each_sign(nasty: str) -> None:
    """Each markup character stays text: alone, between words, at a line start, in a keyword."""
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
@given(found=st.lists(HOSTILE, max_size=4), width=st.integers(44, 220), utf8=st.booleans())
def test_table_fits_its_width(found: list[Paper], width: int, *, utf8: bool) -> None:
    """No line is wider than the terminal, each paper has its rank, ASCII is ASCII."""
    look = Look(width=width, unicode=utf8, explain=True)
    what = outcome(found, *TAXONOMY)
    for line in written("table", what, look).splitlines():
        assert cells.width(line) <= width
        assert utf8 or line.isascii()
    plain = written("table", what, Look(width=width, unicode=utf8)).splitlines()
    entries = what.lists[0].entries
    assert sum(line[:2].strip().isdigit() for line in plain) == len(entries)


@settings(max_examples=60, deadline=None)
@given(one=HOSTILE, width=st.integers(40, 160), utf8=st.booleans())
def test_show_fits_and_nothing_acts(one: Paper, width: int, *, utf8: bool) -> None:
    """No line is too wide, nothing acts on the terminal, and ASCII is ASCII."""
    for line in show(one, Look(width=width, unicode=utf8)):
        assert line.endswith("\n")
        assert not ACTING.search(line)
        assert "\t" not in line
        assert cells.width(line[:-1]) <= width
        assert utf8 or line.isascii()


# --- single promises -----------------------------------------------------------------------------


def test_unknown_format_is_a_usage_error() -> None:
    """For an unknown format the error names the existing ones."""
    with pytest.raises(UsageError) as caught:
        writer("docx")
    assert "tsv" in (caught.value.hint or "")


def test_only_a_coloured_table_loads_rich() -> None:
    """Neither formats for pipes nor a table without colour load rich."""
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
    assert OWN_COLOUR.sub("", shown(100, color=True)) == shown(100)


@given(one=HOSTILE)
def test_links_are_ours(one: Paper) -> None:
    """Whatever a paper holds, the only escape sequences are colours and links to the web."""
    for line in show(one, Look(color=True, links=True)):
        bare = re.sub(r"\x1b\]8;;(https?://[!-~]*)?\x1b\\", "", line)
        assert not ACTING.search(OWN_COLOUR.sub("", bare))


@pytest.mark.parametrize("variable", ["NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS"])
def test_the_environment_changes_nothing(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the terminal can do is decided by the caller alone."""
    before = faces("table", color=True)
    monkeypatch.setenv(variable, "dumb" if variable == "TERM" else "1")
    assert faces("table", color=True) == before
