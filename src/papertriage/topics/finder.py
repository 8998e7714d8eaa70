"""Finds the phrases of all topics in one pass over a text (Aho-Corasick).

Each phrase is reduced to its longest literal part, all parts go into one automaton, and each
occurrence of a part is confirmed on the words around it. So the cost depends on the length
of the text and the number of occurrences, and hardly on the number of phrases.

A. V. Aho, M. J. Corasick: Efficient string matching, Communications of the ACM 18(6), 1975.
"""

from collections.abc import Container, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from papertriage.text.fold import word as folded
from papertriage.topics.pattern import Kind, Phrase, Word
from papertriage.topics.words import Words

if TYPE_CHECKING:
    from ahocorasick_rs import BytesAhoCorasick

_MOST_FOR_DFA = 1_000
"""Up to this many parts the automaton is a full table of steps; of more it would be too large for
the processor's cache."""


class Span(NamedTuple):
    """Where a phrase occurs: the words `first` up to but not including `last`."""

    first: int
    last: int


class _Check(NamedTuple):
    """What is still to be checked of a word after the literal part of its phrase matched.

    Attributes:
        offset: the number of the word in the phrase.
        kind: the kind of the pattern's word.
        forms: what the word may be, or begin or end with.
        cased: whether case matters.
    """

    offset: int
    kind: Kind
    forms: tuple[str, ...]
    cased: bool


class _Literal(NamedTuple):
    """A run of a phrase's words that is searched for as plain text.

    Attributes:
        first: the number of its first word in the phrase.
        last: the number of its last word.
        text: the text to search for.
    """

    first: int
    last: int
    text: str


Parts = list[tuple[int, int, int]]
"""The literal parts in a text: (number of the part, start, end) each."""
Anchors = dict[int, list[tuple[int, int]]]
"""Number of a part -> phrases with that part: (number of the phrase, first word of the part)."""


class Finder:
    """All phrases, compiled: `seek` finds their parts, `candidates` filters, `confirm` decides."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._plans: list[tuple[int, list[_Check]]] = []
        anchors: dict[bytes, list[tuple[int, int]]] = {}
        for number, phrase in enumerate(phrases):
            literal = _longest(phrase)
            self._plans.append((len(phrase), _unproven(phrase, literal)))
            anchors.setdefault(literal.text.encode(), []).append((number, literal.first))
        self._anchors: Anchors = dict(enumerate(anchors.values()))
        self._automaton = _automaton(list(anchors))

    def only(self, numbers: Container[int]) -> Anchors:
        """Return the parts of some phrases."""
        chosen = {
            part: [(number, offset) for number, offset in owned if number in numbers]
            for part, owned in self._anchors.items()
        }
        return {part: owned for part, owned in chosen.items() if owned}

    def seek(self, words: Words) -> Parts:
        """Return every literal part in `words.joined`."""
        return self._automaton.find_matches_as_indexes(words.joined, overlapping=True)

    def candidates(
        self, parts: Parts, among: Anchors | None = None
    ) -> Iterator[tuple[int, int, int]]:
        """Yield where a phrase may occur, in the order of the text.

        A place is (phrase number, start of its part, first word of the part in the phrase).

        Args:
            parts: what `seek` found.
            among: the phrases to search for; None for all.
        """
        anchors = self._anchors if among is None else among
        for part, start, _ in parts:
            if part in anchors:
                for number, offset in anchors[part]:
                    yield number, start, offset

    def confirm(self, number: int, start: int, offset: int, words: Words) -> Span | None:
        """Return the span if the phrase does occur at a place, within one sentence."""
        length, checks = self._plans[number]
        first = words.number_at(start) - offset
        last = first + length
        if first < 0 or last > words.count:
            return None
        for place, kind, forms, cased in checks:
            at = first + place
            found = words.printed(at, at + 1) if cased else words.folded[at]
            if kind == "whole":
                fits = found in forms
            else:
                fits = found.startswith(forms) if kind == "prefix" else found.endswith(forms)
            if not fits:
                return None
        if length > 1 and not words.is_one_sentence(first, last):
            return None
        return Span(first, last)


def _automaton(parts: list[bytes]) -> "BytesAhoCorasick":
    from ahocorasick_rs import BytesAhoCorasick, Implementation

    # With the built-in topics it takes two thirds of the default's time; with 1,700 parts and more
    # the default is faster, because other work between two texts uses the same cache.
    kind = Implementation.DFA if len(parts) <= _MOST_FOR_DFA else None
    return BytesAhoCorasick(parts, implementation=kind)


def _unproven(phrase: Phrase, literal: _Literal) -> list[_Check]:
    """Return what to check where the literal part of a phrase was found."""
    checks = []
    for offset, word in enumerate(phrase):
        sought = literal.first <= offset <= literal.last
        if word.kind != "any" and (word.cased or not sought):
            is_acronym = word.cased and word.kind != "prefix"
            forms = (word.text, f"{word.text}s") if is_acronym else (word.text,)
            checks.append(_Check(offset, word.kind, forms, word.cased))
    return checks


def _longest(phrase: Phrase) -> _Literal:
    """Return the longest literal part of a phrase."""
    parts: list[_Literal] = []
    first, text = 0, ""
    for number, word in enumerate(phrase):
        if not text.endswith(" ") or word.kind in ("any", "suffix"):
            first, text = number, "" if word.kind == "suffix" else " "
        if word.kind == "any":
            text = ""
            continue
        text += _letters(word) + ("" if word.kind == "prefix" else " ")
        parts.append(_Literal(first, number, text))
    return max(parts, key=lambda part: len(part.text))


def _letters(word: Word) -> str:
    """Return what a word's letters are once the text is folded."""
    letters = word.text.lower()
    return folded(letters) if word.cased and word.kind != "prefix" else letters
