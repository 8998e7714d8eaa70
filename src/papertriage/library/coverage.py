"""Coverage: how far an index knows a log, and how it would notice that this is another one."""

import msgspec

from papertriage.library.blake import blake2b
from papertriage.library.log import Place, Snapshot
from papertriage.library.places import NOWHERE

_HEAD = 4096
"""Bytes at the start of a log that tell it from another."""


class Coverage(msgspec.Struct, frozen=True):
    """The part of a log up to and with its line `last`; no part at all by default."""

    device: int = 0
    inode: int = 0
    last: Place = NOWHERE
    head: str = ""
    tail: str = ""

    @classmethod
    def of(cls, log: Snapshot, last: Place) -> "Coverage":
        """Describe a log as covered up to the end of its line `last`."""
        if last == NOWHERE:
            return cls()
        head = log.read(Place(0, min(last.end, _HEAD)))
        return cls(log.device, log.inode, last, _hash(head), _hash(log.read(last)))

    def holds(self, log: Snapshot) -> bool:
        """Tell whether a log is still that file, longer at most."""
        return self.last.end <= log.size and self == Coverage.of(log, self.last)


def _hash(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()
