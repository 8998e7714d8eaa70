"""A document: the bytes of a source as lines of text, whatever they were encoded in."""

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO

HEAD = 256 * 1024
"""Bytes looked at for the encoding and the form."""
LONGEST_LINE = 8 * 1024 * 1024
"""Characters after which a line is cut; the rest of it comes as lines of its own."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Document:
    """One source, read once from front to back.

    Attributes:
        name: what to call it in messages.
        head: the first lines as text, for sniffing; they will be read again by `lines`.
        is_long: the document goes on behind its head.
        encoding: how the bytes were understood.
    """

    def __init__(self, name: str, stream: BinaryIO) -> None:
        """Look at the head of a stream of bytes (already unpacked)."""
        buffered = io.BufferedReader(stream, HEAD) if isinstance(stream, io.RawIOBase) else stream
        start = _read_head(buffered)
        self.name = name
        self.is_long = len(start) == HEAD
        self.encoding = encoding_of(start)
        self.head = start.decode(self.encoding, errors="replace")
        self._start = start
        self._rest = buffered

    def lines(self) -> Iterator[tuple[int, str]]:
        r"""Yield (line number from 1, text without line end); ``\r`` alone ends a line too."""
        text = io.TextIOWrapper(
            io.BufferedReader(_Chain(self._start, self._rest)),
            encoding=self.encoding,
            errors="replace",
            newline=None,
        )
        number = 0
        whole = True
        while line := text.readline(LONGEST_LINE):
            number += whole
            whole = line.endswith("\n")
            yield number, line.rstrip("\n")


def encoding_of(head: bytes) -> str:
    """Guess an encoding: by byte order mark, else UTF-8 unless most of it says otherwise.

    A paste may be cut inside a character, so a few wrong bytes do not make a text cp1252.
    """
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    text = head.decode("utf-8", errors="replace")
    wrong = text.count("\ufffd")
    if wrong and wrong > sum(not c.isascii() for c in text) - wrong + 1:
        return "cp1252"
    return "utf-8"


def _read_head(stream: BinaryIO) -> bytes:
    """Read up to HEAD bytes; a pipe may hand them over in pieces."""
    parts: list[bytes] = []
    missing = HEAD
    while missing and (part := stream.read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


class _Chain(io.RawIOBase):
    """The head that was read already, then the rest of the stream."""

    def __init__(self, start: bytes, rest: BinaryIO) -> None:
        super().__init__()
        self._start: io.BytesIO | None = io.BytesIO(start)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]  # the stub wants a private protocol
        if self._start is not None:
            if count := self._start.readinto(buffer):
                return count
            self._start = None
        part = self._rest.read(len(buffer))
        buffer[: len(part)] = part
        return len(part)
