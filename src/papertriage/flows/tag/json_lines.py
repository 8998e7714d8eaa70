"""Reads papertriage JSON Lines from files or standard input, in order."""

from collections.abc import Iterator, Sequence
from typing import BinaryIO

import msgspec

from papertriage.errors import NoRecordsError, Problem
from papertriage.paper import Paper, decode_own, from_dict
from papertriage.readers.document import LONGEST_LINE
from papertriage.readers.json.values import parse_object
from papertriage.sources.files import STDIN, open_source
from papertriage.sources.unpack import finish
from papertriage.text.clean import snippet


class Lines(msgspec.Struct, frozen=True):
    """Consecutive lines of a source.

    Attributes:
        source: the name of the source.
        first: the number of the first line, from 1.
        data: the lines, undecoded.
    """

    source: str
    first: int
    data: list[bytes]

    def __len__(self) -> int:
        return len(self.data)

    def papers(self) -> Iterator[Paper | Problem]:
        """Decode the lines; a bad one is a problem, an empty one is skipped."""
        for at, data in enumerate(self.data, self.first):
            if paper := decode_own(data.rstrip(b"\n")):
                yield paper
                continue
            text = data.decode("utf-8", errors="replace").strip().strip("\ufeff")
            if text:
                yield _paper(self.source, at, text)


def read_papers(sources: Sequence[str]) -> Iterator[Paper | Problem]:
    """Read papers from papertriage JSON Lines, in order; a bad line is a problem.

    Tags and unknown fields are kept.

    Raises:
        MissingInputError: a file does not exist.
        NoRecordsError: a file is empty; standard input may be.
    """
    return (item for lines in read_lines(sources) for item in lines.papers())


def read_lines(
    sources: Sequence[str], at_once: int = 1, *, waited_for: bool = True
) -> Iterator[Lines]:
    """Read the lines of papertriage JSON Lines undecoded; raises as `read_papers`.

    Args:
        sources: files, and `-` for standard input.
        at_once: how many lines to yield together at most.
        waited_for: yield the lines of a pipe one by one, as its other end waits for each answer.
    """
    for name in sources:
        with open_source(name) as source:
            most = 1 if waited_for and source.file is None else at_once
            done = 0
            while data := _some(source.stream, most):
                yield Lines(source.name, done + 1, data)
                done += len(data)
            finish(source.stream)
            if not done and name != STDIN:
                raise NoRecordsError(f"{source.name}: empty")


def _some(stream: BinaryIO, most: int) -> list[bytes]:
    """Read up to `most` lines; fewer if they are long."""
    lines: list[bytes] = []
    size = 0
    while len(lines) < most and size < LONGEST_LINE and (line := stream.readline(LONGEST_LINE)):
        lines.append(line)
        size += len(line)
    return lines


def _paper(source: str, at: int, line: str) -> Paper | Problem:
    try:
        return from_dict(parse_object(line))
    except msgspec.ValidationError as error:
        reason = f"not a papertriage record ({error}); papertriage ingest writes them"
    except ValueError as error:
        reason = str(error)
    return Problem(source=source, line=at, reason=reason, snippet=snippet(line))
