"""Papertriage JSON Lines as a pipe: papers in from files or standard input, one at a time."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

import msgspec

from papertriage.errors import NoRecordsError, Problem
from papertriage.paper import Paper, decode_own, from_dict
from papertriage.readers.document import LONGEST_LINE
from papertriage.readers.jsonl import parse_object
from papertriage.sources.files import STDIN, open_source
from papertriage.sources.unpack import finish
from papertriage.text import snippet


class Line(NamedTuple):
    """A line of a source, with its number from 1."""

    source: str
    at: int
    data: bytes


def read_papers(specs: Sequence[str]) -> Iterator[Paper | Problem]:
    """Read papers from papertriage JSON Lines, in order; a bad line is a problem.

    Tags and unknown fields ride along.

    Raises:
        MissingInputError: a file is not there.
        NoRecordsError: a file (not a stream) holds no line at all.
    """
    return (item for line in read_lines(specs) if (item := paper_of(line)))


def read_lines(specs: Sequence[str]) -> Iterator[Line]:
    """Read the lines of papertriage JSON Lines undecoded; raises as `read_papers`."""
    for spec in specs:
        with open_source(spec) as source:
            at = 0
            # Read line by line, without looking ahead: a pipe gets its answer as it asks.
            for at, data in enumerate(iter(partial(source.stream.readline, LONGEST_LINE), b""), 1):
                yield Line(source.name, at, data)
            finish(source.stream)
            if not at and spec != STDIN:
                raise NoRecordsError(f"{source.name}: empty")


def paper_of(line: Line) -> Paper | Problem | None:
    """Decode a line; None for an empty one."""
    if paper := decode_own(line.data.rstrip(b"\n")):
        return paper
    text = line.data.decode("utf-8", errors="replace").strip().strip("\ufeff")
    return _paper(line.source, line.at, text) if text else None


def _paper(source: str, at: int, line: str) -> Paper | Problem:
    try:
        return from_dict(parse_object(line))
    except msgspec.ValidationError as error:
        reason = f"not a papertriage record ({error}); papertriage ingest makes them"
    except ValueError as error:
        reason = str(error)
    return Problem(source=source, line=at, reason=reason, snippet=snippet(line))
