"""Terms: the words of a text as search knows them, and their stems.

Texts are folded as for topics (`text.fold`), names of people without its plurals and spellings.
"""

from functools import cache, lru_cache
from typing import Protocol, cast

from papertriage.text import compounds, fold, spelling

LONGEST = 64
"""Letters of a word that count."""


class _Stem(Protocol):
    def __call__(self, word: str, /) -> str: ...


def words(text: str) -> list[str]:
    """Return the words of a text in order, folded."""
    return [word[:LONGEST] for word in fold.words(text)]


def names(text: str) -> list[str]:
    """Return the words of somebody's name in order: without case and accents, else as written."""
    segments = (segment for run in fold.spaced(text).split() for segment in fold.segments(run))
    return [word[:LONGEST] for word in map(fold.plain, segments) if word]


def phrases(words: list[str]) -> list[list[str]]:
    """Return some words as they may be written: as they are, or a compound closed or opened."""
    found = [words]
    for at, word in enumerate(words):
        found += [[*words[:at], *pair, *words[at + 1 :]] for pair in compounds.opened(word)]
        if at and (closed := compounds.closed(words[at - 1], word)):
            found.append([*words[: at - 1], closed, *words[at + 1 :]])
    return found


def beginnings(text: str) -> tuple[list[str], list[str]]:
    """Return the words before the last of a text, and how a word that it begins may begin."""
    *before, last = names(text)
    return [fold.word(word) for word in before], [
        start[:LONGEST] for start in spelling.beginnings(last)
    ]


@lru_cache(maxsize=1 << 17)  # most words of a text are among those that were met before
def stem(word: str) -> str:
    """Return the stem of a folded word (Snowball English; M. Porter, 2001).

    Its first letter is the word's: who looks for a stem may pass over words with another one.
    """
    return _stemmer()(word)


@cache
def _stemmer() -> _Stem:
    from Stemmer import Stemmer

    return cast("_Stem", Stemmer("english", 0).stemWord)
