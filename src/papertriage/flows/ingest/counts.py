"""Counting: seen = added + updated + unchanged + skipped + rejected, everywhere."""

import msgspec

KINDS = ("added", "updated", "unchanged", "skipped", "rejected")
_SKIPPED = ("forgotten", "not_held", "no_mark")
_LEFT_APART = ("near", "conflicts")


class Counts(msgspec.Struct, kw_only=True):
    """What became of the records of a source, or of a run.

    Of the skipped ones `forgotten` are of papers that the user took out. Of a source that only
    marks papers, `not_held` are of papers that the library does not have, and `no_mark` say
    nothing that marks one. `near` and `conflicts` count pairs of papers that the records brought:
    alike, and two with one name.
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
        """Count one record by what became of it, or by why it was skipped."""
        setattr(self, kind, getattr(self, kind) + 1)
        self.skipped += kind in _SKIPPED

    @property
    def seen(self) -> int:
        """Records met, by whatever end."""
        return sum(getattr(self, kind) for kind in KINDS)

    @property
    def kept(self) -> int:
        """Records that are papers of the library now."""
        return self.added + self.updated + self.unchanged

    @property
    def met_again(self) -> int:
        """Records that met a copy of themselves."""
        return self.updated + self.unchanged

    def add(self, other: "Counts") -> None:
        """Add another's numbers to these."""
        for kind in (*KINDS, *_SKIPPED, *_LEFT_APART):
            setattr(self, kind, getattr(self, kind) + getattr(other, kind))

    def __str__(self) -> str:
        """Return the line that every run closes with."""
        return f"{self.seen} seen = " + " + ".join(
            f"{getattr(self, kind)} {kind}" for kind in KINDS
        )
