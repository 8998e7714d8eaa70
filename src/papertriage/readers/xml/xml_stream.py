"""Reads XML as a stream: the records of a document one by one, in bounded time and memory.

Parsers are strict, files are not. A broken record is a problem, and reading continues at the next
record. Several documents in one file are read as one. Nothing outside the file is ever
opened, and no entity is expanded except HTML's characters.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.xml.xml_node import Node
from papertriage.readers.xml.xml_parser import BrokenError, PartParser
from papertriage.readers.xml.xml_repair import Repair
from papertriage.readers.xml.xml_sound import Sound
from papertriage.readers.xml.xml_tree import Tree
from papertriage.text.clean import snippet

_MOST_DAMAGE = 10_000
"""Broken places after which the rest of a document is left unread."""
_MOST_AGAIN = 64 * 1024 * 1024
"""Bytes that may be parsed a second time because a mark was never closed (``<!--``)."""
_LONGEST_OPENER = 100
_PART = 64 * 1024


def nodes(
    document: Document, records: frozenset[str], notes: frozenset[str] = frozenset()
) -> Iterator[Node | Problem]:
    """Yield the wanted elements of a document as each ends, and what was broken.

    Args:
        document: the XML.
        records: names of the elements that are records; one that breaks is reported as rejected.
        notes: names of other elements to yield outside records.
    """
    pieces = _Mended(document)
    sound = Sound(iter(pieces), records, pieces.line)
    if not notes:
        yield from sound.read()
    line, rest = sound.rest
    tree = Tree(records, notes)
    tree.around = sound.around
    stream = _Stream(document.name, tree, line)
    yield from stream.read(chain([rest] if rest else [], pieces))
    if pieces.count:
        reason = f"characters that XML forbids, repaired: {pieces.count}"
        yield Problem(source=document.name, line=0, reason=reason, rejected=False)


class _Mended:
    """The repaired text of a document from its first character on, in pieces.

    Attributes:
        line: the line of the first character: strict XML wants its declaration there.
    """

    def __init__(self, document: Document) -> None:
        self.line = 1
        self._repair = Repair()
        pieces = document.text()
        first = ""
        for piece in pieces:
            first = piece.lstrip("\ufeff \t\r\n")
            self.line += piece.count("\n", 0, len(piece) - len(first))
            if first:
                break
        self._pieces = self._mended(chain([first], pieces))

    @property
    def count(self) -> int:
        """How many characters were repaired."""
        return self._repair.count

    def __iter__(self) -> Iterator[str]:
        return self._pieces

    def _mended(self, pieces: Iterable[str]) -> Iterator[str]:
        yield from filter(None, map(self._repair.feed, pieces))
        yield self._repair.finish()


class _Stream:
    """The text of a document on its way through one parser after another."""

    def __init__(self, name: str, tree: Tree, line: int) -> None:
        self._name = name
        self._records = tree.records
        self._tree = tree
        names = "|".join(re.escape(name.rpartition(":")[2]) for name in sorted(tree.records))
        self._opener = re.compile(rf"<(?:[\w.-]{{1,40}}:)?(?:{names})(?=[\s/>])".encode())
        # Text, the position from which it is not settled, the line of that position, and how much
        # after it the parser has.
        self._held = b""
        self._at = 0
        self._line = line
        self._given = 0
        self._parser: PartParser | None = PartParser(tree, line)
        self._reported_outside = False
        self._damage = 0
        self._again = 0

    def read(self, pieces: Iterable[str]) -> Iterator[Node | Problem]:
        for piece in pieces:
            yield from self._feed(piece.encode(), last=False)
            if self._is_hopeless():
                yield self._problem("the XML is too damaged; the rest was left unread", self._line)
                return
        yield from self._feed(b"", last=True)

    def _feed(self, piece: bytes, *, last: bool) -> Iterator[Node | Problem]:
        self._held = self._held[self._at :] + piece
        self._at = 0
        while parser := self._parser or self._find_record():
            begin = self._at + self._given
            part = self._held[begin : begin + _PART]
            is_all = begin + len(part) == len(self._held)
            try:
                settled = parser.feed(part, last=last and is_all)
            except BrokenError as broken:
                yield from self._take()
                yield from self._recover(broken)
                if self._is_hopeless():
                    return
            else:
                self._given += len(part)
                self._drop(settled)
                yield from self._take()
                if is_all:
                    return

    def _take(self) -> list[Node]:
        done, self._tree.done = self._tree.done, []
        return done

    def _drop(self, count: int) -> None:
        self._line += self._held.count(b"\n", self._at, self._at + count)
        self._at += count
        self._given = max(self._given - count, 0)

    def _find_record(self) -> PartParser | None:
        """Go to the next record after a fault and restart there, if one is in the text so far."""
        found = self._opener.search(self._held, self._at)
        end = found.start() if found else len(self._held) - _LONGEST_OPENER
        self._drop(max(end - self._at, 0))
        return self._begin() if found else None

    def _begin(self) -> PartParser:
        self._given = 0
        self._parser = PartParser(self._tree, self._line)
        return self._parser

    def _recover(self, broken: BrokenError) -> Iterator[Problem]:
        """Report a fault, and go to where reading may restart."""
        self._again += broken.cost
        place = self._at + broken.at
        line = self._line + self._held.count(b"\n", self._at, place)
        self._parser = None
        if record := self._tree.record:
            reason = "the file ends inside this record (cut?)" if broken.ends else str(broken)
            is_record = record.name in self._records
            text = snippet(record.text() or "")
            yield self._problem(reason, record.line, text, is_record=is_record)
            self._tree.drop()
        elif self._opener.match(self._held, max(self._held.rfind(b"<", self._at, place), self._at)):
            yield self._problem(str(broken), line, is_record=True)
        elif self._tree.closed and self._held.startswith(b"<", place):
            self._drop(broken.at)
            self._begin()  # another document
            return
        elif not self._reported_outside and (self._tree.around or not broken.ends):
            self._reported_outside = True
            root = self._tree.around[0][0] if self._tree.around else ""
            reason = f"the file ends before </{root}> (cut?)" if broken.ends else str(broken)
            yield self._problem(reason, line)
        self._damage += 1
        self._drop(broken.again)
        self._given = 0

    def _is_hopeless(self) -> bool:
        return self._damage > _MOST_DAMAGE or self._again > _MOST_AGAIN

    def _problem(
        self, reason: str, line: int, text: str = "", *, is_record: bool = False
    ) -> Problem:
        return Problem(
            source=self._name, line=line, reason=reason, snippet=text, rejected=is_record
        )
