"""Words that lower a topic's score wherever they are in a paper: its `not`."""

from collections.abc import Iterable

from papertriage.topics.finder import Finder
from papertriage.topics.forms import forms
from papertriage.topics.keywords import Text
from papertriage.topics.topic import Topic


class Unwanted:
    """The words under `not` of all topics, compiled once."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        owned = [
            (topic.name, form)
            for topic in topics
            for pattern in topic.unwanted
            for phrase in pattern.phrases
            for form in forms(phrase)
        ]
        self._topics = [name for name, _ in owned]
        self._finder = Finder(form for _, form in owned) if owned else None

    def words(self, text: Text) -> dict[str, str]:
        """Return the first such words in a paper, for each topic that has any in it."""
        found: dict[str, str] = {}
        if self._finder is None:
            return found
        for words in text:
            parts = self._finder.seek(words)
            for number, start, offset in self._finder.candidates(parts):
                if span := self._finder.confirm(number, start, offset, words):
                    found.setdefault(self._topics[number], words.phrase(*span))
        return found
