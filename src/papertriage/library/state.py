"""The state of an index: what it knows beside its blocks, and how it knows its own library."""

import msgspec

from papertriage.library import records
from papertriage.library.blocks import BrokenIndexError
from papertriage.library.coverage import Coverage
from papertriage.library.handles import Shape
from papertriage.library.log import Snapshot
from papertriage.library.standings import Told

FORMAT = 6
"""Raise it when what the blocks hold changes: an index of another format is made anew."""
_OVERLAY = 32 << 20
"""Bytes of uncovered log that a reader holds in memory; beyond, it makes a private index."""


class StaleIndexError(BrokenIndexError):
    """The index is sound, and of another file or by another version."""


class State(msgspec.Struct, kw_only=True):
    """The state; that of an index of nothing by default.

    Attributes:
        format: of the blocks.
        identity: tells how names and marks are made.
        papers, tags: how much of the logs the index knows.
        handles: the shape of its map of handles.
        told: what its standings know beside their blocks.
        rows: how many rows there are.
        live: of these, rows that lead to a paper.
        unreadable: lines of papers.jsonl that mean nothing.
    """

    format: int = FORMAT
    identity: str = msgspec.field(default_factory=records.identity_fingerprint)
    papers: Coverage = Coverage()
    tags: Coverage = Coverage()
    handles: Shape = msgspec.field(default_factory=Shape)
    told: Told = msgspec.field(default_factory=Told)
    rows: int = 0
    live: int = 0
    unreadable: int = 0

    @classmethod
    def read(cls, data: bytes) -> "State":
        """Read what was written.

        Raises:
            BrokenIndexError: it means nothing.
        """
        try:
            return msgspec.json.decode(data, type=cls)
        except msgspec.DecodeError as error:
            raise BrokenIndexError(str(error)) from error

    def check(self, papers: Snapshot, *, patient: bool) -> None:
        """Make sure that the index is of this log, by this version.

        Args:
            papers: the log.
            patient: whether any number of lines may be read that the index does not cover.

        Raises:
            StaleIndexError: it is not.
        """
        if (self.format, self.identity) != (FORMAT, records.identity_fingerprint()):
            raise StaleIndexError("made by another version")
        if not self.papers.holds(papers):
            raise StaleIndexError("made of another file")
        if papers.size - self.papers.last.end > _OVERLAY and not patient:
            raise StaleIndexError("far behind")
