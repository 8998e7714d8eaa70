"""An array in blocks: from the row of a paper to the places of its lines in the logs."""

from papertriage.library.blocks import Blocks
from papertriage.library.log import Place

NOWHERE = Place(0, 0)

_ROWS = 40
"""Rows a block: with `_ROW` bytes each it fits a page of 1 KiB."""
_ROW = 24
"""Bytes a row: offset (8) and length (4) of the paper's line, then of its tags' line."""


class Places:
    """The array; rows are added at its end."""

    def __init__(self, blocks: Blocks, kind: int) -> None:
        self._blocks = blocks
        self._kind = kind

    def get(self, row: int) -> tuple[Place, Place]:
        """Return where a row's last paper line and last tag line stand, or `NOWHERE`."""
        number, at = divmod(row, _ROWS)
        data = self._blocks.get(self._kind, number)[at * _ROW : (at + 1) * _ROW]
        return _unpack(data[:12]), _unpack(data[12:])

    def add(self, row: int, paper: Place, tags: Place) -> None:
        """Add a row, the next after the last."""
        number, at = divmod(row, _ROWS)
        old = self._blocks.get(self._kind, number) if at else b""
        self._blocks.put(self._kind, number, old + _pack(paper) + _pack(tags))

    def change(self, row: int, paper: Place, tags: Place) -> None:
        """Change a row that is there."""
        number, at = divmod(row, _ROWS)
        old = self._blocks.get(self._kind, number)
        new = old[: at * _ROW] + _pack(paper) + _pack(tags) + old[(at + 1) * _ROW :]
        self._blocks.put(self._kind, number, new)


def _pack(place: Place) -> bytes:
    return place.offset.to_bytes(8) + place.length.to_bytes(4)


def _unpack(data: bytes) -> Place:
    return Place(int.from_bytes(data[:8]), int.from_bytes(data[8:]))
