"""Terms: the words of a text as search uses them, and their stems.

Texts are folded as for topics (`text.fold`); in names plurals and spellings are not changed.
"""

from functools import cache, lru_cache
from typing import Protocol, cast

from papertriage.text import compounds, fold, spelling

LONGEST = 64
"""The letters of a word that are used."""


class _Stem(Protocol):
    def __call__(self, word: str, /) -> str: ...


def words(text: str) -> list[str]:
    """Return the words of a text in order, folded."""
    return [word[:LONGEST] for word in fold.words(text)]


def names(text: str) -> list[str]:
    """Return the words of a name in order, without case and accents, but otherwise unchanged."""
    segments = (segment for run in fold.spaced(text).split() for segment in fold.segments(run))
    return [word[:LONGEST] for word in map(fold.plain, segments) if word]


def phrases(words: list[str]) -> list[list[str]]:
    """Return some words as they may be spelt: unchanged, or with a compound joined or split."""
    found = [words]
    for at, word in enumerate(words):
        found += [[*words[:at], *pair, *words[at + 1 :]] for pair in compounds.opened(word)]
        if at and (closed := compounds.closed(words[at - 1], word)):
            found.append([*words[: at - 1], closed, *words[at + 1 :]])
    return found


def beginnings(text: str) -> tuple[list[str], list[str]]:
    """Return the words before the last of a text, and the possible starts of words for that."""
    *before, last = names(text)
    return [fold.word(word) for word in before], [
        start[:LONGEST] for start in spelling.beginnings(last)
    ]


@lru_cache(maxsize=1 << 17)  # most words of a text occurred in earlier texts
def stem(word: str) -> str:
    """Return the stem of a folded word (Snowball English; M. Porter, 2001).

    The first letter is unchanged, so words with another one need not be stemmed.
    """
    return _stemmer()(word)


@cache
def _stemmer() -> _Stem:
    from Stemmer import Stemmer

    return cast("_Stem", Stemmer("english", 0).stemWord)
