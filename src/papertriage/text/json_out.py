r"""Writes JSON in which nothing acts on a terminal or hides in a text.

Control characters, direction overrides and characters without width are written as ``\u``
escapes, so that no text is lost and readers see them.
"""

import re
from typing import Any

import msgspec

_PLAIN = bytes(byte for byte in range(0x80) if byte != 0x7F)
# In UTF-8: DEL, C1, the soft hyphen, U+061C, U+180E, U+200B to 200F, U+2028 to 202E, U+2060 to
# 206F, the byte-order mark, U+FFF0 to FFFB, U+FFFE, U+FFFF, and U+E0000 to E0FFF.
_ACTING = re.compile(
    rb"\x7f|\xc2[\x80-\x9f\xad]|\xd8\x9c|\xe1\xa0\x8e|\xe2\x80[\x8b-\x8f\xa8-\xae]"
    rb"|\xe2\x81[\xa0-\xaf]|\xef\xbb\xbf|\xef\xbf[\xb0-\xbb\xbe\xbf]|\xf3\xa0[\x80-\xbf]{2}"
)


def dumps(value: Any) -> str:
    """Return a value as JSON on one line."""
    return escaped(msgspec.json.encode(value)).decode()


def indented(value: Any) -> str:
    """Return a value as JSON that people can read."""
    return msgspec.json.format(dumps(value), indent=2)


def escaped(line: bytes) -> bytes:
    """Escape what would act on a terminal in a line of JSON; encoders escape C0 controls."""
    if line.isascii() and b"\x7f" not in line:
        return line
    others = line.translate(None, _PLAIN)  # a fraction of the time of a search
    if not others or not _ACTING.search(others):
        return line
    return _ACTING.sub(_escape, line)


def _escape(found: re.Match[bytes]) -> bytes:
    units = found[0].decode().encode("utf-16-be")
    return b"".join(b"\\u" + units[at : at + 2].hex().encode() for at in range(0, len(units), 2))
