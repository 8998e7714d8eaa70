"""An element of XML as a small tree: one record of a document that is read as a stream."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

import msgspec

_BLOCKS = frozenset(
    {"p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"}
)
_RAISED = frozenset({"sub", "sup"})
_NO_BLANK_AFTER = tuple("([{/-")
_DEEPEST = 100
"""Levels of mixed content; anything nested deeper is not the text of a paper."""

Around = tuple[tuple[str, dict[str, str]], ...]
"""The elements around one, from the root, as (name as written, attributes)."""


class Node(msgspec.Struct, frozen=True):
    """One element.

    Prefixes of known vocabularies are always ours (``dc:title``), an element of the document's
    main vocabulary has none.

    Attributes:
        element: the element and all below it.
        line: the line on which it begins; 0 for elements inside a record.
        above: the elements around it.
    """

    element: Element
    line: int = 0
    above: Around = ()

    @property
    def name(self) -> str:
        """The element's name."""
        return self.element.tag

    @property
    def attrs(self) -> dict[str, str]:
        """Its attributes under the names that the source writes."""
        return self.element.attrib

    def inner(self) -> Iterator["Node"]:
        """Yield the elements right below."""
        return map(Node, self.element)

    def every(self, path: str) -> Iterator["Node"]:
        """Yield the elements at a path of names (``Article/Journal/ISSN``)."""
        return map(Node, _every(self.element, path))

    def first(self, path: str) -> "Node | None":
        """Return the first element at a path; None if there is none."""
        return next(self.every(path), None)

    def text(self, path: str = "") -> str | None:
        """Return the text of the first element at a path that has any; None if none has."""
        for element in _every(self.element, path):
            if (text := _text(element)).strip():
                return text
        return None

    def texts(self, path: str = "") -> list[str]:
        """Return the texts of all elements at a path that have any."""
        found = map(_text, _every(self.element, path))
        return [text for text in found if text.strip()]


def _every(element: Element, path: str) -> list[Element]:
    found = [element]
    if path:
        for name in path.split("/"):
            found = [inner for outer in found for inner in outer.findall(name)]
    return found


def _text(element: Element) -> str:
    return "".join(_flat(element, _DEEPEST)) if len(element) else element.text or ""


def _flat(element: Element, room: int) -> list[str]:
    r"""Flatten mixed content: inline elements join their neighbours, blocks separate them.

    ``"(\n  <i>APOE</i>) gene"`` is ``"(APOE) gene"``: the space comes from a
    pretty-printer. Formulas of ``tex-math`` get dollar signs.
    """
    out = [element.text] if element.text else []
    for child in element if room else ():
        inner = _flat(child, room - 1)
        if inner and out:
            # A pretty-printer puts a line break and indentation before an inline element.
            before = out[-1].rstrip()
            is_indent = "\n" in out[-1][len(before) :]
            if is_indent and (child.tag in _RAISED or before.endswith(_NO_BLANK_AFTER)):
                out[-1] = before
        if child.tag in _BLOCKS:
            inner = ["\n\n", *inner, "\n\n"]
        elif child.tag == "tex-math":
            inner = ["$", *inner, "$"]
        out += inner
        if child.tail:
            out.append(child.tail)
    return out
