"""HTML as text: the lines of a page with their links and CSS classes, or the words alone.

This takes linear time in any text, even if a comment or a script never ends. Only the first `MOST`
characters of a page are read. A tag that HTML does not know ("x <y and z> w") is text.
"""

import html
import re
from collections.abc import Iterator

import msgspec

from papertriage.readers.document import Document

MOST = 16 * 1024 * 1024
"""Characters of a page that are read; a mail has some thousands."""

_TAG = re.compile(
    r"[<-](?:(?P<comment>(?<=<)!--|(?<=-)->)|(?<=<)(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]{0,20})"
    r"(?P<rest>(?:\s(?:[^<>\"']|\"[^\"<>]{0,4000}\"|'[^'<>]{0,4000}')*+)?+)/?>)"
)
_ATTRIBUTE = re.compile(
    r"(?<=\s)(href|class|name|content|property)\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))",
    re.IGNORECASE,
)
_BLOCKS = frozenset({
    "p", "div", "br", "hr", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6",
    "tr", "td", "th", "table", "tbody", "thead", "tfoot", "caption", "section", "article", "header",
    "footer", "main", "nav", "aside", "address", "figure", "center", "pre", "blockquote", "title",
    "html", "head", "body", "form", "fieldset", "option", "details", "summary",
})  # fmt: skip
_VOID = frozenset({
    "br", "hr", "img", "input", "link", "meta", "wbr", "area", "base", "col", "embed", "source",
})  # fmt: skip
_SILENT = frozenset({"script", "style", "noscript", "template", "svg", "figcaption", "!--"})
_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "button", "cite", "code", "colgroup", "data",
    "del", "dfn", "em", "font", "i", "iframe", "ins", "kbd", "label", "legend", "map", "mark",
    "nobr", "object", "picture", "q", "s", "samp", "select", "small", "span", "strike", "strong",
    "sub", "sup", "textarea", "time", "tt", "u", "var", "video", "audio",
})  # fmt: skip
_KNOWN = _BLOCKS | _VOID | _SILENT | _INLINE
_DEEPEST = 100


class Span(msgspec.Struct, frozen=True):
    """A piece of a line.

    Attributes:
        text: its words, with the spaces at its ends.
        href: where it leads; empty: nowhere.
        classes: the classes of the element around it.
    """

    text: str
    href: str
    classes: str


class HtmlLine(msgspec.Struct):
    """A visible line: the text between blocks or breaks.

    Attributes:
        at: the line of the document, from 1.
        spans: its pieces.
        row: the row of a table in which it is, from 1; 0 outside.
    """

    at: int
    spans: list[Span] = []
    row: int = 0

    @property
    def text(self) -> str:
        """All its words, blanks single."""
        return " ".join("".join(span.text for span in self.spans).split())

    def has(self, name: str) -> bool:
        """Return whether a piece of it has a class; mail programs put a prefix before its name."""
        return any(name in span.classes for span in self.spans)


def whole_text(document: Document) -> str:
    """Return the text of a page, up to `MOST` characters."""
    parts: list[str] = []
    size = 0
    for piece in document.text():
        parts.append(piece)
        size += len(piece)
        if size > MOST:
            break
    return "".join(parts)[:MOST]


def metas(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield (line, name, content) of the ``meta`` elements of a page."""
    at, end = 1, 0
    for tag, element, _ in _tags(text):
        if element != "meta":
            continue
        attributes = _attributes(tag["rest"])
        at += text.count("\n", end, tag.start())
        end = tag.start()
        name = attributes.get("name") or attributes.get("property") or ""
        if name and "content" in attributes:
            yield at, name.lower(), attributes["content"]


def lines_of(text: str) -> Iterator[HtmlLine]:
    """Yield the lines of a page that hold words."""
    builder = _Builder()
    at, end = 1, 0
    for tag, name, closes in _tags(text):
        builder.words(at, text[end : tag.start()])
        at += text.count("\n", end, tag.end())
        end = tag.end()
        if line := builder.tag(name, tag["rest"], closes=closes):
            yield line
    builder.words(at, text[end:])
    if line := builder.flush():
        yield line


def html_text(text: str) -> str:
    """Return the words of HTML with paragraphs separated; text without a tag is not changed."""
    words: list[str] = []
    end, silent = 0, ""
    for tag, name, closes in _tags(text):
        if not silent:
            words.append(html.unescape(text[end : tag.start()]))
            if name in _BLOCKS:
                words.append("\n\n")
            elif name in _SILENT and not closes:
                silent = name
        elif closes and name == silent:
            silent = ""
        end = tag.end()
    if not end:
        return text
    return "".join([*words, "" if silent else html.unescape(text[end:])]).strip()


def _tags(text: str) -> Iterator[tuple[re.Match[str], str, bool]]:
    """Yield each tag that HTML knows: the match, the element's name, and whether it is closed."""
    for tag in _TAG.finditer(text):
        comment, close, name, _ = tag.groups()
        if comment:
            yield tag, "!--", comment == "->"
        elif (name := name.lower()) in _KNOWN:
            yield tag, name, bool(close)


class _Builder:
    def __init__(self) -> None:
        self._line: HtmlLine | None = None
        self._href = ""
        self._open: list[tuple[str, str]] = []  # elements and the classes that apply in them
        self._silent = ""
        self._rows = self._row = 0

    def words(self, at: int, text: str) -> None:
        if self._silent or not text:
            return
        if self._line is None:
            if text.isspace():
                return
            leading = text[: len(text) - len(text.lstrip())]
            self._line = HtmlLine(at + leading.count("\n"), row=self._row)
        classes = self._open[-1][1] if self._open else ""
        self._line.spans.append(Span(html.unescape(text), self._href, classes))

    def tag(self, name: str, rest: str, *, closes: bool) -> HtmlLine | None:
        if self._silent:
            if name == self._silent and closes:
                self._silent = ""
            return None
        if name in _SILENT and not closes:
            self._silent = name
            return None
        attributes = _attributes(rest)
        if name == "a":
            self._href = attributes.get("href", "")
        line = self.flush() if name in _BLOCKS else None
        if name == "tr":
            self._rows += not closes
            self._row = 0 if closes else self._rows
        if closes:
            self._close(name)
        elif name not in _VOID and len(self._open) < _DEEPEST:
            inherited = self._open[-1][1] if self._open else ""
            self._open.append((name, attributes.get("class", inherited)))
        return line

    def _close(self, name: str) -> None:
        """Close the last open element of a name, and what is open in it."""
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index][0] == name:
                del self._open[index:]
                break

    def flush(self) -> HtmlLine | None:
        line, self._line = self._line, None
        return line if line and any(span.text.strip() for span in line.spans) else None


def _attributes(rest: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(rest) if rest else ():
        value = match[2] or match[3] or match[4] or ""
        found.setdefault(match[1].lower(), html.unescape(value))
    return found
