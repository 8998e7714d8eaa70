"""Splits a string of several names, and drops the affiliations in it."""

import re
from collections.abc import Iterator

from papertriage.text import people

# Blanks are single: the text was cleaned.
_SEPARATOR = re.compile(r"[;·|\n]")
_AND = re.compile(r",? and | & ", re.IGNORECASE)
_FOR = re.compile(r",? ?\b(?:and )?(?:on behalf of|for) (?=the\b)", re.IGNORECASE)
"""The words between people and the collaboration that they write for."""
_COLON = re.compile(r"(?<=collaboration):", re.IGNORECASE)
_BRACKET = re.compile(r"[()]")
_GOES_ON = re.compile(r"\s*(?:$|[,;&·|]|and\b)")


def split_names(text: str) -> list[str]:
    """Split a string of names at ";" or "·", else at "and", else at ",".

    Commas separate names together with "and" ("A. B, C. D and E. F"), unless each name has just
    one ("Rao, Meera and Brandt, Ana"). Text in brackets is an affiliation.
    """
    if "(" in text:
        text = _without_brackets(text)
    text = people.OTHERS.sub("", _FOR.sub(", ", _COLON.sub(",", text)))
    parts = _filled(_SEPARATOR.split(text))
    if len(parts) > 1:
        return parts
    parts = _filled(_AND.split(text))
    if len(parts) > 1 and all(part.count(",") == 1 for part in parts):
        return parts
    return [name for part in parts for name in _split_commas(part, alone=len(parts) == 1)]


def _filled(parts: list[str]) -> list[str]:
    return [bare for part in parts if (bare := part.strip(" ,"))]


def _split_commas(text: str, *, alone: bool) -> list[str]:
    names = list(_with_suffixes(text))
    if alone and len(names) == 2 and " " not in names[0] and not _are_whole(names):
        return [", ".join(names)]
    pairs = list(zip(names[::2], names[1::2], strict=False))  # "Odum, K., Fjell, T."
    if len(names) % 2 == 0 and all(_is_given(rest) and not _is_given(one) for one, rest in pairs):
        return [f"{family}, {initials}" for family, initials in pairs]
    return names


def _are_whole(names: list[str]) -> bool:
    """Return whether each name has a family and a given name: in Chinese three characters."""
    return all(len(name) > 2 and people.is_east_asian(name) for name in names)


def _with_suffixes(text: str) -> Iterator[str]:
    """Yield the parts between commas, a "Jr." with its name."""
    before = ""
    for part in text.split(","):
        name = part.strip()
        if before and people.is_suffix(name):
            before = f"{before} {name}"
        elif name:
            if before:
                yield before
            before = name
    if before:
        yield before


def _is_given(text: str) -> bool:
    return all(map(people.is_initials, text.split()))


def _without_brackets(text: str) -> str:
    """Cut brackets with their text, nested ones too; change nothing if one is not closed.

    A bracket may replace the comma between two names: "Ana Rao (Here) Per Lund (There)".
    """
    out: list[str] = []
    depth = end = 0
    for found in _BRACKET.finditer(text):
        if found[0] == "(":
            if depth == 0:
                out.append(text[end : found.start()].rstrip())
            depth += 1
        elif depth > 0:
            depth -= 1
            end = found.end()
            last = _AND.split(out[-1])[-1].rpartition(",")[2] if out else ""
            if depth == 0 and " " in last.strip() and not _GOES_ON.match(text, end):
                out.append(",")
    return text if depth else "".join(out) + text[end:]
