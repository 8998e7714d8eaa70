"""The pattern language of keywords: from what people write to phrases of words.

face recognition     words as `text.fold` folds them: case, plurals and spelling do not matter
ViT, KD              two or more capitals in a word: matched by case, with or without a plural -s
distill*  *former    any ending, any beginning
sparse * attention   a lone star is exactly one word, whatever it is
face swap|swapping   alternatives of one place: "face swap" or "face swapping"
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Literal

import msgspec

from papertriage.text import fold

MAX_WORDS = 60
"""Maximum number of words in a phrase; no paper would contain a longer one."""
MAX_PHRASES = 400
"""Maximum number of phrases that the alternatives of one pattern may multiply to."""

_PIECE = re.compile(r"\*?[^\W_]+(?:['\u2019]s(?![^\W_]))?\*?|\*")
_POSSESSIVE = re.compile("['\u2019]s")
_ODD = re.compile("[^\\w\\s*|'\u2019./&,:$\u2010-\u2014-]")
_CAPITALS = 2
_CHARACTERS_OF_A_PHRASE = 3


class PatternError(ValueError):
    """A pattern that cannot be searched for; the text says why."""


Kind = Literal["whole", "prefix", "suffix", "any"]


class Word(msgspec.Struct, frozen=True):
    """One place of a phrase.

    Attributes:
        text: the letters to find, folded unless `cased`; empty for a lone star.
        kind: the whole word, its beginning, its end, or any word at all.
        cased: whether the letters are compared by case.
        glued: whether it was written in one with the word before it: the 19 of COVID19.
    """

    text: str
    kind: Kind
    cased: bool = False
    glued: bool = False


Phrase = tuple[Word, ...]


def parse(pattern: str) -> tuple[Phrase, ...]:
    """Read a pattern into the phrases that it stands for, in the order written.

    Raises:
        PatternError: empty, one letter only, a star with too few letters, an odd character.
    """
    pattern = "".join(filter(_counts, unicodedata.normalize("NFC", pattern)))
    odd = _ODD.search(pattern)
    if odd:
        raise PatternError(f'"{odd[0]}" cannot be searched for; keywords consist of words')
    slots = [[_words(part) for part in slot.split("|")] for slot in pattern.split()]
    if sum(max(map(len, slot)) for slot in slots) > MAX_WORDS:
        raise PatternError(f"more than {MAX_WORDS} words")
    count = 1
    for slot in slots:
        count *= len(slot)
        if not all(slot):
            raise PatternError('empty alternative next to "|"')
        if count > MAX_PHRASES:
            raise PatternError(f"its alternatives expand to more than {MAX_PHRASES} phrases")
    phrases = [sum(choice, ()) for choice in product(*slots)]
    for phrase in phrases:
        _check(phrase)
    return tuple(dict.fromkeys(phrases))


def _counts(char: str) -> bool:
    """Return whether the fold reads a character: not soft hyphens and separate accents."""
    category = unicodedata.category(char)
    return category != "Cf" and category[0] != "M"


def is_strong(phrase: Phrase) -> bool:
    """Return whether a phrase is strong evidence by itself: several words, or an acronym.

    In a script without blanks three characters count as more than one word.
    """
    if fold.is_character(phrase[0].text):
        return len(phrase) >= _CHARACTERS_OF_A_PHRASE
    return phrase[0].cased or sum(not word.glued for word in phrase) > 1


@cache  # the words of keywords recur
def _words(part: str) -> Phrase:
    return tuple(word for piece in _PIECE.findall(part) for word in _piece(piece))


def _piece(piece: str) -> Iterator[Word]:
    """Yield the words of a piece without blanks: most often one."""
    text = _POSSESSIVE.sub("", piece.strip("*"))
    if not text:
        yield Word("", "any")
        return
    if piece[0] == piece[-1] == "*":
        raise PatternError(f'"{piece}": a star is allowed at one end only')
    is_cased = sum(char.isupper() for char in text) >= _CAPITALS
    if piece[0] == "*" or piece[-1] == "*":
        least = 2 if is_cased else 1 if fold.is_character(text[0]) else 3
        if len(text) < least:
            raise PatternError(f'"{piece}": a star needs at least three letters next to it')
    segments = fold.segments(fold.spaced(text))
    at = 0
    for number, segment in enumerate(segments):
        printed = text[at : at + len(segment)]
        kind: Kind = "whole"
        if piece[-1] == "*" and number == len(segments) - 1:
            kind = "prefix"
        elif piece[0] == "*" and number == 0:
            kind = "suffix"
        if is_cased and segment.isascii() and printed != segment == printed.lower():
            acronym = printed[:-1] if printed[-1] == "s" and printed[:-1].isupper() else printed
            yield Word(acronym, kind, cased=True, glued=at > 0)
        else:
            folded = fold.plain(segment) if kind == "prefix" else fold.word(segment)
            yield Word(folded, kind, glued=at > 0)
        at += len(segment)


def _check(phrase: Phrase) -> None:
    solid = [word for word in phrase if word.text]
    if not solid:
        raise PatternError("nothing to search for")
    letters = max(len(word.text) for word in solid)
    if letters < 2 and not any(word.glued or fold.is_character(word.text) for word in solid):
        raise PatternError("one letter is too short to search for")
