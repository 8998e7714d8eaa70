"""TeX in running text: accents and text macros decoded by a table, mathematics kept.

Abstracts mix TeX, Unicode and plain ASCII, so decoding must be cautious: a bare ``%``, ``$5`` or
``&`` is text; a macro that is not in the table is kept unchanged.
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
    "DJ": "Đ", "th": "þ", "TH": "Þ", "ng": "ŋ", "NG": "Ŋ", "SS": "SS", "textmu": "µ",
    "textordfeminine": "ª", "textordmasculine": "º", "textexclamdown": "¡",
    "textquestiondown": "¿", "guillemotleft": "«", "guillemotright": "»", "guillemetleft": "«",
    "guillemetright": "»", "glqq": "„", "grqq": "“", "quotedblbase": "„",
    "flqq": "«", "frqq": "»",
    "lq": "‘", "rq": "’", "textquotesingle": "'", "textquotedbl": '"',
}  # fmt: skip
_WORDS = {
    "ie": "i.e.", "eg": "e.g.", "etal": "et al.", "wrt": "w.r.t.", "textendash": "–",
    "textemdash": "—", "ldots": "...", "dots": "...", "textellipsis": "...", "textregistered": "®",
    "texttrademark": "™", "copyright": "©", "pounds": "£", "S": "§", "P": "¶", "textdegree": "°",
    "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“", "textbackslash": "\\",
    "textquotedblright": "”", "textasciitilde": "~", "textunderscore": "_", "euro": "€",
    "LaTeX": "LaTeX", "TeX": "TeX", "xspace": "", "newline": " ", "linebreak": " ", "par": " ",
    "noindent": "", "centering": "", "bf": "", "it": "", "em": "", "rm": "", "sf": "", "sc": "",
    "tt": "", "sl": "", "small": "", "footnotesize": "", "textdollar": "$", "itshape": "",
    "slshape": "", "scshape": "", "upshape": "", "bfseries": "", "mdseries": "", "rmfamily": "",
    "sffamily": "", "ttfamily": "", "normalfont": "", "normalsize": "", "scriptsize": "",
    "tiny": "", "large": "", "Large": "", "boldmath": "", "protect": "", "null": "", "relax": "",
    "underline": "", "texttimes": "×", "textpm": "±", "textless": "<", "textgreater": ">",
    "textbar": "|", "textasciicircum": "^", "textbullet": "•", "textperiodcentered": "·",
    "textonehalf": "½", "textonequarter": "¼", "textthreequarters": "¾", "textdiv": "÷",
    "textsection": "§", "textparagraph": "¶", "textdagger": "†", "textdaggerdbl": "‡",
    "dag": "†", "ddag": "‡", "texteuro": "€", "EUR": "€", "textsterling": "£", "textyen": "¥",
    "textcent": "¢", "textcopyright": "©", "textasteriskcentered": "*", "textbraceleft": "{",
    "textbraceright": "}", "textsubscript": "", "textsuperscript": "", "deg": "°",
    "degree": "°", "BibTeX": "BibTeX", "LaTeXe": "LaTeX2e", "quad": " ", "qquad": " ",
    "enspace": " ", "thinspace": " ", "nobreakspace": " ", "slash": "/", "hyp": "-",
    "smallskip": " ", "medskip": " ", "bigskip": " ", "textnumero": "№", "textperthousand": "‰",
}  # fmt: skip
_WRAPPERS = (
    "emph|textbf|textit|textrm|textsf|textsc|texttt|textsl|textup|textmd|textnormal|underline"
    "|uline|mbox|hbox|text|url|nolinkurl|path|uppercase|lowercase|enquote|mathrm|textsuperscript"
    "|textsubscript|textnormal|centerline|ensuremath|MakeUppercase|MakeLowercase|gls|acrshort"
    "|acrlong|ac|sout|uwave|hl|fbox|textgreek|mkbibquote|mkbibemph|mkbibbold"
)

# Every alternative begins with a fixed character, so that the search skips to these. None goes
# past another opening of its own kind: openings that nothing closes would take quadratic time.
MATH = re.compile(
    r"\$(?<!\\\$)\$[^$]{1,2000}\$\$"
    r"|\$(?<!\\\$)(?=[^\s$])(?:[^$\\\n]|\\.){0,400}?(?<=\S)(?<!\\)\$(?!\d)"
    r"|\\\((?:[^\\]|\\[^()]){1,2000}+\\\)"
    r"|\\(?<!\\\\)\[(?:[^\\]|\\[^][]){1,2000}+\\\]"
    r"|\\begin\{((?:equation|align|eqnarray|gather|multline|displaymath|math)\*?)\}"
    r"(?:[^\\]|\\(?!(?:begin|end)\{\1\})){0,4000}+\\end\{\1\}",
    re.DOTALL,
)
"""A formula in running text."""
_ACCENT = re.compile(
    r"""\\(?:([`'^~=".])\s*|([uvHcdbkr])(?=[\s{\\])\s*)
        (?:\{\s*(\\[ij](?![A-Za-z])|[^\W\d_])\s*\}|(\\[ij](?![A-Za-z])\s?|[^\W\d_]))""",
    re.VERBOSE,
)
_WRAPPER = re.compile(rf"\\(?:{_WRAPPERS})\s*\{{([^{{}}]*)\}}")
_SECOND = re.compile(
    r"\\(?:href|textcolor|colorbox|foreignlanguage|adjustbox|hyperref|raisebox"
    r"|scalebox|rotatebox)\s*"
    r"(?:\[[^][{}]*\])?\{[^{}]*\}\s*\{([^{}]*)\}"
)
_DECLARED = re.compile(
    r"\{\s*\\(?:em|bf|it|rm|sf|sc|tt|sl|itshape|bfseries|scshape|slshape|sffamily|ttfamily|small"
    r"|underline)(?![A-Za-z])\s*+([^{}]*?)(?:\\/)?\}"
)
_NOTE = re.compile(r"(?<!\s)\s*\\(?:footnote|thanks|footnotetext)\{((?:[^{}]|\{[^{}]*\})*)\}")
_CITE = re.compile(
    r"(?:~\\|\\)(?:cite[a-zA-Z]*|footnotemark|label|[cCa]?ref|eqref|autoref|vspace|hspace|color"
    r"|fontsize|selectlanguage)\*?(?:\[[^][]*\])*\{[^{}]*\}"
)
_MACRO = re.compile(r"\\([A-Za-z]+)(?![A-Za-z])(?:\{\}|\s(?=[a-z])|\\ )?")
_SCRIPT = re.compile(r"\$[_^]\{\\textrm\{([^{}$]{1,40})\}\}\$")
"""How Zotero writes a subscript or superscript of text: ``CO$_{\\textrm{2}}$``."""
_ESCAPED = re.compile(r"\\([%&$#_{}])")
# A group of its own, or one within a word that protects a capital; not a macro's argument.
_GROUP = re.compile(
    r"\\[A-Za-z]+\*?(?:\{[^{}]*\})+|\{(?<![\\\w^]\{)(?P<alone>[^{}\\]*)\}"
    r"|\{(?<=[^\W_]\{)(?P<within>[A-Z]{1,12}|[^\x00-\x7f]{1,3})\}"
)
_TIE = re.compile(r"(?<=[\w.,)])(?:(?<!\d)~|~(?!\d))(?=[\w(\[\\$]|--|\Z)")
_NOTHING = re.compile(r"\\[-/,;:!]")
_BREAK = re.compile(r"\\\\(?:\[-?[\d.]{1,9} ?[a-z]{2}\])?|\\ ")


def decode(text: str) -> str:
    r"""Decode TeX in running text and leave mathematics (``$...$``, ``\(...\)``) verbatim.

    Unknown macros, bare percent signs and money stay untouched.
    """
    if "{\\textrm{" in text:
        text = _SCRIPT.sub(r"\1", text)
    out: list[str] = []
    end = 0
    for math in MATH.finditer(text):
        out += (_decode_plain(text[end : math.start()]), math[0])
        end = math.end()
    out.append(_decode_plain(text[end:]))
    return "".join(out)


def _decode_plain(text: str) -> str:
    if "\\" in text:
        text = _ACCENT.sub(_accent, text)
        text = _CITE.sub("", text)
        for _ in range(4):  # wrappers nest: \textbf{\emph{x}}
            before = text
            if "\\footnote" in text or "\\thanks" in text:
                text = _NOTE.sub(r" (\1)", text)
            text = _DECLARED.sub(r"\1", text)
            text = _ungroup(_SECOND.sub(r"\1", _WRAPPER.sub(r"\1", text)))
            if text == before:
                break
        text = _MACRO.sub(_macro, text)
        text = _BREAK.sub(" ", text)
        text = _NOTHING.sub("", text)
    text = _ungroup(text)
    if "\\" in text:
        text = _ESCAPED.sub(r"\1", text)
    if "``" in text:
        text = text.replace("``", "“").replace("''", "”")
    return _ties(text)


def _ungroup(text: str) -> str:
    if "{" not in text:
        return text
    return _GROUP.sub(lambda found: found[found.lastgroup] if found.lastgroup else found[0], text)


def _ties(text: str) -> str:
    """Replace TeX's ties with blanks; other ``~`` are "about" (~5), "to" (5~10) or a path (~/x)."""
    return _TIE.sub(" ", text) if "~" in text else text


def _accent(match: re.Match[str]) -> str:
    letter = (match[3] or match[4]).strip()
    if letter.startswith("\\"):
        letter = letter[1]  # \'{\i}: the accent replaces the dot
    accented = unicodedata.normalize("NFC", letter + _ACCENTS[match[1] or match[2]])
    # No language has a c with two dots: \"clean\" is an escaped quotation.
    return accented if len(accented) == 1 or match[3] else match[0]


def _macro(match: re.Match[str]) -> str:
    name = match[1]
    if name in _LETTERS:
        return _LETTERS[name]
    if name in _WORDS:
        return _WORDS[name] + (" " if match[0].endswith(" ") and _WORDS[name] else "")
    return match[0]
