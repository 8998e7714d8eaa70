"""The facts of a record that grouping compares: names, title, people, year, place, abstract."""

import re
from functools import cached_property

from papertriage import dates, identity
from papertriage.grouping import kinds, places
from papertriage.grouping.places import Place
from papertriage.paper import Paper
from papertriage.text import similarity
from papertriage.text.abstracts import says_nothing, without_tail
from papertriage.text.person import Person, person
from papertriage.text.titles import Title, read_title

_LONGEST = 3000
"""Folded characters of an abstract that are compared; more add nothing."""
_MOST_AUTHORS = 24
"""Authors who are compared; the thousand of a collaboration add nothing."""
_DATA_DOI = re.compile(
    r"10\.(?:5281/zenodo|6084/m9\.figshare|5061/dryad|17632/|7910/dvn|1594/pangaea|15468/|3886/)"
)
_COLLABORATION = frozenset({"collaboration", "collaborations", "the", "and", "for", "of"})
_DATA = frozenset({"dataset", "software"})
TEXTS = frozenset(
    {"article", "article-journal", "paper-conference", "chapter", "book", "report", "review"}
)
_PREPRINT_DOI = re.compile(
    r"10\.(?:48550/|1101/\d|21203/rs|26434/|312(?:19|22|34|35)/osf|20944/preprints|36227/|2139/ssrn)"
)
_PREPRINT_VENUE = re.compile(
    r"\b(?:ar|bior|medr|chemr|psyar|techr|engr|socar)xiv\b|^corr\b|\bssrn\b|preprint", re.IGNORECASE
)


class Facts:
    """The facts of a record that grouping compares; each is computed on first use, and kept.

    Attributes:
        paper: the record.
    """

    def __init__(self, paper: Paper) -> None:
        """Take a record."""
        self.paper = paper

    @cached_property
    def ids(self) -> dict[str, str]:
        """Its names by kind, without the one that is made from its text."""
        found = {kind: name for kind, name in self.paper.ids.items() if kind != "sha1"}
        if doi := found.get("doi"):
            found["doi"] = identity.without_version(doi)
        return found

    @cached_property
    def title(self) -> Title:
        """Its title in canonical words."""
        return read_title(self.paper.title or "")

    @cached_property
    def kind(self) -> str:
        """See `kinds.kind_of`."""
        return kinds.kind_of(self.title)

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """Its first authors, without organizations, which say little about who wrote it."""
        found = map(person, self.paper.authors[:_MOST_AUTHORS])
        return tuple(one for one in found if not one.is_organization)

    @cached_property
    def collaborations(self) -> frozenset[str]:
        """The words that name the collaborations among its authors."""
        names = (author.name.lower() for author in self.paper.authors[:_MOST_AUTHORS])
        words = (
            word for name in names if "collaboration" in name for word in similarity.words(name)
        )
        return frozenset(words) - _COLLABORATION

    @cached_property
    def name_words(self) -> frozenset[str]:
        """All words of its authors' names: lists that share none have nobody in common."""
        given = ("".join(one.given) for one in self.people)
        return frozenset(given).union(*(one.parts for one in self.people))

    @cached_property
    def year(self) -> int | None:
        """The year of its date."""
        date = self.paper.date
        return dates.earliest_day(date).year if date else None

    @cached_property
    def place(self) -> Place:
        """Where it was published."""
        return places.place(self.paper)

    @cached_property
    def abstract(self) -> str:
        """Its folded abstract, without a tail; empty if it says nothing."""
        text = self.paper.abstract or ""
        return "" if says_nothing(text) else identity.fold(without_tail(text))[:_LONGEST]

    @cached_property
    def is_data(self) -> bool:
        """Whether it is a data set or software, by its type or by where its DOI comes from."""
        kind = self.paper.type
        if kind in _DATA or kind in TEXTS:
            return kind in _DATA
        return _DATA_DOI.match(self.ids.get("doi", "")) is not None

    @property
    def is_preprint(self) -> bool:
        """Whether it is on a preprint server, and names no other publication."""
        doi = self.ids.get("doi")
        if doi:
            return _PREPRINT_DOI.match(doi) is not None
        return "arxiv" in self.ids or _PREPRINT_VENUE.search(self.paper.venue or "") is not None
