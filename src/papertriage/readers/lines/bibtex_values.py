r"""The values of a BibTeX entry: braces, quotes, numbers, abbreviations, and what joins them.

``name = {value}``, ``"value"``, ``1998``, ``mar`` or ``mar # " 3"`` (BibTeX's manual, "BibTeXing",
section 3). Braces that only protect capitals are removed.
"""

import re

_COMMENT = r"%[^\n]*+"  # between fields only: within a value it is text
_BETWEEN = re.compile(rf"(?:[\s,]++|{_COMMENT})*+")
_NAME = re.compile(r"(?P<name>[^\s,={}\"#]+)\s*=\s*")
_SIMPLE = re.compile(
    r"""([^\s,={}"#]++)\s*+=\s*+(?:\{([^{}\\]*+)\}|"([^"{}\\]*+)"|([0-9]++))\s*+(?:,|\Z)"""
)
"""A field whose value is one text without braces, or a number."""
_WORD = re.compile(r"\s*(?P<word>[^\s,#{}\"]+)")
# A forgotten comma shows in the next field's name.
_AFTER = re.compile(rf"(?:\s++|{_COMMENT})*+(?:,|\Z|(?<=\s)(?=[A-Za-z][\w-]*\s*=\s*[{{\"\w]))")
_SIGN = re.compile(r'\\.|[{}"]', re.DOTALL)
_MACRO_AT_END = re.compile(r"\\(?:[A-Za-z]+\*?|[^A-Za-z\s%&$#_{},])\s*$")
_MACRO = re.compile(r"\\[^%&$#_{}]")
"""What needs the braces around it; an escaped character does not, nor has it an argument."""
_JOIN = re.compile(r"\s*#\s*")
_PART = re.compile(r"\\.|[{}]", re.DOTALL)
_FORMULA = re.compile(
    # None goes past another opening: openings that nothing closes would take quadratic time.
    r"(?<!\\)\$\$[^$]*\$\$|(?<!\\)\$[^$]*(?<!\\)\$"
    r"|\\\((?:[^\\]|\\[^()]){1,2000}+\\\)|(?<!\\)\\\[(?:[^\\]|\\[^][]){1,2000}+\\\]"
    r"|\\begin\{(?P<math>(?:equation|align|eqnarray|gather|multline|displaymath|math)\*?)\}"
    r"(?:[^\\]|\\(?!(?:begin|end)\{(?P=math)\})){0,4000}+\\end\{(?P=math)\}",
    re.DOTALL,
)
_MOST_EXPANDED = 2_000
"""Maximum length of a value with abbreviations; they may refer to each other and grow."""

_MONTHS = {
    name: name
    for name in ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
}


class BrokenEntryError(Exception):
    """An entry breaks the grammar; the text says how."""


def parse_fields(text: str, macros: dict[str, str]) -> dict[str, str]:
    """Return the fields of an entry, their names in lower case; a repeated field counts once.

    Raises:
        BrokenEntryError: the text is not a list of fields.
    """
    fields: dict[str, str] = {}
    at = 0
    while (at := _start_of_field(text, at)) < len(text):
        if simple := _SIMPLE.match(text, at):  # as most are: at a fifth of the cost
            fields.setdefault(simple[1].lower(), simple[simple.lastindex or 1])
            at = simple.end()
            continue
        name = _NAME.match(text, at)
        if not name:
            raise BrokenEntryError(f"no field at {' '.join(text[at : at + 30].split())!r}")
        value, at = _value(text, name.end(), macros, name["name"])
        fields.setdefault(name["name"].lower(), value)
    return fields


def _start_of_field(text: str, at: int) -> int:
    """Return the position of the next field, after spaces, commas and comments."""
    found = _BETWEEN.match(text, at)
    return found.end() if found else at


def _value(text: str, at: int, macros: dict[str, str], name: str) -> tuple[str, int]:
    """Read one value, parts joined by "#" and all; return it and where it ends."""
    parts: list[str] = []
    left = _MOST_EXPANDED
    while True:
        if text[at : at + 1] in ("{", '"'):
            part, at = _delimited(text, at, name)
        else:
            word, at = _word(text, at)
            known = macros.get(word.lower(), _MONTHS.get(word.lower(), word))
            part = known if len(known) <= left else word
            left -= len(part)
        parts.append(part)
        joined = _JOIN.match(text, at)
        if not joined:
            break
        at = joined.end()
    end = _AFTER.match(text, at)
    if not end:
        raise BrokenEntryError(f"no comma after field {name}")
    return "".join(parts), end.end()


def _delimited(text: str, at: int, name: str) -> tuple[str, int]:
    """Read a part in braces or quotes; return it and where it ends."""
    end = _closing(text, at + 1, "}" if text[at] == "{" else '"')
    if end is None:
        raise BrokenEntryError(f"field {name} is not closed")
    return text[at + 1 : end], end + 1


def _word(text: str, at: int) -> tuple[str, int]:
    """Read a number or an abbreviation; nothing for a field without a value ("year = ,")."""
    word = _WORD.match(text, at)
    return (word["word"], word.end()) if word else ("", at)


def _closing(text: str, at: int, closing: str) -> int | None:
    """Return where a value ends: at its closing character outside inner braces."""
    depth = 0
    for sign in _SIGN.finditer(text, at):
        if sign[0] == closing and depth == 0:
            return sign.start()
        if sign[0] == "{":
            depth += 1
        elif sign[0] == "}":
            depth -= 1
            if depth < 0:
                return None
    return None


def unprotect(text: str) -> str:
    r"""Drop braces that only protect: ``{E}vidence``, ``{{A title}}``; arguments keep theirs.

    Formulas stay verbatim, and so do ``{\"o}``, ``\emph{x}`` and ``\href{a}{b}``.
    """
    if "{" not in text:
        return text
    kept: list[bool] = []  # for each open brace: it may close after a formula
    out: list[str] = []
    end = 0
    for formula in _FORMULA.finditer(text):
        out += (_unprotect(text[end : formula.start()], kept), formula[0])
        end = formula.end()
    return "".join([*out, _unprotect(text[end:], kept)])


def _unprotect(text: str, kept: list[bool]) -> str:
    out: list[str] = []
    end = 0
    for sign in _PART.finditer(text):
        out.append(text[end : sign.start()])
        end = sign.end()
        if sign[0] == "{":
            argument = _MACRO_AT_END.search("".join(out[-2:])[-40:]) is not None
            second = bool(out) and not out[-1] and len(out) > 1 and out[-2] == "}"
            kept.append(argument or second or _MACRO.match(text, sign.end()) is not None)
            out.append("{" if kept[-1] else "")
        elif sign[0] == "}":
            out.append("}" if not kept or kept.pop() else "")
        else:
            out.append(sign[0])
    out.append(text[end:])
    return "".join(out)
