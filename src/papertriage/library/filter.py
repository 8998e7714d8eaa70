"""A Bloom filter in blocks: tells of most handles that were never added that they were not.

Each handle has its page and two bits in it (Putze, Sanders and Singler, JEA 2009), taken from the
handle itself, which is a hash already.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence

from papertriage.library.blocks import Blocks, BrokenIndexError
from papertriage.library.segments import ROW

_PARTS = struct.Struct(">IHH")
"""The first number of a handle finds its page, the others its bits."""
_OF_PAIR = struct.Struct(f"{_PARTS.format}{ROW}x")
_PAGE = 4032
"""Bytes of a page: with what SQLite adds it fills one of its own."""
_BITS = 8 * _PAGE
_FULL = _BITS // 8
"""Handles a page: with eight bits for each, one in twenty that are not there seems to be."""


class Filter:
    """The filter; handles are added and never taken out.

    Attributes:
        pages: how many pages it has; one without any holds nothing.
    """

    def __init__(self, blocks: Blocks, kind: int, pages: int) -> None:
        """Take up the filter that is in blocks of a kind; its pages are read when asked for."""
        self.pages = pages
        self._blocks = blocks
        self._kind = kind
        self._read: list[bytearray | None] = [None] * pages
        self._changed: set[int] = set()

    @classmethod
    def made(cls, blocks: Blocks, kind: int, pages: int) -> "Filter":
        """Return an empty filter that will take the place of what the blocks hold."""
        made = cls(blocks, kind, pages)
        made._read = [bytearray(_PAGE) for _ in range(pages)]
        made._changed = set(range(pages))
        return made

    def maybe(self, handles: Sequence[bytes]) -> list[bytes]:
        """Return those of these handles that may have been added; the others were not."""
        pages, count, found = self._read, self.pages, []
        if not count:
            return []
        joined = b"".join(handles)
        for handle, (first, a, b) in zip(handles, _PARTS.iter_unpack(joined), strict=True):
            page = pages[first * count >> 32] or self._page(first, joined, _PARTS)
            one, other = a * _BITS >> 16, b * _BITS >> 16
            if page[one >> 3] >> (one & 7) & page[other >> 3] >> (other & 7) & 1:
                found.append(handle)
        return found

    def add(self, pairs: Iterable[bytes]) -> None:
        """Add the handles of pairs."""
        pages, count = self._read, self.pages
        joined = b"".join(pairs)
        for first, a, b in _OF_PAIR.iter_unpack(joined):
            page = pages[first * count >> 32] or self._page(first, joined, _OF_PAIR)
            one, other = a * _BITS >> 16, b * _BITS >> 16
            page[one >> 3] |= 1 << (one & 7)
            page[other >> 3] |= 1 << (other & 7)
        self._changed.update(first * count >> 32 for first, _, _ in _OF_PAIR.iter_unpack(joined))

    def changed(self) -> Iterator[tuple[int, bytes]]:
        """Yield the pages that differ from what the blocks hold."""
        for number in sorted(self._changed):
            if page := self._read[number]:
                yield number, bytes(page)

    def saved(self) -> None:
        """Note that the blocks hold what `changed` gave."""
        self._changed.clear()

    def _page(self, first: int, joined: bytes, parts: struct.Struct) -> bytearray:
        """Return the page of a handle; it is read with those of all others that are asked for."""
        numbers = {each[0] * self.pages >> 32 for each in parts.iter_unpack(joined)}
        wanted = [number for number in numbers if self._read[number] is None]
        for number, data in self._blocks.read(self._kind, wanted):
            if len(data) != _PAGE:
                raise BrokenIndexError(f"page {number} of the filter is of another size")
            self._read[number] = bytearray(data)
        page = self._read[first * self.pages >> 32]
        if page is None:
            raise BrokenIndexError("a page of the filter is missing")
        return page


def pages_for(handles: int, pages: int) -> int:
    """Return how many pages a filter needs for so many handles, if it has `pages` now."""
    while pages * _FULL < handles:
        pages = max(1, 2 * pages)
    return pages
