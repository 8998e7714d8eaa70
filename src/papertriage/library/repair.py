"""The repair: unreadable lines are moved, unchanged, into a file beside their log.

Nothing is lost: each byte of a log is kept or set aside. One kind of damage is undone: if there are
two complete objects in one line, with one byte between them, that byte was a newline.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec

from papertriage.library import files, history, layout, records, runs
from papertriage.library.log import Snapshot, is_object
from papertriage.library.tags import parse_tags

_BAD = ".bad"
"""The suffix of the file for the bad lines of a log: records.jsonl.bad."""
_DAMAGED_NEWLINE = re.compile(rb'(?<=\})[^\n](?=\{"(?:record|of|event|when)":|$)', re.DOTALL)
"""Each line starts with one of these names; objects inside a line do not."""

_Test = Callable[[bytes], bool]
"""Returns whether a line, without its newline, is readable, or is a record."""


class SetAside(msgspec.Struct, frozen=True, kw_only=True):
    """What a repair did to one log.

    Attributes:
        file: its name.
        into: the name of the file that bad lines were moved to.
        lines: the number of those lines.
        size: the number of their bytes.
        split: how many lines were split at a damaged newline.
    """

    file: str
    into: str
    lines: int
    size: int
    split: int


def repair(folder: Path) -> list[SetAside]:
    """Set aside every unreadable line; the caller holds the lock.

    Raises:
        CannotWriteError: a file could not be written; every line is still where it was.
    """
    done = [
        _sift(folder / layout.RECORDS, lambda line: records.parse(line) is not None),
        _sift(folder / layout.TAGS, lambda line: parse_tags(line) is not None),
        # Lines that a newer version may have written are kept.
        _sift(folder / layout.HISTORY, lambda line: not history.defect(line), history.parse),
        _sift(folder / layout.RUNS, is_object, runs.parse),
    ]
    return [each for each in done if each is not None]


def _sift(
    path: Path, is_good: _Test, parse: Callable[[bytes], object] | None = None
) -> SetAside | None:
    """Keep the good lines of a log, and set the others aside.

    Args:
        path: the log.
        is_good: returns whether a line is kept.
        parse: returns None for what is not a record; by default `is_good` decides that.
    """
    is_record: _Test = (
        is_good if parse is None else lambda line: is_good(line) and parse(line) is not None
    )
    with ExitStack() as stack:
        snapshot = Snapshot(path)
        stack.callback(snapshot.close)
        before = sum(1 for _ in _lines(snapshot))
        kept = sum(1 for is_kept, _ in _sifted(snapshot, is_good, is_record) if is_kept)
        bad = [line for is_kept, line in _sifted(snapshot, is_good, is_record) if not is_kept]
        if kept == before and not bad and not snapshot.tail():
            return None
        into = path.with_name(path.name + _BAD)
        if bad:  # first, so that a kill between the two writes loses nothing
            files.append_apart(into, b"".join(bad))
        good = (line for is_kept, line in _sifted(snapshot, is_good, is_record) if is_kept)
        files.replace(path, (line.removesuffix(b"\n") for line in good))
        return SetAside(
            file=path.name,
            into=into.name,
            lines=len(bad),
            size=sum(map(len, bad)),
            split=kept + len(bad) - before,
        )


def _lines(snapshot: Snapshot) -> Iterator[bytes]:
    """Yield all lines with their newlines, and the bytes after the last one."""
    for _, line in snapshot.lines():
        yield line + b"\n"
    if tail := snapshot.tail():
        yield tail


def _sifted(snapshot: Snapshot, is_good: _Test, is_record: _Test) -> Iterator[tuple[bool, bytes]]:
    """Yield each line, or part of one, and whether it is kept."""
    for line in _lines(snapshot):
        if is_good(line.removesuffix(b"\n")):
            yield True, line
        else:
            yield from _parts(line, is_record)


def _parts(line: bytes, is_record: _Test) -> Iterator[tuple[bool, bytes]]:
    """Split a bad line at a damaged newline between two records, or after one.

    At least one of two neighbours must be a record; otherwise the byte between them is kept.
    """
    start = 0
    pending = b""
    for found in _DAMAGED_NEWLINE.finditer(line):
        part = line[start : found.start()]
        if is_record(part):
            if pending:
                yield False, pending[:-1] + b"\n"
            yield True, part + b"\n"
            pending = b""
        else:
            pending += line[start : found.end()]
        start = found.end()
    rest = line[start:]
    if is_record(rest.removesuffix(b"\n")):
        if pending:
            yield False, pending[:-1] + b"\n"
        yield True, rest
    elif pending or rest:
        yield False, pending + rest
