"""HTML inside another form, such as a feed's description, as plain text.

This takes linear time in any text, even if a comment or a script never ends.
"""

import html
import re

_TOKEN = re.compile(r"(<!--|-->|</?[A-Za-z][A-Za-z0-9]{0,20}(?:\s[^<>]*)?/?>)")
_BLOCKS = frozenset(
    {
        "p", "div", "br", "hr", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4",
        "h5", "h6", "tr", "table", "tbody", "thead", "figure", "blockquote", "section",
        "article", "header", "footer", "center", "pre",
    }
)  # fmt: skip
_INLINE = frozenset(
    {
        "a", "abbr", "acronym", "b", "big", "cite", "code", "del", "em", "font", "i", "img",
        "ins", "kbd", "mark", "picture", "q", "s", "samp", "small", "source", "span",
        "strike", "strong", "sub", "sup", "td", "th", "tt", "u", "var", "video", "audio",
        "iframe", "wbr",
    }
)  # fmt: skip
_SILENT = {"<script": "</script", "<style": "</style", "<figcaption": "</figcaption", "<!--": "-->"}
"""What opens a part that is not shown, and what closes it."""


def html_text(text: str) -> str:
    """Return the words of HTML with paragraphs separated; text without a tag is returned unchanged.

    A tag that HTML does not know ("x <y and z> w") is text.
    """
    pieces = _TOKEN.split(text)
    marks = [_mark(piece) for piece in pieces[1::2]]
    if not any(marks):
        return text
    words = [html.unescape(pieces[0])]
    until = ""  # what closes the part that is not shown
    for piece, mark, behind in zip(pieces[1::2], marks, pieces[2::2], strict=True):
        if until:
            until = "" if mark == until else until
        elif mark in _SILENT:
            until = _SILENT[mark]
        elif not mark:
            words.append(piece)
        elif mark.strip("</") in _BLOCKS:
            words.append("\n\n")
        if not until:
            words.append(html.unescape(behind))
    return "".join(words).strip()


def _mark(piece: str) -> str:
    """Return ``<name``, ``</name`` or a comment's mark; empty for a tag that HTML does not know."""
    if piece in ("<!--", "-->"):
        return piece
    mark = re.split(r"[\s/>]", piece.removeprefix("</").removeprefix("<"), maxsplit=1)[0].lower()
    opening = "</" if piece.startswith("</") else "<"
    known = mark in _BLOCKS or mark in _INLINE or f"<{mark}" in _SILENT
    return opening + mark if known else ""
