"""TF-IDF over stems: how much each word of a paper counts, given how common it is elsewhere.

tf is 1 + ln(count in the abstract + 2 * count in the title); idf is ln((N + 1) / (df + 1)) + 1
from the background that ships (never from the library, so that scores do not change when papers
are added); the vector has length 1. Stems outside the background are unknown and left out.
"""

import sys
from collections import Counter
from functools import cached_property, lru_cache
from itertools import compress
from math import log, sqrt
from operator import not_

from papertriage.paper import Evidence
from papertriage.text import similarity
from papertriage.text.stop_words import STOP_WORDS
from papertriage.topics import shipped
from papertriage.topics.keywords import Text

TITLE_COUNTS = 2
"""A word of the title counts as often as this many of the abstract."""
_UNIT = 1e6
"""Shares are rounded to millionths."""
_WHOLE = 1.5 * 2.0**52
"""Added to a number, it leaves no bits for what is below 1: half is rounded to even."""
OTHER_WORDS = "other words"
"""The name in evidence of the sum of the stems that are not listed one by one."""


def is_term(word: str) -> bool:
    """Return whether a folded word can be a term: ASCII, a letter first, or `3d`."""
    return word == "3d" or (len(word) > 1 and word[0].isalpha() and word.isascii())


@lru_cache(maxsize=1)
def _stemmer() -> "_Stemmer":
    return _Stemmer()


class _Stemmer:
    """Snowball's English stemmer, with a cache of words."""

    def __init__(self) -> None:
        from Stemmer import Stemmer

        self.stem = lru_cache(maxsize=1 << 16)(Stemmer("english", 0).stemWord)


def stem(word: str) -> str:
    """Return the stem of a folded word (Snowball English; M. Porter, 2001)."""
    return str(_stemmer().stem(word))


class _Roots(dict[str, str]):
    """Maps folded words to stems, or to "" if the background lacks the stem."""

    _MOST = 1 << 17

    def __missing__(self, word: str) -> str:
        if len(self) >= self._MOST:
            self.clear()
        root = stem(word) if is_term(word) else ""
        # Interned: equal stems are one string, so that counting them is fast.
        found = self[word] = sys.intern(root) if root in shipped.background().df else ""
        return found


class _Idfs(dict[str, float]):
    """Maps known stems to their idf."""

    def __missing__(self, root: str) -> float:
        known = shipped.background()
        value = self[root] = log((known.papers + 1) / (known.df[root] + 1)) + 1
        return value


RARE_IN = 6
"""The document frequency that `Terms.rare` gives to a stem which the background lacks."""


class _Tfs(dict[int, float]):
    """Maps counts to tf."""

    def __missing__(self, count: int) -> float:
        value = self[count] = 1 + log(count)
        return value


class _Rare(dict[str, str]):
    """Maps folded words to stems that the background lacks; other words to "".

    The background lacks the words of other fields, and function words, which are left out.
    """

    _MOST = 1 << 17

    def __missing__(self, word: str) -> str:
        if len(self) >= self._MOST:
            self.clear()
        is_rare = not (_roots[word] or word in similarity.known_words() or word in STOP_WORDS)
        found = self[word] = stem(word) if is_rare and is_term(word) else ""
        return found


# They are filled on use, so that `map` looks up the words of a text without running Python code.
_roots, _rare, _idfs, _tfs = _Roots(), _Rare(), _Idfs({"": 0.0}), _Tfs()


def stem_idf(stem: str) -> float:
    """Return the idf of a stem; 0 if the background lacks it."""
    return _idfs[stem] if stem in shipped.background().df else 0.0


def idf(word: str) -> float:
    """Return the idf of a folded word; 0 if the background lacks it."""
    return _idfs[_roots[word]]


def rounded(share: float) -> float:
    """Round a share to 6 digits, in a fraction of the time that `round` takes."""
    return (share * _UNIT + _WHOLE - _WHOLE) / _UNIT


Part = tuple[float, str]
"""A stem's part of a score: (minus its share, the stem), so that large shares sort first."""


def _size(part: Part) -> tuple[float, str]:
    return -abs(part[0]), part[1]


class Terms:
    """The known stems of a text.

    Attributes:
        values: stem -> tf * idf.
        length: the length of the vector that they make.
    """

    def __init__(self, text: Text) -> None:
        self._words = text.title.runs * TITLE_COUNTS + text.abstract.runs
        self._stems = list(map(_roots.__getitem__, self._words))
        counts = Counter(self._stems)
        counts.pop("", None)
        self.values = {
            stem: _idfs[stem] if count == 1 else _tfs[count] * _idfs[stem]  # most occur once
            for stem, count in counts.items()
        }
        self.length = sqrt(sum([value * value for value in self.values.values()]))

    def vector(self) -> dict[str, float]:
        """Return stem -> weight; the squares of the weights sum to 1 (or there are none)."""
        return {stem: value / self.length for stem, value in self.values.items()}

    @cached_property
    def rare(self) -> dict[str, float]:
        """The weights of the stems that the background lacks; these count in the length."""
        unknown = compress(self._words, map(not_, self._stems))
        counts = Counter(map(_rare.__getitem__, unknown))
        counts.pop("", None)
        idf = log((shipped.background().papers + 1) / (RARE_IN + 1)) + 1
        values = {stem: _tfs[count] * idf for stem, count in counts.items()}
        length = sqrt(self.length**2 + sum(value**2 for value in values.values()))
        return {stem: value / length for stem, value in values.items()}

    def evidence(self, parts: list[Part], total: float, most: int) -> list[Evidence]:
        """Return the largest shares by the first word with the stem, then the sum of the others.

        Args:
            parts: of stems in this text; they are sorted.
            total: the sum of the parts.
            most: how many of them are named.
        """
        parts.sort()
        if parts and parts[-1][0] > 0:  # a share is negative: the order is by size
            parts.sort(key=_size)
        first = self._first_words.get
        evidence = []
        for part, root in parts[:most]:
            total -= part
            text = first(root) or self._first_rare(root)
            evidence.append(Evidence(kind="term", text=text, share=rounded(-part)))
        if len(parts) > most:
            rest, count = rounded(-total), len(parts) - most
            evidence.append(Evidence(kind="term", text=OTHER_WORDS, share=rest, count=count))
        return evidence

    def _first_rare(self, root: str) -> str:
        return next(word for word in self._words if stem(word) == root)

    @cached_property
    def _first_words(self) -> dict[str, str]:
        return dict(zip(reversed(self._stems), reversed(self._words), strict=True))


def vector(text: Text) -> dict[str, float]:
    """Return the vector of a text, see `Terms.vector`."""
    return Terms(text).vector()
