"""Places as bytes: where a line stands, in the arrays of the index."""

from papertriage.library.log import Place

NOWHERE = Place(0, 0)
WIDTH = 12
"""Bytes of a packed place: offset (8) and length (4)."""


def pack(place: Place) -> bytes:
    """Return a place as bytes."""
    return place.offset.to_bytes(8) + place.length.to_bytes(4)


def unpack(data: bytes) -> Place:
    """Return the place that bytes begin with."""
    return Place(int.from_bytes(data[:8]), int.from_bytes(data[8:WIDTH]))
