"""Coverage: how much of a log an index contains, and whether the log is still the same.

The start of the log and the last line that is covered must be the same bytes. Device and inode
make no difference, so a copied library keeps its index.
"""

import msgspec

from papertriage.library.log import EMPTY, Snapshot, Span
from papertriage.text.hashes import blake2b

_HEAD = 4096
"""Bytes at the start of a log that are compared."""


class Coverage(msgspec.Struct, frozen=True):
    """The part of a log up to the end of its line `last`; empty by default."""

    last: Span = EMPTY
    head: str = ""
    tail: str = ""

    @classmethod
    def of(cls, log: Snapshot, last: Span) -> "Coverage":
        """Return the coverage of a log up to the end of its line `last`."""
        if last == EMPTY:
            return cls()
        head = log.read(Span(0, min(last.end, _HEAD)))
        return cls(last, _hash(head), _hash(log.read(last)))

    def holds(self, log: Snapshot) -> bool:
        """Return whether a log still starts with the part that is covered."""
        return self.last.end <= log.size and self == Coverage.of(log, self.last)


def _hash(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()
