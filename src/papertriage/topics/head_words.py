"""The single words of a topic's own keywords: what each would bring as a keyword of its own.

A list of phrases (`face recognition`, `face detection`) finds only these; most papers that it
misses contain one of their words. Which papers a word would add, and how many of them look like the
topic, decides whether it is a good keyword.
"""

from array import array
from collections.abc import Iterable

import msgspec

from papertriage.topics.keywords import Text
from papertriage.topics.ngrams import is_common_anywhere
from papertriage.topics.tfidf import is_term
from papertriage.topics.topic import Topic

_SHORTEST = 3
_LEAST_SHARE = 0.2
"""Minimum share of its papers that look like the topic."""
_FEWEST = 3
"""Papers that a word must add."""
_TYPICAL = 0.05
"""A paper looks like the topic from this quantile of the likeness of the topic's own papers."""


class HeadWord(msgspec.Struct, frozen=True, kw_only=True):
    """A word of the keywords that is not a keyword by itself.

    Attributes:
        text: the word.
        papers: papers without any keyword that contain it.
        alike: how many of these look like the topic.
    """

    text: str
    papers: int
    alike: int

    @property
    def share(self) -> float:
        """The share of its papers that look like the topic."""
        return self.alike / self.papers


class HeadWords:
    """Collects the papers that each word would add."""

    def __init__(self, topic: Topic) -> None:
        phrases = [phrase for keyword in topic.keywords for phrase in keyword.phrases]
        words = {word.text for phrase in phrases for word in phrase if word.kind == "whole"}
        alone = {phrase[0].text for phrase in phrases if len(phrase) == 1}
        self._found = {
            word: array("d")
            for word in words - alone
            if len(word) >= _SHORTEST and is_term(word) and not is_common_anywhere(word)
        }

    def add(self, text: Text, likeness: float) -> None:
        """Add a paper without any keyword, with its likeness to the topic."""
        words = {*text.title.folded, *text.abstract.folded}
        for word in self._found.keys() & words:
            self._found[word].append(likeness)

    def best(self, on_topic: Iterable[float], most: int) -> list[HeadWord]:
        """Return the words that add most papers like the topic's, given the likeness of those."""
        ranked = sorted(on_topic)
        if not ranked:
            return []
        typical = ranked[int(_TYPICAL * len(ranked))]
        words = [
            HeadWord(
                text=word, papers=len(found), alike=sum(likeness >= typical for likeness in found)
            )
            for word, found in self._found.items()
            if len(found) >= _FEWEST
        ]
        good = [word for word in words if word.share >= _LEAST_SHARE]
        return sorted(good, key=lambda word: (-word.alike, word.text))[:most]
