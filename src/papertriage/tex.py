"""TeX in running text: accents and text macros decoded by a table, mathematics kept.

Abstracts mix TeX, Unicode and plain ASCII, so decoding must be shy: a bare ``%``, ``$5`` or
``&`` is text; a macro that the table does not know stays as it is, letter for letter.
The accents are those of the LaTeX kernel (The LaTeX Companion, 3rd ed., table 9.1 names them).
"""

import re
import unicodedata

_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306",
    ".": "\u0307", '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323",
    "c": "\u0327", "k": "\u0328", "b": "\u0331",
}  # fmt: skip
_LETTERS = {
    "aa": "å", "AA": "Å", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø",
    "l": "ł", "L": "Ł", "ss": "ß", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "dj": "đ",
    "DJ": "Đ", "th": "þ", "TH": "Þ", "ng": "ŋ", "NG": "Ŋ",
}  # fmt: skip
_WORDS = {
    "ie": "i.e.", "eg": "e.g.", "etal": "et al.", "wrt": "w.r.t.", "textendash": "–",
    "textemdash": "—", "ldots": "...", "dots": "...", "textellipsis": "...", "textregistered": "®",
    "texttrademark": "™", "copyright": "©", "pounds": "£", "S": "§", "P": "¶", "textdegree": "°",
    "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“", "textbackslash": "\\",
    "textquotedblright": "”", "textasciitilde": "~", "textunderscore": "_", "euro": "€",
    "LaTeX": "LaTeX", "TeX": "TeX", "xspace": "", "newline": " ", "linebreak": " ", "par": " ",
    "noindent": "", "centering": "", "bf": "", "it": "", "em": "", "rm": "", "sf": "", "sc": "",
    "tt": "", "sl": "", "small": "", "footnotesize": "", "textdollar": "$",
}  # fmt: skip
_WRAPPERS = (
    "emph|textbf|textit|textrm|textsf|textsc|texttt|textsl|textup|textmd|textnormal|underline"
    "|uline|mbox|hbox|text|url|path|uppercase|lowercase|enquote|mathrm"
)

_MATH = re.compile(r"(?<!\\)\$(?=\S)(?:[^$\\\n]|\\.){0,400}?(?<=\S)(?<!\\)\$(?!\d)|\\\(.+?\\\)")
_ACCENT = re.compile(
    r"""\\(?:([`'^~=".])\s*|([uvHcdbkr])(?=[\s{\\])\s*)
        (?:\{\s*(\\[ij](?![A-Za-z])|[^\W\d_])\s*\}|(\\[ij](?![A-Za-z])\s?|[^\W\d_]))""",
    re.VERBOSE,
)
_WRAPPER = re.compile(rf"\\(?:{_WRAPPERS})\s*\{{([^{{}}]*)\}}")
_HREF = re.compile(r"\\href\s*\{[^{}]*\}\s*\{([^{}]*)\}")
_CITE = re.compile(r"~?\\(?:cite[a-z]*|footnote(?:mark)?|label|ref)\*?(?:\[[^\]]*\])*\{[^{}]*\}")
_MACRO = re.compile(r"\\([A-Za-z]+)(?![A-Za-z])(?:\{\}|\s(?=[a-z])|\\ )?")
_ESCAPED = re.compile(r"\\([%&$#_{}])")
_GROUP = re.compile(r"(?<![\\\w^])\{([^{}\\]*)\}|(?<=\w)\{([^\x00-\x7f]{1,3})\}")
_NOTHING = re.compile(r"\\[-/,;:!]")
_BREAK = re.compile(r"\\\\(?:\[[^\]]*\])?|\\ ")


def decode(text: str) -> str:
    r"""Decode TeX in running text and leave mathematics (``$...$``, ``\(...\)``) verbatim.

    Unknown macros, bare percent signs and money stay untouched.
    """
    out: list[str] = []
    end = 0
    for math in _MATH.finditer(text):
        out += (_decode_plain(text[end : math.start()]), math[0])
        end = math.end()
    out.append(_decode_plain(text[end:]))
    return "".join(out)


def _decode_plain(text: str) -> str:
    if "\\" in text:
        text = _ACCENT.sub(_accent, text)
        text = _CITE.sub("", text)
        text = _HREF.sub(r"\1", text)
        for _ in range(4):  # wrappers nest: \textbf{\emph{x}}
            text, count = _WRAPPER.subn(r"\1", text)
            if not count:
                break
        text = _MACRO.sub(_macro, text)
        text = _BREAK.sub(" ", text)
        text = _NOTHING.sub("", text)
    if "{" in text:
        text = _GROUP.sub(lambda group: group[1] if group[1] is not None else group[2], text)
    text = _ESCAPED.sub(r"\1", text)
    return text.replace("``", "“").replace("''", "”") if "``" in text else _ties(text)


def _ties(text: str) -> str:
    """Make blanks of TeX's ties; a ``~`` before a number or a path means "about" or a home."""
    return re.sub(r"(?<=[\w.,)])~(?=[\w(\[\\$])", " ", text)


def _accent(match: re.Match[str]) -> str:
    letter = (match[3] or match[4]).strip()
    if letter.startswith("\\"):
        letter = letter[1]  # \'{\i}: the accent replaces the dot
    return unicodedata.normalize("NFC", letter + _ACCENTS[match[1] or match[2]])


def _macro(match: re.Match[str]) -> str:
    name = match[1]
    if name in _LETTERS:
        return _LETTERS[name]
    if name in _WORDS:
        return _WORDS[name] + (" " if match[0].endswith(" ") and _WORDS[name] else "")
    return match[0]
