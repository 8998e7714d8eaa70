"""A document: the bytes of a source as text, whatever they were encoded in."""

import codecs
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

HEAD = 256 * 1024
"""Bytes looked at for the encoding and the form."""
LONGEST_LINE = 8 * 1024 * 1024
"""Characters after which a line is cut; the rest of it comes as lines of its own."""

_PIECE = 64 * 1024

_OPENINGS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_CONTINUATION = bytes(range(0x80, 0xC0))
_PAIR = re.compile(rb"[\xa1-\xf7][\xa1-\xfe]")
"""A character of GB 2312."""
_SHARE = 0.95
_LEAST_PAIRS = 4
_REPLACEMENT = "\ufffd".encode()
_DECLARED = re.compile(rb"""<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
# Only single-byte Latin, Greek and Cyrillic tables: a name out of a file must not choose a codec.
_LATIN_1 = re.compile(r"(?:iso[-_]?8859[-_]1|latin[-_]?1|us-ascii|ascii)", re.IGNORECASE)
_TABLE = re.compile(r"(?:iso-8859-(?:[2-9]|1[013-6])|windows-125[0-8]|koi8-[ru])", re.IGNORECASE)


class Document:
    """One source, read once from front to back.

    Attributes:
        name: what to call it in messages.
        head: the first lines as text, for sniffing; they will be read again by `lines`.
        is_long: the document continues after its head.
        encoding: how the bytes were understood.
        declared: the number of records that the document declares, set by its reader; None if it
            declares none.
        notes: what the user should know about how it is read, set by its reader.
    """

    declared: int | None = None

    def __init__(self, name: str, stream: BinaryIO) -> None:
        """Look at the head of a stream of bytes (already unpacked)."""
        buffered = io.BufferedReader(stream, HEAD) if isinstance(stream, io.RawIOBase) else stream
        start = _read_head(buffered)
        self.name = name
        self.notes: list[str] = []
        self.is_long = len(start) == HEAD
        self.encoding = encoding_of(start)
        self.head = start.decode(self.encoding, errors="replace")
        self._start = start
        self._rest = buffered

    def lines(self) -> Iterator[tuple[int, str]]:
        r"""Yield (line number from 1, text without line end); ``\r`` alone ends a line too."""
        number = 1
        rest = ""
        for piece in self.text():
            *lines, rest = (rest + piece).split("\n")
            for line in lines:
                yield number, line
                number += 1
            while len(rest) > LONGEST_LINE:
                yield number, rest[:LONGEST_LINE]
                rest = rest[LONGEST_LINE:]
        if rest:
            yield number, rest

    def text(self) -> Iterator[str]:
        r"""Yield the text in pieces, as it comes, lines ended by ``\n``."""
        stream = self.stream()
        bare = codecs.getincrementaldecoder(self.encoding)(errors="replace")
        decoder = io.IncrementalNewlineDecoder(bare, translate=True)
        while data := stream.read1(_PIECE):
            if piece := decoder.decode(data):
                yield piece
        if piece := decoder.decode(b"", final=True):
            yield piece

    def stream(self) -> io.BufferedReader:
        """Return the bytes from the start, for forms that are not plain text."""
        return io.BufferedReader(_Chain(self._start, self._rest))


def encoding_of(head: bytes) -> str:
    """Guess an encoding: by byte order mark, else UTF-8 unless its bytes show another.

    Valid UTF-8 beyond ASCII wins over an XML declaration that names another encoding; otherwise
    a declared encoding is used if we know it. A paste may be cut inside its first or last
    character, and a few invalid bytes among valid ones do not make a text cp1252.
    """
    if name := _utf(head):
        return name
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    text = decoder.decode(head.lstrip(_CONTINUATION))  # not final: its end may be cut
    wrong = text.count("\ufffd") - head.count(_REPLACEMENT)
    if not wrong and not text.isascii():
        return "utf-8"
    if (found := _DECLARED.match(head.lstrip())) and (table := _table(found[1].decode("ascii"))):
        return table
    if not wrong:
        return "utf-8"
    right = sum(not c.isascii() for c in text) - wrong
    if wrong <= right:
        return "utf-8"
    return "gb18030" if _is_chinese(head) else "cp1252"


def _utf(head: bytes) -> str | None:
    """Return the encoding that a byte order mark shows, or zeros at every other byte (UTF-16)."""
    for opening, name in _OPENINGS:
        if head.startswith(opening):
            return name
    sample = head[:400]
    for at, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        empty = sample[at::2].count(0)
        if empty > _SHARE * len(sample[at::2]) and not sample[1 - at :: 2].count(0):
            return name
    return None


def _is_chinese(head: bytes) -> bool:
    """Return whether bytes that are not UTF-8 are Chinese: nearly all high bytes come in pairs.

    Accented Western letters come singly, and runs of Cyrillic letters are odd as often as even.
    """
    pairs = len(_PAIR.findall(head))
    if 2 * pairs < _SHARE * sum(byte >= 0x80 for byte in head) or pairs < _LEAST_PAIRS:
        return False
    try:
        codecs.getincrementaldecoder("gb18030")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _table(name: str) -> str | None:
    """Return the codec of a declared table; as on the web, Latin-1 means its superset cp1252."""
    if _LATIN_1.fullmatch(name):
        return "cp1252"
    return name.lower() if _TABLE.fullmatch(name) else None


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
