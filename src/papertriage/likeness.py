"""Likeness: what two near-equal texts still have in common, and what parts them for sure.

Near-duplicates cannot be looked up by a hash of the whole text. But an edit spoils one word, and
most of the rarest words stay: so each triple of them is a mark to look up by. How rare a word is
says a table that ships and never changes, not the library: the same paper has the same marks
everywhere, whatever came before it.
"""

import gzip
import re
import unicodedata
from functools import cache
from itertools import combinations
from pathlib import Path

_WORD = re.compile(r"[^\W_]+")
_SIGNS = {code: " " for code in range(128) if not chr(code).isalnum()}
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")

_RAREST = 4
"""Words that make triples: four a text, of which a spoilt word leaves one."""
_STOP = 100
"""The commonest words say nothing of an abstract; of a title they may be all that there is."""


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ROMAN = _set("ii iii iv vi vii viii ix xi xii xiii xiv xv")
_ALONE = _set("i v x a b c d")
_PARTS = _set(
    "part parts type phase chapter volume vol book class stage level paper study case no number"
    " appendix section season year grade experiment"
)
_COUNTS = _set("two three four five six seven eight nine ten first second third fourth fifth")
_DENIALS = _set("not no non without never nor cannot isn doesn don aren won neither")
_VOWELS = frozenset("aeiouy")
_OPPOSITES = re.compile(r"(?:un|non|in|im|ir|il|dis|de|anti|a|semi|self|re|pre|post|sub|super)")


def words(text: str) -> list[str]:
    """Return the words of a text in order: lower case, without accents or signs."""
    if text.isascii():  # four times as fast as the pattern
        return text.lower().translate(_SIGNS).split()
    return _WORD.findall(_plain(text))


def _plain(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.casefold())
        text = _BEYOND_ASCII.sub(_bare, text)
    return text.lower()


def _bare(found: re.Match[str]) -> str:
    return "".join(char for char in found[0] if not unicodedata.combining(char))


def triples_of_title(title: str) -> list[str]:
    """Return the triples of a title's rarest words, each with the title's numbers.

    A triple and no pair: two words may be an idiom ("speech recognition"), and half of a field
    would be read for it.

    Two titles with other numbers are never one paper's, so they need not meet: this keeps apart
    the long series that differ in nothing else.
    """
    rank, unknown = _ranks(), len(_ranks())
    found = {word for word in words(title) if not word.isdigit() and len(word) > 2}
    rarest = sorted(found, key=lambda word: (-rank.get(word, unknown), -len(word), word))
    numbers = " ".join(numbers_of(title))
    return [f"{triple} {numbers}" for triple in _triples(rarest[:_RAREST])]


def triples_of_abstract(abstract: str) -> list[str]:
    """Return the triples of an abstract's rarest words among those that the table knows.

    A misspelt word is one that nobody knows: in a long text there are always some, and they
    would drive out the words that both copies have.
    """
    known = _telling().keys() & words(abstract)
    ranks = sorted(map(_telling().__getitem__, known), reverse=True)
    return _triples([_by_rank()[rank] for rank in ranks[:_RAREST]])


def numbers_of(title: str) -> list[str]:
    """Return what counts and numbers a title, sorted: digits, II, "Part A", "two", "third"."""
    found = _DIGITS.findall(_plain(title))
    before = ""
    for word in words(title):
        if word in _ROMAN or word in _COUNTS or (word in _ALONE and before in _PARTS):
            found.append(word)
        before = word
    return sorted(found)


def are_opposed(one: str, other: str) -> bool:
    """Tell whether two titles differ in a number or a negation: then they are two papers'."""
    if numbers_of(one) != numbers_of(other):
        return True
    first, second = set(words(one)), set(words(other))
    if (first ^ second) & _DENIALS:
        return True
    only_first, only_second = first - second, second - first
    return any(_denies(a, b) or _denies(b, a) for a in only_first for b in only_second)


def differ_by_typos(one: str, other: str) -> bool:
    """Tell whether two titles are word for word the same but for slips of the pen.

    No more than one word in four may have one.
    """
    first, second = words(one), words(other)
    changed = [(a, b) for a, b in zip(first, second, strict=False) if a != b]
    return (
        len(first) == len(second) >= 4
        and 0 < len(changed) * 4 <= len(first)
        and all(_is_typo(a, b) for a, b in changed)
    )


def _is_typo(one: str, other: str) -> bool:
    """Tell whether a word is another one misspelt: one letter wrong, lost, doubled or swapped.

    Two words that the table knows are two words. So are two long ones that it does not know if
    they differ in a letter where words of science do: near the start ("absorption" and
    "adsorption", "micro" and "macro") or near the end ("sulfide", "sulfite").
    """
    from rapidfuzz.distance import OSA

    known = (one in _ranks()) + (other in _ranks())
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


def _denies(one: str, other: str) -> bool:
    """Tell whether a word is another with a prefix such as "un" or "non" before it."""
    prefix = one.removesuffix(other)
    return len(other) > 3 and prefix != one and _OPPOSITES.fullmatch(prefix) is not None


def _triples(rarest: list[str]) -> list[str]:
    return [" ".join(three) for three in combinations(sorted(rarest), 3)]


@cache
def _ranks() -> dict[str, int]:
    """Return the table: word -> its place among the words of science, 0 the commonest."""
    packed = Path(__file__).with_name("data").joinpath("common_words.txt.gz").read_bytes()
    return {word: rank for rank, word in enumerate(gzip.decompress(packed).decode().split())}


@cache
def _telling() -> dict[str, int]:
    return {word: rank for word, rank in _ranks().items() if rank >= _STOP}


@cache
def _by_rank() -> list[str]:
    return list(_ranks())
