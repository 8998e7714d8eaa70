"""What a keyword just misses: its words in another order, form or case, near each other.

"segmentation of tumors" for `tumor segmentation`, "distilling" for `distillation`, "vit" for `ViT`.
Plurals, spelling and compounds are not misses: the fold finds them.
"""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from papertriage.topics.keywords import Text
from papertriage.topics.pattern import Phrase
from papertriage.topics.tfidf import stem
from papertriage.topics.topic import Topic
from papertriage.topics.words import Words

_LEAST = 3
"""Papers that must have the wording."""
_BETWEEN = 2
"""Other words that may be among those of the keyword."""


class Missed(NamedTuple):
    """A keyword, the commonest wording of papers without it, and how many papers have it."""

    keyword: str
    wording: str
    papers: int


class NearMisses:
    """Counts the wordings that papers use instead of a topic's keywords."""

    def __init__(self, topic: Topic) -> None:
        self._stems: dict[str, list[frozenset[str]]] = {}
        for keyword in topic.keywords:
            found = [_stems(phrase) for phrase in keyword.phrases if _is_plain(phrase)]
            if found and keyword.context is None:
                self._stems[keyword.text] = found
        self._wordings: dict[str, Counter[str]] = {text: Counter() for text in self._stems}

    def add(self, text: Text, found: set[str]) -> None:
        """Count a paper in which some keywords were found."""
        fields = [(words, list(map(stem, words.folded))) for words in text]
        there = {one for _, stems in fields for one in stems}
        for keyword, phrases in self._stems.items():
            if keyword in found or not any(wanted <= there for wanted in phrases):
                continue
            wordings = {
                words.phrase(first, last).lower()
                for words, stems in fields
                for wanted in phrases
                for first, last in _places(stems, wanted)
                if words.is_one_sentence(first, last)
            }
            # The keyword itself is there if it is part of a longer one that was found.
            self._wordings[keyword].update(wordings - {keyword})

    def worst(self, most: int) -> list[Missed]:
        """Return the keywords that miss most papers by one wording."""
        missed = [
            Missed(keyword, *max(wordings.items(), key=lambda pair: (pair[1], pair[0])))
            for keyword, wordings in self._wordings.items()
            if wordings
        ]
        kept = [one for one in missed if one.papers >= _LEAST]
        return sorted(kept, key=lambda one: (-one.papers, one.keyword))[:most]


def _is_plain(phrase: Phrase) -> bool:
    return all(word.kind == "whole" and word.text.isascii() for word in phrase)


def _stems(phrase: Phrase) -> frozenset[str]:
    return frozenset(folded for word in phrase for folded in _folded(word.text))


def _folded(text: str) -> Iterator[str]:
    yield from map(stem, Words(text).folded)


def _places(stems: list[str], wanted: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield the shortest spans with all wanted stems and few other words."""
    at = [place for place, one in enumerate(stems) if one in wanted]
    for number, first in enumerate(at):
        window = at[number : number + len(wanted)]
        is_near = window[-1] - first < len(wanted) + _BETWEEN
        if is_near and {stems[place] for place in window} == wanted:
            yield first, window[-1] + 1
