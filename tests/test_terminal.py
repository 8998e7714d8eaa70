"""What only a terminal gets: links, and lines that break between words."""

import re
from pathlib import Path

import pytest

from cli_help import PASTES, run, run_on_terminal
from papertriage.writers import cells

LINK = re.compile(r"\x1b\]8;;(.*?)\x1b\\(.*?)\x1b\]8;;\x1b\\")
ESCAPES = re.compile(r"\x1b\[[\d;]*m|\x1b\]8;;.*?\x1b\\")
PAGE = "https://arxiv.org/abs/2611.04217"


@pytest.fixture(autouse=True)
def _library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The invented papers, tagged."""
    monkeypatch.setenv("PAPERTRIAGE_LIBRARY", "library")
    monkeypatch.chdir(tmp_path)
    run("-q", "ingest", *PASTES)
    run("-q", "tag")


@pytest.mark.parametrize("command", [["rank", "-t", "faces"], ["search", "relightable"]])
def test_titles_and_ids_link_to_the_page(command: list[str]) -> None:
    """A terminal that knows OSC 8 opens the page of a paper by a click on its title or its id."""
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
        ["rank", "--near", "2"], ["search", "faces"], ["status"], ["topics"], ["duplicates"],
        ["stats"], ["show", "2611.04217"], ["tag"], [],
    ],
    ids=lambda command: command[0] if command else "overview",
)  # fmt: skip
def test_no_line_is_wider_than_the_terminal(command: list[str], width: int) -> None:
    """Nothing is left to the terminal to break, which does so within words."""
    screen = run_on_terminal(*command, width=width)

    for line in screen.splitlines():
        bare = ESCAPES.sub("", line.rpartition("\r")[2])
        assert cells.width(bare) <= width, bare


def test_a_message_breaks_between_words() -> None:
    """The line under a list wraps with an indent; off a terminal it stays one line."""
    command = ("rank", "-t", "faces", "-l", "1")
    screen = run_on_terminal(*command, width=60, environment={"NO_COLOR": "1"})
    told = run(*command).stderr.decode().strip()

    under = screen[screen.index("faces: ") :].splitlines()
    assert len(under) > 1
    assert all(line.startswith("  ") for line in under[1:])
    assert "\n" not in told
    assert told.removeprefix("papertriage rank: ") in " ".join(" ".join(under).split())
