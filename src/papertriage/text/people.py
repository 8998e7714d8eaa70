"""One grammar for the names of authors, whatever source printed them.

    Kaiming He · He, Kaiming · He K · He K. · van der Berg JA · Jan van der Berg · Smith JW 2nd

A comma, or a source that says so, puts the family first. So do initials at the end. Other names
are read by the rule of BibTeX ("BibTeXing", section 4): the family is the last word with the
particles before it. Names of organizations are not split.
"""

import re
from typing import NamedTuple

from papertriage.text.spelling import word_set

_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV|2nd|3rd|4th", re.IGNORECASE)
_DEGREE = re.compile(r"(?:M\.? ?D|M\.? ?Sc|M\.? ?A|MPH|FRCP)\.?", re.IGNORECASE)
_DOCTOR = re.compile(r"Ph\.? ?D\.?", re.IGNORECASE)
_PARTICLES = frozenset(
    word.capitalize()
    for word in (
        *("al", "da", "dal", "de", "degli", "dei", "del", "della", "den", "der", "di", "do", "dos"),
        *("du", "el", "la", "le", "lo", "los", "st", "st.", "ten", "ter", "van", "von"),
    )
)
"""Particles that some write with a capital; in lower case every word before the last is one."""
_CONNECTORS = frozenset({"e", "y", "und"})
_BODIES = word_set("bodies")
_ORGANIZATIONS = _BODIES | word_set("organizations")
_NO_WORD = str.maketrans(",.()", "    ")
_JOINED = frozenset({"and", "for", "of", "&", "AI"})
_NOBODY = re.compile(
    r"et\.? al\.?(?: ?\(.*\))?|others|\[?anon(?:ymous|\.)?\]?"
    r"|\[?no authors? (?:listed|name available)\]?|n/?a|nan|none|null|unknown",
    re.IGNORECASE,
)
ET_AL = re.compile(r"[,\s]{0,3}\bet\.? ?al\b\.?[,\s]{0,3}$", re.IGNORECASE)
"""The end of a list of which only the first names are printed."""
_BETWEEN = re.compile(r" ?[,;·•] ?| (?:and|&) ")
"""What separates the names of a list."""
OTHERS = re.compile(
    rf"{ET_AL.pattern}|[ ,]{{0,3}}(?:…|\.\.\.|\+ ?\d+(?: more)?|and \d+ (?:more|others))$",
    re.IGNORECASE,
)
"""The same, or the number of those left out."""
_MOST_WORDS = 6
"""Words of a name in a list."""
_EAST_ASIAN = (("\u1100", "\u11ff"), ("\u2e80", "\ud7ff"), ("\uf900", "\ufaff"))
"""First and last characters. A pattern of so many takes 3 ms to compile."""
_STOPS = re.compile(r"[.\u2010\u2019-]")
_MOST_LETTERS = 4
"""Initials that a word may have, one less without full stops."""
_LONGEST_FAMILY = 4
_LONGEST = 7
"""Words of a family name before initials, and of a name; a text with more is not a name."""


class Name(NamedTuple):
    """A person's name in parts, as printed; `given` may be initials, or missing."""

    family: str
    given: str = ""
    suffix: str = ""

    def __str__(self) -> str:
        """Return the name as people say it."""
        return " ".join(part for part in (self.given, self.family, self.suffix) if part)


def is_nobody(text: str) -> bool:
    """Return whether a text names no author: ``et al.``, ``[Anonymous]``, ``NA``."""
    return _NOBODY.fullmatch(text) is not None


def is_organization(text: str) -> bool:
    """Return whether a name is an organization's, by its words."""
    if not text.replace(" ", "").isalpha():
        text = text.translate(_NO_WORD)
    words = text.lower().split()
    if not _ORGANIZATIONS.isdisjoint(words) or words[:1] == ["the"]:
        return True
    return not _JOINED.isdisjoint(text.split()) or any(map(str.isdigit, words))


def is_body(family: str) -> bool:
    """Return whether what a source takes for a family name is the end of an organization's."""
    return family.rpartition(" ")[2].strip(".").lower() in _BODIES


def organization_in_order(text: str) -> str:
    """Return an organization's name that a source inverted: ``Group, ALTS`` is ALTS Group."""
    last, _, first = text.partition(", ")
    return f"{first} {last}" if first and "," not in first and is_body(last) else text


def split_name(text: str) -> Name | None:
    """Return the parts of a name; None if it is an organization's or of no known shape."""
    return read(text)[0]


def split_if_clear(text: str, *, family_first: bool = False) -> Name | None:
    """Return the parts of a name that shows by itself which is which; else None.

    Args:
        text: one name in one line.
        family_first: the source puts the family first even without a comma.
    """
    name, shows = read(text, family_first=family_first)
    return name if shows else None


def read(text: str, *, family_first: bool = False) -> tuple[Name | None, bool]:
    """Return the parts of a name, and whether it shows by itself which is which."""
    text, suffix = _without_suffix(text)
    if is_organization(text):
        return None, False
    if "," in text:
        name = _at_commas(text, suffix)
        return name, name is not None
    words = text.split()
    if at := _end_of_family(words, family_first=family_first):
        return Name(" ".join(words[:at]), " ".join(words[at:]), suffix), True
    if not 0 < len(words) <= _LONGEST:
        return None, False
    if _is_letters(words[-1]) or not words[-1].strip("'\u2019")[:1].isalpha():
        return None, False
    at = _start_of_family(words)
    return Name(" ".join(words[at:]), " ".join(words[:at]), suffix), False


def _at_commas(text: str, suffix: str) -> Name | None:
    family, _, given = text.partition(", ")
    if "," in given:  # the Web of Science separates initials, too: "Kuchin, A., V"
        given, _, last = given.rpartition(", ")
        if "," in given or len(last) > 1:
            return None
        given = f"{given} {last}"
    return Name(family, given, suffix)


def is_suffix(text: str) -> bool:
    """Return whether a text follows a name and is not part of it: ``Jr.``, ``III``, ``2nd``."""
    return _SUFFIX.fullmatch(text) is not None


def is_particle(word: str) -> bool:
    """Return whether a word in front of a family name belongs to it: ``van``, ``De``."""
    return word.islower() or word in _PARTICLES


def is_initials(word: str) -> bool:
    """Return whether a word is nothing but initials: ``K``, ``K.``, ``J.-P.``, ``JA``, ``Yu.``."""
    if len(word) > _MOST_LETTERS and "." not in word:  # most words
        return False
    pieces = [piece for piece in _STOPS.split(word) if piece]
    if not pieces or not all(map(str.isalpha, pieces)):
        return False
    if "." not in word:
        return sum(map(len, pieces)) < _MOST_LETTERS and all(map(str.isupper, pieces))
    return len(pieces) <= _MOST_LETTERS and all(
        piece.isupper() if len(piece) == 1 else len(piece) == 2 and piece[0].isupper()
        for piece in pieces
    )


def _without_suffix(text: str) -> tuple[str, str]:
    """Cut off ``Jr.`` and the like, wherever it is, and a degree after a whole name."""
    if "," not in text:
        rest, _, last = text.rpartition(" ")
        is_own = " " in rest and is_suffix(last) and not _are_initials(last, rest)
        return (rest, last) if is_own else (text, "")
    fields = [field for part in text.split(",") if (field := part.strip())]
    suffix = next((field for field in fields[1:] if is_suffix(field)), "")
    if len(fields) == 2 and _are_initials(suffix, fields[0]):
        return text, ""
    kept = [field for field in fields if field != suffix and not _DOCTOR.fullmatch(field)]
    if len(kept) > 2 and _DEGREE.fullmatch(kept[-1]):
        kept.pop()
    return ", ".join(kept), suffix


def _are_initials(suffix: str, before: str) -> bool:
    """Return whether ``JR`` or ``SR`` are initials of given names: a suffix has small letters.

    Only a whole name in capitals, ``ADA OKAFOR JR``, has its suffix in capitals, too.
    """
    return suffix in {"JR", "SR"} and not (before.isupper() and " " in before)


def _end_of_family(words: list[str], *, family_first: bool) -> int | None:
    """Return how many words the family has if it comes first, else None."""
    at = len(words)
    while at > 1 and is_initials(words[at - 1]):
        at -= 1
    if at < len(words) and at <= _LONGEST_FAMILY and not _is_letters(words[0]):
        # All in capitals a short word may be a name: only a single letter or a dot is clear.
        clear = family_first or not all(map(str.isupper, words))
        if clear or all(map(_is_letters, words[at:])):
            return at
    if len(words) < 2:
        return None
    if words[0].islower():  # "de Vega José", "van der Berg"
        first = next((i for i, word in enumerate(words) if not word.islower()), 0)
        if first:
            return first + 1
    if family_first or _is_set_off(words) or is_east_asian(words[0]):
        return next((i for i, word in enumerate(words) if not is_particle(word)), 0) + 1
    return None


def _is_letters(word: str) -> bool:
    """Return whether a word is certainly initials: names have neither one letter nor dots."""
    return is_initials(word) and (len(word) == 1 or "." in word)


def _is_set_off(words: list[str]) -> bool:
    """Return whether the first word is a family name in capitals: ``DUPONT Jean``."""
    first, *others = words
    is_in_capitals = len(first) > 3 and first.isupper() and "." not in first
    return is_in_capitals and not any(map(str.isupper, others))


def is_people(text: str) -> bool:
    """Return whether a line is a list of names: few words each, capitalised except "van"."""
    text = OTHERS.sub("", text.rstrip(". "))
    names = [name.split() for name in _BETWEEN.split(text) if name.strip()]
    return (
        bool(names)
        and (len(names) > 1 or len(names[0]) > 1)
        and not any(map(str.isdigit, text))
        and all(
            len(words) <= _MOST_WORDS
            and any(word[0].isupper() or not word[0].isascii() for word in words)
            and all(word[0].isupper() or not word.isascii() or len(word) <= 3 for word in words)
            for words in names
        )
    )


def is_east_asian(text: str) -> bool:
    """Return whether a name is in a script whose languages put the family first."""
    return not text.isascii() and any(
        first <= char <= last for first, last in _EAST_ASIAN for char in text
    )


def _start_of_family(words: list[str]) -> int:
    """Return where the family begins in a name that ends with it."""
    at = len(words) - 1
    while at > 1 and is_particle(words[at - 1]):
        at -= 1
    if at > 1 and words[at] in _CONNECTORS:
        at -= 1
    return max(at, 0)
