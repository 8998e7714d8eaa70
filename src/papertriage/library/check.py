"""The check: every line read, every alias followed, the index held against the logs."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec

from papertriage.errors import CannotWriteError
from papertriage.library import layout, records
from papertriage.library.blocks import Blocks, BrokenIndexError, open_blocks, private_blocks
from papertriage.library.index import Index
from papertriage.library.log import Snapshot, is_object
from papertriage.library.records import Alias
from papertriage.library.search import manifest
from papertriage.library.state import StaleIndexError
from papertriage.paper import Paper
from papertriage.text import identifiers

_SHA1 = re.compile(r"[0-9a-f]{16}")
_COPY = re.compile(r"(?:papers|tags|history|runs)\W(?=.*(?:conflict|copy)).*\.jsonl", re.IGNORECASE)
"""What folders that sync themselves call a file that two machines wrote."""


class Defect(msgspec.Struct, frozen=True, kw_only=True):
    """Something in a library that should not be.

    Attributes:
        file: its name in the folder.
        line: from 1; 0 where no line is meant.
        what: in words.
    """

    file: str
    line: int = 0
    what: str


class Check:
    """One reading of a whole library, as it is now; no lock, no write.

    Attributes:
        lines: how many lines were read.
        papers: how many live papers there are.
    """

    def __init__(self, folder: Path) -> None:
        """Name the library; `defects` does the work."""
        self._folder = folder
        self.lines = 0
        self.papers = 0

    def defects(self) -> Iterator[Defect]:
        """Yield what is wrong, file by file.

        Raises:
            MissingInputError: a file may not be read, or something else bears its name.
        """
        with ExitStack() as stack:
            disk = self._disk_index(stack)
            # Tags before papers: then no tag can be newer than the papers that it must mean.
            tags, papers, history, runs = (
                self._open(stack, name)
                for name in (layout.TAGS, layout.PAPERS, layout.HISTORY, layout.RUNS)
            )
            fresh = Index(papers, tags, private_blocks, marks=True)
            stack.callback(fresh.close)
            self.papers = fresh.live
            yield from self._papers(papers, fresh)
            yield from self._tags(tags, fresh)
            for other in (history, runs):
                yield from self._objects(other)
            yield from _index_defects(disk, papers, tags, fresh)
            if damaged := manifest.defect(self._folder):
                what = "damaged; with --repair the next search makes it anew"
                yield Defect(file=damaged, what=what)
            for path in sorted(self._folder.iterdir()):
                if _COPY.fullmatch(path.name):
                    yield Defect(file=path.name, what="a copy that a syncing folder made")

    def _papers(self, papers: Snapshot, index: Index) -> Iterator[Defect]:
        for number, line in self._lines(papers):
            record = records.parse(line)
            if record is None:
                what = "no paper, alias or forgotten paper"
            elif isinstance(record, Alias) and not index.find([record.id], []):
                what = f"alias of {record.merged_into}, which is not here"
            elif isinstance(record, Paper) and not _is_key(record.id):
                what = f"no key: {record.id}"
            else:
                continue
            yield Defect(file=papers.path.name, line=number, what=what)
        yield from _tail(papers)

    def _tags(self, tags: Snapshot, index: Index) -> Iterator[Defect]:
        for number, line in self._lines(tags):
            record = records.parse_tags(line)
            if record is None:
                what = "no tags"
            elif not index.knows(record.id):
                what = f"tags of {record.id}, which is not here"
            else:
                continue
            yield Defect(file=tags.path.name, line=number, what=what)
        yield from _tail(tags)

    def _objects(self, other: Snapshot) -> Iterator[Defect]:
        """Check a log for what any version may have written into it: whole JSON objects."""
        for number, line in self._lines(other):
            if not is_object(line):
                yield Defect(file=other.path.name, line=number, what="no JSON object")
        yield from _tail(other)

    def _lines(self, snapshot: Snapshot) -> Iterator[tuple[int, bytes]]:
        for number, (_, line) in enumerate(snapshot.lines(), 1):
            self.lines += 1
            yield number, line

    def _open(self, stack: ExitStack, name: str) -> Snapshot:
        snapshot = Snapshot(self._folder / name)
        stack.callback(snapshot.close)
        return snapshot

    def _disk_index(self, stack: ExitStack) -> Blocks | BrokenIndexError | None:
        """Return the blocks on disk, what is wrong with them, or None where there are none."""
        path = self._folder / layout.INDEX
        if not path.exists():
            return None
        try:
            blocks = open_blocks(path, writable=False)
        except BrokenIndexError as error:
            return error
        stack.callback(blocks.close)
        return blocks


def _index_defects(
    disk: Blocks | BrokenIndexError | None, papers: Snapshot, tags: Snapshot, fresh: Index
) -> Iterator[Defect]:
    """Yield what is wrong with the index on disk; one that is of another file is but of no use."""
    name = str(layout.INDEX)
    again = "the next writer makes it anew"
    if isinstance(disk, BrokenIndexError):
        yield Defect(file=name, what=f"{disk}; {again}")
    elif disk is not None:
        opened = disk
        try:
            if fresh.differs(Index(papers, tags, lambda: opened, marks=True)):
                yield Defect(file=name, what=f"other answers than the logs give; {again}")
        except (BrokenIndexError, CannotWriteError) as error:
            if not isinstance(error.__cause__, StaleIndexError):
                yield Defect(file=name, what=f"damaged; {again}")


def _tail(snapshot: Snapshot) -> Iterator[Defect]:
    if tail := snapshot.tail():
        what = f"{len(tail)} bytes of an unfinished line at the end"
        yield Defect(file=snapshot.path.name, what=what)


def _is_key(key: str) -> bool:
    """Tell whether a key has its kind's form."""
    kind, colon, value = key.partition(":")
    if kind == "arxiv":
        return identifiers.parse_arxiv(value) == (value, None)
    if kind == "sha1":
        return _SHA1.fullmatch(value) is not None
    if kind == "pmid":
        return value.isdecimal()
    return bool(kind and colon and value) and value.isprintable()
