"""Papers that the user set apart: no ingest makes them one, under whatever key they are met."""

from collections.abc import Iterable

from papertriage import identity
from papertriage.library import Apart
from papertriage.paper import Paper


class Partings:
    """The pairs that were set apart, found by any name of either."""

    def __init__(self, events: Iterable[Apart]) -> None:
        self._sides: dict[str, set[tuple[int, int]]] = {}
        for number, event in enumerate(events):
            for side, names in enumerate(event.names):
                for name in names:
                    self._sides.setdefault(name, set()).add((number, side))

    def part(self, one: Paper, other: Paper) -> bool:
        """Tell whether one paper bears a name of one side and the other one of the other."""
        sides = self._of(one)
        return any((number, 1 - side) in sides for number, side in self._of(other))

    def _of(self, paper: Paper) -> set[tuple[int, int]]:
        found: set[tuple[int, int]] = set()
        for name in identity.names(paper) if self._sides else ():
            found |= self._sides.get(name, set())
        return found
