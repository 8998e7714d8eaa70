"""An element of XML as a small tree: one record of a document that is itself never held."""

import re
from collections.abc import Iterator
from typing import Union

import msgspec

_BLOCKS = frozenset(
    {"p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"}
)
_RAISED = frozenset({"sub", "sup"})
# The line break and indentation that a pretty-printer puts before an inline element.
_INDENT = re.compile(r"\s*\n\s*$")
_NO_BLANK_AFTER = tuple("([{/-")


class Node(msgspec.Struct, kw_only=True):
    """One element.

    Attributes:
        name: its name; prefixes of known vocabularies are always ours (``dc:title``), an element
            of the document's main vocabulary has none.
        attrs: its attributes under the names that the source writes.
        children: elements and texts in order.
        line: the line on which it begins.
        above: the elements around it, from the root, as (name, attributes).
    """

    name: str
    attrs: dict[str, str] = {}
    children: list[Union["Node", str]] = []
    line: int = 0
    above: tuple[tuple[str, dict[str, str]], ...] = ()

    def every(self, path: str) -> Iterator["Node"]:
        """Yield the elements at a path of names (``Article/Journal/ISSN``)."""
        name, _, rest = path.partition("/")
        for child in self.children:
            if isinstance(child, Node) and child.name == name:
                if rest:
                    yield from child.every(rest)
                else:
                    yield child

    def first(self, path: str) -> "Node | None":
        """Return the first element at a path; None if there is none."""
        return next(self.every(path), None)

    def text(self, path: str = "") -> str | None:
        """Return the text of the first element at a path that has any; None if none has."""
        return next(iter(self.texts(path)), None)

    def texts(self, path: str = "") -> list[str]:
        """Return the texts of all elements at a path that have any."""
        nodes = self.every(path) if path else (self,)
        return [text for node in nodes if (text := "".join(_flat(node))).strip()]


def _flat(node: Node) -> list[str]:
    r"""Flatten mixed content: inline elements join their neighbours, blocks part them.

    ``"(\n  <i>APOE</i>) gene"`` is ``"(APOE) gene"``: the blank there is the printer's, not the
    author's. Formulas of ``tex-math`` get their dollars.
    """
    out: list[str] = []
    for child in node.children:
        if isinstance(child, str):
            out.append(child)
            continue
        if out and (indent := _INDENT.search(out[-1])):
            before = out[-1][: indent.start()]
            if child.name in _RAISED or before.endswith(_NO_BLANK_AFTER):
                out[-1] = before
        inner = _flat(child)
        if child.name in _BLOCKS:
            inner = ["\n\n", *inner, "\n\n"]
        elif child.name == "tex-math":
            inner = ["$", *inner, "$"]
        out += inner
    return out
