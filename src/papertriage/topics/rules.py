"""Rules apart from the text: authors, categories and example papers as evidence for a topic.

An example is on its topic because the user says so; an author counts like a normal keyword in
the title; a category only supports, like a weak keyword, and decides nothing by itself.
"""

from collections.abc import Iterable, Iterator
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
    """The rules of a topic and of the topics that are part of it."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self._authors: list[tuple[str, Person]] = []
        self._categories: list[str] = []
        self._examples: set[str] = set()
        for topic in topics:
            self._authors += [(name, _person(name)) for name in topic.authors]
            self._categories += topic.categories
            self._examples |= {name.casefold() for name in topic.examples}

    def __bool__(self) -> bool:
        return bool(self._authors or self._categories or self._examples)

    @property
    def has_examples(self) -> bool:
        """Whether the user named any paper."""
        return bool(self._examples)

    def is_example(self, paper: Paper) -> bool:
        """Return whether the user named this paper, by its key or any other name."""
        return not self._examples.isdisjoint(_ids(paper))

    def facts(self, paper: Paper) -> Iterator[Fact]:
        """Yield the rules that a paper meets, each once."""
        if self._examples and self.is_example(paper):
            yield Fact("an example of yours", EXAMPLE, decides=True)
        authors = [person(author) for author in paper.authors] if self._authors else []
        for written, wanted in self._authors:
            if any(_is(wanted, author) for author in authors):
                yield Fact(f"by {written}", AUTHOR, decides=True)
        own = {*paper.categories, paper.primary_category or ""}
        for category in self._categories:
            if any(_within(name, category) for name in own):
                yield Fact(f"in {category}", CATEGORY, decides=False)


def _ids(paper: Paper) -> set[str]:
    names = {f"{kind}:{value}" for kind, value in paper.ids.items()}
    return {name.casefold() for name in (paper.id, *names)}


def _within(name: str, category: str) -> bool:
    name, category = name.casefold(), category.casefold()
    return name == category or name.startswith(f"{category}.")


def _person(written: str) -> Person:
    """Read "Okafor", "Okafor, N." or "Ngozi Okafor"."""
    return person(Author(name=written))


def _is(wanted: Person, author: Person) -> bool:
    """Return whether an author may be the wanted one; an initial matches every name it starts."""
    if wanted.given and not author.given:
        return False
    return compare(wanted, author) is not Likeness.CONTRADICTING
