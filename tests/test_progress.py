"""Long work shows its progress, but only on a terminal."""

import os
import pty
import subprocess
import sys

import pytest

# The tests do not depend on half a second of time: the work decides when the bar may appear.
WORK = """
import sys
from papertriage.cli import progress
from papertriage.cli.screen import Screen

progress._PATIENCE = float(sys.argv[1])
screen = Screen(quiet="-q" in sys.argv)
with screen.progress("papers") as advance:
    for number in range(40):
        if number == 20:
            screen.warn("a line in between")
        advance(1, 40)
screen.say("done")
"""


def on_terminal(*arguments: str, term: str = "xterm") -> str:
    """Run the work on a terminal of its own; return everything that it wrote."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", WORK, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        env={**os.environ, "TERM": term},
    )
    os.close(theirs)
    written = b""
    while True:
        try:
            block = os.read(ours, 4096)
        except OSError:  # Linux reports in this way that the last writer has left
            break
        if not block:
            break
        written += block
    os.close(ours)
    assert process.wait(timeout=60) == 0
    return written.decode()


def test_long_work_draws_a_bar_and_takes_it_away() -> None:
    """Long work shows a bar with its count; messages meanwhile are above the bar."""
    written = on_terminal("0")

    assert "/40" in written
    assert "papers" in written
    assert "warning:" in written
    assert "a line in between\r\n" in written
    assert written.endswith("done\r\n")
    assert "/40" not in written[written.rindex("\x1b[2K") :]


@pytest.mark.parametrize(("arguments", "term"), [(["60"], "xterm"), (["0"], "dumb")])
def test_short_work_and_dumb_terminals_get_none(arguments: list[str], term: str) -> None:
    """In the first second, and on a dumb terminal, only messages appear."""
    written = on_terminal(*arguments, term=term)

    assert written.replace("\x1b[33m", "").replace("\x1b[0m", "") == (
        "warning: a line in between\r\ndone\r\n"
    )


def test_quiet_work_has_no_bar() -> None:
    """With -q only warnings appear on the screen."""
    assert "/40" not in on_terminal("0", "-q")


def test_pipes_get_no_bar() -> None:
    """Outside a terminal only messages appear."""
    done = subprocess.run(
        [sys.executable, "-c", WORK, "0"], capture_output=True, text=True, timeout=60, check=True
    )

    assert done.stderr == "papertriage: warning: a line in between\npapertriage: done\n"
