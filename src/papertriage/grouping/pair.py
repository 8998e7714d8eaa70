"""Compares two records: how similar their titles, people, places and abstracts are."""

import enum
from functools import cached_property

from papertriage.grouping import authors, places, titles
from papertriage.grouping.authors import Shared
from papertriage.grouping.facts import Facts
from papertriage.grouping.places import Places
from papertriage.grouping.titles import Titles

_PREFIX = 200
"""Folded characters at the start that copies of an abstract share; after them they may differ."""
_ENOUGH = 100
"""Folded characters that an abstract needs to be compared."""
_LONG = 400
"""Folded characters from which two near-equal abstracts count as equal."""
_EQUAL = 92.0
_NEAR = 80.0
_VERSIONS = 60.0
"""Percent from which two abstracts are equal, near, or versions of one text."""


class Abstracts(enum.IntEnum):
    """How similar two abstracts are, in ascending order."""

    UNKNOWN = 0
    OTHER = 1
    VERSIONS = 2
    NEAR = 3
    EQUAL = 4


class Pair:
    """Two records; each comparison is made on first use, and kept."""

    def __init__(self, one: Facts, other: Facts, policy: str) -> None:
        """Take two records.

        Args:
            one: a record.
            other: another.
            policy: ``work`` or ``report``.
        """
        self.one = one
        self.other = other
        self.is_report = policy == "report"

    @cached_property
    def titles(self) -> Titles:
        """How similar their titles are."""
        return titles.relation(self.one.title, self.other.title)

    @property
    def title_likeness(self) -> float:
        """How similar their titles are, in percent."""
        return titles.ratio(self.one.title.fold, self.other.title.fold)

    @cached_property
    def people(self) -> Shared:
        """Whom they have in common."""
        return authors.shared(self.one.people, self.other.people)

    @property
    def share_no_name(self) -> bool:
        """Whether both have authors, whose names have no word in common."""
        one, other = self.one.name_words, self.other.name_words
        return bool(one and other) and one.isdisjoint(other) and self.are_in_one_script

    @property
    def are_in_one_script(self) -> bool:
        """Whether the names of both are in Latin letters."""
        return all(
            one.people[0].is_latin and one.people[-1].is_latin for one in (self.one, self.other)
        )

    @cached_property
    def places(self) -> Places:
        """Whether they were published in the same place."""
        return places.relation(self.one.place, self.other.place)

    @cached_property
    def years(self) -> int | None:
        """How many years they are apart."""
        first, second = self.one.year, self.other.year
        return None if first is None or second is None else abs(first - second)

    @cached_property
    def begin_alike(self) -> bool:
        """Whether their abstracts start with the same characters, which is cheap to check."""
        first, second = self.one.abstract, self.other.abstract
        size = min(len(first), len(second), _PREFIX)
        return size >= _ENOUGH and first[:size] == second[:size]

    @cached_property
    def likeness(self) -> float:
        """How similar their abstracts are, in percent, 0 below `_VERSIONS`.

        The longer one is also compared up to the length of the shorter one, which may be cut.
        """
        short, long = sorted((self.one.abstract, self.other.abstract), key=len)
        whole = titles.ratio(short, long, _VERSIONS)
        if whole >= _EQUAL or len(short) == len(long):
            return whole
        return max(whole, titles.ratio(short, long[: len(short)], _VERSIONS))

    @property
    def is_one_text(self) -> bool:
        """Whether their abstracts are near-equal to the end."""
        return self.likeness >= _EQUAL

    @cached_property
    def abstracts(self) -> Abstracts:
        """How similar their abstracts are."""
        size = min(len(self.one.abstract), len(self.other.abstract))
        if size < _ENOUGH:
            return Abstracts.UNKNOWN
        if self.begin_alike:
            return Abstracts.EQUAL
        if self.likeness >= _NEAR:
            return Abstracts.EQUAL if self.likeness >= _EQUAL and size >= _LONG else Abstracts.NEAR
        return Abstracts.VERSIONS if self.likeness >= _VERSIONS else Abstracts.OTHER

    @property
    def have_two_dois(self) -> bool:
        """Whether both have a DOI, and not the same one."""
        dois = self.one.ids.get("doi"), self.other.ids.get("doi")
        return None not in dois and dois[0] != dois[1]

    def shared_name(self) -> str | None:
        """Return a name that both have, other than one made from a text; None without any.

        Under the policy ``report`` a record with a DOI is the report of its DOI, whatever its
        arXiv id.
        """
        for kind in sorted(self.one.ids):
            name = self.one.ids[kind]
            if self.other.ids.get(kind) == name and not self._is_of_work(kind):
                return f"{kind}:{name}"
        return None

    def _is_of_work(self, kind: str) -> bool:
        """Return whether a name of this kind is not a report's: an arXiv id if there is a DOI."""
        return (
            self.is_report
            and kind == "arxiv"
            and self.one.ids.get("doi") != self.other.ids.get("doi")
        )
