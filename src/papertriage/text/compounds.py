"""Compounds: the same words closed, open or with a hyphen (dataset, data set, data-set).

A hyphen is a blank to the fold, so a compound has two forms. Two words may be closed if one of them
is short or a common prefix, or if the closed word is known; a word is opened only into parts that
are known, so that *notable* is never "not able". The known words are the common words that ship.
"""

from functools import cache

from papertriage.text import similarity, spelling

_SHORT = 4
"""Letters of a word that is often closed up with its neighbour: data|set, deep|fake."""
_LEAST_PART = 3
_LEAST_OPENED = 6
_NAME = 4
"""Minimum length of the name of a Greek letter that is recognised inside a word: NF-kappaB."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_FUNCTION_WORDS = _set("""
    the and for that this with are our from can its has not but was all any how who out may one two
    per via yet nor his her him she had did get got now too own off
""")


def closed(first: str, second: str) -> str | None:
    """Return two neighbours as one word; None if they are never joined."""
    if not (first.isascii() and first.isalpha() and second.isascii() and second.isalpha()):
        return None
    word = first + second
    is_usual = min(len(first), len(second)) <= _SHORT or first in _prefixes()
    return spelling.canonical(word) if is_usual or word in similarity.known_words() else None


@cache  # the words of keywords recur
def opened(word: str) -> list[tuple[str, str]]:
    """Return the pairs of neighbours that a word may be written as."""
    if len(word) < _LEAST_OPENED or not (word.isascii() and word.isalpha()):
        return []
    parts = [(word[:at], word[at:]) for at in range(1, len(word))]
    return [
        (spelling.canonical(first), spelling.canonical(second))
        for first, second in parts
        if _is_letter(first, second)
        or (_is_known(second) and (first in _prefixes() or _is_known(first)))
    ]


def _is_known(word: str) -> bool:
    return (
        len(word) >= _LEAST_PART
        and word not in _FUNCTION_WORDS
        and word in similarity.known_words()
    )


def _is_letter(first: str, second: str) -> bool:
    names = _greek()
    return (len(first) >= _NAME and first in names) or (len(second) >= _NAME and second in names)


@cache
def _prefixes() -> frozenset[str]:
    return spelling.word_set("prefixes")


@cache
def _greek() -> frozenset[str]:
    return frozenset(name for _, name in spelling.rows("letters"))
