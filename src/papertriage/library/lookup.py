"""Looking papers up: what a view and a writer answer alike.

`identity` is imported on use: most readers ask for no paper by its marks, and it takes 4 ms.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from papertriage.library import history
from papertriage.library.handles import handle
from papertriage.library.history import Apart
from papertriage.library.index import Index
from papertriage.library.log import Snapshot
from papertriage.library.records import Forgotten
from papertriage.paper import Paper


class Candidate(NamedTuple):
    """A paper that may be the same as a record, and the record's marks that name it.

    A paper that was first known by a text alone has the text's mark as a name; so it has those of
    texts that a merge replaced. They keep their meaning when the text is long another.
    """

    paper: Paper
    earlier: frozenset[str]


class Signs(NamedTuple):
    """The handles of a paper: made once, to look it up and to store it.

    Attributes:
        names: of its names.
        texts: of the names that its texts would be, see `Candidate`.
        marks: of its marks.
    """

    names: list[bytes]
    texts: list[bytes]
    marks: list[bytes]

    @property
    def all(self) -> list[bytes]:
        """All of them."""
        return [*self.names, *self.texts, *self.marks]

    @classmethod
    def of(cls, paper: Paper, made: Sequence[str] | None = None) -> "Signs":
        """Make them of a paper, and of its marks where these are made already."""
        from papertriage import identity

        handles = identity.handles_of(paper, made)
        return cls(
            [handle("name", name) for name in handles.names],
            [handle("name", name) for name in handles.former_names],
            [handle("mark", mark) for mark in handles.marks],
        )


class Lookup:
    """Questions to the index and the history."""

    _index: Index
    _history: Snapshot

    def find(self, names: Iterable[str], marks: Iterable[str]) -> list[Paper]:
        """Return the live papers, stored or staged, that share a name or a mark with these.

        Each comes once, in the order of first storing; aliases are followed.
        """
        found = self._index.find(list(names), list(marks))
        return [record for record in found if isinstance(record, Paper)]

    def candidates(self, paper: Paper, signs: Signs | None = None) -> list[Candidate]:
        """Return the live papers that may be the same as this one, in the order of storing.

        A text that a merge replaced leads to its paper too (see `Candidate`). The paper's signs
        are made where they are not given.
        """
        from papertriage import identity

        signs = signs or Signs.of(paper)
        found = [one for one in self._index.bearing(signs.all) if isinstance(one, Paper)]
        earlier: dict[str, set[str]] = {}
        for mark in identity.exact_marks(paper) if found else ():
            meant = self._index.get(identity.name_of_mark(mark))
            if meant is not None:
                earlier.setdefault(meant[1].id, set()).add(mark)
        return [Candidate(known, frozenset(earlier.get(known.id, ()))) for known in found]

    def expect(
        self, papers: Sequence[Paper], made: Iterable[Sequence[str] | None] = ()
    ) -> list[Signs]:
        """Fetch at once what the index will be asked about each of these papers.

        Args:
            papers: a few hundred.
            made: the marks of each made already (`identity.marks`), None if they are not.

        Returns:
            The signs of each.
        """
        signs = [Signs.of(*each) for each in zip_longest(papers, made)]
        self._index.expect([each for one in signs for each in one.all])
        return signs

    def is_new(self, signs: Signs) -> bool:
        """Tell at one look that nothing was ever stored that may be the same as a paper.

        Then it has no candidates, its names are free, and it was not forgotten.
        """
        return self._index.none_of(signs.all)

    def means_something(self, name: str) -> bool:
        """Tell whether a name is taken: by a paper, an alias, or a forgotten paper."""
        return bool(self._index.find([name], []))

    def is_forgotten(self, paper: Paper) -> bool:
        """Tell whether the user took this paper out, so that it must not come back by itself.

        It is if a forgotten paper, and no live one, shares a name with it. A mark alone decides
        only for a record that nothing but its text names (``sha1:``): two papers called
        "Editorial" with ids of their own are not one.
        """
        from papertriage import identity

        names = identity.names(paper)
        found = self._index.find(names, [])
        if not found and all(name.startswith("sha1:") for name in names):
            found = self._index.find([], identity.exact_marks(paper))
        return bool(found) and all(isinstance(record, Forgotten) for record in found)

    def apart(self) -> Iterator[Apart]:
        """Yield the pairs of papers that the user set apart, oldest first."""
        return history.events(self._history.lines(), Apart)
