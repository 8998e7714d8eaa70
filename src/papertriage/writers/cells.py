"""Text measured in terminal cells: wide characters take two, combining marks none.

It follows Unicode Standard Annex 11 (East Asian Width). Characters that are joined to an emoji by a
zero-width joiner, and skin tones, share its two cells, as in current terminals.
"""

import re
import unicodedata
from collections.abc import Iterator

_JOINER = "\u200d"
_NO_CELLS = frozenset({"Mn", "Me", "Cf"})
_EMOJI_STYLE = "\ufe0f"
_BEFORE_WORD = frozenset("~≈★") | {"papertriage"}
"""Words that stay on the line of the next word."""
_AFTER_WORD = frozenset("·=≥")
"""Words that stay on the line of the word before."""
_QUOTED = re.compile(r'"[^"]{1,30}"')
"""A keyword, which a line does not break."""
_KEPT_BLANK = "\0"
"""Replaces the blanks of a keyword while a line is split into words."""
_AMOUNT = re.compile(r"[+−][.\d]+|\d+×|\d+[,;]")
"""A share, how often, or the count in a list such as "faces 8, sparse-attention 3"."""


def _measured(text: str) -> Iterator[tuple[str, int]]:
    """Yield each character with the cells that it adds."""
    before = ""
    for char in text:
        if char.isascii():
            cells = 1
        elif before == _JOINER or "\U0001f3fb" <= char <= "\U0001f3ff":
            cells = 0
        elif char == _EMOJI_STYLE:
            cells = 1 if before and unicodedata.east_asian_width(before) not in "WF" else 0
        elif unicodedata.category(char) in _NO_CELLS:
            cells = 0
        else:
            cells = 2 if unicodedata.east_asian_width(char) in "WF" else 1
        yield char, cells
        before = char


def width(text: str) -> int:
    """Return the cells that a line of text takes."""
    return len(text) if text.isascii() else sum(cells for _, cells in _measured(text))


def cut(text: str, room: int, ellipsis: str = "…") -> str:
    """Return the text, cut to at most `room` cells with an ellipsis."""
    if len(text) <= room and width(text) <= room:
        return text
    if room < len(ellipsis):
        return ellipsis[: max(room, 0)]
    left = room - len(ellipsis)
    kept = []
    for char, cells in _measured(text):
        left -= cells
        if left < 0:
            break
        kept.append(char)
    return "".join(kept).rstrip() + ellipsis


def pad(text: str, room: int) -> str:
    """Pad a text with blanks to `room` cells."""
    return text + " " * (room - width(text))


def wrap(text: str, room: int) -> Iterator[str]:
    """Wrap a paragraph into lines of at most `room` cells, at blanks if possible."""
    line = ""
    for word in _words(text, room):
        joined = f"{line} {word}" if line else word
        if width(joined) <= room:
            line = joined
            continue
        if line:
            yield line
        *pieces, line = _pieces(word, room)
        yield from pieces
    if line:
        yield line


def hanging(text: str, room: int, indent: str = "  ") -> Iterator[str]:
    """Wrap a paragraph into lines; those below the first are indented."""
    first, *more = wrap(text, room - len(indent))
    yield first
    yield from (indent + line for line in more)


def _words(text: str, room: int) -> Iterator[str]:
    """Yield what stays on one line: words, and words with the symbol or number beside them."""
    whole = _QUOTED.sub(lambda found: found[0].replace(" ", _KEPT_BLANK), " ".join(text.split()))
    words = [word.replace(_KEPT_BLANK, " ") for word in whole.split(" ")]
    start = 0
    for end in range(1, len(words) + 1):
        if end < len(words) and _belongs(words[end - 1], words[end], is_last=end == len(words) - 1):
            continue
        together = " ".join(words[start:end])
        if width(together) <= room:
            yield together
        else:
            yield from words[start:end]
        start = end


def _belongs(before: str, word: str, *, is_last: bool) -> bool:
    """Return whether two words stay on one line, because one says little without the other."""
    if before in _BEFORE_WORD or word in _AFTER_WORD or _AMOUNT.match(word):
        return True
    if before.isdecimal():
        return word[0].isalpha()
    return before in {"=", "≥"} or (is_last and word.isdecimal())


def _pieces(word: str, room: int) -> Iterator[str]:
    """Break a word longer than a line; each character is measured once."""
    start, left = 0, room
    for at, (_, cells) in enumerate(_measured(word)):
        if cells > left and at > start:
            yield word[start:at]
            start, left = at, room
        left -= cells
    yield word[start:]
