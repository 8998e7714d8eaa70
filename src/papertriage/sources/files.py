"""Files and standard input as sources."""

import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO

from papertriage.errors import MissingInputError
from papertriage.sources.page import Page
from papertriage.sources.unpack import unpack
from papertriage.text.clean import safe

STDIN = "-"
STDIN_NAME = "standard input"


@contextmanager
def open_source(source: str) -> Iterator[Page]:
    """Open a file, or standard input for ``-``; packed files are recognised by their first bytes.

    Raises:
        MissingInputError: there is no such file, or it may not be read, or it is a folder.
    """
    if source == STDIN:
        stream = unpack(STDIN_NAME, sys.stdin.buffer)
        yield Page(name=STDIN_NAME, base=STDIN, stream=stream)
        return
    name = safe(source)
    try:
        stream, changed = _open(source)
    except IsADirectoryError:
        hint = "name its files, for example with a pattern: FOLDER/*"
        raise MissingInputError(f"{name}: is a folder", hint=hint) from None
    except OSError as error:
        raise MissingInputError(f"{name}: {_reason(error)}") from None
    with stream:
        base = safe(Path(source).name)
        file = stream if changed else None
        yield Page(name=name, base=base, stream=unpack(name, stream), file=file, day=changed)


def _open(source: str) -> tuple[BinaryIO, date | None]:
    """Open what may be read to its end: a regular file or a pipe that has a writer."""
    status = Path(source).stat()
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(source)
    if stat.S_ISFIFO(status.st_mode) or stat.S_ISREG(status.st_mode):
        stream = Path(source).open("rb")  # noqa: SIM115 - the caller closes it
        if stat.S_ISREG(status.st_mode):
            return stream, datetime.fromtimestamp(status.st_mtime, tz=UTC).date()
        return stream, None
    raise OSError(0, "neither a file nor a pipe")


def _reason(error: OSError) -> str:
    return {
        "No such file or directory": "no such file",
        "Permission denied": "may not be read (permission denied)",
    }.get(error.strerror or "", (error.strerror or str(error)))
