"""Compares names of persons: same, compatible (initials fit), or contradicting.

Accents and the ways to spell them make no difference (Müller, Mueller, Muller), nor do particles
(van der Berg, Vanderberg, Berg), hyphens, or which names are initials. Where a source does not
say which part is the family, either order and one or two family names are tried.
"""

import enum
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from papertriage.paper import Author
from papertriage.text import people
from papertriage.text.clean import LETTERS

_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_DIGRAPH = re.compile(r"(?<![aeiouxyq])([ou])e(?=[b-df-hj-np-tv-z]{2}|[b-df-hj-np-tv-z][a-z])")
"""An umlaut that was spelt out; not at the end, because Xue, Yue and Choe are spelt so."""
_LONGEST_INITIALS = 3
_TWO_WORDS = 2
"""Words of a plain name: one given name and the family."""
_TWO_NAMES = re.compile(r"(?P<given>[A-Z][a-z]+) (?P<family>[A-Z][a-z]+)")
_NO_LETTER = re.compile(r"[\W\d_]+")


class Likeness(enum.Enum):
    """How two names relate."""

    SAME = "same"
    COMPATIBLE = "compatible"
    CONTRADICTING = "contradicting"


class Person(NamedTuple):
    """A name ready to be compared.

    Attributes:
        families: spellings of the family name, folded.
        given: given names and initials, folded; an abbreviation ends with a full stop.
        words: the words of the name in order, or of the family alone if `is_split`.
        parts: the families and every word, folded: two names that share none are of two people.
        is_split: the source says which words are the family.
        is_organization: it is not a person; its families are its whole name.
    """

    families: frozenset[str]
    given: tuple[str, ...]
    words: tuple[str, ...] = ()
    parts: frozenset[str] = frozenset()
    is_split: bool = True
    is_organization: bool = False

    @property
    def is_latin(self) -> bool:
        """Whether the family name is in Latin letters."""
        return any("a" <= char <= "z" for name in self.families for char in name)


def person(author: Author) -> Person:
    """Make an author comparable; of an organization all words are the family."""
    return _person(author.name, author.family, author.given)


@lru_cache(maxsize=8192)
def _person(name: str, family: str | None, given: str | None) -> Person:
    if family:
        return _split(family, given or "", is_split=True)
    if (plain := _TWO_NAMES.fullmatch(name)) and not people.is_organization(name):
        return _plain(plain["given"], plain["family"])
    found, is_split = people.read(name)
    if found:
        return _split(found.family, found.given, is_split=is_split)
    whole = _folded(name.lower().removeprefix("the "))
    return Person(frozenset({whole}), (), is_organization=True)


def _plain(given: str, family: str) -> Person:
    """Return what `_split` would return for a plain name (most are), in a third of the time."""
    first, last = _folded(given), _folded(family)
    parts = frozenset((last, first))
    return Person(frozenset((last,)), (first,), (given, family), parts, is_split=False)


def _split(family: str, given: str, *, is_split: bool) -> Person:
    words = family.replace("-", " ").replace("\u2010", " ").split()
    if not is_split:
        words = given.split() + words
    families = _families(family)
    if given and people.is_east_asian(family):  # many sources leave no blank between the two
        families |= {_folded(family + given)}
    parts = families if len(words) == 1 else families.union(map(_folded, words))
    return Person(families, _given(given), tuple(words), parts, is_split)


def _families(family: str) -> frozenset[str]:
    """Return the spellings of a family name, with its particles and without them."""
    if " " not in family and family.isascii():
        return frozenset((_folded(family),))
    words = family.split()
    at = next((i for i, word in enumerate(words) if not people.is_particle(word)), 0)
    own = family if at == 0 else " ".join(words[at:])
    found = {_folded(family), _folded(own)}
    if not family.isascii():
        found |= {_folded(text.lower().translate(_SPELT)) for text in (family, own)}
    return frozenset(found)


def _folded(text: str) -> str:
    """Return the letters of a text: lower case, without accents, umlauts spelt as one letter."""
    if not text.isascii():
        text = text.casefold().translate(LETTERS)
        text = unicodedata.normalize("NFKD", text)
    text = text.lower()
    if not text.isalpha():
        text = _NO_LETTER.sub("", text)
    return _DIGRAPH.sub(r"\1", text) if "oe" in text or "ue" in text else text


def _given(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for word in text.replace("-", " ").replace("\u2010", " ").split():
        if len(word) > _LONGEST_INITIALS and "." not in word:
            found.append(_folded(word))
            continue
        if people.is_initials(word) and "." not in word:
            found += [f"{letter}." for letter in _folded(word)]
        else:
            pieces = [piece for piece in word.split(".") if piece]
            dotted = "." in word
            found += [_folded(piece) + "." * (dotted or len(piece) == 1) for piece in pieces]
    return tuple(word for word in found if word.strip("."))


def compare(one: Person, other: Person) -> Likeness:
    """Compare two names; the same from both sides."""
    if one.families & other.families:
        return _compare_given(one.given, other.given)
    best = Likeness.CONTRADICTING
    if one.parts.isdisjoint(other.parts):
        return best
    # Of Smith-Jones only one may be short for the other: Smith-Brown is another Smith.
    are_short = one.is_split and other.is_split
    for at, (families, given) in enumerate(_readings(one)):
        for other_at, (other_families, other_given) in enumerate(_readings(other)):
            if families & other_families and not (are_short and at and other_at):
                found = _compare_given(given, other_given)
                if found is not Likeness.CONTRADICTING:
                    best = Likeness.COMPATIBLE
    return best


def _readings(one: Person) -> Iterator[tuple[frozenset[str], tuple[str, ...]]]:
    """Yield the ways to read a name: the likeliest first, then other possible ones."""
    yield one.families, one.given
    words = one.words
    if len(words) < 2:
        return
    *first, last = words
    if one.is_split:  # García Márquez, G. may be cited as García, G. or as Márquez, G. G.
        yield _families(words[0]), one.given
        yield _families(last), one.given + _given(" ".join(first))
        return
    yield _families(words[0]), _given(" ".join(words[1:]))
    if len(words) > 2:
        yield _families(" ".join(words[-2:])), _given(" ".join(words[:-2]))
        yield _families(" ".join(words[:2])), _given(" ".join(words[2:]))


def author_terms(author: Author) -> frozenset[str]:
    """Return the terms that find an author: ``he``, ``he kaiming``, ``he k``.

    A name of two words is not inverted: a search for the two words finds it anyway.
    """
    one = person(author)
    found: set[str] = set()
    for families, given in [one[:2]] if _is_plain(one) else _readings(one):
        found |= families
        for name in _first_names(given):
            for family in families:
                found.add(f"{family} {name}")
                found.add(f"{family} {name[0]}")
    return frozenset(found)


def _is_plain(one: Person) -> bool:
    return len(one.words) <= (1 if one.is_split else _TWO_WORDS)


def query_terms(written: str) -> frozenset[str]:
    """Return the terms of a name in a query; an author with one of them matches.

    An initial finds every name that starts with it, and a name finds its initial.
    """
    name = written.title() if written.islower() else written
    found: set[str] = set()
    for families, given in _readings(person(Author(name=name))):
        whole = {one for one in families if not any(_is_end(one, other) for other in families)}
        names = _first_names(given)
        forms = {form for first in names for form in _forms(first)}
        found |= {f"{family} {form}" for family in whole for form in forms} if names else whole
    return frozenset(found)


def _first_names(given: tuple[str, ...]) -> set[str]:
    """Return the first given name, and several joined: Kai, Kaiming. Initials keep a full stop."""
    if len(given) < _TWO_WORDS or given[0].endswith("."):
        return set(given[:1])
    return {given[0], "".join(name for name in given if not name.endswith("."))}


def _forms(name: str) -> tuple[str, ...]:
    return (name[0],) if name.endswith(".") else (name, f"{name[0]}.")


def _is_end(one: str, other: str) -> bool:
    return one != other and other.endswith(one)


def _compare_given(one: tuple[str, ...], other: tuple[str, ...]) -> Likeness:
    if one == other:
        return Likeness.SAME if one and not one[0].endswith(".") else Likeness.COMPATIBLE
    if not one or not other:
        return Likeness.COMPATIBLE
    if "".join(one) == "".join(other):  # Kai-Ming, Kaiming
        return Likeness.SAME
    short, long = sorted((one, other), key=len)
    fits = _fit_in(short, long) or _is_whole_of(short, long) or _is_whole_of(long, short)
    return Likeness.COMPATIBLE if fits else Likeness.CONTRADICTING


def _fit_in(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Return whether each of some names is among more names, in the same order."""
    rest = iter(long)
    return all(any(_fits(name, found) for found in rest) for name in short)


def _fits(one: str, other: str) -> bool:
    """Return whether two given names may be one: equal, or one is the other's abbreviation."""
    if one.endswith("."):
        return other.startswith(one[:-1]) or (other.endswith(".") and one.startswith(other[:-1]))
    if other.endswith("."):
        return one.startswith(other[:-1])
    return one == other


def _is_whole_of(whole: tuple[str, ...], pieces: tuple[str, ...]) -> bool:
    """Return whether one name is several names in one word: Kaiming is Kai M."""
    if len(whole) != 1 or len(pieces) < 2:
        return False
    rest = whole[0]
    for piece in pieces[:-1]:
        if not rest.startswith(piece):
            return False
        rest = rest.removeprefix(piece)
    return bool(rest) and rest.startswith(pieces[-1].rstrip("."))
