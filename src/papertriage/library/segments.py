"""Segments: sorted pairs of handle and row in blocks, written once and never changed.

The first bits of a handle number its block, so that a look-up reads one block of a segment, and
segments are merged a stretch of blocks at a time, in bounded memory.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

import msgspec

HASH = 8
"""Bytes of a handle."""
ROW = 4
"""Bytes of a row."""
GONE = 1 << 31
"""A row with this bit says that an older segment's pair is removed."""
_PAIR = HASH + ROW
_TOP = b"\xff" * (_PAIR + 1)
_FULL = 64
"""Most pairs a block on average: with what SQLite adds, some five blocks to a page."""
_NUMBER = 24
"""Bits for the blocks of one segment."""
_AT_ONCE = 10
"""Bits for the blocks that are merged at once: some 64,000 pairs."""

Read = Callable[[int, int], Iterable[bytes]]
"""Returns the blocks from a first to a last number, both included, in order."""


class Segment(msgspec.Struct, frozen=True):
    """A segment.

    Attributes:
        number: which numbers its blocks have.
        bits: of a handle, those that number its block.
        pairs: how many it holds, removals included; more by the few that a merge made one.
        removals: how many of them are removals.
    """

    number: int
    bits: int
    pairs: int
    removals: int

    @property
    def first(self) -> int:
        """The number of its first block."""
        return self.number << _NUMBER

    @property
    def last(self) -> int:
        """The number of its last block."""
        return self.first + (1 << self.bits) - 1

    def block(self, handle: bytes) -> int:
        """Return the number of the block that a handle is in, if it is in the segment."""
        return self.number << _NUMBER | int.from_bytes(handle[:4]) >> (32 - self.bits)


def planned(number: int, pairs: int, removals: int) -> Segment:
    """Return the segment that so many pairs make."""
    return Segment(number, (max(pairs - 1, 0) // _FULL).bit_length(), pairs, removals)


def pairs_in(data: bytes) -> list[bytes]:
    """Return the pairs of a block."""
    return [data[at : at + _PAIR] for at in range(0, len(data), _PAIR)]


def rows_in(data: bytes, handle: bytes) -> bytes:
    """Return the rows, one after the other, that a block has for a handle."""
    at = data.find(handle)
    while at % _PAIR and at >= 0:  # bytes that match across two pairs are none
        at = data.find(handle, at + 1)
    rows = b""
    while at >= 0 and data.startswith(handle, at):
        rows += data[at + HASH : at + _PAIR]
        at += _PAIR
    return rows


def merged(
    target: Segment, sources: Sequence[Segment], young: list[bytes], read: Read, *, oldest: bool
) -> Iterator[tuple[int, bytes]]:
    """Yield the blocks of the segment that others make together.

    Args:
        target: what they make.
        sources: the others, oldest first.
        young: pairs in order, younger than all of them.
        read: reads the sources.
        oldest: whether no segment is older, so that removals are done with.
    """
    bits = max(target.bits - _AT_ONCE, 0)
    lists_of = [parts(source, bits, read) for source in sources]
    lists_of.append(_cut(young, bits))
    removals = any(source.removals for source in sources) or target.removals
    number = target.first
    for stretch, lists in enumerate(zip(*lists_of, strict=True)):
        pairs = _net(lists, oldest=oldest) if removals else list(chain.from_iterable(lists))
        pairs.sort()
        at = 0
        for block in range(stretch << (target.bits - bits), (stretch + 1) << (target.bits - bits)):
            end = bisect_left(pairs, _border(block + 1, target.bits), at)
            yield number, b"".join(pairs[at:end])
            number, at = number + 1, end


def parts(source: Segment, bits: int, read: Read) -> Iterator[list[bytes]]:
    """Yield a segment's pairs, those that begin with the same so many bits at once."""
    if source.bits < bits:
        return _cut(pairs_in(b"".join(read(source.first, source.last))), bits)
    step = 1 << (source.bits - bits)
    return (
        pairs_in(b"".join(read(first, first + step - 1)))
        for first in range(source.first, source.last + 1, step)
    )


def _cut(pairs: list[bytes], bits: int) -> Iterator[list[bytes]]:
    at = 0
    for part in range(1 << bits):
        end = bisect_left(pairs, _border(part + 1, bits), at)
        yield pairs[at:end]
        at = end


def _border(part: int, bits: int) -> bytes:
    """Return what all pairs of the parts before this one are less than."""
    return _TOP if part >> bits else (part << (8 * HASH - bits)).to_bytes(HASH)


def _net(lists: Iterable[list[bytes]], *, oldest: bool) -> list[bytes]:
    """Return the pairs that stand after all that was said of them, oldest first."""
    said: dict[bytes, bytes] = {}
    for pair in chain.from_iterable(lists):
        said[_restored(pair) if is_removal(pair) else pair] = pair
    return [pair for pair in said.values() if not (oldest and is_removal(pair))]


def is_removal(pair: bytes) -> bool:
    """Tell whether a pair says that it is removed."""
    return pair[HASH] >= GONE >> 24


def _restored(pair: bytes) -> bytes:
    return pair[:HASH] + (int.from_bytes(pair[HASH:]) & ~GONE).to_bytes(ROW)
