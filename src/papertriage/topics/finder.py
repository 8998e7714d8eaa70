"""Finds the phrases of all topics in one pass over a text (Aho-Corasick).

Each phrase is reduced to its longest literal part, all parts go into one automaton, and each
place where a part stands is confirmed on the words around it. So the cost hangs on the length
of the text and the number of places found, hardly on the number of phrases.

A. V. Aho, M. J. Corasick: Efficient string matching, Communications of the ACM 18(6), 1975.
"""

from collections.abc import Container, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from papertriage.topics.pattern import Phrase, Word
from papertriage.topics.words import Words, fold


class Place(NamedTuple):
    """Where a phrase stands: the words `first` up to but not including `last`."""

    first: int
    last: int


class Finder:
    """All phrases compiled; `candidates` finds, `confirm` makes sure.

    Args:
        phrases: what to find.
        decisive: the numbers of those without which the others do not matter.
    """

    def __init__(self, phrases: Iterable[Phrase], decisive: Container[int]) -> None:
        from ahocorasick_rs import AhoCorasick

        self._phrases = list(phrases)
        anchors: dict[str, list[tuple[int, int]]] = {}
        for number, phrase in enumerate(self._phrases):
            first, fragment = _anchor(phrase)
            anchors.setdefault(fragment, []).append((number, first))
        self._anchored = list(anchors.values())
        self._decisive = {
            anchor
            for anchor, owned in enumerate(self._anchored)
            if any(number in decisive for number, _ in owned)
        }
        self._automaton = AhoCorasick(list(anchors))

    def seek(self, words: Words) -> list[tuple[int, int, int]]:
        """Return (part, start, end) of every literal part in `words.joined`."""
        return self._automaton.find_matches_as_indexes(words.joined, overlapping=True)

    def is_decisive(self, parts: Iterable[tuple[int, int, int]]) -> bool:
        """Whether any of these parts may be a decisive phrase."""
        return any(part in self._decisive for part, _, _ in parts)

    def candidates(
        self, parts: Iterable[tuple[int, int, int]], words: Words
    ) -> Iterator[tuple[int, int]]:
        """Yield (phrase number, first word) where a phrase may stand, in the text's order."""
        for part, start, _ in parts:
            word = words.number_at(start)
            for number, offset in self._anchored[part]:
                if word >= offset:
                    yield number, word - offset

    def confirm(self, number: int, first: int, words: Words) -> Place | None:
        """Return the place if the phrase truly stands there, within one sentence."""
        phrase = self._phrases[number]
        last = first + len(phrase)
        if last > len(words.folded):
            return None
        for offset, word in enumerate(phrase):
            if not _fits(word, words, first + offset, plural=offset == len(phrase) - 1):
                return None
        if len(phrase) > 1 and not words.is_one_sentence(first, last):
            return None
        return Place(first, last)


def _fits(word: Word, words: Words, at: int, *, plural: bool) -> bool:
    if word.kind == "any":
        return True
    found = words.printed(at, at + 1) if word.cased else words.folded[at]
    if word.kind == "prefix":
        return found.startswith(word.text)
    forms = _forms(word.text, plural)
    return found.endswith(forms) if word.kind == "suffix" else found in forms


@lru_cache(maxsize=1 << 14)
def _forms(singular: str, plural: bool) -> tuple[str, ...]:  # noqa: FBT001 - a key of the cache
    """Return a word with, if wanted, its plurals: -s, -es, and -ies for -y."""
    if not plural:
        return (singular,)
    ies = (f"{singular[:-1]}ies",) if singular.endswith("y") else ()
    return (singular, f"{singular}s", f"{singular}es", *ies)


def _anchor(phrase: Phrase) -> tuple[int, str]:
    """Return the longest literal part of a phrase: its first word's number and its text."""
    parts: list[tuple[int, str]] = []
    text = ""
    for number, word in enumerate(phrase):
        if word.kind == "any":
            text = ""
            continue
        if word.kind == "suffix":
            text = fold(word.text)
            first = number
        else:
            first = number if not text.endswith(" ") else parts.pop()[0]
            text = (text if text.endswith(" ") else " ") + fold(word.text)
        is_last = number == len(phrase) - 1
        if is_last and text.endswith("y") and len(word.text) > 1:
            text = text[:-1]  # the plural may be -ies
        if not is_last and word.kind != "prefix":
            text += " "
        parts.append((first, text))
    return max(parts, key=lambda part: len(part[1]))
