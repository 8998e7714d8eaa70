"""The pool of a screening: papers, a query and the learner's version, frozen under a name.

    {"event": "screening", "screening": "owls", "query": "...", "recipe": "words-1",
     "parts": [[hashes of the records of a paper], ...], "names": [keys of the papers]}

A paper is frozen as the records that it had then: what is read later does not change it. Further
events with the same name extend the pool at its end.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from papertriage.config.user import user_name
from papertriage.errors import UsageError
from papertriage.grouping.fields import merge
from papertriage.learning.learner import RECIPE
from papertriage.library import Event, Library
from papertriage.paper import Paper
from papertriage.text.clean import safe
from papertriage.text.suggest import did_you_mean

if TYPE_CHECKING:
    from papertriage.library.view import View

HOW_TO_START = "start one: papertriage review --learn --query TEXT"
"""The hint of errors about a screening that does not exist."""


class Member(NamedTuple):
    """A paper of a pool: the hashes of its records, and the key it had."""

    records: list[str]
    key: str


class Pool(NamedTuple):
    """A frozen pool.

    Attributes:
        name: what users call the screening.
        query: the words from which the learner starts.
        recipe: the version of the learner.
        members: the papers, in the order of their first records in the library.
    """

    name: str
    query: str
    recipe: str
    members: list[Member]

    def numbers(self) -> dict[str, int]:
        """Return the numbers of the papers in the pool by the hashes of their records."""
        return {
            record: number
            for number, member in enumerate(self.members)
            for record in member.records
        }

    def papers(self, view: "View") -> list[Paper | None]:
        """Return the papers as they were frozen; None for those that were removed since."""
        found = view.papers_about([_mention(member) for member in self.members])
        return [
            _frozen(view, member, numbers[0]) if numbers else None
            for member, (_, numbers) in zip(self.members, found, strict=True)
        ]


def begin(library: Library, name: str, query: str, user: str = "") -> Pool:
    """Freeze the papers of a library as the pool of a new screening.

    Args:
        library: where the papers are.
        name: a new name.
        query: the words from which the learner starts.
        user: who starts it; the current user if empty.

    Raises:
        MissingInputError: there is no library.
        UsageError: the name is taken or empty, the query is empty, or there is no paper.
        LockedError, CannotWriteError: nothing was stored.
    """
    if not name.strip() or not query.strip():
        raise UsageError("a screening needs a name and a query")
    if name in pools(library):
        raise UsageError(
            f'screening "{safe(name)}" already exists', hint="leave out --query to resume it"
        )
    with library.read() as view:
        members = _members(view)
    if not members:
        raise UsageError("the library has no papers to screen")
    _note(library, name, members, user, query=query, recipe=RECIPE)
    return Pool(name, query, RECIPE, members)


def extend(library: Library, name: str, user: str = "") -> int:
    """Add papers to a pool that are new in the library; return how many.

    Raises:
        MissingInputError: there is no library.
        UsageError: there is no such screening.
        LockedError, CannotWriteError: nothing was stored.
    """
    known = set(find(library, name).numbers())
    with library.read() as view:
        new = [each for each in _members(view) if known.isdisjoint(each.records)]
    if new:
        _note(library, name, new, user)
    return len(new)


def find(library: Library, name: str) -> Pool:
    """Return the pool of a screening.

    Raises:
        UsageError: there is no such screening.
    """
    known = pools(library)
    if name in known:
        return known[name]
    meant = did_you_mean(name, known)
    hint = f"screenings: {', '.join(map(safe, known))}" if known else HOW_TO_START
    raise UsageError(f'no screening "{safe(name)}"{meant}', hint=hint)


def pools(library: Library) -> dict[str, Pool]:
    """Return the pools of a library by their names, the oldest first."""
    found: dict[str, Pool] = {}
    for event in library.history("screening"):
        name = event.screening or ""
        pool = found.setdefault(name, Pool(name, event.query or "", event.recipe or "", []))
        known = set(pool.numbers())
        pool.members.extend(
            Member(records, key)
            for records, key in zip(event.parts, event.names, strict=False)
            if known.isdisjoint(records)
        )
    return found


def _members(view: "View") -> list[Member]:
    first = {placed.paper: placed.first for placed in view.placed()}
    numbers = sorted(first, key=first.__getitem__)
    return [
        Member([record.hash for record in view.records(number)], view.key(number))
        for number in numbers
    ]


def _note(
    library: Library,
    name: str,
    members: Sequence[Member],
    user: str,
    query: str | None = None,
    recipe: str | None = None,
) -> None:
    event = Event(
        event="screening",
        by=user or user_name(),
        screening=name,
        parts=[member.records for member in members],
        names=[member.key for member in members],
        query=query,
        recipe=recipe,
    )
    library.remember([event])


def _mention(member: Member) -> Event:
    return Event(event="screening", paper=member.records, names=[member.key])


def _frozen(view: "View", member: Member, number: int) -> Paper:
    """Return a paper as its records of that time make it, with its current key."""
    records = view.records(number)
    then = [record for record in records if record.hash in set(member.records)]
    paper = merge(then or records)
    paper.id = view.key(number)
    return paper
