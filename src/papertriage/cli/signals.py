"""Signals that ask the command to end: Ctrl-C, a kill, a terminal that was closed.

While a command works, a signal becomes an exception, so that temporary files are removed. Before
that there is nothing to clean up, and the process ends at once: Python would print an exception in
an import. The exit code is 128 plus the number of the signal, as in a shell.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

INTERRUPTED = 128 + signal.SIGINT

_works = False
"""Whether a command is running."""


def handle() -> None:
    """Handle the signals from now on, except those that the caller ignores (``nohup``)."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)


@contextmanager
def cleaned_up() -> Iterator[None]:
    """Raise `SystemExit` in the body when a signal comes."""
    global _works  # noqa: PLW0603 - signals belong to the process
    _works = True
    try:
        yield
    finally:
        _works = False


def _end(number: int, _frame: FrameType | None) -> None:
    if _works:
        sys.exit(128 + number)
    os._exit(128 + number)
