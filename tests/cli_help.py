"""Runs papertriage as a user's shell does."""

import fcntl
import gc
import io
import os
import pty
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, chdir, contextmanager, suppress
from pathlib import Path
from unittest.mock import patch

from papertriage.cli import command_line

COMMAND = str(Path(sys.executable).with_name("papertriage"))
EXAMPLES = Path(__file__).parents[1] / "examples"
PASTES = [str(EXAMPLES / name) for name in ("abstracts.txt", "listing.txt", "page.txt")]

Done = subprocess.CompletedProcess[bytes]


def run(
    *args: str | Path,
    stdin: bytes = b"",
    code: int | None = 0,
    cwd: Path | None = None,
    **environment: str,
) -> Done:
    """Run papertriage and check its exit code; None accepts any.

    It runs inside this process, which saves all that a start costs. Its standard streams are
    files; where a test needs pipes, or a Python of its own, there is `run_process`.
    """
    command = ["papertriage", *map(str, args)]
    with ExitStack() as stack:
        files = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(3)]
        files[0].write(stdin)
        files[0].seek(0)
        with _standard_streams(files), chdir(cwd or "."), patch.dict(os.environ, environment):
            status = _exit_code(command)
        for file in files:
            file.seek(0)
        _, stdout, stderr = (file.read() for file in files)
    return _checked(subprocess.CompletedProcess(command, status, stdout, stderr), code)


def run_process(
    *args: str | Path,
    stdin: bytes = b"",
    code: int | None = 0,
    cwd: Path | None = None,
    **environment: str,
) -> Done:
    """Run the installed command in a process of its own, and check its exit code."""
    done = subprocess.run(
        [COMMAND, *map(str, args)],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, **environment},
        timeout=120,
        check=False,
    )
    return _checked(done, code)


def run_on_terminal(
    *args: str | Path, width: int = 80, code: int = 0, environment: dict[str, str] | None = None
) -> str:
    """Run the installed command on a terminal of this width; return what it prints."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 60, width, 0, 0))
    process = subprocess.Popen(
        [COMMAND, *map(str, args)],
        stdin=theirs, stdout=theirs, stderr=theirs,
        env={**os.environ, "TERM": "xterm", "LC_ALL": "C.UTF-8", **(environment or {})},
    )  # fmt: skip
    os.close(theirs)
    printed = b""
    with suppress(OSError):  # Linux reports in this way that the last writer has left
        while block := os.read(ours, 1 << 16):
            printed += block
    os.close(ours)
    assert process.wait(timeout=120) == code, printed.decode()
    return printed.decode().replace("\r\n", "\n")


@contextmanager
def _standard_streams(files: Sequence[io.IOBase]) -> Iterator[None]:
    """Replace the standard streams by files, for Python and for child processes."""
    with ExitStack() as stack:
        for number, (file, name) in enumerate(
            zip(files, ("stdin", "stdout", "stderr"), strict=True)
        ):
            kept = os.dup(number)
            stack.callback(os.close, kept)
            stack.callback(os.dup2, kept, number)
            os.dup2(file.fileno(), number)
            mode = "w" if number else "r"
            stream = stack.enter_context(open(number, mode, encoding="utf-8", closefd=False))
            stack.enter_context(patch.object(sys, name, stream))
        yield


def _exit_code(command: list[str]) -> int:
    with patch.object(sys, "argv", command):
        try:
            command_line.run()
        except SystemExit as stop:
            return stop.code if isinstance(stop.code, int) else 1
        finally:
            gc.unfreeze()  # the command froze its objects, as its process would end
    return 0


def _checked(done: Done, code: int | None) -> Done:
    if code is not None:
        assert done.returncode == code, done.stderr.decode()
    assert b"Traceback" not in done.stderr or "--debug" in done.args
    return done


def lines(data: bytes) -> list[str]:
    """Return output as lines of text."""
    return data.decode().splitlines()
