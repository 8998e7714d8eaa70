"""A Bloom filter in blocks: tells of most handles that were never added that they were not.

Each handle has its page and two bits in it (Putze, Sanders and Singler, JEA 2009), taken from the
handle itself, which is a hash already.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence

from papertriage.library.blocks import Blocks, BrokenIndexError
from papertriage.library.segments import ROW

_PARTS = struct.Struct(">4H")
"""The first number of a handle finds its page, the last two its bits."""
_OF_PAIR = struct.Struct(f"{_PARTS.format}{ROW}x")
_PAGE = 8192
"""Bytes of a page; its bits are as many as such a number can tell."""
_FULL = 8192
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
        pages, found = self._read, []
        if not pages:
            return []
        parts = _PARTS.iter_unpack(b"".join(handles))
        for handle, (first, _, one, other) in zip(handles, parts, strict=True):
            page = pages[first * len(pages) >> 16]
            if page is None:
                page = self._page(first * len(pages) >> 16)
            if page[one >> 3] >> (one & 7) & page[other >> 3] >> (other & 7) & 1:
                found.append(handle)
        return found

    def add(self, pairs: Iterable[bytes]) -> None:
        """Add the handles of pairs."""
        for first, _, one, other in _OF_PAIR.iter_unpack(b"".join(pairs)):
            number = first * self.pages >> 16
            page = self._read[number]
            if page is None:
                page = self._page(number)
            page[one >> 3] |= 1 << (one & 7)
            page[other >> 3] |= 1 << (other & 7)
            self._changed.add(number)

    def changed(self) -> Iterator[tuple[int, bytes]]:
        """Yield the pages that differ from what the blocks hold."""
        for number in sorted(self._changed):
            yield number, bytes(self._page(number))

    def saved(self) -> None:
        """Note that the blocks hold what `changed` gave."""
        self._changed.clear()

    def _page(self, number: int) -> bytearray:
        page = self._read[number]
        if page is None:
            page = bytearray(self._blocks.read(self._kind, number))
            if len(page) != _PAGE:
                raise BrokenIndexError(f"page {number} of the filter is of another size")
            self._read[number] = page
        return page


def pages_for(handles: int, pages: int) -> int:
    """Return how many pages a filter needs for so many handles, if it has `pages` now."""
    while pages * _FULL < handles:
        pages = max(1, 2 * pages)
    return pages
