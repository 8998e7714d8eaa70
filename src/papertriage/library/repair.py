"""The repair: lines that mean nothing are moved into a file beside their log, byte by byte.

Nothing is destroyed: the bytes of a log before are its bytes after and those set aside. One kind
of damage is undone on the spot: where two objects that are whole stand in one line, with one byte
between them, that byte was a newline.
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
"""What the file of a log's bad lines is called: records.jsonl.bad."""
_SPOILT_NEWLINE = re.compile(rb'(?<=\})[^\n](?=\{"(?:record|of|event|when)":|$)', re.DOTALL)
"""Each line begins with one of these names; objects inside a line do not."""

_Means = Callable[[bytes], bool]
"""Tells whether a line, without its newline, means something in its log."""


class SetAside(msgspec.Struct, frozen=True, kw_only=True):
    """What a repair did to one log.

    Attributes:
        file: its name.
        into: the name of the file that bad lines went to.
        lines: how many went there.
        size: how many bytes that is.
        split: how many lines got back the newline between two records.
    """

    file: str
    into: str
    lines: int
    size: int
    split: int


def repair(folder: Path) -> list[SetAside]:
    """Set aside every line that means nothing; the caller holds the lock.

    Raises:
        CannotWriteError: a file could not be written; every line still is where it was.
    """
    done = [
        _sift(folder / layout.RECORDS, lambda line: records.parse(line) is not None),
        _sift(folder / layout.TAGS, lambda line: parse_tags(line) is not None),
        # What a newer version may have written beside what we know is left alone.
        _sift(folder / layout.HISTORY, lambda line: not history.defect(line), history.parse),
        _sift(folder / layout.RUNS, is_object, runs.parse),
    ]
    return [each for each in done if each is not None]


def _sift(
    path: Path, means: _Means, parse: Callable[[bytes], object] | None = None
) -> SetAside | None:
    """Leave in a log what means something, and set the rest aside.

    Args:
        path: the log.
        means: tells whether a line may stay.
        parse: returns None for what is no record; by default `means` tells that, too.
    """
    is_record: _Means = (
        means if parse is None else lambda line: means(line) and parse(line) is not None
    )
    with ExitStack() as stack:
        snapshot = Snapshot(path)
        stack.callback(snapshot.close)
        before = sum(1 for _ in _lines(snapshot))
        kept = sum(1 for is_kept, _ in _sifted(snapshot, means, is_record) if is_kept)
        bad = [line for is_kept, line in _sifted(snapshot, means, is_record) if not is_kept]
        if kept == before and not bad and not snapshot.tail():
            return None
        into = path.with_name(path.name + _BAD)
        if bad:  # first of all: a kill between the two leaves them in both places
            files.append_apart(into, b"".join(bad))
        good = (line for is_kept, line in _sifted(snapshot, means, is_record) if is_kept)
        files.replace(path, (line.removesuffix(b"\n") for line in good))
        return SetAside(
            file=path.name,
            into=into.name,
            lines=len(bad),
            size=sum(map(len, bad)),
            split=kept + len(bad) - before,
        )


def _lines(snapshot: Snapshot) -> Iterator[bytes]:
    """Yield all lines with their newlines, and what stands after the last one."""
    for _, line in snapshot.lines():
        yield line + b"\n"
    if tail := snapshot.tail():
        yield tail


def _sifted(snapshot: Snapshot, means: _Means, is_record: _Means) -> Iterator[tuple[bool, bytes]]:
    """Yield each line, or part of one, with whether it stays."""
    for line in _lines(snapshot):
        if means(line.removesuffix(b"\n")):
            yield True, line
        else:
            yield from _parts(line, is_record)


def _parts(line: bytes, is_record: _Means) -> Iterator[tuple[bool, bytes]]:
    """Split a bad line where a newline was spoilt between two records, or after one.

    Of two neighbours one at least must be a record: else the byte between them is kept as it is.
    """
    start = 0
    pending = b""
    for found in _SPOILT_NEWLINE.finditer(line):
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
