"""Tags many files, each on its own, for corpora that are too large for one library.

    parts/a.jsonl.gz  parts/b.jsonl.gz   ->   out/a.jsonl.gz  out/b.jsonl.gz

Each file is a part. It is read in any form that `ingest` reads, and nothing is merged across parts.
Its output appears by rename, then a marker (`out/.papertriage/NAME.json`) with a hash of what the
output depends on. So a run that was killed can be resumed by the same command; a part is tagged
again if its input, the taxonomy or the version of papertriage has changed. Equal parts give equal
bytes, whichever worker tags them.
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
from papertriage.flows.tag.topic_counts import TopicCounts
from papertriage.flows.whole_file import whole_file
from papertriage.text.clean import safe
from papertriage.topics.taxonomy import Taxonomy
from papertriage.writers.jsonl import record_line

_MARKERS = ".papertriage"
_COMPRESSED = (".gz", ".bz2", ".xz", ".zst")
_LEFTOVER = re.compile(r"\.(.+)\.[0-9a-f]{12}\.tmp")
_MOST_PROBLEMS = 5
"""How many problems of a part are kept, to be reported."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A file to tag.

    Attributes:
        source: the file, as the user named it.
        path: the absolute path: workers may run in another folder.
        output: where its papers go.
    """

    source: str
    path: str
    output: str

    @property
    def folder(self) -> Path:
        """The folder of all outputs."""
        return Path(self.output).parent

    @property
    def marker(self) -> Path:
        """The file that records that the part is done."""
        return self.folder / _MARKERS / f"{Path(self.output).name}.json"


class Done(msgspec.Struct, kw_only=True):
    """The result of a part, as the marker stores it.

    Attributes:
        made_of: hash of the input's path, size and time, the taxonomy and the version.
        size: bytes of the output.
        counts: its papers by topic.
        rejected: records that could not be read.
        problems: the first problems.
        failure: why the part could not be read to its end; it is then not done.
        code: the exit code of that failure.
    """

    made_of: str
    size: int = 0
    counts: TopicCounts = msgspec.field(default_factory=TopicCounts, name="tally")
    rejected: int = 0
    problems: list[Problem] = []
    failure: str | None = None
    code: int = 0

    def add(self, problem: Problem) -> None:
        """Count a problem; keep it if it is one of the first, and not a repeated notice."""
        self.rejected += problem.rejected
        is_new = problem.rejected or problem.reason not in {one.reason for one in self.problems}
        if is_new and len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(problem)


def parts_of(patterns: Sequence[str], folder: Path) -> list[Part]:
    """Return the parts that files and patterns name, ordered by output.

    Raises:
        MissingInputError: a file does not exist, or no file matches a pattern.
        UsageError: two parts would have the same output, or one would overwrite itself.
    """
    parts: dict[str, Part] = {}
    for source in dict.fromkeys(path for pattern in patterns for path in _files(pattern)):
        part = Part(
            source=source,
            path=str(Path(source).resolve()),
            output=str(folder.resolve() / _name(source)),
        )
        other = parts.setdefault(part.output, part)
        if other.path != part.path:
            raise UsageError(f"{safe(other.source)} and {safe(source)} would have the same output")
        if part.path == part.output:
            raise UsageError(f"{safe(source)} would be overwritten", hint="choose another -o DIR/")
    return [parts[output] for output in sorted(parts)]


def _files(pattern: str) -> list[str]:
    if Path(pattern).exists():
        return [pattern]
    found = sorted(path for path in glob.glob(pattern, recursive=True) if Path(path).is_file())  # noqa: PTH207 - pathlib's takes no absolute pattern
    if not found:
        what = "no file matches" if glob.has_magic(pattern) else "no such file"
        raise MissingInputError(f"{safe(pattern)}: {what}")
    return found


def _name(source: str) -> str:
    """Return the name of a part's output: JSON Lines, with gzip if the input is compressed."""
    name = Path(source).name
    plain = name
    for ending in _COMPRESSED:
        plain = plain.removesuffix(ending)
    lines = plain if plain.endswith(".jsonl") else f"{plain}.jsonl"
    return f"{lines}.gz" if plain != name else lines


class Pending(msgspec.Struct, frozen=True):
    """What remains to be done.

    Attributes:
        parts: parts to tag.
        done: results of earlier runs that are up to date.
    """

    parts: list[Part]
    done: list[Done]


def pending(parts: Sequence[Part], taxonomy: Taxonomy) -> Pending:
    """Return which parts are up to date by their markers, and which are not.

    Raises:
        MissingInputError: the input of a part no longer exists.
    """
    found = [(part, _done(part, taxonomy)) for part in parts]
    return Pending(
        [part for part, done in found if done is None], [done for _, done in found if done]
    )


def tag_parts(
    parts: Sequence[Part], taxonomy: Taxonomy, engine: Engine, today: date
) -> Iterator[tuple[Part, Done]]:
    """Tag parts and yield the result of each, in order.

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
    """Tags one part."""

    taxonomy: Taxonomy
    today: date

    def __call__(self, part: Part) -> Done:
        """Read, tag and write a part, then write its marker."""
        done = Done(made_of=_made_of(part, self.taxonomy))
        try:
            with whole_file(Path(part.output)) as file, _compressed(file, part.output) as out:
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
                done.counts.count(item.tags)
                out.write(record_line(item))
        except (MissingInputError, NoRecordsError) as error:
            done.failure, done.code = error.message.removeprefix(f"{part.path}: "), error.exit_code
            if not done.counts.papers:
                raise _NothingError from None


class _NothingError(Exception):
    """A part failed before its first paper, so no output is written."""


def _made_of(part: Part, taxonomy: Taxonomy) -> str:
    try:
        status = Path(part.path).stat()
    except OSError as error:
        raise MissingInputError(f"{safe(part.source)}: {error.strerror}") from None
    made_of = (__version__, part.path, status.st_size, status.st_mtime_ns, taxonomy.fingerprint)
    return hashlib.sha256(repr(made_of).encode()).hexdigest()[:32]


_marker = msgspec.json.Decoder(Done)


def _done(part: Part, taxonomy: Taxonomy) -> Done | None:
    """Return the earlier result of a part; None if there is none, or it is out of date."""
    made_of = _made_of(part, taxonomy)
    try:
        done = _marker.decode(part.marker.read_bytes())
        size = Path(part.output).stat().st_size
    except (OSError, ValueError):
        return None
    return done if (done.made_of, done.size) == (made_of, size) else None


@contextmanager
def _compressed(file: BinaryIO, name: str) -> Iterator[BinaryIO]:
    """Compress what is written to a `.gz` file, without time and name so that bytes are equal."""
    if not name.endswith(".gz"):
        yield file
        return
    with gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0) as packed:
        yield packed  # type: ignore[misc]  # a GzipFile writes as any binary stream does


def _sweep(parts: Sequence[Part]) -> None:
    """Remove temporary files that killed workers left for these parts."""
    own_files = {path for part in parts for path in (part.output, str(part.marker))}
    for folder in {Path(path).parent for path in own_files}:
        for path in folder.glob(".*.tmp"):
            name = _LEFTOVER.fullmatch(path.name)
            if name and str(folder / name[1]) in own_files:
                with suppress(OSError):
                    path.unlink()
