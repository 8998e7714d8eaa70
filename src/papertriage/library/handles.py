"""A map in blocks from a name or a mark to the rows of the papers that bear it.

A log-structured merge tree (O'Neil et al., Acta Informatica 1996): what comes is held in memory,
is written as a sorted segment with the next update, and segments of like size are merged. A hash
table would be less code; but handles fall anywhere, so that every few thousand papers wrote most
of it anew, and a million of them took twice as long. A filter in front tells of most handles that
nobody bears them: so it is with nearly all that `ingest` asks for.

A handle is 8 bytes of BLAKE2b: in a library of all of arXiv, with some thirty million, a name that
is asked for leads astray with a chance of 2e-12, so none is checked for.
"""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from papertriage.library import segments
from papertriage.library.blake import blake2b
from papertriage.library.blocks import Blocks, Bulk
from papertriage.library.filter import Filter, pages_for
from papertriage.library.segments import GONE, HASH, ROW, Segment

MOST = 128
"""Rows of one mark that are kept: a text that so many papers have tells none from another, and
looking at all of them each time would make a long series slow beyond use."""
MOST_NEAR = 8
"""The same of a mark of `identity.near_marks`, which few papers share that are not one: a series
written by one template took 2.5 ms a paper with `MOST` of them."""
_ALIKE = 4
"""Segments of a level that are merged into one of the next."""
_LEAST = 4096
"""Pairs of the smallest level."""


class Shape(msgspec.Struct):
    """What holds a map together: its segments, oldest first, and the pages of its filter."""

    segments: list[Segment] = []
    pages: int = 0


class Update(msgspec.Struct):
    """What brings the pairs that wait into the blocks.

    Attributes:
        shape: the map's, when it is written.
        bulk: the blocks.
        filter: the map's, when it is written.
    """

    shape: Shape
    bulk: Bulk
    filter: Filter


def handle(space: str, text: str) -> bytes:
    """Return the hash of a text within a space of its own (names, marks)."""
    return blake2b(f"{space}\0{text}".encode(), digest_size=HASH).digest()


class Handles:
    """The map: a set of (handle, row) pairs, looked up by handle.

    Attributes:
        shape: what of it is in the blocks.
    """

    def __init__(self, blocks: Blocks, kinds: tuple[int, int], shape: Shape) -> None:
        """Take up the map that is in two kinds of blocks: those of segments, of the filter."""
        self._blocks = blocks
        self._kind, self._filter_kind = kinds
        self._filter = Filter(blocks, kinds[1], shape.pages)
        # What is said of a handle since, in order: rows, and rows with `GONE`.
        self._young: dict[bytes, bytes] = {}
        self.shape = shape

    @property
    def waiting(self) -> int:
        """How many handles wait in memory to be written."""
        return len(self._young)

    def expect(self, handles: Sequence[bytes]) -> None:
        """Fetch at once the blocks that these handles may be in."""
        asked = self._filter.maybe(handles)
        places = (segment.block(each) for segment in self.shape.segments for each in asked)
        self._blocks.fetch(self._kind, places)

    def none_of(self, handles: Sequence[bytes]) -> bool:
        """Tell whether no row bears any of these handles."""
        asked = [*self._filter.maybe(handles), *self._young.keys() & handles]
        return not any(map(self.rows, asked))

    def rows(self, handle: bytes) -> list[int]:
        """Return the rows of a handle, ascending."""
        said = b""
        if self._filter.maybe([handle]):
            for segment in self.shape.segments:
                block = self._blocks.get(self._kind, segment.block(handle))
                if handle in block:
                    said += segments.rows_in(block, handle)
        said += self._young.get(handle, b"")
        return sorted(_standing(said)) if said else []

    def add(self, handle: bytes, row: int, *, most: int | None = None) -> None:
        """Add a pair that is not there yet, unless `most` rows have the handle already."""
        if most is None or len(self.rows(handle)) < most:
            self._young[handle] = self._young.get(handle, b"") + row.to_bytes(ROW)

    def add_new(self, handles: Iterable[bytes], row: int) -> None:
        """Add a row to handles that no row bears."""
        young, packed = self._young, row.to_bytes(ROW)
        for each in handles:
            young[each] = young.get(each, b"") + packed  # a removal may stand there

    def remove(self, handle: bytes, row: int) -> None:
        """Remove a pair, if it is there."""
        if row in self.rows(handle):
            self._young[handle] = self._young.get(handle, b"") + (row | GONE).to_bytes(ROW)

    def update(self) -> Update:
        """Return what brings the pairs that wait into the blocks; `adopt` it when it has."""
        young = sorted(_last_said(self._young))
        if not young:
            return Update(self.shape, Bulk(), self._filter)
        old = self.shape.segments
        kept, joined = _joined(old, len(young))
        target = segments.planned(
            min(set(range(len(old) + 1)) - {each.number for each in old}),
            len(young) + sum(each.pairs for each in joined),
            sum(map(segments.is_removal, young)) + sum(each.removals for each in joined),
        )
        shape = Shape([*kept, target], self._filter.pages)
        known = self._filter_of(shape, young)
        shape.pages = known.pages
        gone = [(self._kind, each.first, each.last) for each in joined]
        return Update(shape, Bulk(self._made(target, joined, young, known), gone), known)

    def adopt(self, update: Update) -> None:
        """Go on from an update that was written."""
        self.shape, self._filter = update.shape, update.filter
        self._filter.saved()
        self._young.clear()

    def _filter_of(self, shape: Shape, young: list[bytes]) -> Filter:
        """Return the filter with the pairs that wait; a bigger one if it gets too full."""
        pages = pages_for(sum(each.pairs for each in shape.segments), shape.pages)
        known = self._filter
        if pages != known.pages:
            known = Filter.made(self._blocks, self._filter_kind, pages)
            for segment in self.shape.segments:
                for pairs in segments.parts(segment, segment.bits, self._read):
                    known.add(pairs)
        known.add(young)
        return known

    def _made(
        self, target: Segment, joined: list[Segment], young: list[bytes], known: Filter
    ) -> Iterator[tuple[int, int, bytes]]:
        oldest = not self.shape.segments or self.shape.segments[0] in joined
        for number, data in segments.merged(target, joined, young, self._read, oldest=oldest):
            yield self._kind, number, data
        for number, data in known.changed():
            yield self._filter_kind, number, data

    def _read(self, first: int, last: int) -> list[bytes]:
        return self._blocks.stretch(self._kind, first, last)


def _joined(old: list[Segment], young: int) -> tuple[list[Segment], list[Segment]]:
    """Return which segments stay, and which go into the next one with so many young pairs.

    The youngest go: all that are of a lower level than what they go into, and those of its own
    level if they are enough. So few are left, and each pair is written once or twice a level.
    """
    kept, joined = list(old), list[Segment]()
    while True:
        level = _level(young + sum(each.pairs for each in joined))
        levels = [_level(each.pairs) for each in reversed(kept)]
        lower = next((n for n, each in enumerate(levels) if each >= level), len(levels))
        alike = next((n for n, each in enumerate(levels) if each > level), len(levels))
        step = alike if alike - lower >= _ALIKE - 1 else lower
        if not step:
            return kept, joined
        joined = kept[-step:] + joined
        del kept[-step:]


def _level(pairs: int) -> int:
    """Return 0 below `_LEAST` pairs, and one more each time that there are four times as many."""
    return ((pairs // _LEAST).bit_length() + 1) // 2


def _last_said(young: dict[bytes, bytes]) -> Iterator[bytes]:
    """Yield the pairs and removals that are left of all that was said of each handle."""
    for handle, rows in young.items():
        if len(rows) == ROW:  # nearly always
            yield handle + rows
        else:
            last = {_row(each): each for each in _split(rows)}
            yield from (handle + each for each in last.values())


def _standing(rows: bytes) -> list[int]:
    """Return the rows that stand after all that was said of them."""
    last = {_row(each): each for each in _split(rows)}
    return [row for row, each in last.items() if int.from_bytes(each) == row]


def _split(rows: bytes) -> list[bytes]:
    return [rows[at : at + ROW] for at in range(0, len(rows), ROW)]


def _row(said: bytes) -> int:
    return int.from_bytes(said) & ~GONE
