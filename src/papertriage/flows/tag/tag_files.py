"""Tagging whole files, a part each: for corpora past one machine.

    parts/a.jsonl.gz  parts/b.jsonl.gz   ->   out/a.jsonl.gz  out/b.jsonl.gz

A part is read in any form that `ingest` reads, but by itself: nothing is merged across parts. Its
output appears by rename, then a marker beside it (`out/.papertriage/NAME.json`) that holds what it
was made of. So whatever is killed, the same command goes on where it ended; a part whose input,
taxonomy or papertriage has changed is made anew. Equal parts give equal bytes, whoever makes them.
"""

import glob
import gzip
import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import BinaryIO

import msgspec

from papertriage import __version__
from papertriage.errors import (
    CannotCreateError,
    MissingInputError,
    NoRecordsError,
    Problem,
    UsageError,
)
from papertriage.flows.ingest.read_page import read_file
from papertriage.flows.tag.batches import tagger_of
from papertriage.flows.tag.engines import Engine
from papertriage.flows.tag.topic_counts import Tally
from papertriage.flows.whole_file import whole_file
from papertriage.text.clean import safe
from papertriage.topics.taxonomy import Taxonomy
from papertriage.writers.jsonl import record_line

_MARKERS = ".papertriage"
_PACKED = (".gz", ".bz2", ".xz", ".zst")
_LEFTOVER = re.compile(r"\.(.+)\.[0-9a-f]{12}\.tmp")
_MOST_PROBLEMS = 5
"""Problems of a part that are kept to be told."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A file to tag.

    Attributes:
        source: the file, as the user named it.
        path: the same, absolute: workers may stand in another folder.
        output: where its papers go.
    """

    source: str
    path: str
    output: str

    @property
    def folder(self) -> Path:
        """Where all outputs go."""
        return Path(self.output).parent

    @property
    def marker(self) -> Path:
        """Where it is noted that the part is done."""
        return self.folder / _MARKERS / f"{Path(self.output).name}.json"


class Done(msgspec.Struct, kw_only=True):
    """What came of a part.

    Attributes:
        made_of: hash of the input's size and time, the taxonomy and the format.
        size: bytes of the output.
        tally: of its papers.
        rejected: records that could not be read.
        problems: the first of these.
        failure: why the part could not be read to its end; such a part is not done.
        code: the exit code of that failure.
    """

    made_of: str
    size: int = 0
    tally: Tally = msgspec.field(default_factory=Tally)
    rejected: int = 0
    problems: list[Problem] = []
    failure: str | None = None
    code: int = 0

    def add(self, problem: Problem) -> None:
        """Count a problem, and keep it if it is one of the first and says something new."""
        self.rejected += problem.rejected
        is_new = problem.rejected or problem.reason not in {one.reason for one in self.problems}
        if is_new and len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(problem)


def parts_of(specs: Sequence[str], folder: Path) -> list[Part]:
    """Return the parts that files and patterns name, ordered by output.

    Raises:
        MissingInputError: a file is not there, or nothing fits a pattern.
        UsageError: two parts would have the same output, or one would overwrite itself.
    """
    parts: dict[str, Part] = {}
    for source in dict.fromkeys(path for spec in specs for path in _files(spec)):
        part = Part(
            source=source,
            path=str(Path(source).resolve()),
            output=str(folder.resolve() / _name(source)),
        )
        other = parts.setdefault(part.output, part)
        if other.path != part.path:
            raise UsageError(f"{safe(other.source)} and {safe(source)} would be the same output")
        if part.path == part.output:
            raise UsageError(f"{safe(source)} would be overwritten", hint="choose another -o DIR/")
    return [parts[output] for output in sorted(parts)]


def _files(spec: str) -> list[str]:
    if Path(spec).exists():
        return [spec]
    found = sorted(path for path in glob.glob(spec, recursive=True) if Path(path).is_file())  # noqa: PTH207 - pathlib's takes no absolute pattern
    if not found:
        what = "no file fits" if glob.has_magic(spec) else "no such file"
        raise MissingInputError(f"{safe(spec)}: {what}")
    return found


def _name(source: str) -> str:
    """Return the name of a part's output: its own, as JSON Lines, packed as it was."""
    name = Path(source).name
    plain = name
    for ending in _PACKED:
        plain = plain.removesuffix(ending)
    lines = plain if plain.endswith(".jsonl") else f"{plain}.jsonl"
    return f"{lines}.gz" if plain != name else lines


class Pending(msgspec.Struct, frozen=True):
    """What there is to do.

    Attributes:
        parts: still to be made.
        done: made before, and still holding.
    """

    parts: list[Part]
    done: list[Done]


def pending(parts: Sequence[Part], taxonomy: Taxonomy) -> Pending:
    """Look at the markers.

    Raises:
        MissingInputError: a part is not there any more.
    """
    found = [(part, _done(part, taxonomy)) for part in parts]
    return Pending(
        [part for part, done in found if done is None], [done for _, done in found if done]
    )


def tag_parts(
    parts: Sequence[Part], taxonomy: Taxonomy, engine: Engine, today: date
) -> Iterator[tuple[Part, Done]]:
    """Tag parts and yield what came of each, in order.

    Raises:
        CannotCreateError: the folder of the outputs, or an output, cannot be created.
        CannotWriteError: an output cannot be written.
    """
    for folder in {part.marker.parent for part in parts}:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CannotCreateError(f"{safe(str(folder))}: {error.strerror}") from None
    try:
        yield from engine.map(TagPart(taxonomy, today), parts)
    finally:
        _sweep(parts)


class TagPart(msgspec.Struct, frozen=True):
    """The work on a part."""

    taxonomy: Taxonomy
    today: date

    def __call__(self, part: Part) -> Done:
        """Read, tag and write a part, then mark it as done."""
        done = Done(made_of=_made_of(part, self.taxonomy))
        try:
            with whole_file(Path(part.output)) as file, _packed(file, part.output) as out:
                self._write(part, done, out)
        except _NothingError:
            return done
        done.size = Path(part.output).stat().st_size
        if done.failure is None:
            with whole_file(part.marker) as file:
                file.write(msgspec.json.encode(done) + b"\n")
        return done

    def _write(self, part: Part, done: Done, out: BinaryIO) -> None:
        tagger = tagger_of(self.taxonomy)
        try:
            for item in read_file(part.path, self.today):
                if isinstance(item, Problem):
                    done.add(item)
                    continue
                item.tags, item.near_tags = tagger.judge(item)
                done.tally.count(item.tags)
                out.write(record_line(item))
        except (MissingInputError, NoRecordsError) as error:
            done.failure, done.code = error.message.removeprefix(f"{part.path}: "), error.exit_code
            if not done.tally.papers:
                raise _NothingError from None


class _NothingError(Exception):
    """There is nothing to write of a part that failed."""


def _made_of(part: Part, taxonomy: Taxonomy) -> str:
    try:
        status = Path(part.path).stat()
    except OSError as error:
        raise MissingInputError(f"{safe(part.source)}: {error.strerror}") from None
    made_of = (__version__, part.path, status.st_size, status.st_mtime_ns, taxonomy.fingerprint)
    return hashlib.sha256(repr(made_of).encode()).hexdigest()[:32]


_marker = msgspec.json.Decoder(Done)


def _done(part: Part, taxonomy: Taxonomy) -> Done | None:
    """Return what came of a part if it is done and all that it was made of is the same."""
    made_of = _made_of(part, taxonomy)
    try:
        done = _marker.decode(part.marker.read_bytes())
        size = Path(part.output).stat().st_size
    except (OSError, ValueError):
        return None
    return done if (done.made_of, done.size) == (made_of, size) else None


@contextmanager
def _packed(file: BinaryIO, name: str) -> Iterator[BinaryIO]:
    """Pack what is written if the name says so, without time and name: equal parts, equal bytes."""
    if not name.endswith(".gz"):
        yield file
        return
    with gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0) as packed:
        yield packed  # type: ignore[misc]  # a GzipFile writes as any binary stream does


def _sweep(parts: Sequence[Part]) -> None:
    """Remove what killed workers left of these parts; nobody else makes them meanwhile."""
    ours = {path for part in parts for path in (part.output, str(part.marker))}
    for folder in {Path(path).parent for path in ours}:
        for path in folder.glob(".*.tmp"):
            name = _LEFTOVER.fullmatch(path.name)
            if name and str(folder / name[1]) in ours:
                with suppress(OSError):
                    path.unlink()
