"""A hash table in blocks: from a name or a mark to the rows of the papers that bear it.

Linear hashing (Litwin, VLDB 1980): buckets split one at a time as entries come, so the table
grows without ever being made anew. An entry is 12 bytes of BLAKE2b and 4 of row number; at 96
bits a false match among ten million entries has a chance of about 1e-15, so none is checked for.
"""

import hashlib
from collections.abc import Iterable
from functools import lru_cache

import msgspec

from papertriage.library.blocks import Blocks

_HASH = 12
_ENTRY = _HASH + 4
_LOW = 6
"""Bytes of a hash whose low bits number its bucket."""
MOST = 128
"""Rows of one mark that are kept: a text that so many papers have tells none from another, and
looking at all of them each time would make a long series slow beyond use."""
_FILL = 32
"""Mean entries a bucket: even before it is split, four fit a page of `blocks`."""


class Size(msgspec.Struct):
    """How big a table is: its buckets, and the entries in them."""

    buckets: int = 0
    entries: int = 0


@lru_cache(maxsize=8192)  # a paper is looked up, then stored under the same names and marks
def handle(space: str, text: str) -> bytes:
    """Return the hash of a text within a space of its own (names, marks)."""
    return hashlib.blake2b(f"{space}\0{text}".encode(), digest_size=_HASH).digest()


class Handles:
    """The table: a set of (handle, row) pairs, looked up by handle."""

    def __init__(self, blocks: Blocks, kind: int, size: Size) -> None:
        self._blocks = blocks
        self._kind = kind
        self._size = size
        if not size.buckets:
            self._blocks.put(kind, 0, b"")
            size.buckets = 1
        self._set_masks()

    def expect(self, handles: Iterable[bytes]) -> None:
        """Fetch at once the buckets that these handles are in, and those that they will split."""
        wanted = [self._bucket(handle) for handle in handles]
        split = self._size.buckets - self._narrow - 1
        wanted += range(split, min(split + len(wanted) // _FILL + 1, self._narrow + 1))
        self._blocks.fetch(self._kind, wanted)

    def rows(self, handle: bytes) -> list[int]:
        """Return the rows of a handle, ascending."""
        data = self._blocks.get(self._kind, self._bucket(handle))
        if handle not in data:  # as most are that ingest asks for
            return []
        return sorted(int.from_bytes(data[at + _HASH : at + _ENTRY]) for at in _find(data, handle))

    def add(self, handle: bytes, row: int, *, most: int | None = None) -> None:
        """Add a pair that is not there yet, unless `most` rows have the handle already."""
        number = self._bucket(handle)
        data = self._blocks.get(self._kind, number)
        if most is not None and handle in data and sum(1 for _ in _find(data, handle)) >= most:
            return
        self._blocks.put(self._kind, number, data + handle + row.to_bytes(4))
        self._size.entries += 1
        if self._size.entries > _FILL * self._size.buckets:
            self._split()

    def remove(self, handle: bytes, row: int) -> None:
        """Remove a pair, if it is there."""
        number = self._bucket(handle)
        data = self._blocks.get(self._kind, number)
        for at in _find(data, handle + row.to_bytes(4)):
            self._blocks.put(self._kind, number, data[:at] + data[at + _ENTRY :])
            self._size.entries -= 1

    def _bucket(self, handle: bytes) -> int:
        """Return a handle's bucket: so many low bits of it as there are buckets for."""
        number = int.from_bytes(handle[:_LOW])
        low = number & self._wide
        return low if low < self._size.buckets else number & self._narrow

    def _set_masks(self) -> None:
        """Note which low bits number the buckets that were split in this round, and the others."""
        half = 1 << (self._size.buckets.bit_length() - 1)
        self._narrow, self._wide = half - 1, 2 * half - 1

    def _split(self) -> None:
        """Add a bucket and share with it the entries of the one whose low bits it has."""
        new = self._size.buckets
        old = new - (1 << (new.bit_length() - 1))
        data = self._blocks.get(self._kind, old)
        self._size.buckets += 1
        self._set_masks()
        # The two differ in one bit, so that one byte of each entry tells which it goes to.
        byte, bit = divmod((new - old).bit_length() - 1, 8)
        place, mask = _LOW - 1 - byte, 1 << bit
        entries = [data[at : at + _ENTRY] for at in range(0, len(data), _ENTRY)]
        parts = (
            (old, [entry for entry in entries if not entry[place] & mask]),
            (new, [entry for entry in entries if entry[place] & mask]),
        )
        for number, part in parts:
            self._blocks.put(self._kind, number, b"".join(part))


def _find(data: bytes, start: bytes) -> Iterable[int]:
    """Yield where entries begin so; bytes that match across two entries are not one."""
    at = data.find(start)
    while at >= 0:
        if at % _ENTRY == 0:
            yield at
        at = data.find(start, at + 1)
