"""The commands in the README and in the docs work, and print what the docs show.

After a change of words on the screen, ``PAPERTRIAGE_WRITE_DOCS=1 pytest`` of this file puts today's
output into the tutorial; read what it changed.
"""

import os
import pty
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from arxiv_help import API, OAI, atom, by_id, entry, records
from cli_help import COMMAND, EXAMPLES
from server_help import Handler, Server, reply

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
TUTORIAL = ROOT / "docs" / "tutorial.md"
README = ROOT / "README.md"
NETWORK = ROOT / "docs" / "network.md"
PIPES = ROOT / "docs" / "pipes.md"

CONSOLE = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"(?<=\n\n)(?:    .*\n)+")
OUR_WORDS = ("papertriage", "set -o")
NOW = "2026-11-20T08:00+00:00"


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return the environment of a new user with papertriage on the path, 100 columns wide."""
    kept = {name: os.environ[name] for name in ("LANG", "PYTHONPATH") if name in os.environ}
    path = f"{Path(COMMAND).parent}{os.pathsep}/usr/bin{os.pathsep}/bin"
    # A dumb terminal gets no progress bar: whether one appears depends on the load.
    screen = {"TERM": "dumb", "NO_COLOR": "1", "COLUMNS": "100", "LC_ALL": "C.UTF-8"}
    return {"HOME": str(home), "PATH": path, "PAPERTRIAGE_NOW": NOW, **screen, **kept, **more}


class Terminal:
    """A shell session of a user: one command after the other, in the folder they went to."""

    def __init__(self, cwd: Path, variables: dict[str, str]) -> None:
        self._cwd = cwd
        self._variables = variables

    def type(self, command: str) -> str:
        """Run a command line on a terminal; return what it printed, without its folder's path."""
        ours, theirs = pty.openpty()
        script = f"cd {shlex.quote(str(self._cwd))} && {command}\ncode=$?; pwd >&3; exit $code"
        read, write = os.pipe()
        process = subprocess.Popen(
            ["/bin/bash", "-c", f"exec 3>&{write}\n{script}"],
            stdin=theirs, stdout=theirs, stderr=theirs, env=self._variables, pass_fds=(write,),
        )  # fmt: skip
        os.close(theirs)
        os.close(write)
        printed = b"".join(_blocks(ours))
        assert process.wait(timeout=120) == 0, f"$ {command}\n{printed.decode()}"
        with os.fdopen(read) as where:
            self._cwd = Path(where.read().strip())
        os.close(ours)
        return printed.decode().replace("\r\n", "\n")


def _blocks(descriptor: int) -> Iterator[bytes]:
    while True:
        try:
            block = os.read(descriptor, 1 << 16)
        except OSError:  # on Linux, the last writer has closed its end
            return
        if not block:
            return
        yield block


def test_the_tutorial_prints_what_it_shows(tmp_path: Path) -> None:
    """Each command of the tutorial succeeds and prints what the page shows, byte for byte."""
    (tmp_path / "examples").mkdir()
    for name in ("page.txt", "listing.txt", "abstracts.txt"):
        shutil.copy(EXAMPLES / name, tmp_path / "examples")
    terminal = Terminal(tmp_path, environment(tmp_path))

    def played(block: re.Match[str]) -> str:
        commands = [line[2:] for line in block[0].splitlines() if line.startswith("$ ")]
        shown = [f"$ {each}\n{terminal.type(each)}" for each in commands]
        return "".join(shown).replace(str(tmp_path), "/home/you")

    text = TUTORIAL.read_text("utf-8")
    today = CONSOLE.sub(played, text)

    if os.environ.get("PAPERTRIAGE_WRITE_DOCS"):
        TUTORIAL.write_text(today, "utf-8")
    assert text == today


def commands_in(page: Path) -> list[str]:
    """Return the lines of a page that a user would type into a shell, without comments."""
    lines = [
        line.strip()
        for block in INDENTED.findall(page.read_text("utf-8"))
        for line in block.splitlines()
    ]
    return [re.sub(r"\s{2,}#.*", "", line) for line in lines if line.startswith(OUR_WORDS)]


@pytest.mark.parametrize(
    ("page", "least"),
    [(README, 10), (NETWORK, 6), (PIPES, 1)],
    ids=lambda page: getattr(page, "name", ""),
)
def test_every_command_of_a_page_works(
    tmp_path: Path, server: Server, page: Path, least: int
) -> None:
    """A new user can type all commands of a page; a local server replaces the network."""
    feed = reply(200, atom([entry(f"2611.{at:05}", at) for at in range(3)], 3))

    def api(handler: Handler) -> None:
        (by_id() if "id_list" in handler.papers.seen[-1].query else feed)(handler)

    server.answers = {API: api, OAI: records(1, 2), "/rss/cs.CV": feed, "/feed.xml": feed}
    shutil.copy(EXAMPLES / "page.txt", tmp_path / "dump.txt")
    (tmp_path / "examples").symlink_to(EXAMPLES)
    (tmp_path / "ids.txt").write_text("2611.00001\n")
    variables = environment(tmp_path, PAPERTRIAGE_ARXIV=server.url, PAPERTRIAGE_PACE="0")
    terminal = Terminal(tmp_path, variables)

    commands = commands_in(page)
    assert len(commands) >= least
    for command in commands:
        terminal.type(command.replace("https://example.org", server.url))
