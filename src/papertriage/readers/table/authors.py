"""The authors of one cell, split at the separator of its source; the names stay unchanged."""

import re
from collections.abc import Iterable

_AUTHOR_ID = re.compile(r"\(\d{5,}\)")
_PAIR = re.compile(r"[^,]+(?:,[^,]+)?")
_AND = re.compile(r"\sand\s")
_NAME_ENDS = re.compile(r";|\sand\s")
_GLUE = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-ZÀ-ÖØ-Þ])|(?<=\.)(?=[A-ZÀ-ÖØ-Þ][^\W\d_A-Z])")
_INNER_CAPITAL = re.compile(r"(?:\A|[\s-])(?:Mc|Mac|De|Di|Du|La|Le|Van|Von|Fitz|O)\Z")
_LONGEST = 5
"""Characters that `_INNER_CAPITAL` looks at."""
_FAMILY_INITIALS = re.compile(
    r"[^\d.,;|]{2,40}? (?:[A-Z]\.[ -]?+){1,4}+"
    r"|(?:(?=[\w'’-]{0,40}[a-z])[\w'’-]{1,40}+ ){1,3}[A-Z]{1,3}(?: |\Z)"
)
_ALL_GLUED = re.compile(rf"(?:{_FAMILY_INITIALS.pattern}){{2,}}+")


def are_inverted(cells: Iterable[str]) -> bool:
    """Return whether cells show that a comma is within a name ("Okafor, Ada; Lind, Bo").

    None of them may have a comma between names: tables made by hand have both.
    """
    lists = [[name.count(",") for name in _NAME_ENDS.split(cell.strip(" ;"))] for cell in cells]
    shown = any(len(commas) > 1 and set(commas) == {1} for commas in lists)
    return shown and all(max(commas) < 2 for commas in lists)


def split_authors(value: str | list[str], separator: str) -> str | list[str]:
    """Return the authors of a cell; as one text if it does not show where a name ends.

    Args:
        value: the cell; a list if a program wrote one into it.
        separator: of the table's dialect.
    """
    if isinstance(value, list):
        return value
    value = value.removeprefix("[").removesuffix("]")  # a list whose names have no quotes
    if "(" in value:
        value, numbered = _AUTHOR_ID.subn("", value)
        separator = ";" if numbered else separator  # Scopus's full names, with a number each
    if separator == "glued":
        return [part for name in value.split(";") for part in _unglue(name)]
    if separator in {"and", "pairs"}:
        return _AND.split(value) if separator == "and" else _PAIR.findall(value)
    if separator == "inverted" and value.count(",") == 1 and not _AND.search(value):
        separator = ";"
    elif "\n" in value and "," in value.partition("\n")[0] and not _AND.search(value):
        separator = "\n"  # a cell of several lines, one name per line
    elif ";" in value and separator != "|":
        separator = ";"
    if separator in {"|", "\n", ";"}:
        return [name.rstrip() for name in value.split(separator)]  # a number leaves a space
    if not separator and _ALL_GLUED.fullmatch(value):  # "Okafor K.Lind G. F."
        return _FAMILY_INITIALS.findall(value)
    return value.rstrip(".") if separator == ",." else value


def _unglue(text: str) -> list[str]:
    """Cut "Ada OkaforBo Lind" where a capital follows a small letter, but not "McDonald"."""
    parts: list[str] = []
    begin = 0
    for found in _GLUE.finditer(text):
        end = found.start()
        if not _INNER_CAPITAL.search(text[max(begin, end - _LONGEST) : end]):
            parts.append(text[begin:end])
            begin = end
    return [*parts, text[begin:]]
