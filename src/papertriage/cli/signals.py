"""Signals that ask the command to end: Ctrl-C, a kill, a terminal that was closed.

While a command works a signal becomes an exception, so that temporary files are removed. Before
that there is nothing to clean up and modules are being imported, where Python would print an
exception; there the process ends on the spot. The exit code is that of a shell, 128 and the
signal's number.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

INTERRUPTED = 128 + signal.SIGINT

_works = False
"""Whether a command is at work."""


def handle() -> None:
    """Handle the signals from here on, but for those that the caller ignores (``nohup``)."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)


@contextmanager
def cleaned_up() -> Iterator[None]:
    """End the body by `SystemExit` when a signal comes."""
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
