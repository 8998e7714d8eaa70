"""The user's decisions on which records are one paper; they override the rules.

`split`, `join` and `apart` all divide some records into parts: two of the records are one paper if
they are in one part, and not if they are in two. Of two decisions on the same records the later
one counts.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple


class Partition(NamedTuple):
    """One decision.

    Attributes:
        id: the id of the event.
        parts: each a set of hashes of records or, in decisions of format 1, of names.
        names: all names that the papers had, by which their records are found.
    """

    id: str
    parts: tuple[frozenset[str], ...]
    names: tuple[str, ...]


class Decisions:
    """All decisions in force, oldest first."""

    def __init__(self, partitions: Iterable[Partition] = ()) -> None:
        self.partitions = list(partitions)
        self._by_key: dict[str, dict[int, int]] = {}
        for number, partition in enumerate(self.partitions):
            for at, part in enumerate(partition.parts):
                for key in part:
                    self._by_key.setdefault(key, {}).setdefault(number, at)

    def __bool__(self) -> bool:
        return bool(self.partitions)

    def on(self, one: Collection[str], other: Collection[str]) -> bool | None:
        """Return whether two nodes are one paper by the latest decision on both; None: no decision.

        Args:
            one: hashes of the node's records, and its names.
            other: those of the other node.
        """
        if not self.partitions:
            return None
        first, second = self._parts(one), self._parts(other)
        both = first.keys() & second.keys()
        if not both:
            return None
        latest = max(both)
        return first[latest] == second[latest]

    def name_any(self, keys: Collection[str]) -> bool:
        """Return whether any decision names a node, given its records and names, in any part."""
        return not self._by_key.keys().isdisjoint(keys)

    def concerning(self, keys: Collection[str]) -> Iterator[Partition]:
        """Yield the decisions that put a node, given its records and names, into one part."""
        for number in sorted(self._parts(keys)):
            yield self.partitions[number]

    def _parts(self, keys: Collection[str]) -> dict[int, int]:
        """Return the part of a node in each decision on it, unless it is in two parts of one."""
        found: dict[int, set[int]] = {}
        for key in keys:
            for number, part in self._by_key.get(key, {}).items():
                found.setdefault(number, set()).add(part)
        return {number: parts.pop() for number, parts in found.items() if len(parts) == 1}
