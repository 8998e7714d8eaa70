"""An array in blocks: from the row of a paper to a record of so many bytes."""

from collections.abc import Iterator

from papertriage.library.blocks import Blocks

_PAGE = 960
"""Bytes of records in a block: with what SQLite adds four fit a page."""


class Array:
    """Records of one width; rows are added at its end."""

    def __init__(self, blocks: Blocks, kind: int, width: int) -> None:
        self._blocks = blocks
        self._kind = kind
        self._width = width
        self._rows = _PAGE // width

    def get(self, row: int) -> bytes:
        """Return the record of a row."""
        number, at = divmod(row, self._rows)
        data = self._blocks.get(self._kind, number)
        return data[at * self._width : (at + 1) * self._width]

    def add(self, row: int, record: bytes) -> None:
        """Add a row, the next after the last."""
        number, at = divmod(row, self._rows)
        old = self._blocks.get(self._kind, number) if at else b""
        self._blocks.put(self._kind, number, old + record)

    def change(self, row: int, record: bytes) -> None:
        """Change a row that is there."""
        number, at = divmod(row, self._rows)
        old = self._blocks.get(self._kind, number)
        at *= self._width
        self._blocks.put(self._kind, number, old[:at] + record + old[at + self._width :])

    def stretches(self, rows: int) -> Iterator[tuple[int, bytes]]:
        """Yield the records of the first `rows` rows a block at a time, with the first row."""
        for first in range(0, rows, self._rows):
            yield first, self._blocks.get(self._kind, first // self._rows)

    def replace(self, first: int, records: bytes) -> None:
        """Change all records of the block that `stretches` gave."""
        self._blocks.put(self._kind, first // self._rows, records)
