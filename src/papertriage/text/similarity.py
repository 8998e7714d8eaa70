"""Similarity: keys that two almost equal texts share, and differences that are not typing errors.

A hash of the whole text does not find near-duplicates. But an edit changes only a word or two. So
titles are looked up by two thirds of their words, in three ways, and abstracts by three sets of
their rarest words. How rare a word is comes from a table that is part of the program, not from the
library: the same paper has the same keys in every library.
"""

import re
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache
from math import log2
from pathlib import Path

from papertriage.text.clean import without_accents

_WORD = re.compile(r"[^\W_]+")
_BARE = bytes(code if bytes([code]).isalnum() else ord(" ") for code in range(256)).lower()
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")

LEAST_WORDS = 4
"""Minimum number of words that a title needs to identify a paper."""
_BEGINNING = 100
"""Words of an abstract that are read. As many planted copies are found as with 1,000 characters,
because an error in a word does not move the end."""
_LONGEST_BEGINNING = 800
"""Characters of an abstract that are searched for these words."""
_SET = 1 << 14
"""Numbers in the range of one set: more than the table has words."""
_GZIP = 31
"""The `wbits` with which zlib reads gzip; the module `gzip` takes a millisecond to load."""
_FEW = 12
"""With fewer known words, a text is in another language than the table."""
_STOP = 300
"""The commonest words of the table, which do not identify a text."""
_STOP_WEIGHT = 2.0
_CHARACTER_WEIGHT = 6.0
"""Bits of a common word, and of a character of a script without blanks."""
_SHORTEST_KNOWN = 3
"""Letters of the shortest word that the table may have."""


PARTS = frozenset(
    {
        *("part", "parts", "type", "phase", "chapter", "volume", "vol", "book", "class", "stage"),
        *("level", "paper", "study", "case", "no", "number", "appendix", "section", "season"),
        *("year", "grade", "experiment"),
    }
)
"""Words after which a letter or a numeral counts: part I, type A."""
_VOWELS = frozenset("aeiouy")


def words(text: str) -> list[str]:
    """Return the words of a text in order: lower case, without accents or punctuation."""
    if not text.isascii():
        text = _BEYOND_ASCII.sub(_bare, text).lower()
    if text.isascii():  # most texts; a quarter of the time of the pattern
        return text.encode().translate(_BARE).decode().split()
    return _WORD.findall(text)


def _bare(found: re.Match[str]) -> str:
    return without_accents(found[0].casefold())


def thirds(found: Sequence[str], numbers: Sequence[str]) -> list[str]:
    """Return a title's words without one third, three times, each with the title's numbers.

    A typing error changes one third only. A half would be too short: many titles share one
    ("deep learning for"), and all of them would be read.

    Titles with different numbers never belong to one paper, so their keys differ, too: long series
    of papers differ only in their numbers.
    """
    if len(found) < LEAST_WORDS:
        return []
    third = (len(found) + 1) // 3
    parts = found[:-third], found[third:], (*found[:third], *found[-third:])
    return [" ".join([*part, *numbers]) for part in parts]


def rare_words_of_abstract(abstract: str) -> list[str]:
    """Return three sets of the rarest words of an abstract's beginning that the table knows.

    The set of a word depends on the word alone, so no word is in two sets, and an edit changes only
    one of them. Words are written as numbers (see `_rare_words`).

    Words outside the table are ignored: a long text always has misspelt ones, which would displace
    the words that both copies have. If the table knows too few words of a text, because it is in
    another language, the words with the greatest checksums are taken instead: any choice that
    depends on the words alone finds both copies.
    """
    found = words(abstract[:_LONGEST_BEGINNING])[:_BEGINNING]
    table = _rare_words()
    numbers = [table[word] for word in table.keys() & found]
    ordered = sorted(numbers if len(numbers) >= _FEW else map(_checksum, {*found}))
    second, third = bisect_left(ordered, _SET), bisect_left(ordered, 2 * _SET)
    sets = ordered[:second][-3:], ordered[second:third][-3:], ordered[third:][-3:]
    return [f"{three[0]} {three[1]} {three[2]}" for three in sets if len(three) == 3]


def _checksum(word: str) -> int:
    return zlib.crc32(word.encode()) % (3 * _SET)


def is_typo(one: str, other: str) -> bool:
    """Return whether a word is another one misspelt: one letter wrong, lost, doubled or swapped.

    Two words of the table are different words. So are two long words outside it that differ in a
    letter where technical terms do: near the start ("absorption" and
    "adsorption", "micro" and "macro") or near the end ("sulfide", "sulfite").
    """
    from rapidfuzz.distance import OSA

    known = (one in known_words()) + (other in known_words())
    short, long = sorted((one, other), key=len)
    if known == 2 or len(long) < 5 or len(short) < (4 if known else 5) or one[0] != other[0]:
        return False
    if len(short) == len(long):
        wrong = [
            (at, {*pair})
            for at, pair in enumerate(zip(one, other, strict=True))
            if len({*pair}) > 1
        ]
        if len(wrong) == 1:
            at, letters = wrong[0]
            if at < 3 and (not known or letters < _VOWELS or letters == {"b", "d"}):
                return False
            if at >= len(long) - 3 and not known:
                return False
    return not (one + other).isdigit() and OSA.distance(one, other, score_cutoff=1) <= 1


@cache
def common_words() -> list[str]:
    """Return the table: the words of scientific texts, the commonest first."""
    packed = Path(__file__).parent.with_name("data").joinpath("common_words.txt.gz").read_bytes()
    return zlib.decompress(packed, _GZIP).decode().split()


@cache
def _rare_words() -> dict[str, int]:
    """Return the words that are not too common, with numbers that grow as they get rarer.

    Every third word is in the same set, and each set has its own range of numbers.
    """
    places = range(_STOP, len(common_words()))
    numbers = (place % 3 * _SET + place for place in places)
    return dict(zip(common_words()[_STOP:], numbers, strict=True))


def weight(words: Iterable[str]) -> float:
    """Return how much information a text's distinct words carry: rarer words have more bits.

    The table is sorted by frequency; a word outside it counts as rarer than all of it.
    """
    return sum(map(_weight, set(words)))


def _weight(word: str) -> float:
    if len(word) < _SHORTEST_KNOWN:
        return _STOP_WEIGHT if word.isascii() else _CHARACTER_WEIGHT
    rank = _ranks().get(word, len(_ranks()))
    return log2(rank) if rank >= _STOP else _STOP_WEIGHT


@cache
def _ranks() -> dict[str, int]:
    return {word: rank for rank, word in enumerate(common_words())}


@cache
def known_words() -> frozenset[str]:
    """Return the words of the table."""
    return frozenset(common_words())
