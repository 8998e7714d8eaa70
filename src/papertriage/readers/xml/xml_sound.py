"""The fast path for sound XML: whole records right below the root, parsed by C code alone.

Nearly all files are sound to their end. Each record is cut out of the text and given to a parser
whose events go straight to a tree builder; both are written in C. At the first fault, or at
anything that cannot be read this way (a comment, a CDATA section, another element), the rest of
the document is left to `xml_stream`.
"""

import re
from collections.abc import Iterator
from pyexpat import ExpatError, ParserCreate
from xml.etree.ElementTree import Element, TreeBuilder

from papertriage.readers.xml.xml_node import Node

_PROLOG = re.compile(
    r"""(?:<\?xml\s+version\s*=\s*["']1\.[01]["']"""
    r"""(?:\s+encoding\s*=\s*["'][A-Za-z][\w.-]*["'])?\s*\?>)?\s*+"""
    r"""(?:<!DOCTYPE\s+[A-Za-z][\w.-]*"""
    r"""(?:\s+(?:PUBLIC\s+"[\w\s'()+,./:=?;!*#@$%-]*"|SYSTEM)\s+"[^<>&"]*")?\s*>)?""",
    re.ASCII,
)
"""What may come before the root; an internal subset of the document type is left to others."""
_TAG = re.compile(
    r"\s*+<([A-Za-z_][\w.-]*)((?:\s+[\w.-]+\s*=\s*(?:\"[^<>\"]*\"|'[^<>']*'))*+)\s*>", re.ASCII
)
_ATTRIBUTE = re.compile(r"(?<![\w.-])([\w.-]+)\s*=\s*[\"']([^\"']*)[\"']")
_LONGEST_TAG = 4 * 1024
_MOST_AROUND = 2
"""Elements around a record: most forms have them right below the root."""
_LARGEST = 1024 * 1024
"""Characters of a record; a larger one is left to `xml_stream`."""


class Sound:
    """The records at the start of a document.

    Attributes:
        around: the elements that are open after them.
    """

    def __init__(self, pieces: Iterator[str], records: frozenset[str], line: int) -> None:
        self.around: list[tuple[str, dict[str, str]]] = []
        self._pieces = pieces
        self._records = records
        self._text = ""
        self._at = 0  # everything before this position is settled
        self._line = line  # of that place

    @property
    def rest(self) -> tuple[int, str]:
        """What is left to others: its line, and its text; more pieces follow."""
        return self._line, self._text[self._at :]

    def read(self) -> Iterator[Node]:
        """Yield records as long as all is sound."""
        self._more()
        if prolog := _PROLOG.match(self._text):
            self._settle(prolog.end())
        while found := self._tag():
            if found[1] not in self._records:
                if len(self.around) == _MOST_AROUND or "xmlns" in found[2]:
                    return
                self.around.append((found[1], dict(_ATTRIBUTE.findall(found[2]))))
                self._settle(found.end())
                continue
            self._settle(found.start(1) - 1)
            end = self._end_of(found[1])
            if not end or (element := _parsed(self._text[self._at : end], found[1])) is None:
                return
            yield Node(element, self._line, tuple(self.around))
            self._settle(end)

    def _tag(self) -> re.Match[str] | None:
        """Return the tag that starts here, after spaces."""
        while not (found := _TAG.match(self._text, self._at)):
            if len(self._text) - self._at > _LONGEST_TAG or not self._more():
                return None
        return found

    def _end_of(self, name: str) -> int:
        """Return where the record ends that starts here; 0 if it does not end, or is too large."""
        mark = f"</{name}>"
        looked = 0
        while (at := self._text.find(mark, self._at + looked)) < 0:
            size = len(self._text) - self._at
            looked = max(size - len(mark), 0)
            if size > _LARGEST or not self._more():
                return 0
        return at + len(mark)

    def _more(self) -> bool:
        piece = next(self._pieces, "")
        self._text, self._at = self._text[self._at :] + piece, 0
        return bool(piece)

    def _settle(self, end: int) -> None:
        self._line += self._text.count("\n", self._at, end)
        self._at = end


def _parsed(text: str, name: str) -> Element | None:
    """Return a record's tree; None if it is broken, or cannot be read this way."""
    if "<!" in text or "<?" in text or text.count(f"<{name}") > 1:
        return None
    parser, builder = ParserCreate("utf-8"), TreeBuilder()
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(text, True)
    except ExpatError:
        return None
    return builder.close()
