r"""Folds text, so that a word is found however it is written.

Accents, other Unicode forms of a letter, ligatures, soft hyphens and TeX accents are dropped; Greek
letters get their names; numbers, and the characters of scripts without blanks, are separate words
wherever they are (``COVID19``, ``CO$_2$``, ``CO₂``); a possessive loses its -'s; a plural becomes a
singular, British spelling American (`spelling`). Topics and search share this fold. Identity keys
use another fold, which never changes (`identity`).

A text is folded in two steps. `spaced` goes character by character and keeps all positions,
so that a match can be printed as it was written. `FOLDED` then maps each run of letters and digits
to its words, and caches them: most runs of a text were seen before, and cost one look-up.
"""

import re
import unicodedata
from functools import cache
from itertools import accumulate, pairwise

from papertriage.text import spelling

_IGNORED = "'"
"""What `spaced` writes for a character that is not part of its word, such as a soft hyphen."""

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese put no blanks between words."""
_VOICED = "\u3099\u309a"
"""Marks that turn a Japanese character into another one; all other marks are accents."""
_GREEK = "\u0370-\u03ff"
_VERSION = r"(?:(?<=[a-z]{4})|\A)v(?=\d)"
"""The v of yolov8 and of v8, but not of conv2d."""
_SEGMENT = re.compile(
    rf"(?:{_VERSION})?\d+|[{_UNSPACED}]"
    rf"|[{_GREEK}]{{3,}}|[{_GREEK}]"  # a Greek word, or letters that have names
    rf"|(?:(?!{_VERSION})[^\d{_UNSPACED}{_GREEK}])+"
)
_POSSESSIVE = re.compile(r"['’](?<=[^\W_].)s(?![^\W_])", re.IGNORECASE)
"""Begins with a fixed character, so that the search skips to it."""
_TEX = re.compile(
    r"""\{?\\(?:["'`^~=.]|[uvHcdbkr](?=\{))\{?(?P<letter>[^\W\d_])\}{0,2}"""
    r"""|\\(?:text|math|operatorname|mbox)[a-z]*(?=\{)|\\e(?P<ell>ll)(?![^\W\d_])"""
)
"""An accented letter; a macro that changes type; the script l of a norm."""


class _Spaced(dict[int, str]):
    """Folds a character: a letter or digit to lower case, all else to a blank; filled on use."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        lower = char.lower()
        if char.isalnum():
            folded = lower if len(lower) == 1 else char
        elif unicodedata.category(char)[0] == "M":
            folded = char
        else:
            folded = _IGNORED if unicodedata.category(char) == "Cf" else " "
        self[code] = folded
        return folded


_SPACED = _Spaced()
_ASCII = bytes(range(128))
_SPACED_ASCII = bytes(ord(_SPACED[code]) if code < 128 else code for code in range(256))
_FEW = 24
"""Up to this many characters beyond ASCII are replaced one by one."""


def spaced(text: str) -> str:
    """Lower-case letters and replace what is not part of a word with blanks, one to one."""
    folded = _by_character(text)
    if "'" in text or "’" in text:  # most texts have neither
        folded = _patched(folded, _POSSESSIVE, text)
    return _patched(folded, _TEX, text) if "\\" in text else folded


def _by_character(text: str) -> str:
    # One table for all of ASCII, then each other character: this takes half of the time of
    # `str.translate` for plain English, an eighth with a few accents. Surrogates are kept.
    data = text.encode("utf-8", "surrogatepass")
    folded = data.translate(_SPACED_ASCII).decode("utf-8", "surrogatepass")
    if len(data) == len(text):
        return folded
    others = set(data.translate(None, _ASCII).decode("utf-8", "surrogatepass"))
    if len(others) > _FEW:
        return text.translate(_SPACED)
    for char in others:
        folded = folded.replace(char, _SPACED[ord(char)])
    return folded


def _patched(folded: str, pattern: re.Pattern[str], text: str) -> str:
    """Replace what a pattern finds in a text with blanks, except for one letter of it."""
    pieces, end = [], 0
    for found in pattern.finditer(text):
        pieces.append(folded[end : found.start()])
        groups = found.groupdict()
        if groups.get("letter"):
            at = found.start("letter")
            before, after = at - found.start(), found.end() - at - 1
            pieces.append(_IGNORED * before + folded[at] + _IGNORED * after)
        elif groups.get("ell"):
            pieces.append("   l")
        else:
            pieces.append(" " * (found.end() - found.start()))
        end = found.end()
    return "".join([*pieces, folded[end:]])


class _Folded(dict[str, str]):
    """Caches the words of each run, separated by blanks; empty if there are none."""

    _MOST = 1 << 17

    def __missing__(self, run: str) -> str:
        if len(self) >= self._MOST:
            self.clear()
        folded = self[run] = " ".join(map(word, segments(run)))
        return folded


FOLDED = _Folded()


def words(text: str) -> list[str]:
    """Return the words of a text in order, folded."""
    return " ".join(map(FOLDED.__getitem__, spaced(text).split())).split()


def segments(run: str) -> list[str]:
    """Return the parts of a run, without accents, that are a word each."""
    return [run] if run.isascii() and run.isalpha() else _SEGMENT.findall(_bare(run))


def places(run: str) -> list[tuple[int, int]]:
    """Return where each segment is in its run; the whole run if its letters cannot be matched."""
    parts = segments(run)
    if len(parts) > 1 and all(len(_bare(char)) == 1 for char in run):
        return list(pairwise(accumulate(map(len, parts), initial=0)))
    return [(0, len(run))] * len(parts)


def word(segment: str) -> str:
    """Return the folded word of a segment."""
    found = plain(segment)
    return spelling.canonical(found) if found.isascii() and found.isalpha() else found


def plain(segment: str) -> str:
    """Return a segment in plain letters, without changing its plural or spelling."""
    return segment if segment.isascii() else segment.translate(_letters())


def is_character(word: str) -> bool:
    """Return whether a word is a character of a script without blanks between words."""
    return not word.isascii() and _unspaced().fullmatch(word) is not None


def _bare(run: str) -> str:
    """Return the letters and digits of a run without case, accents and odd forms."""
    if run.isascii():
        return run.replace(_IGNORED, "")
    # Decomposing can uncover capitals, and folding case something to decompose.
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", run).casefold())
    kept = [char for char in text if not unicodedata.combining(char) or char in _VOICED]
    return "".join(filter(str.isalnum, unicodedata.normalize("NFC", "".join(kept))))


@cache
def _unspaced() -> re.Pattern[str]:
    return re.compile(f"[{_UNSPACED}]")


@cache
def _letters() -> dict[int, str]:
    return {ord(letter): name for letter, name in spelling.rows("letters")}
