"""Standard input is read only for ``-``; a pipe that is not read causes a warning."""

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
    """Check that standard input can be used as the sources say.

    Raises:
        UsageError: ``-`` was given twice, or standard input is closed or a terminal.
    """
    if sources.count(STDIN) > 1:
        raise UsageError("standard input (-) can be read only once")
    if STDIN in sources:
        if sys.stdin is None:
            raise UsageError("standard input is closed")
        if sys.stdin.isatty():
            raise UsageError(
                "- reads standard input, which is a terminal", hint="pipe a file into it"
            )
    elif _has_piped_data():
        run.screen.warn("standard input is not read; name it with - to read it")


def _has_piped_data() -> bool:
    """Return whether standard input is a pipe with data; cron gives every job an empty one."""
    try:
        if sys.stdin is None or not stat.S_ISFIFO(os.fstat(sys.stdin.fileno()).st_mode):
            return False
        waiting = fcntl.ioctl(sys.stdin.fileno(), termios.FIONREAD, bytes(4))
    except (OSError, ValueError):
        return False
    return int.from_bytes(waiting, sys.byteorder) > 0
