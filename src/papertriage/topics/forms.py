"""The forms of a phrase: as written, and with other compounds and spellings.

Each form differs from the phrase in one place: two words joined, one word split, or
a prefix (`quantis*`) in the other spelling.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from papertriage.text import compounds, spelling
from papertriage.topics.pattern import Phrase, Word

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][A-Za-z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
"""Where an acronym of two parts may be split: U|Net, Res|Net."""


def forms(phrase: Phrase) -> list[Phrase]:
    """Return the phrase and its other forms, each once."""
    phrase = tuple(_canonical(word) for word in phrase)
    return list(dict.fromkeys([phrase, *_spelled(phrase), *_closed(phrase), *_opened(phrase)]))


def _canonical(word: Word) -> Word:
    """Return a word without the marks of how it was written."""
    return Word(word.text, word.kind, word.cased)


def _spelled(phrase: Phrase) -> Iterator[Phrase]:
    for at, word in enumerate(phrase):
        if word.kind == "prefix" and not word.cased:
            for text in spelling.beginnings(word.text):
                yield (*phrase[:at], Word(text, "prefix"), *phrase[at + 1 :])


def _closed(phrase: Phrase) -> Iterator[Phrase]:
    for at, (first, second) in enumerate(pairwise(phrase)):
        if not first.kind == second.kind == "whole" or first.cased:
            continue
        word: Word | None = None
        if second.cased and len(first.text) == 1:
            word = Word(first.text + second.text, "whole", cased=True)  # k-NN, kNN
        elif not second.cased and (text := compounds.closed(first.text, second.text)):
            word = Word(text, "whole")
        if word:
            yield (*phrase[:at], word, *phrase[at + 2 :])


def _opened(phrase: Phrase) -> Iterator[Phrase]:
    for at, word in enumerate(phrase):
        if word.kind != "whole":
            continue
        if word.cased:
            parts = _CAMEL.split(word.text)
            pairs = [tuple(parts)] if len(parts) == 2 else []
        else:
            pairs = list(compounds.opened(word.text))
        for first, second in pairs:
            words = (Word(first, "whole", word.cased), Word(second, "whole", word.cased))
            yield (*phrase[:at], *words, *phrase[at + 1 :])
