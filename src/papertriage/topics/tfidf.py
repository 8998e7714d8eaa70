"""TF-IDF over stems: how much each word of a paper says, given how common it is elsewhere.

tf is 1 + ln(count in the abstract + 2 * count in the title); idf is ln((N + 1) / (df + 1)) + 1
from the background that ships (never from the library, so that scores do not move when papers
are added); the vector has length 1. Stems outside the background are unknown and left out.
"""

from functools import lru_cache
from math import log, sqrt

from papertriage.topics import shipped
from papertriage.topics.keywords import Text

TITLE_COUNTS = 2
"""A word of the title counts as often as this many of the abstract."""


OTHER_WORDS = "other words"
"""How evidence calls the sum of stems that are not told one by one."""


def is_term(word: str) -> bool:
    """Whether a folded word can be a term: ASCII letters and digits, led by a letter, or `3d`."""
    return word == "3d" or (len(word) > 1 and word[0].isalpha() and word.isascii())


@lru_cache(maxsize=1)
def _stemmer() -> "_Stemmer":
    return _Stemmer()


class _Stemmer:
    """Snowball's English stemmer, remembering the words that papers repeat."""

    def __init__(self) -> None:
        from Stemmer import Stemmer

        self.stem = lru_cache(maxsize=1 << 16)(Stemmer("english", 0).stemWord)


def stem(word: str) -> str:
    """Return the stem of a folded word (Snowball English; M. Porter, 2001)."""
    return str(_stemmer().stem(word))


@lru_cache(maxsize=1 << 16)
def _term(word: str) -> tuple[str, float] | None:
    """Return the stem of a folded word and its idf; None if the background lacks it."""
    if not is_term(word):
        return None
    known = shipped.background()
    root = stem(word)
    df = known.df.get(root)
    return (root, log((known.papers + 1) / (df + 1)) + 1) if df else None


def idf(word: str) -> float:
    """Return how much a folded word says; 0 if the background lacks it."""
    term = _term(word)
    return term[1] if term else 0.0


def vector(text: Text) -> dict[str, float]:
    """Return stem -> weight; the squares of the weights sum to 1 (or there are none)."""
    return measured(text)[1]


def measured(text: Text) -> tuple[float, dict[str, float]]:
    """Return the length that the vector had before it was made 1, and the vector."""
    counts: dict[tuple[str, float], int] = {}
    for words, times in ((text.title, TITLE_COUNTS), (text.abstract, 1)):
        for word in words.folded:
            term = _term(word)
            if term:
                counts[term] = counts.get(term, 0) + times
    values = {root: (1 + log(count)) * idf for (root, idf), count in counts.items()}
    length = sqrt(sum(value * value for value in values.values()))
    return length, {root: value / length for root, value in values.items()} if length else {}


def spoken(text: Text) -> dict[str, str]:
    """Return each known stem of a paper with the first word that has it, as people read it."""
    words: dict[str, str] = {}
    for word in (*text.title.folded, *text.abstract.folded):
        term = _term(word)
        if term:
            words.setdefault(term[0], word)
    return words
