"""Packed bytes unpacked as they are read, with bounds: a small file may hold a huge one.

The contents of a damaged or cut stream are read up to the damage; the reason is reported after
that.
"""

import io
import lzma
import zlib
from collections.abc import Callable
from typing import BinaryIO, Protocol, cast

from papertriage.errors import NoRecordsError
from papertriage.sources.unreadable import refuse

_MOST = 64 * 2**30
"""Unpacked bytes of one source; all of arXiv's metadata is 5 GB."""
FREE = 100 * 2**20
"""Unpacked bytes that are never questioned."""
RATIO = 200
"""Unpacked bytes per packed byte; a large stream with more is a bomb (text packs to 1:3-1:10)."""


class _Packed(Protocol):
    def read1(self, size: int, /) -> bytes: ...


def _gzip(stream: BinaryIO) -> _Packed:
    import gzip

    return gzip.GzipFile(fileobj=stream)


def _bzip2(stream: BinaryIO) -> _Packed:
    import bz2

    return bz2.BZ2File(stream)


class _Zstandard:
    """A Zstandard stream of any number of frames; one that ends inside a frame is an error."""

    _PIECE = 1024  # packed bytes: a frame of one repeated byte unpacks to 30,000 times that

    def __init__(self, stream: BinaryIO) -> None:
        import zstandard

        self._stream = stream
        self._unpacker = zstandard.ZstdDecompressor()
        self._frame = self._unpacker.decompressobj()
        self._error = zstandard.ZstdError
        self._packed = b""

    def read1(self, _size: int, /) -> bytes:
        while packed := self._packed or self._stream.read(self._PIECE):
            if self._frame.eof:
                self._frame = self._unpacker.decompressobj()
            try:
                part = self._frame.decompress(packed)
            except self._error as error:
                raise zlib.error(str(error)) from None
            self._packed = self._frame.unused_data
            if part:
                return part
        if not self._frame.eof:
            raise EOFError
        return b""


_KINDS: tuple[tuple[bytes, str, Callable[[BinaryIO], _Packed]], ...] = (
    (b"\x1f\x8b", "gzip", _gzip),
    (b"BZh", "bzip2", _bzip2),
    (b"\xfd7zXZ\x00", "xz", lzma.LZMAFile),
    (b"\x28\xb5\x2f\xfd", "Zstandard", _Zstandard),
)


def unpack(name: str, stream: BinaryIO) -> BinaryIO:
    """Return the stream unpacked if its first bytes say how it was packed, else as it is.

    Raises:
        NoRecordsError: it holds no text (see `unreadable`).
    """
    buffered = stream if isinstance(stream, io.BufferedReader) else _buffered(stream)
    start = buffered.peek(6)
    for magic, kind, opened in _KINDS:
        if start.startswith(magic):
            unpacker = _Unpacker(name, kind, _Counter(buffered), opened)
            unpacked = io.BufferedReader(unpacker, 1 << 16)
            refuse(name, unpacked)
            return unpacked
    refuse(name, buffered)
    return buffered


def finish(stream: BinaryIO) -> None:
    """Raise an error if a stream ended early; to be called after it was read.

    Raises:
        NoRecordsError: it was packed, and is cut, damaged or a bomb.
    """
    raw = getattr(stream, "raw", None)
    if isinstance(raw, _Unpacker) and raw.failure:
        raise raw.failure


def _buffered(stream: BinaryIO) -> io.BufferedReader:
    return io.BufferedReader(stream)  # type: ignore[arg-type]  # any raw binary stream will do


_DAMAGE: tuple[type[Exception], ...] = (OSError, zlib.error, lzma.LZMAError, ValueError)


class _Unpacker(io.RawIOBase):
    """A packed stream that simply ends where it is damaged, and keeps the reason."""

    def __init__(
        self, name: str, kind: str, packed: "_Counter", opened: Callable[[BinaryIO], _Packed]
    ) -> None:
        super().__init__()
        self._name = name
        self._kind = kind
        self._packed = packed
        self._file = opened(cast("BinaryIO", packed))
        self._given = 0
        self._part = b""
        self.failure: NoRecordsError | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]  # the stub wants a private protocol
        if not self._part and self.failure is None:
            self._part = self._next(len(buffer))
        count = min(len(buffer), len(self._part))
        buffer[:count] = self._part[:count]
        self._part = self._part[count:]
        return count

    def _next(self, size: int) -> bytes:
        try:
            part = self._file.read1(size)
        except EOFError:
            return self._fail(f"the {self._kind} stream ends early (cut file?)")
        except _DAMAGE as error:
            if isinstance(error, OSError) and error.errno:
                raise  # the disk, not the stream
            return self._fail(f"damaged {self._kind} stream ({error})")
        self._given += len(part)
        if self._given > FREE and self._given > RATIO * self._packed.count:
            return self._fail(f"unpacks to over {RATIO} times its size; refused")
        if self._given > _MOST:
            return self._fail(f"unpacks to over {_MOST >> 30} GiB; refused")
        return part

    def _fail(self, reason: str) -> bytes:
        self.failure = NoRecordsError(f"{self._name}: {reason}")
        return b""


class _Counter(io.RawIOBase):
    """Counts the packed bytes that were read."""

    def __init__(self, stream: io.BufferedReader) -> None:
        super().__init__()
        self._stream = stream
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]  # the stub wants a private protocol
        count = self._stream.readinto(buffer)
        self.count += count
        return count
