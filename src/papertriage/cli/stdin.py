"""Standard input is read only where ``-`` says so; a pipe that nobody reads is warned of."""

import fcntl
import os
import stat
import sys
import termios
from collections.abc import Sequence

from papertriage.cli.run import Run
from papertriage.errors import UsageError

STDIN = "-"


def check_stdin(run: Run, sources: Sequence[str]) -> None:
    """Check that the use of standard input makes sense.

    Raises:
        UsageError: ``-`` at a terminal, or twice.
    """
    if sources.count(STDIN) > 1:
        raise UsageError("standard input (-) can be read only once")
    if STDIN in sources:
        if sys.stdin is None:
            raise UsageError("standard input is closed")
        if sys.stdin.isatty():
            raise UsageError("- reads standard input, which is this terminal", hint="pipe a file")
    elif _has_piped_data():
        run.screen.warn("standard input is a pipe and is not read; name it with -")


def _has_piped_data() -> bool:
    """Tell whether a pipe holds bytes for us; cron hands every job an empty one."""
    try:
        if sys.stdin is None or not stat.S_ISFIFO(os.fstat(sys.stdin.fileno()).st_mode):
            return False
        waiting = fcntl.ioctl(sys.stdin.fileno(), termios.FIONREAD, bytes(4))
    except (OSError, ValueError):
        return False
    return int.from_bytes(waiting, sys.byteorder) > 0
