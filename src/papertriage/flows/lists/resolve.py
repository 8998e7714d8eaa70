"""Replaces the fields of a query that the search index does not have by papers and days.

The search index holds texts and names. Topics, decisions, listings and notes are in the library's
index and its history.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from msgspec import structs

from papertriage import dates
from papertriage.flows.lists.rank import check_topics
from papertriage.flows.lists.seen import own
from papertriage.library.search import terms
from papertriage.library.search.query import (
    Atom,
    Chosen,
    Clause,
    Days,
    Field,
    Group,
    Member,
    Query,
    QueryError,
)
from papertriage.report import ON_TOPIC, Verdict

if TYPE_CHECKING:
    from papertriage.flows.lists.decisions import Decided
    from papertriage.library.view import View

IS: dict[Verdict, str] = {"star": "starred", "later": "later", "read": "read", "skip": "skipped"}
"""How a query asks for the papers with a verdict: ``is:starred``."""
_VERDICTS = {word: verdict for verdict, word in IS.items()}
_RANGE = ".."


class Resolver:
    """Resolves queries of one user to one library."""

    def __init__(
        self, view: "View", decided: Callable[[], "Decided"], topics: Iterable[str], today: date
    ) -> None:
        """Create a resolver.

        Args:
            view: the library.
            decided: returns what users decided; it is called only when a query needs it.
            topics: the topics of the taxonomy.
            today: the day from which ``today`` and ``7d`` count.
        """
        self._view = view
        self._decided = decided
        self._topics = topics
        self._today = today
        self._fields: dict[Field, Callable[[Atom], Member]] = {
            "id": self._names,
            "date": self._days,
            "topic": self._topic,
            "note": self._note,
            "is": self._state,
        }

    def query(self, query: Query) -> Query:
        """Return a query that the search index can answer.

        Raises:
            QueryError: a date is not valid.
            UsageError: a topic does not exist.
        """
        return Query(tuple(map(self._clause, query.clauses)))

    def _clause(self, clause: Clause) -> Clause:
        return structs.replace(clause, any_of=tuple(map(self._member, clause.any_of)))

    def _member(self, member: Member) -> Member:
        if isinstance(member, Group):
            return Group(self.query(member.query))
        if isinstance(member, Atom) and (resolve := self._fields.get(member.field)):
            return resolve(member)
        return member

    def _names(self, atom: Atom) -> Chosen:
        """Return the papers with a name: several may share one if their records contradict."""
        from papertriage import identity  # its patterns take 4 ms to compile

        named = self._view.named
        return self._numbers(named(atom.text) or named(identity.canonical(atom.text)))

    def _topic(self, atom: Atom) -> Chosen:
        check_topics([atom.text], {*self._view.topics(), *self._topics})
        return self._numbers(each.paper for each in self._view.entries(atom.text, ON_TOPIC))

    def _note(self, atom: Atom) -> Chosen:
        return self._papers(_with_words(self._decided().noted(), atom.text))

    def _days(self, atom: Atom) -> Days:
        first, dots, last = atom.text.partition(_RANGE)
        last = last if dots else first
        return Days(self._ordinal(first, latest=False), self._ordinal(last, latest=True))

    def _ordinal(self, text: str, *, latest: bool) -> int | None:
        if not text:
            return None
        day = dates.named_day(text, self._today, latest=latest)
        if day is None:
            raise QueryError(
                f'date "{text}": not a date', hint=f"write {dates.DAYS}, or two with .. between"
            )
        return day.toordinal()

    def _state(self, atom: Atom) -> Member:
        match atom.text:
            case "undecided":
                found: Member = _all_but(self._papers(self._decided().decided()))
            case "listed":
                found = self._listed()
            case "new":
                found = _all_but(self._listed())
            case "near":
                found = self._numbers(self._view.near_some(ON_TOPIC))
            case "withdrawn":
                found = self._numbers(self._view.withdrawn())
            case "untitled":
                found = atom
            case word:
                found = self._papers(self._decided().marked({_VERDICTS[word]}))
        return found

    def _listed(self) -> Chosen:
        events = own(self._view.history("listed"))
        return self._numbers(n for _, numbers in self._view.papers_about(events) for n in numbers)

    def _papers(self, keys: Iterable[str]) -> Chosen:
        return self._numbers(number for key in keys for number in self._view.named(key))

    def _numbers(self, numbers: Iterable[int]) -> Chosen:
        return Chosen(frozenset(numbers))


def _all_but(chosen: Chosen) -> Group:
    return Group(Query((Clause((chosen,), negated=True),)))


def _with_words(notes: dict[str, str], text: str) -> Iterator[str]:
    """Yield the keys of the papers whose note has all words of a text."""
    wanted = {terms.stem(word) for word in terms.words(text)}
    for key, note in notes.items():
        if wanted <= {terms.stem(word) for word in terms.words(note)}:
            yield key
