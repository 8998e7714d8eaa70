"""Repairs text before it reaches the XML parser: what XML forbids is replaced, and counted.

Feeds are full of bare ampersands, HTML's entities without a document type, and control
characters; one of them would cost every record that follows it.
"""

import re
from html.entities import name2codepoint

from papertriage.text.clean import NOT_XML, rare_characters

_REFERENCE = re.compile(r"&amp;(?:#(?:x([0-9A-Fa-f]{1,8})|(\d{1,10}))|([A-Za-z][\w.-]{0,31}));")
_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
_BLANKS = frozenset({9, 10, 13})
_OPEN, _CLOSE = "<![CDATA[", "]]>"
_MARK = re.compile(r"(<!\[CDATA\[|\]\]>)")
# What may be the start of a reference or of a mark, cut by the end of a piece.
_UNSURE = re.compile(r"(?:&[#\w.-]{0,32}|<(?:!(?:\[(?:C(?:D(?:A(?:T(?:A)?)?)?)?)?)?)?|\]{1,2})\Z")


class Repair:
    """Repairs a stream of text piece by piece.

    Attributes:
        count: characters and references that were replaced, HTML's entities not counted.
    """

    def __init__(self) -> None:
        self.count = 0
        self._held = ""
        self._in_cdata = False

    def feed(self, piece: str) -> str:
        """Return the repaired text as far as it is certain; the rest comes with the next piece."""
        text = self._held + piece
        unsure = _UNSURE.search(text, max(len(text) - 40, 0))
        end = unsure.start() if unsure else len(text)
        self._held = text[end:]
        return self._mend(text[:end])

    def finish(self) -> str:
        """Return what was held back."""
        text, self._held = self._held, ""
        return self._mend(text)

    def _mend(self, text: str) -> str:
        if NOT_XML.search(rare_characters(text)):
            text, count = NOT_XML.subn("\ufffd", text)
            self.count += count
        if not self._in_cdata and _OPEN not in text and _CLOSE not in text:
            return self._mend_references(text)
        out: list[str] = []
        for part in _MARK.split(text):
            if part == (_CLOSE if self._in_cdata else _OPEN):
                self._in_cdata = not self._in_cdata
                out.append(part)
            else:
                out.append(part if self._in_cdata else self._mend_references(part))
        return "".join(out)

    def _mend_references(self, text: str) -> str:
        if "&" not in text:
            return text
        # Every ampersand counts as bare until it turns out to start a reference.
        self.count += text.count("&")
        return _REFERENCE.sub(self._reference, text.replace("&", "&amp;"))

    def _reference(self, found: re.Match[str]) -> str:
        hexadecimal, decimal, name = found.groups()
        if name in name2codepoint and name not in _OWN:
            self.count -= 1
            return chr(name2codepoint[name])
        if name and name not in _OWN:
            return found[0]
        if not name and not _is_legal(int(hexadecimal, 16) if hexadecimal else int(decimal)):
            return "\ufffd"
        self.count -= 1
        return f"&{found[0][5:]}"


def _is_legal(code: int) -> bool:
    return code in _BLANKS or (32 <= code <= 0x10FFFF and not NOT_XML.match(chr(code)))
