"""Counts of records: seen = added + updated + unchanged + skipped + rejected."""

import msgspec

KINDS = ("added", "updated", "unchanged", "skipped", "rejected")
_SKIPPED = ("forgotten", "not_held", "no_mark")
_LEFT_APART = ("near", "conflicts")


class Counts(msgspec.Struct, kw_only=True):
    """The outcomes of the records of a source, or of a run, as numbers.

    Skipped records are counted by reason: `forgotten` papers were removed by the user. In a source
    that only marks papers, `not_held` records are of papers that the library does not have, and
    `no_mark` records mark nothing. `near` and `conflicts` count pairs of papers: similar ones, and
    different ones with the same identifier.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    rejected: int = 0
    forgotten: int = 0
    not_held: int = 0
    no_mark: int = 0
    near: int = 0
    conflicts: int = 0

    def count(self, kind: str) -> None:
        """Count one record by its outcome, or by why it was skipped."""
        setattr(self, kind, getattr(self, kind) + 1)
        self.skipped += kind in _SKIPPED

    @property
    def seen(self) -> int:
        """All records of the source."""
        return sum(getattr(self, kind) for kind in KINDS)

    @property
    def kept(self) -> int:
        """Records that are in the library now."""
        return self.added + self.updated + self.unchanged

    def add(self, other: "Counts") -> None:
        """Add another's numbers to these."""
        for kind in (*KINDS, *_SKIPPED, *_LEFT_APART):
            setattr(self, kind, getattr(self, kind) + getattr(other, kind))

    def __str__(self) -> str:
        """Return the last line of a run."""
        return f"{self.seen} seen = " + " + ".join(
            f"{getattr(self, kind)} {kind}" for kind in KINDS
        )
