"""Standings: where the papers of a library stand on each topic, kept in the order of a list.

What tags say is kept here a second time, as keys of a sorted set: the list they belong to, the
score from the best down, the day from the latest down, the row. A reading list is then read off
from its top, and the counts under it are those of the tree; no paper is read to find its place.

A list is made of a topic, the fingerprint of the taxonomy that scored it, and whether the tags
still fit their papers: so each of these can be counted alone.
"""

import heapq
import struct
from collections.abc import Iterator
from itertools import islice, zip_longest
from typing import NamedTuple

import msgspec

from papertriage.dates import ordinals
from papertriage.library.arrays import Array
from papertriage.library.blocks import Blocks
from papertriage.library.ordered import NONE, Counts, Ordered, Shape
from papertriage.library.records import Record, TagLine, text_hash
from papertriage.paper import WITHDRAWN, Paper

_FACTS = struct.Struct(">8sIIB")
_LIST = 4
"""Bytes at the start of a key that name its list."""
_REST = struct.Struct(">QIIIB")
_HIGH = 1 << 63
_ALL = (1 << 64) - 1
_LATEST = (1 << 32) - 1
_GONE, _WAITING, _FITS = b"\0\1\2"
"""What a row is: no paper, a paper to be tagged, a paper whose tags fit."""
_NOT_BEST, _OFF = 1, 2
"""Bits of a key's kind."""


class Facts(NamedTuple):
    """What a row's paper adds to its standings; all empty where the row is no paper.

    Attributes:
        text: `text_hash`, as bytes.
        latest, earliest: the days that its date may mean, as ordinals; 0 without a date.
        is_paper: whether the row is a live paper.
        withdrawn: whether it is withdrawn or retracted.
    """

    text: bytes = bytes(8)
    latest: int = 0
    earliest: int = 0
    is_paper: bool = False
    withdrawn: bool = False

    @classmethod
    def of(cls, record: Record) -> "Facts":
        """Take them from a record."""
        if not isinstance(record, Paper):
            return cls()
        earliest, latest = ordinals(record.date)
        text = bytes.fromhex(text_hash(record))
        return cls(text, latest, earliest, True, record.status in WITHDRAWN)

    @classmethod
    def unpack(cls, data: bytes) -> "Facts":
        """Read what `pack` wrote."""
        text, latest, earliest, bits = _FACTS.unpack(data)
        return cls(text, latest, earliest, bool(bits & 1), bool(bits & 2))

    def pack(self) -> bytes:
        """Return `FACTS` bytes."""
        return _FACTS.pack(
            self.text, self.latest, self.earliest, self.is_paper | self.withdrawn << 1
        )


FACTS = _FACTS.size
"""Bytes of packed facts."""


class Standing(NamedTuple):
    """Where a paper stands on a topic.

    Attributes:
        row: the paper's.
        score: of the topic.
        latest, earliest: the days that its date may mean, as ordinals; 0 without a date.
        best: no other topic of the paper has a better score, or an equal one before it.
        withdrawn: the paper is withdrawn or retracted.
    """

    row: int
    score: float
    latest: int
    earliest: int
    best: bool
    withdrawn: bool


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    """How many papers stand on a topic.

    Attributes:
        papers: all of them.
        withdrawn: of these, withdrawn or retracted ones.
        best: papers whose best topic it is.
        elsewhere: papers with a better topic that are not withdrawn.
    """

    papers: int
    withdrawn: int
    best: int
    elsewhere: int


class _List(NamedTuple):
    topic: str
    by: str
    fits: bool


class Told(msgspec.Struct):
    """What is known beside the blocks.

    Attributes:
        lists: list n is the n-th; names are never taken out of it.
        tagged: papers whose tags fit, by the taxonomy's fingerprint.
        stale: papers whose text is another than the tagged one, likewise.
        waiting: papers to be tagged: stale, or without tags.
        shape: the tree's.
    """

    lists: list[_List] = []
    tagged: dict[str, int] = {}
    stale: dict[str, int] = {}
    waiting: int = 0
    shape: Shape = msgspec.field(default_factory=Shape)


class Standings:
    """The standings of all rows; the table tells what comes and goes."""

    def __init__(self, blocks: Blocks, kinds: tuple[int, int], told: Told) -> None:
        self.told = told
        self._states = Array(blocks, kinds[0], 1)
        self._keys = Ordered(blocks, kinds[1], told.shape)
        self._numbers = {each: number for number, each in enumerate(told.lists)}

    def add_row(self, row: int) -> None:
        """Add a row, the next after the last; it is no paper yet."""
        self._states.add(row, bytes([_GONE]))

    def enter(self, row: int, facts: Facts, line: TagLine | None) -> None:
        """Take in what a row's paper and tags say now; `leave` what they said before."""
        self._note(row, facts, line, there=True)

    def leave(self, row: int, facts: Facts, line: TagLine | None) -> None:
        """Drop what `enter` took in."""
        self._note(row, facts, line, there=False)

    def drop_tags(self, rows: int) -> None:
        """Drop all tags: every paper is to be tagged."""
        waiting = 0
        for first, states in self._states.stretches(rows):
            changed = states.replace(bytes([_FITS]), bytes([_WAITING]))
            waiting += changed.count(_WAITING)
            if changed != states:
                self._states.replace(first, changed)
        self._keys.clear()
        self._numbers.clear()
        told = self.told
        told.lists, told.tagged, told.stale, told.waiting = [], {}, {}, waiting

    def settle(self) -> None:
        """Bring all into the blocks, before they are written."""
        self._keys.settle()

    def waiting(self, rows: int) -> Iterator[int]:
        """Yield the rows of papers to be tagged."""
        if not self.told.waiting:
            return
        for first, states in self._states.stretches(rows):
            at = states.find(_WAITING)
            while at >= 0:
                yield first + at
                at = states.find(_WAITING, at + 1)

    def topics(self) -> set[str]:
        """Return the topics that any tag names."""
        return {each.topic for each in self.told.lists if any(self._counts(each, None))}

    def sum(
        self, topic: str, least: float, by: str | None = None, *, fits: bool | None = None
    ) -> Sum:
        """Count the papers that have a score of `least` or more on a topic.

        Args:
            topic: its name.
            least: the score.
            by: count only tags of this taxonomy.
            fits: count only tags that fit, or do not fit, their papers.
        """
        total = NONE
        for each in self._lists(topic):
            if by in {None, each.by} and fits in {None, each.fits}:
                total = tuple(map(sum, zip(total, self._counts(each, least), strict=True)))
        best, elsewhere, best_off, other_off = total
        return Sum(
            papers=sum(total),
            withdrawn=best_off + other_off,
            best=best + best_off,
            elsewhere=elsewhere,
        )

    def best_first(self, topic: str, least: float, after: bytes, most: int) -> list[bytes]:
        """Return the next `most` keys of a topic, without their lists, the best first.

        Equal scores come by day, the latest first, then by row; see `standing`.
        """
        keys = heapq.merge(*(self._from(each, least, after) for each in self._lists(topic)))
        return list(islice(keys, most))

    def differs(self, other: "Standings") -> bool:
        """Tell whether two standings of as many rows say different things."""
        ours, theirs = self.told, other.told
        if (ours.tagged, ours.stale, ours.waiting) != (theirs.tagged, theirs.stale, theirs.waiting):
            return True
        return any(
            one != another
            for each in {*ours.lists, *theirs.lists}
            for one, another in zip_longest(self._all(each), other._all(each))  # noqa: SLF001 - one of our own kind
        )

    def _all(self, each: _List) -> Iterator[bytes]:
        return self._from(each, None, b"")

    def _from(self, each: _List, least: float | None, after: bytes) -> Iterator[bytes]:
        if each not in self._numbers:
            return
        start, end = self._range(each, least)
        for key in self._keys.keys(max(start, start[:_LIST] + after), end):
            if key[_LIST:] != after:
                yield key[_LIST:]

    def _counts(self, each: _List, least: float | None) -> Counts:
        return self._keys.counts(*self._range(each, least))

    def _range(self, each: _List, least: float | None) -> tuple[bytes, bytes]:
        """Return where a list begins, and where what has a score below `least` does."""
        number = self._numbers[each]
        start = number.to_bytes(_LIST)
        if least is None:
            return start, (number + 1).to_bytes(_LIST)
        return start, start + (_descending(least) + 1).to_bytes(8)

    def _lists(self, topic: str) -> list[_List]:
        return [each for each in self.told.lists if each.topic == topic]

    def _note(self, row: int, facts: Facts, line: TagLine | None, *, there: bool) -> None:
        if not facts.is_paper:
            self._states.change(row, bytes([_GONE]))
            return
        fits = line is not None and line.of == facts.text.hex()
        self._states.change(row, bytes([_FITS if fits else _WAITING]))
        step = 1 if there else -1
        self.told.waiting += 0 if fits else step
        if line is not None:
            _count(self.told.tagged if fits else self.told.stale, line.by, step)
            for topic, each in standings_of(row, facts, line):
                number = self._number(_List(topic, line.by, fits))
                self._keys.change(number.to_bytes(_LIST) + _packed(each), there=there)

    def _number(self, each: _List) -> int:
        number = self._numbers.get(each)
        if number is None:
            number = self._numbers[each] = len(self.told.lists)
            self.told.lists.append(each)
        return number


def standings_of(row: int, facts: Facts, line: TagLine) -> Iterator[tuple[str, Standing]]:
    """Yield where a row's paper stands, topic by topic, the best first."""
    # The tags of a line stand in the taxonomy's order where their scores are equal.
    for place, tag in enumerate(sorted(line.tags, key=lambda tag: -tag.score)):
        yield (
            tag.topic,
            Standing(row, tag.score, facts.latest, facts.earliest, place == 0, facts.withdrawn),
        )


def standing(key: bytes) -> Standing:
    """Read a key that `Standings.best_first` returned."""
    score, latest, row, earliest, kind = _REST.unpack(key)
    best, withdrawn = not kind & _NOT_BEST, bool(kind & _OFF)
    return Standing(row, _score(score), _LATEST - latest, earliest, best, withdrawn)


def _packed(one: Standing) -> bytes:
    kind = _NOT_BEST * (not one.best) + _OFF * one.withdrawn
    latest = _LATEST - one.latest
    return _REST.pack(_descending(one.score), latest, one.row, one.earliest, kind)


def _count(counts: dict[str, int], name: str, step: int) -> None:
    counts[name] = counts.get(name, 0) + step
    if not counts[name]:
        del counts[name]


def _descending(score: float) -> int:
    """Return a number for a float: the greater the float, the smaller the number, exactly."""
    bits = int.from_bytes(struct.pack(">d", score + 0.0))
    # As integers the bits of positive floats ascend, those of negative ones descend.
    return bits if bits & _HIGH else _ALL ^ _HIGH ^ bits


def _score(descending: int) -> float:
    bits = descending if descending & _HIGH else _ALL ^ _HIGH ^ descending
    return float(struct.unpack(">d", bits.to_bytes(8))[0])
