"""One strict parser (expat) over one well-formed part of a document."""

from pyexpat import ExpatError, ParserCreate, errors

from papertriage.readers.xml.xml_tree import LARGEST, RefusedError, Tree

_ENDS_EARLY = frozenset(
    errors.codes[message]
    for message in (
        errors.XML_ERROR_NO_ELEMENTS,
        errors.XML_ERROR_UNCLOSED_TOKEN,
        errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
        errors.XML_ERROR_PARTIAL_CHAR,
    )
)

_LONGEST = 2 * LARGEST
"""Bytes without an end of a tag, a comment or a record."""


class BrokenError(Exception):
    """The parser cannot go on; the text says why.

    Attributes:
        at: the position, in bytes after what was settled before.
        again: the position from which reading may restart.
        cost: how many bytes will be parsed a second time.
        ends: the only fault is that the text ends too early.
    """

    def __init__(self, reason: str, *, at: int, again: int, cost: int, ends: bool) -> None:
        super().__init__(reason)
        self.at = at
        self.again = again
        self.cost = cost
        self.ends = ends


class PartParser:
    """A parser that starts inside the elements which are open at a position."""

    def __init__(self, tree: Tree, line: int) -> None:
        around = "".join(f"<{name}>" for name, _ in tree.around).encode()
        self._tree = tree
        self._parser = ParserCreate("utf-8")
        self._parser.Parse(around, False)
        self._first = self._fed = self._settled = len(around)
        tree.listen(self._parser, line)

    def feed(self, piece: bytes, *, last: bool) -> int:
        """Parse more; return how many more bytes are settled: a later fault does not need them.

        The count is never negative, so feeding piece after piece comes to an end.

        Raises:
            BrokenError: the text is not well-formed there, or is refused.
        """
        self._fed += len(piece)
        try:
            self._parser.Parse(piece, last)
        except RefusedError as error:
            raise self._broken(str(error), error.at, error.again, error.at) from None
        except ExpatError as error:
            reason = f"not well-formed XML: {str(error).partition(':')[0]}"
            at, ends = self._parser.CurrentByteIndex, error.code in _ENDS_EARLY
            again = self._begin() + 1 if ends else at
            raise self._broken(reason, at, again, self._fed if ends else at, ends=ends) from None
        begin = self._begin()
        if self._fed - begin > _LONGEST:
            reason = f"a tag, comment or record of over {_LONGEST // 2**20} MiB"
            raise self._broken(reason, begin, begin + 1, self._fed)
        settled, self._settled = begin - self._settled, begin
        return settled

    def _begin(self) -> int:
        """Return where the open record starts; outside a record, the markup that has not ended yet.

        Markup that swallows the rest of a file (``<!--``, ``<![CDATA[``) started after that.
        """
        at = self._tree.record_at if self._tree.record else self._parser.CurrentByteIndex
        # Expat 2.6 and later defer a token that has not ended, and then return -1.
        return max(at, self._settled)

    def _broken(
        self, reason: str, at: int, again: int, reached: int, *, ends: bool = False
    ) -> BrokenError:
        # The next part must start after the start of this one, or reading would never end.
        at, again = max(at, self._settled), max(again, self._settled, self._first + 1)
        return BrokenError(
            reason,
            at=at - self._settled,
            again=again - self._settled,
            cost=max(reached - again, 0),
            ends=ends,
        )
