"""Packed bytes unpacked as they are read, with bounds: a small file may hold a huge one."""

import gzip
import io
import zlib
from typing import BinaryIO

from papertriage.errors import NoRecordsError

_MOST = 64 * 2**30
"""Unpacked bytes of one source; all of arXiv's metadata is 5 GB."""
_FREE = 100 * 2**20
"""Unpacked bytes that are never questioned."""
_RATIO = 200
"""Unpacked bytes a packed one, beyond which a large stream is a bomb (text packs to 1:3-1:10)."""
_GZIP = b"\x1f\x8b"


def unpack(name: str, stream: BinaryIO) -> BinaryIO:
    """Return the stream unpacked if its first bytes say gzip, else as it is, nothing lost."""
    buffered = stream if isinstance(stream, io.BufferedReader) else _buffered(stream)
    if buffered.peek(2)[:2] != _GZIP:
        return buffered
    return io.BufferedReader(_Gunzip(name, buffered), 1 << 16)


def _buffered(stream: BinaryIO) -> io.BufferedReader:
    return io.BufferedReader(stream)  # type: ignore[arg-type]  # any raw binary stream will do


class _Gunzip(io.RawIOBase):
    """A gzip stream whose every failure is a `NoRecordsError` with the source's name."""

    def __init__(self, name: str, packed: io.BufferedReader) -> None:
        super().__init__()
        self._name = name
        self._packed = _Counter(packed)
        self._file = gzip.GzipFile(fileobj=self._packed)
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]  # the stub wants a private protocol
        try:
            part = self._file.read1(len(buffer))
        except EOFError:
            raise NoRecordsError(f"{self._name}: the gzip stream ends early (cut file?)") from None
        except (OSError, zlib.error) as error:
            if isinstance(error, OSError) and error.errno:
                raise  # the disk, not the stream
            raise NoRecordsError(f"{self._name}: damaged gzip stream ({error})") from None
        self._given += len(part)
        if self._given > _FREE and self._given > _RATIO * self._packed.count:
            raise NoRecordsError(f"{self._name}: unpacks to over {_RATIO} times its size; refused")
        if self._given > _MOST:
            raise NoRecordsError(f"{self._name}: unpacks to over {_MOST >> 30} GiB; refused")
        buffer[: len(part)] = part
        return len(part)


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
