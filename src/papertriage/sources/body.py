"""The body of an answer: received into a spool, unpacked on the way, within bounds.

HTTP libraries return a gzip body that ends early as if it were complete, and unpack a bomb in one
go; so we take the raw bytes and unpack them here.
"""

import zlib
from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from papertriage.sources.failure import FailedTryError
from papertriage.sources.unpack import FREE, RATIO

_IN_MEMORY = 8 * 2**20
"""Bytes up to which a body stays in memory; beyond, it is a temporary file."""
_STEP = 2**20
_GZIP = 31
"""zlib's number for a gzip stream."""


def receive(
    pieces: Iterable[bytes], *, encoding: str, length: int | None, most: int, most_unpacked: int
) -> BinaryIO:
    """Return a body, unpacked, rewound to its beginning.

    Args:
        pieces: the raw bytes as they come.
        encoding: the header Content-Encoding.
        length: the header Content-Length.
        most: raw bytes to take at most.
        most_unpacked: bytes to unpack at most.

    Raises:
        FailedTryError: the body ends early, is damaged or too large; what was unpacked before
            is its `partial` (nothing of one that is too large).
    """
    spool = cast("BinaryIO", SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115 - it is handed on
    try:
        _fill(spool, _Counted(pieces, most), encoding, length, most_unpacked)
    except FailedTryError as failure:
        if failure.keeps and spool.tell():
            spool.seek(0)
            failure.partial = spool
        else:
            spool.close()
        raise
    spool.seek(0)
    return spool


def _fill(
    spool: BinaryIO, pieces: "_Counted", encoding: str, length: int | None, most_unpacked: int
) -> None:
    size = 0
    for part in _unpack(pieces, encoding.strip().lower()):
        size += len(part)
        if size > most_unpacked or size > max(FREE, RATIO * pieces.count):
            raise FailedTryError(f"its body unpacks to over {size >> 20} MiB; refused")
        spool.write(part)
    if length is not None and pieces.count < length:
        raise FailedTryError("its body ends early", again=True, keeps=True)


class _Counted:
    """Counts raw bytes, and stops at too many."""

    def __init__(self, pieces: Iterable[bytes], most: int) -> None:
        self._pieces = pieces
        self._most = most
        self.count = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self.count += len(piece)
            if self.count > self._most:
                raise FailedTryError(f"its body is over {self._most >> 20} MiB; refused")
            yield piece


def _unpack(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    if encoding in {"", "identity"}:
        yield from pieces
    elif encoding in {"gzip", "x-gzip"}:
        yield from _gunzip(pieces)
    else:
        raise FailedTryError("its body has an unexpected content encoding")


def _gunzip(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Unpack the members of a gzip stream, in steps of bounded size."""
    member = zlib.decompressobj(_GZIP)
    for piece in pieces:
        rest = piece
        while rest:
            if member.eof:
                member = zlib.decompressobj(_GZIP)
            try:
                yield member.decompress(rest, _STEP)
            except zlib.error:
                raise FailedTryError("its gzip body is damaged", again=True, keeps=True) from None
            rest = member.unused_data if member.eof else member.unconsumed_tail
    while not member.eof and (part := member.decompress(b"", _STEP)):
        yield part  # the last step may have left some inside
    if not member.eof:
        raise FailedTryError("its gzip body ends early", again=True, keeps=True)
