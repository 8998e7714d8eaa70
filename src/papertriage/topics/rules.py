"""Rules apart from the text: authors, categories and example papers as evidence for a topic.

An example is on its topic because the user says so; an author counts like a normal keyword in
the title; a category only supports, like a weak keyword, and decides nothing by itself.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from papertriage.paper import Author, Paper
from papertriage.text.person import Likeness, Person, compare, person
from papertriage.topics.topic import Topic
from papertriage.topics.weights import IN_TITLE

EXAMPLE = IN_TITLE["strong"]
AUTHOR = IN_TITLE["normal"]
CATEGORY = IN_TITLE["weak"]


class Fact(NamedTuple):
    """A rule that a paper meets.

    Attributes:
        text: how lists describe it: "by Okafor", "in cs.CV", "an example of yours".
        weight: its probability alone, for the noisy-or.
        decides: whether it makes a tag without any keyword.
    """

    text: str
    weight: float
    decides: bool


class Rules:
    """The rules of all topics, found by what a paper has: its names, authors and categories."""

    def __init__(self, topics: Mapping[str, Sequence[Topic]]) -> None:
        """Index the rules.

        Args:
            topics: name -> the topic and those that are part of it.
        """
        self._rules: list[tuple[str, Fact]] = []
        self._examples: dict[str, list[int]] = {}
        self._authors: dict[str, list[tuple[int, Person]]] = {}
        self._categories: dict[str, list[int]] = {}
        for name, parts in topics.items():
            if any(part.examples for part in parts):
                number = self._add(name, Fact("an example of yours", EXAMPLE, decides=True))
                for example in {one.casefold() for part in parts for one in part.examples}:
                    self._examples.setdefault(example, []).append(number)
            for written in (author for part in parts for author in part.authors):
                number = self._add(name, Fact(f"by {written}", AUTHOR, decides=True))
                wanted = person(Author(name=written))  # "Okafor", "Okafor, N." or "Ngozi Okafor"
                for word in _words(wanted):
                    self._authors.setdefault(word, []).append((number, wanted))
            for category in (category for part in parts for category in part.categories):
                number = self._add(name, Fact(f"in {category}", CATEGORY, decides=False))
                self._categories.setdefault(category.casefold(), []).append(number)

    def _add(self, topic: str, fact: Fact) -> int:
        self._rules.append((topic, fact))
        return len(self._rules) - 1

    @property
    def has_examples(self) -> bool:
        """Whether the user named any paper."""
        return bool(self._examples)

    def is_example(self, paper: Paper) -> bool:
        """Return whether the user named this paper, by its key or any other name."""
        return not self._examples.keys().isdisjoint(_ids(paper))

    def facts(self, paper: Paper) -> dict[str, list[Fact]]:
        """Return the rules that a paper meets by topic, each once."""
        met: set[int] = set()
        if self._examples:
            for name in self._examples.keys() & _ids(paper):
                met.update(self._examples[name])
        if self._authors:
            for author in map(person, paper.authors):
                for word in self._authors.keys() & _words(author):
                    met.update(at for at, wanted in self._authors[word] if _is(wanted, author))
        if self._categories:
            for name in {*paper.categories, paper.primary_category or ""}:
                for category in self._categories.keys() & _levels(name.casefold()):
                    met.update(self._categories[category])
        facts: dict[str, list[Fact]] = {}
        for number in sorted(met):
            topic, fact = self._rules[number]
            facts.setdefault(topic, []).append(fact)
        return facts


def _ids(paper: Paper) -> set[str]:
    names = {f"{kind}:{value}" for kind, value in paper.ids.items()}
    return {name.casefold() for name in (paper.id, *names)}


def _levels(category: str) -> set[str]:
    """Return a category and all above it: "cs.cv" and "cs"."""
    return {category, *(category[:at] for at, char in enumerate(category) if char == ".")}


def _words(name: Person) -> frozenset[str]:
    """Return the words of which two names share one if they may be of one person."""
    return name.families | name.parts


def _is(wanted: Person, author: Person) -> bool:
    """Return whether an author may be the wanted one; an initial matches every name it starts."""
    if wanted.given and not author.given:
        return False
    return compare(wanted, author) is not Likeness.CONTRADICTING
