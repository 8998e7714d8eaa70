"""A sorted set in blocks that knows how many keys stand before any place.

A counted B+ tree: leaves hold keys in order, the nodes above them hold for each child its first
key, its block and how many keys of each kind it leads to. So the first few keys of a range, and
the number of all of them, are found by going down once, however long the range is. Keys have one
length; their last byte is their kind.

Changes wait in memory and go in sorted, many at once: a leaf is then written once for all of
its keys. Leaves are split and never joined; one that empties is left to lie until `clear`.
"""

import struct
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple, TypeVar

import msgspec

from papertriage.library.blocks import Blocks

WIDTH = 25
"""Bytes of a key."""
KINDS = 4
"""Kinds of keys: 0 to 3."""
_PAGE = 960
"""Bytes of a node: with what SQLite adds four fit a page."""
_CHILD = struct.Struct(f">{WIDTH}sI{KINDS}I")
_FEW = 20_000
"""Changes that wait at most, about 2 MB."""

Counts = tuple[int, ...]
"""So many keys of each kind."""
NONE: Counts = (0,) * KINDS

_T = TypeVar("_T")


class Shape(msgspec.Struct):
    """What holds a tree together: its root, the levels above its leaves, the blocks in use."""

    root: int = 0
    height: int = 0
    blocks: int = 0


class _Child(NamedTuple):
    first: bytes
    number: int
    counts: Counts


class Ordered:
    """The set."""

    def __init__(self, blocks: Blocks, kind: int, shape: Shape) -> None:
        self._blocks = blocks
        self._kind = kind
        self._shape = shape
        self._waiting: dict[bytes, bool] = {}

    def change(self, key: bytes, *, there: bool) -> None:
        """Add a key, or take it out."""
        self._waiting[key] = there
        if len(self._waiting) >= _FEW:
            self.settle()

    def clear(self) -> None:
        """Take all keys out."""
        self._waiting.clear()
        self._shape.root = self._shape.height = self._shape.blocks = 0

    def settle(self) -> None:
        """Bring the changes that wait into the blocks; `Blocks.flush` does not know of them."""
        if not self._waiting:
            return
        changes = sorted(self._waiting.items())
        self._waiting.clear()
        shape = self._shape
        if shape.blocks:
            nodes = self._changed(shape.height, shape.root, changes)
        else:
            nodes = self._leaves([key for key, there in changes if there], [])
        while len(nodes) > 1:
            shape.height += 1
            nodes = self._parents(nodes, [])
        if nodes:
            shape.root = nodes[0].number
        else:
            self.clear()

    def keys(self, start: bytes, end: bytes) -> Iterator[bytes]:
        """Yield the keys from `start` (with it) to `end` (without it), in order."""
        self.settle()
        if self._shape.blocks:
            for leaf in self._leaves_from(self._shape.height, self._shape.root, start):
                keys = _cut(leaf)
                yield from keys[bisect_left(keys, start) : bisect_left(keys, end)]
                if keys and keys[-1] >= end:
                    return

    def counts(self, start: bytes, end: bytes) -> Counts:
        """Return how many keys of each kind stand there."""
        self.settle()
        pairs = zip(self._before(end), self._before(start), strict=True)
        return tuple(more - less for more, less in pairs)

    def _before(self, key: bytes) -> Counts:
        shape = self._shape
        if not shape.blocks:
            return NONE
        total, number = NONE, shape.root
        for _ in range(shape.height):
            children = self._children(number)
            at = max(bisect_right(children, key, key=_first) - 1, 0)
            total = _sum([total, *(child.counts for child in children[:at])])
            number = children[at].number
        keys = _cut(self._blocks.get(self._kind, number))
        return _sum([total, _kinds(keys[: bisect_left(keys, key)])])

    def _leaves_from(self, level: int, number: int, start: bytes) -> Iterator[bytes]:
        if level == 0:
            yield self._blocks.get(self._kind, number)
            return
        children = self._children(number)
        at = max(bisect_right(children, start, key=_first) - 1, 0)
        for child in children[at:]:
            yield from self._leaves_from(level - 1, child.number, start)

    def _changed(self, level: int, number: int, changes: list[tuple[bytes, bool]]) -> list[_Child]:
        """Change what is below a node; return the nodes that take its place, if any."""
        if level == 0:
            keys = dict.fromkeys(_cut(self._blocks.get(self._kind, number)), True)
            keys.update(changes)
            return self._leaves(sorted(key for key, there in keys.items() if there), [number])
        children = self._children(number)
        after: list[_Child] = []
        done = 0
        for at, child in enumerate(children, 1):
            end = len(changes)
            if at < len(children):
                end = bisect_left(changes, children[at].first, lo=done, key=_first)
            if done == end:
                after.append(child)
            else:
                after += self._changed(level - 1, child.number, changes[done:end])
            done = end
        return self._parents(after, [number])

    def _leaves(self, keys: list[bytes], free: list[int]) -> list[_Child]:
        made = []
        for part in _parts(keys, _PAGE // WIDTH):
            number = self._put(b"".join(part), free)
            made.append(_Child(part[0], number, _kinds(part)))
        return made

    def _parents(self, nodes: list[_Child], free: list[int]) -> list[_Child]:
        made = []
        for part in _parts(nodes, _PAGE // _CHILD.size):
            data = b"".join(_CHILD.pack(node.first, node.number, *node.counts) for node in part)
            counts = _sum([node.counts for node in part])
            made.append(_Child(part[0].first, self._put(data, free), counts))
        return made

    def _put(self, data: bytes, free: list[int]) -> int:
        """Write a node in a block that is free now, or in a new one; return its number."""
        number = free.pop() if free else self._shape.blocks
        self._shape.blocks = max(self._shape.blocks, number + 1)
        self._blocks.put(self._kind, number, data)
        return number

    def _children(self, number: int) -> list[_Child]:
        data = self._blocks.get(self._kind, number)
        return [_Child(first, child, tuple(n)) for first, child, *n in _CHILD.iter_unpack(data)]


def _first(pair: tuple[bytes, object] | _Child) -> bytes:
    return pair[0]


def _cut(leaf: bytes) -> list[bytes]:
    return [leaf[at : at + WIDTH] for at in range(0, len(leaf), WIDTH)]


def _parts(items: list[_T], most: int) -> Iterator[list[_T]]:
    """Cut a list into parts of about one size, none longer than `most`."""
    count = -(-len(items) // most)
    for number in range(count):
        yield items[len(items) * number // count : len(items) * (number + 1) // count]


def _kinds(keys: list[bytes]) -> Counts:
    kinds = [key[-1] for key in keys]
    return tuple(kinds.count(kind) for kind in range(KINDS))


def _sum(counts: list[Counts]) -> Counts:
    return tuple(map(sum, zip(*counts, strict=True)))
