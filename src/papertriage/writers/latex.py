r"""Escapes text for TeX, so that its special characters are printed.

The readers do the inverse: ``50% of A_1`` becomes ``50\% of A\_1``. Formulas are unchanged if every
command in them only prints (see `COMMANDS`). An unmatched brace is never written as ``\{``,
because BibTeX counts it all the same.
"""

import re

from papertriage.text.clean import safe
from papertriage.text.spelling import word_set
from papertriage.text.tex import MATH

COMMANDS = word_set("latex")
"""The commands that TeX may keep in a formula; ``begin`` and ``end`` are not among them."""
SIGNS = frozenset("\\,;:!> {}|_%&#$'\"`^~=.-/()[]")
"""Other characters that may follow a backslash: blanks, accents, delimiters of formulas."""
_ENVIRONMENTS = frozenset(
    f"{name}{star}"
    for name in (
        "equation", "align", "aligned", "alignat", "alignedat", "eqnarray", "gather", "gathered",
        "multline", "split", "displaymath", "math", "array", "matrix", "pmatrix", "bmatrix",
        "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix", "cases",
    )
    for star in ("", "*")
)  # fmt: skip
_ESCAPES = {
    "%": r"\%", "#": r"\#", "_": r"\_", "$": r"\$", "&": r"\&", "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "{": r"\{", "}": r"\}",
}  # fmt: skip
_ALONE = _ESCAPES | {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
_SIGN = re.compile(r"[%#_$&~^\\{}]")
_ENTITY = re.compile(r"\\&(?=#|[A-Za-z][A-Za-z0-9]+;)")
# A capital within a word, or a second one: styles that lower titles must leave it alone.
_CAPITALS = re.compile(
    r"(?<![^\s(\[\"'“‘/—–-])((?=[^\W_]*[^\W_][A-Z]|[A-Z][A-Z])[^\W_]+)(?![^\W_])"
)
_COMMAND = re.compile(
    r"\\(?:(?:begin|end)\{(?P<environment>[^{}]*)\}|(?P<name>[A-Za-z]+)|(?P<sign>.?))", re.DOTALL
)
_URL = re.compile(r"\\url\{https?://[^\s{}\\^]*\}")
# "^^" spells a backslash, "%" hides the rest, "@misc{" begins an entry to some readers.
_ACTING = re.compile(r"\^\^|@\s*+\w*+\s*[{(]|(?<!\\)(?:\\\\)*%")
_BRACE = re.compile("[{}]")
_ESCAPED_OR_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)


def escape(text: str, *, protect: bool = False) -> str:
    """Write running text for TeX, on one line.

    Args:
        text: text as the library has it, formulas between dollar signs.
        protect: brace the words whose capitals matter ({BERT}), as titles need it.
    """
    text = safe(text)
    out: list[str] = []
    end = 0
    for math in MATH.finditer(text):
        if is_harmless(math[0]):
            out += (_plain(text[end : math.start()], protect=protect), math[0])
            end = math.end()
    out.append(_plain(text[end:], protect=protect))
    return "".join(out)


def _plain(text: str, *, protect: bool) -> str:
    signs = _ESCAPES if _is_balanced(text) else _ALONE
    pieces = _CAPITALS.split(text) if protect else [text]
    for at, piece in enumerate(pieces):
        written = _SIGN.sub(lambda sign: signs[sign[0]], piece)
        # Or a reader of HTML in BibTeX would see an entity.
        pieces[at] = f"{{{piece}}}" if at % 2 else _ENTITY.sub(r"\\&{}", written)
    return "".join(pieces)


def is_harmless(text: str) -> bool:
    """Return whether a piece is safe in TeX: its commands only print, and its braces match."""
    text = _URL.sub(" ", text)
    if _ACTING.search(text) or not all(map(_only_prints, _COMMAND.finditer(text))):
        return False
    return all(map(_is_balanced, (text, _ESCAPED_OR_BRACE.sub(_unescaped, text))))


def _only_prints(command: re.Match[str]) -> bool:
    environment, name, sign = command["environment"], command["name"], command["sign"]
    if environment is not None:
        return environment in _ENVIRONMENTS
    return name in COMMANDS if name else sign in SIGNS


def _unescaped(sign: re.Match[str]) -> str:
    return sign[0] if len(sign[0]) == 1 else ""


def _is_balanced(text: str) -> bool:
    """Return whether the braces match for BibTeX, which ignores backslashes before them."""
    depth = 0
    for brace in _BRACE.findall(text):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0
