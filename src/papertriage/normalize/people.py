"""The authors of a record, read from a string, a list of names or a list of objects."""

import re
from functools import lru_cache
from typing import Any

from papertriage.normalize.affiliations import affiliation_of, orcid_of
from papertriage.normalize.author_lists import split_names
from papertriage.paper import Author
from papertriage.text import people
from papertriage.text.clean import one_line, prose

EMAIL = re.compile(r"(?<!\s)\s*[<(\[]?(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+[>)\]]?")
_NUMBER = re.compile(r" 0\d{3}$")  # dblp numbers namesakes: "Mira Okoro 0002"
_MARKS = re.compile(r"(?<![*#†‡§¶\\])[*#†‡§¶\\]++(?= *(?:,|\Z))")
"""Marks of footnotes after a family name or a whole name."""
_LETTERS = re.compile(r"\.(?<=[A-Z]\.)[a-z](?: [a-z])*+(?= *(?:,|\Z))")
"""Letters that name affiliations, as Scopus had them until 2016: "Okafor, A.a b , Lind, B.c"."""
_AFFILIATION = re.compile(r" ?\([^()]*\)$")
_PAIR = re.compile(
    r"([A-Z][a-z]{2,}(?:[ -][A-Z][a-z]{2,})*),\s*"
    r"(?!Iii\b)([A-Z](?:[a-z]{2,}|\.)(?:[ -][A-Z](?:[a-z]{2,}|\.))*)"
)
"""A family and a given name that need no further reading, like most names."""
_INITIALS = re.compile(r"\A(?:[^\W\d_]\.-?)+, (?=[^,]+, )")
"""What Scopus wrote before a whole name in 2025: "A.B., Okafor, Ada B."."""
_HONORIFIC = re.compile(
    r"(?:(?:Assoc|Asst|Prof|Dr|em|habil|Mag|Ing)\.[ -]*|h\. ?c\. *){1,9}+(?=\w)| Prof\.\Z"
)
_LONGEST_REMEMBERED = 80
_PLAIN = re.compile(r"[A-Za-z][A-Za-z.'-]*(?: [A-Za-z][A-Za-z.'-]*)*")
"""A name that cleaning would not change, like most names; this test takes a tenth of the time."""


def read_authors(value: Any, *, family_first: bool = False) -> list[Author]:
    """Read authors from a list of names or of objects, or from one string of names.

    E-mail addresses, affiliations in brackets and "et al." are dropped.

    Args:
        value: the authors as the source has them.
        family_first: names without a comma begin with the family ("He K").
    """
    if isinstance(value, str):
        value = split_names(_LETTERS.sub(".", prose(value)))
    if isinstance(value, dict):
        inner = value.get("authors")
        value = inner if isinstance(inner, list) else [value]
    if not isinstance(value, list):
        return []
    if value and isinstance(value[0], dict) and "creatorType" in value[0]:  # Zotero's
        creators = [item for item in value if isinstance(item, dict)]
        value = [one for one in creators if one.get("creatorType") not in _NO_AUTHORS] or creators
    known: dict[tuple[str, str | None, str | None], Author] = {}
    for item in value:
        if author := _author(item, family_first=family_first):
            known.setdefault((author.name, author.family, author.given), author)
    return list(known.values())


def _author(item: Any, *, family_first: bool) -> Author | None:
    """Read one author; an object may hold the name, or the author, one level down."""
    if not isinstance(item, dict):
        return _name(item, family_first=family_first)
    author = _object(item)
    if author is None:
        inner = (item[key] for key in _NAME_KEYS if isinstance(item.get(key), dict))
        author = _object(next(inner, {})) or _object(_renamed(item))
    if author and not _BEYOND_NAMES.isdisjoint(item):
        author.orcid = orcid_of(item)
        author.affiliation = affiliation_of(item)
    return author


def _object(item: dict[str, Any]) -> Author | None:
    if len(item) == 2 and (author := _plain(item)):
        return author
    family, given = _first(item, _FAMILY_KEYS), _first(item, _GIVEN_KEYS)
    if family and (particle := _text(item.get("non-dropping-particle"))):
        family = f"{particle} {family}"
    if family and not given and "," in family:
        return _name(family)
    if not family and (literal := _text(item.get("literal"))):
        return Author(name=literal)  # CSL's name of an organization, which may have commas
    name = _first(item, _NAME_KEYS)
    if name and not family:
        return _name(name)
    name = name or _whole(given, family, _text(item.get("suffix")))
    return Author(name=name, family=family, given=given) if name else None


def _plain(item: dict[str, Any]) -> Author | None:
    """Return an author with plain names, as most are; this takes a third of the time."""
    family, given = item.get("family"), item.get("given")
    if not (isinstance(family, str) and isinstance(given, str)):
        return None
    name = f"{given} {family}"
    return Author(name=name, family=family, given=given) if _PLAIN.fullmatch(name) else None


def _whole(*parts: str | None) -> str:
    return " ".join(filter(None, parts))


_NO_AUTHORS = frozenset({
    "editor", "seriesEditor", "translator", "contributor", "reviewedAuthor", "bookAuthor",
})  # fmt: skip
_BEYOND_NAMES = frozenset({"orcid", "ORCID", "affiliation", "affiliations"})
_NAME_KEYS = (
    "name", "display_name", "fullname", "full_name", "author", "creator", "displayname",
    "authorname", "authname", "rawauthorname", "preferredname", "text",
)  # fmt: skip
_FAMILY_KEYS = ("family", "lastName", "last_name", "last", "lastname", "familyname", "surname")
_GIVEN_KEYS = (
    "given", "firstName", "first_name", "first", "firstname", "givenname", "forename",
)  # fmt: skip
_SEPARATORS = str.maketrans("", "", " _-")


def _renamed(item: dict[str, Any]) -> dict[str, Any]:
    """Return an object whose keys are in lower case, without blanks, dashes and underscores."""
    return {key.lower().translate(_SEPARATORS): value for key, value in item.items()}


def _first(item: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    for key in keys:
        if (value := item.get(key)) and (text := _text(value)):
            return text
    return None


def _name(item: Any, *, family_first: bool = False) -> Author | None:
    """Read one name, and split it where that is certain or the source says how."""
    if not isinstance(item, str):
        return None
    read = _parts if len(item) <= _LONGEST_REMEMBERED else _parts.__wrapped__
    parts = read(item.strip(), family_first=family_first)
    return Author(name=parts[0], family=parts[1], given=parts[2]) if parts else None


@lru_cache(maxsize=8192)  # people write more than one paper
def _parts(text: str, *, family_first: bool) -> tuple[str, str | None, str | None] | None:
    """Return name, family and given name of one author; None if the text names nobody."""
    if (pair := _PAIR.fullmatch(text)) and not people.is_organization(text):
        return f"{pair[2]} {pair[1]}", pair[1], pair[2]
    text = _INITIALS.sub("", _text(text) or "")
    if not text or people.is_nobody(text):
        return None
    if "(" in text and not people.is_organization(bare := _AFFILIATION.sub("", text)):
        text = bare
    text = _HONORIFIC.sub("", people.OTHERS.sub("", text))
    name = people.split_if_clear(text, family_first=family_first)
    if name is None:
        return people.organization_in_order(text), None, None
    if not (name.family and name.given):
        return str(name), None, None
    whole = text if people.is_east_asian(text) and "," not in text else str(name)
    return whole, name.family, name.given


def _text(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    if _PLAIN.fullmatch(value):
        return value
    text = prose(value)
    if "@" in text:
        text = EMAIL.sub("", text)
    text = _NUMBER.sub("", _MARKS.sub("", one_line(text)).strip(" ,;"))
    text = _LETTERS.sub(".", text)
    return text if any(map(str.isalnum, text)) else None
