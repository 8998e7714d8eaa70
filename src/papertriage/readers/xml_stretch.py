"""One strict parser (expat) over one stretch of XML that is whole."""

from pyexpat import ExpatError, ParserCreate, errors

from papertriage.readers.xml_tree import LARGEST, RefusedError, Tree

_ENDS_EARLY = frozenset(
    errors.codes[message]
    for message in (
        errors.XML_ERROR_NO_ELEMENTS,
        errors.XML_ERROR_UNCLOSED_TOKEN,
        errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
        errors.XML_ERROR_PARTIAL_CHAR,
    )
)


class BrokenError(Exception):
    """The parser cannot go on; the text says why.

    Attributes:
        at: the place, in bytes behind what was understood before.
        again: the place from which reading may begin again.
        ends: nothing is wrong but that the text ends too early.
    """

    def __init__(self, reason: str, *, at: int, again: int, ends: bool = False) -> None:
        super().__init__(reason)
        self.at = at
        self.again = again
        self.ends = ends


class Stretch:
    """A parser that stands inside the elements which are open around a place."""

    def __init__(self, tree: Tree, line: int) -> None:
        around = "".join(f"<{name}>" for name, _ in tree.around).encode()
        self._parser = ParserCreate("utf-8")
        self._parser.Parse(around, False)
        self._understood = len(around)
        tree.listen(self._parser, line)

    def feed(self, piece: bytes, *, last: bool) -> int:
        """Parse more; return how many bytes were understood since the last call.

        Raises:
            BrokenError: the text is not well-formed there, or is refused.
        """
        try:
            self._parser.Parse(piece, last)
        except RefusedError as error:
            at = max(error.at - self._understood, 0)
            again = at if error.opens_record else at + 1
            raise BrokenError(str(error), at=at, again=again) from None
        except ExpatError as error:
            at, ends = self._place(), error.code in _ENDS_EARLY
            reason = f"not well-formed XML: {str(error).partition(':')[0]}"
            raise BrokenError(reason, at=at, again=at + 1, ends=ends) from None
        understood = self._place()
        self._understood += understood
        return understood

    def _place(self) -> int:
        return max(self._parser.CurrentByteIndex - self._understood, 0)


def too_long() -> BrokenError:
    """Return the error for a tag or a comment that does not end."""
    return BrokenError(f"a tag or a comment of over {LARGEST // 2**20} MiB", at=0, again=1)
