"""What only a terminal gets: links, and lines that break between words."""

import re
from pathlib import Path

import pytest

from cli_help import PASTES, run, run_on_terminal
from papertriage.paper import Paper
from papertriage.writers import cells
from papertriage.writers.look import Look
from papertriage.writers.show import show

LINK = re.compile(r"\x1b\]8;;(.*?)\x1b\\(.*?)\x1b\]8;;\x1b\\")
ESCAPES = re.compile(r"\x1b\[[\d;]*m|\x1b\]8;;.*?\x1b\\")
PAGE = "https://arxiv.org/abs/2611.04217"


@pytest.fixture(autouse=True)
def _library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a library of the invented papers, tagged."""
    monkeypatch.setenv("PAPERTRIAGE_LIBRARY", "library")
    monkeypatch.chdir(tmp_path)
    run("-q", "ingest", *PASTES)
    run("-q", "tag")


@pytest.mark.parametrize("command", [["rank", "-t", "faces"], ["search", "relightable"]])
def test_titles_and_ids_link_to_the_page(command: list[str]) -> None:
    """In a terminal with OSC 8, the title and the id of a paper link to its page."""
    screen = run_on_terminal(*command, width=100)

    texts = {
        re.sub(r"\x1b\[[\d;]*m", "", text) for url, text in LINK.findall(screen) if url == PAGE
    }
    assert texts == {"PoreField: Relightable Faces from One Photo", "arxiv:2611.04217"}


@pytest.mark.parametrize(
    ("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb"), ("TERM", "linux"), ("TERM", "")]
)
def test_no_links_where_they_would_be_noise(name: str, value: str) -> None:
    """There are no links without colour, and on terminals that print the sequences."""
    screen = run_on_terminal("rank", "-t", "faces", environment={name: value})

    assert "PoreField" in screen
    assert "\x1b]8" not in screen


def test_a_pipe_has_no_links() -> None:
    """A pipe gets no links, even if it asked for colour."""
    done = run("--color", "always", "rank", "-t", "faces", "-f", "table")

    assert b"\x1b[1m" in done.stdout
    assert b"\x1b]8" not in done.stdout


@pytest.mark.parametrize("width", [60, 80, 100])
@pytest.mark.parametrize(
    "command",
    [
        ["rank", "--near", "2"], ["search", "faces"], ["status"], ["topics"],
        ["topics", "audit"], ["topics", "check"], ["duplicates"], ["formats"], ["screenings"],
        ["stats"], ["show", "2611.04217"], ["tag"], [],
    ],
    ids=lambda command: "-".join(command) or "overview",
)  # fmt: skip
def test_no_line_is_wider_than_the_terminal(command: list[str], width: int) -> None:
    """The terminal itself, which breaks lines within words, has nothing to break."""
    screen = run_on_terminal(*command, width=width)

    for line in screen.splitlines():
        bare = ESCAPES.sub("", line.rpartition("\r")[2])
        assert cells.width(bare) <= width, bare


def test_a_message_breaks_between_words() -> None:
    """The line under a list wraps with an indent; off a terminal it stays one line."""
    command = ("rank", "-t", "faces", "-l", "1")
    screen = run_on_terminal(*command, width=60, environment={"NO_COLOR": "1"})
    reported = run(*command).stderr.decode().strip()

    under = screen[screen.index("faces: ") :].splitlines()
    assert len(under) > 1
    assert all(line.startswith("  ") for line in under[1:])
    assert "\n" not in reported
    assert reported.removeprefix("papertriage rank: ") in " ".join(" ".join(under).split())


def test_the_header_of_a_table_is_dim_on_a_terminal_only() -> None:
    """The header of a table is dim on a terminal, to distinguish it from a row."""
    head = "papers  alone  on topic"
    assert f"\x1b[2m{head}" in run_on_terminal("topics", "audit", "faces", width=100)
    assert run("topics", "audit", "faces").stdout.decode().startswith(head)


def test_a_narrow_table_breaks_no_words() -> None:
    """A last column with too little room goes below the others."""
    screen = run_on_terminal("topics", "audit", "faces", width=60, environment={"NO_COLOR": "1"})

    assert "cancelled        level\n  faces\n" in screen.replace("\r", "")
    assert "\n  face retrieval | embedding | representation | template |" in screen


def test_a_command_to_copy_is_not_broken() -> None:
    """A command stays on one line, however long it is; the explanation before it wraps."""
    screen = run_on_terminal("topics", "suggest", "distillation", width=60)
    commands = [line for line in screen.splitlines() if "papertriage mark" in line]

    assert len(commands) == 1
    assert commands[0].endswith(" star")
    assert len(commands[0]) > 60


def test_show_links_and_underlines() -> None:
    """The title and each address are links, and the keywords of the topics are underlined."""
    screen = run_on_terminal("show", "2611.04217", width=100)

    linked = {ESCAPES.sub("", text) for url, text in LINK.findall(screen) if url == PAGE}
    assert "https://arxiv.org/abs/2611.04217" in linked
    assert re.search(r"\x1b\[4mfacial geometry\x1b\[0m|\x1b\[4mfacial\x1b\[0m", screen)
    assert "papertriage duplicates arxiv:2611.04217" in screen


def test_each_line_of_a_long_address_links_to_the_whole() -> None:
    """Each line links to the whole address, as a part of it would lead somewhere else."""
    paper = Paper(id="acl:1", title="x", abstract=None, url=f"https://example.org/{'a' * 60}")
    screen = "".join(show(paper, Look(width=60, color=True, links=True)))

    assert {url for url, text in LINK.findall(screen) if "aaa" in text} == {paper.url}
    assert sum("aaa" in ESCAPES.sub("", line) for line in screen.splitlines()) == 2


def test_show_says_where_the_fields_came_from() -> None:
    """Each of several records is named with its fields that differ from the others'."""
    shown = run("show", "2611.04217").stdout.decode()
    lines = shown[shown.index("records ") :].splitlines()

    assert lines[0] == "records   3 · papertriage duplicates arxiv:2611.04217"
    assert "page.txt (daily-page): title, published" in shown
    assert "sources " not in shown
    alone = run("show", "2607.01934").stdout.decode()
    assert "records " not in alone
    assert "sources   listing.txt (arxiv-listing)" in alone


def test_show_adds_up_in_short_and_with_v_in_full() -> None:
    """The short sum names parts and the base; -v has a line for each part and the total."""
    short = run("show", "2607.01934").stdout.decode()
    full = run("show", "2607.01934", "-v").stdout.decode()

    assert 'faces .98 = "talking face" +2.0 · ' in short
    assert "base −6.7" in " ".join(short.split())
    assert "sum: score" not in short
    assert "+4.14 sum: score .98" in full
