"""Clean text: what a paper's words look like once they are ours.

Everything in a source is hostile until it passed here. `clean` guards the door (no control
characters, no direction overrides, no lone surrogates, NFC), `prose` makes running text of
titles and abstracts (HTML gone, TeX accents and text macros decoded, mathematics kept, wraps
joined), and `safe` guards the sinks, because a library made by hand may hold anything.
"""

import html
import re
import unicodedata

from papertriage import tex

# C0 except tab and newline, DEL, C1, the line and paragraph separators' kin, bidirectional
# overrides and isolates, surrogates, BOM and non-characters, and the tag block.
_HOSTILE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufeff"
    "\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_MARKS_RUN = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{8})"
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)
_BLANKS = re.compile(r"\s+")
_PARAGRAPH = re.compile(r"[^\S\n]*\n[^\S\n]*(?:\n\s*)+")

# Only elements that publishers put into titles and abstracts: a general stripper would eat
# the middle of "x<y and z>w". Inline ones vanish, the others part words.
_INLINE = "a|abbr|b|big|cite|code|em|font|i|inf|italic|mark|s|scp|small|span|strong|sub|sup|tt|u"
_BLOCK = "blockquote|br|div|h[1-6]|hr|li|ol|p|pre|section|sec|table|tbody|td|th|title|tr|ul"
_TAG = re.compile(
    rf"<(/?)((?:jats:)?(?:{_INLINE})|(?P<block>(?:jats:)?(?:{_BLOCK})))(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_SILENT = re.compile(r"<(script|style)\b[^<>]*>.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def clean(text: str) -> str:
    r"""Drop what must never be stored; line ends become ``\n``; the result is NFC.

    At most eight combining marks stay on a base: more is an attack on the terminal.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _HOSTILE.sub("", _LINE_ENDS.sub("\n", text))
    return _MARKS_RUN.sub(r"\1", unicodedata.normalize("NFC", text))


def one_line(text: str) -> str:
    """`clean` text with every run of blanks made one blank."""
    return _BLANKS.sub(" ", clean(text)).strip()


def prose(text: str) -> str:
    """Make running text of a title or an abstract; paragraphs stay, parted by an empty line."""
    text = clean(text)
    if "<" in text or "&" in text:
        text = clean(_strip_html(text))
    if "\\" in text or "{" in text or "~" in text:
        text = tex.decode(text)
    if "\n" not in text:
        return _BLANKS.sub(" ", text).strip()
    parts = _PARAGRAPH.split(text.strip())
    return "\n\n".join(_BLANKS.sub(" ", part).strip() for part in parts)


def _strip_html(text: str) -> str:
    text = _SILENT.sub(" ", text)
    text = _TAG.sub(lambda tag: " " if tag["block"] else "", text)
    text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    # Feeds escape twice: what was text in the first pass is markup in the second.
    return _TAG.sub(lambda tag: " " if tag["block"] else "", _SILENT.sub(" ", text))


def safe(text: str) -> str:
    """One line fit for any screen: hostile characters show as U+FFFD, blanks are joined."""
    if text.isascii() and text.isprintable():
        return _BLANKS.sub(" ", text).strip()
    text = _HOSTILE.sub("\ufffd", _LINE_ENDS.sub(" ", text))
    return _BLANKS.sub(" ", _MARKS_RUN.sub(r"\1", text)).strip()


def snippet(text: str, length: int = 60) -> str:
    """Return the start of a text for a message, `safe` and at most `length` characters long."""
    text = safe(text[: length * 8])
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
