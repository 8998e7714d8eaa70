"""The pattern language of keywords: from what people write to phrases of words.

face recognition     words, case folded, hyphen = blank, the plural of the last one free
ViT, KD              two or more capitals in a word: matched by case, plural -s free
distill*  *former    any ending, any beginning
sparse * attention   a lone star is exactly one word, whatever it is
face swap|swapping   alternatives of one place: "face swap" or "face swapping"
"""

import re
from itertools import product
from typing import Literal

import msgspec

from papertriage.topics.words import fold

MAX_WORDS = 60
"""Most words of a phrase: a longer one is a text, and in no paper."""
MAX_PHRASES = 400
"""Most phrases that the alternatives of one pattern may multiply to."""

_PIECE = re.compile(r"\*?[^\W_]+\*?|\*")
_ODD = re.compile("[^\\w\\s*|'\u2019./&,:$\u2010-\u2014-]")


class PatternError(ValueError):
    """A pattern that cannot be searched for; the text says why."""


class Word(msgspec.Struct, frozen=True):
    """One place of a phrase.

    Attributes:
        text: the letters to find, folded unless `cased`; empty for a lone star.
        kind: the whole word, its beginning, its end, or any word at all.
        cased: whether the letters are compared by case.
    """

    text: str
    kind: Literal["whole", "prefix", "suffix", "any"]
    cased: bool = False


Phrase = tuple[Word, ...]


def parse(pattern: str) -> tuple[Phrase, ...]:
    """Read a pattern into the phrases that it stands for, in the order written.

    Raises:
        PatternError: empty, one letter only, a star that says too little, an odd character.
    """
    odd = _ODD.search(pattern)
    if odd:
        raise PatternError(f'"{odd[0]}" cannot be searched for; keywords are words')
    slots = [[_words(part) for part in slot.split("|")] for slot in pattern.split()]
    if sum(max(map(len, slot)) for slot in slots) > MAX_WORDS:
        raise PatternError(f"more than {MAX_WORDS} words")
    count = 1
    for slot in slots:
        count *= len(slot)
        if not all(slot):
            raise PatternError('an empty alternative beside "|"')
        if count > MAX_PHRASES:
            raise PatternError(f"its alternatives make more than {MAX_PHRASES} phrases")
    phrases = [sum(choice, ()) for choice in product(*slots)]
    for phrase in phrases:
        _check(phrase)
    return tuple(dict.fromkeys(phrases))


def is_strong(phrase: Phrase) -> bool:
    """Whether a phrase says much by itself: more than one word, or an acronym."""
    return len(phrase) > 1 or phrase[0].cased


def _words(part: str) -> Phrase:
    return tuple(_word(piece) for piece in _PIECE.findall(part))


def _word(piece: str) -> Word:
    text = piece.strip("*")
    if not text:
        return Word("", "any")
    if piece[0] == piece[-1] == "*":
        raise PatternError(f'"{piece}": a star at one end only')
    cased = sum(char.isupper() for char in text) >= 2
    kind: Literal["whole", "prefix", "suffix"] = (
        "prefix" if piece.endswith("*") else "suffix" if piece.startswith("*") else "whole"
    )
    if kind != "whole" and len(text) < (2 if cased else 3):
        raise PatternError(f'"{piece}": a star needs at least three letters beside it')
    return Word(text if cased else fold(text), kind, cased)


def _check(phrase: Phrase) -> None:
    solid = [word for word in phrase if word.text]
    if not solid:
        raise PatternError("nothing to search for")
    if max(len(word.text) for word in solid) < 2:
        raise PatternError("one letter is too little to search for")
