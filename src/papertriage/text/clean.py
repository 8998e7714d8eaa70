"""Cleans text from sources before it is stored or shown.

All text from a source is untrusted until it is cleaned here. `clean` is for input (no control
characters, no direction overrides, no lone surrogates, NFC), `prose` makes running text of
titles and abstracts (mojibake repaired, HTML and JATS removed, TeX accents and text macros decoded,
mathematics kept, wraps joined), and `safe` is for output, because a library made by hand may
contain anything.
"""

import re
import unicodedata
from collections.abc import Sequence

# C0 except tab and newline, DEL, C1, bidirectional marks, overrides and isolates, invisible
# operators, surrogates, BOM and non-characters, and the tag block.
_HOSTILE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufeff"
    "\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
# Characters without width that are allowed in running text: soft hyphens, joiners, fillers,
# variation selectors.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u3164\ufe00-\ufe0f\uffa0]"
)
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_MARKS_RUN = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{8})"
    r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)
# Blanks are matched from the first of a run only: trying each of them takes quadratic time.
_PARAGRAPH = re.compile(r"(?<!\s)\s*?\n[^\S\n]*\n\s*")
_EMPTY_LINE = re.compile(r"\n\s*\n")
"""Found in the same texts as `_PARAGRAPH`, much faster: it begins with a fixed character."""

_PRINTABLE = bytes(range(0x20, 0x7F)) + b"\n"
_WORDS = _PRINTABLE.translate(None, b"<&\\{~`")
"""Characters that no step of `prose` looks for."""

# How UTF-8 looks when it is decoded as Latin-1, Windows or old Macintosh text: a lead byte's
# character before a continuation byte's. Only a suspect is passed to ftfy, which is slow.
_SUSPECT = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152"
    "\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]"
    r"|[\u221a\u201a][^\x00-\x7f]|\b\u00c3 "
)

LETTERS = str.maketrans({
    "ß": "ss", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "œ": "oe",
})  # fmt: skip
"""Small letters that are not a letter with an accent, and how they are written in ASCII."""

NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""A character that no XML document may contain."""


def clean(text: str) -> str:
    r"""Remove characters that must never be stored; line ends become ``\n``; the result is NFC.

    At most eight combining marks stay on a base: more is an attack on the terminal.
    """
    if text.isascii() and (text.isprintable() or not text.encode().translate(None, _PRINTABLE)):
        return text
    rare = rare_characters(text)
    # Marks that follow each other in the text do so in its non-ASCII characters, too.
    is_clean = not (_HOSTILE.search(rare) or _LINE_ENDS.search(rare) or _MARKS_RUN.search(rare))
    if is_clean and unicodedata.is_normalized("NFC", text):
        return text
    text = _HOSTILE.sub("", _LINE_ENDS.sub("\n", text))
    return _MARKS_RUN.sub(r"\1", unicodedata.normalize("NFC", text))


def visible(text: str) -> str:
    """Return `clean` text without characters of no width: in names they could only deceive."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSEEN.sub("", clean(text))


def rare_characters(text: str) -> str:
    """Return the characters that are neither printable ASCII nor a newline; most texts have few.

    Deleting the others by a table takes a third of the time of searching the whole text.
    """
    rare = text.encode(errors="surrogatepass").translate(None, _PRINTABLE)
    return rare.decode(errors="surrogatepass")


def one_line(text: str) -> str:
    """Return `clean` text with every run of blanks made one blank."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip(" ")  # most lines; half of the time
    return " ".join(clean(text).split())


def prose(text: str) -> str:
    """Make running text of a title or an abstract; an empty line separates paragraphs."""
    if text.isascii() and not text.encode().translate(None, _WORDS):
        line = text.replace("\n", " ").strip(" ")
        if "  " not in line:  # no empty line either: most texts are words and single blanks
            return line
    text = clean(mend(text))
    if "<" in text or "&" in text:
        # Most texts, and most commands, never need its patterns.
        from papertriage.text.markup import strip

        text = clean(strip(text))
    if not _EMPTY_LINE.search(text):
        return _running(text)
    parts = (_running(part) for part in _PARAGRAPH.split(text.strip()))
    return "\n\n".join(part for part in parts if part)


def _running(text: str) -> str:
    """Join the wraps of one paragraph, then decode its TeX: a formula may be wrapped too."""
    text = _joined(text)
    if "\\" in text or "{" in text or "~" in text or "``" in text:
        from papertriage.text.tex import decode  # as above

        text = _joined(decode(text))
    return text


def _joined(text: str) -> str:
    """Make every run of blanks one blank; a tab is the one other blank of clean ASCII."""
    line = text.replace("\n", " ").strip(" ")
    if line.isascii() and "  " not in line and "\t" not in line:
        return line  # a seventh of the time
    return " ".join(line.split())


def mend(text: str) -> str:
    """Repair text that was decoded with the wrong encoding ("Ã©" for "é")."""
    if text.isascii():
        return text
    # Non-ASCII characters are searched first: a suspect pair is in them, too, except the last kind.
    may_be = _SUSPECT.search(rare_characters(text)) or "\u00c3 " in text
    if not (may_be and _SUSPECT.search(text)):
        return text
    import ftfy

    return ftfy.fix_encoding(text)


def without_accents(text: str) -> str:
    """Return a text without the accents of its letters."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def safe(text: str) -> str:
    """Return one line that is safe to print: unsafe characters become U+FFFD, blanks are joined."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = _HOSTILE.sub("\ufffd", _LINE_ENDS.sub(" ", text))
    return " ".join(_MARKS_RUN.sub(r"\1", text).split())


def snippet(text: str, length: int = 60) -> str:
    """Return the start of a text for a message, `safe` and at most `length` characters long."""
    text = safe(text[: length * 8])
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def listed(texts: Sequence[str], most: int = 5) -> str:
    """Return the first few texts separated by commas, and how many more there are."""
    more = f" and {len(texts) - most} more" if len(texts) > most else ""
    return ", ".join(texts[:most]) + more


def counted(number: int, noun: str) -> str:
    """Return a count with its noun, in the plural if needed: ``1 paper``, ``2 papers``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
