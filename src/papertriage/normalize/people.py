"""People: authors as sources print them, taken apart only where the source parts them."""

import re
from typing import Any

from papertriage.paper import Author
from papertriage.text.clean import one_line, prose

EMAIL = re.compile(r"\s*[<(\[]?\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+[>)\]]?")
_PARTED = re.compile(r"\s*(?:;|·|\||\n)\s*")
_AND = re.compile(r",?\s+and\s+|\s+&\s+", re.IGNORECASE)
_FAMILY_GIVEN = re.compile(r"[^,]+,\s*[^,]+")
_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV|Ph\.? ?D\.?|M\.? ?D\.?")
_NUMBER = re.compile(r"\s+\d{4}$")  # dblp parts namesakes: "Mira Okoro 0002"
_PLAIN = re.compile(r"[A-Za-z][A-Za-z.'-]*(?: [A-Za-z][A-Za-z.'-]*)*")
"""A name that cleaning leaves as it is: most are, and this tells it at a tenth of the cost."""
_INITIALS = re.compile(r"(?:[A-Z]\.?[ -]?){1,4}")


def read_authors(value: Any) -> list[Author]:
    """Read authors from a list of names or of objects, or from one string of names.

    E-mail addresses are dropped. "Family, Given" is told from a list of names by its shape.
    """
    if isinstance(value, str):
        value = split_names(value)
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list):
        return []
    known: dict[tuple[str, str | None, str | None], Author] = {}
    for item in value:
        if author := _author(item):
            known.setdefault((author.name, author.family, author.given), author)
    return list(known.values())


def split_names(text: str) -> list[str]:
    """Split a string of names at ";" or "·", else at "and", else at ",".

    Between names that "and" parts, commas part names too ("A. B, C. D and E. F"), unless each
    name has just one ("Rao, Meera and Brandt, Ana").
    """
    text = prose(text)
    parts = _filled(_PARTED.split(text))
    if len(parts) > 1:
        return parts
    parts = _filled(_AND.split(text))
    if len(parts) > 1 and all(part.count(",") == 1 for part in parts):
        return parts
    return [name for part in parts for name in _split_commas(part, alone=len(parts) == 1)]


def _filled(parts: list[str]) -> list[str]:
    return [part for part in parts if part.strip(" ,")]


def _split_commas(text: str, *, alone: bool) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    if alone and len(names) == 2 and (" " not in names[0] or _INITIALS.fullmatch(names[1])):
        return [", ".join(names)]
    if len(names) > 2 and len(names) % 2 == 0 and all(map(_INITIALS.fullmatch, names[1::2])):
        pairs = zip(names[::2], names[1::2], strict=True)  # "Odum, K., Fjell, T."
        return [f"{family}, {initials}" for family, initials in pairs]
    return names


def _author(item: Any) -> Author | None:
    """Read one author; an object may hold the name, or the author, one level down."""
    if not isinstance(item, dict):
        return _name(item)
    if author := _object(item):
        return author
    inner = (item[key] for key in _NAME_KEYS if isinstance(item.get(key), dict))
    return _object(next(inner, {}))


def _object(item: dict[str, Any]) -> Author | None:
    if len(item) == 2 and (author := _plain(item)):
        return author
    family, given = _first(item, _FAMILY_KEYS), _first(item, _GIVEN_KEYS)
    if family and (particle := _text(item.get("non-dropping-particle"))):
        family = f"{particle} {family}"
    if family and not given and "," in family:
        return _name(family)
    if literal := _text(item.get("literal")):
        return Author(name=literal)  # CSL's name of an organization: its commas part nothing
    name = _first(item, _NAME_KEYS)
    if name and not family:
        return _name(name)
    name = name or _whole(given, family, _text(item.get("suffix")))
    return Author(name=name, family=family, given=given) if name else None


def _plain(item: dict[str, Any]) -> Author | None:
    """Return an author of a plain given and family name, as most are, in a third of the time."""
    family, given = item.get("family"), item.get("given")
    if not (isinstance(family, str) and isinstance(given, str)):
        return None
    name = f"{given} {family}"
    return Author(name=name, family=family, given=given) if _PLAIN.fullmatch(name) else None


def _whole(*parts: str | None) -> str:
    return " ".join(filter(None, parts))


_NAME_KEYS = ("name", "display_name", "fullname", "full_name", "author")
_FAMILY_KEYS = ("family", "lastName", "last_name", "last")
_GIVEN_KEYS = ("given", "firstName", "first_name", "first")


def _first(item: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    for key in keys:
        if (value := item.get(key)) and (text := _text(value)):
            return text
    return None


def _name(item: Any) -> Author | None:
    text = _text(item)
    if not text or "," not in text:
        return Author(name=text) if text else None
    family, _, given = (part.strip() for part in text.partition(","))
    if _FAMILY_GIVEN.fullmatch(text) and not _SUFFIX.fullmatch(given):
        return Author(name=f"{given} {family}", family=family, given=given)
    return Author(name=text)


def _text(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    if _PLAIN.fullmatch(value):
        return value
    text = prose(value)
    if "@" in text:
        text = EMAIL.sub("", text)
    text = _NUMBER.sub("", one_line(text).strip(" ,;"))
    return text if any(map(str.isalnum, text)) else None
