"""Ctrl-C, a kill and a closed terminal end the command at any moment, without a traceback."""

import signal
import subprocess
import sys

import pytest

_SIGNALLED = """
import os, sys
from papertriage.cli import main

number, at = int(sys.argv.pop(1)), int(sys.argv.pop(1))

class Finder:
    found = 0

    def find_spec(self, *_):
        Finder.found += 1
        if Finder.found == at:
            os.kill(os.getpid(), number)

sys.meta_path.insert(0, Finder())
main()
"""


def signalled(number: int, at: int) -> subprocess.CompletedProcess[bytes]:
    """List the formats, and send a signal when so many modules were looked for."""
    return subprocess.run(
        [sys.executable, "-c", _SIGNALLED, str(number), str(at), "formats"],
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGHUP, 129), (signal.SIGINT, 130), (signal.SIGTERM, 143)]
)
def test_a_signal_while_modules_are_imported(number: int, code: int) -> None:
    """The run ends with the signal's code and prints nothing, however early the signal comes."""
    for at in (1, 10, 40, 90):
        done = signalled(number, at)
        assert done.returncode in {code, -number}, at  # a shell says 128 + number for both
        assert (done.stdout, done.stderr) == (b"", b""), at


def test_a_signal_that_the_caller_ignores_is_ignored() -> None:
    """`nohup` and the shell's background jobs are respected."""
    ignoring = (
        "import os, signal, sys; signal.signal(1, signal.SIG_IGN); os.execv(*eval(sys.argv[1]))"
    )
    raise_it = (
        "import os; from papertriage.cli import signals; signals.handle(); os.kill(os.getpid(), 1)"
    )
    command = (sys.executable, [sys.executable, "-c", raise_it])
    done = subprocess.run([sys.executable, "-c", ignoring, repr(command)], timeout=60, check=False)

    assert done.returncode == 0


def test_ctrl_c_before_the_handlers_are_in_place() -> None:
    """The entry point loads nothing that takes time, and the handlers come under a guard."""
    code = (
        "import builtins, sys, papertriage.cli as cli\n"
        "print(*{'typer', 're', 'enum'} & sys.modules.keys())\n"
        "sys.stdout.flush()\n"
        "found = builtins.__import__\n"
        "def interrupted(name, *rest):\n"
        "    if name == 'signal': raise KeyboardInterrupt\n"
        "    return found(name, *rest)\n"
        "builtins.__import__ = interrupted\n"
        "cli.main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, timeout=60, check=False
    )

    assert (done.returncode, done.stdout.split(), done.stderr) == (130, [], b"")
