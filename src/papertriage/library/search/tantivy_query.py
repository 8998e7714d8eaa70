"""Builds tantivy queries from the user's."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import msgspec

from papertriage.library.search import terms
from papertriage.library.search.query import (
    CHOOSING,
    Atom,
    Chosen,
    Clause,
    Days,
    Group,
    Member,
    Query,
)
from papertriage.text.person import query_terms

if TYPE_CHECKING:
    import tantivy

_TITLE_BOOST = 2.0
"""The weight of the title when candidates are chosen, the same as in `score`."""
_TITLE_AND_ABSTRACT = ("ti", "abs")
_TEXT = {"all": ("ti", "abs", "au"), "ti": ("ti",), "abs": ("abs",), "au": ("au",)}


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Which papers to keep: by their possible days and their categories, as ranking does."""

    since: date | None = None
    until: date | None = None
    undated: bool = False
    categories: tuple[str, ...] = ()


class QueryBuilder:
    """Builds queries for one searcher, and looks a ``word*`` up in its words."""

    def __init__(self, schema: "tantivy.Schema", searcher: "tantivy.Searcher") -> None:
        from tantivy import Occur
        from tantivy import Query as Made

        self._schema = schema
        self._searcher = searcher
        self._made = Made
        self._must, self._should, self._not = Occur.Must, Occur.Should, Occur.MustNot

    def whole(self, query: Query, limits: Limits, without: Iterable[int]) -> "tantivy.Query":
        """Return a query for the hits of a user's query; `without` are papers to leave out."""
        parts = [
            (self._not if clause.negated else self._must, self.clause(clause))
            for clause in query.clauses
        ]
        return self._all([*parts, *self._limits(limits, without)])

    def some(self, query: "tantivy.Query", without: Iterable[int]) -> "tantivy.Query":
        """Return a query without some papers."""
        return self._all([(self._must, query), *self._limits(Limits(), without)])

    def like(
        self, weights: Mapping[str, float], limits: Limits, without: Iterable[int]
    ) -> "tantivy.Query":
        """Return a query for papers with any of some stems, ranked by their weights."""
        return self._all([
            (self._must, self._any([
                self._made.boost_query(self._term(field, stem), weight)
                for stem, weight in weights.items()
                for field in _TITLE_AND_ABSTRACT
            ])),
            *self._limits(limits, without),
        ])  # fmt: skip

    def having(self, stem: str, without: Iterable[int]) -> "tantivy.Query":
        """Return a query for the papers with a stem in title or abstract."""
        return self.some(
            self._any([self._term(field, stem) for field in _TITLE_AND_ABSTRACT]), without
        )

    def clause(self, clause: Clause) -> "tantivy.Query":
        return self._any([self._member(member) for member in clause.any_of])

    def _member(self, member: Member) -> "tantivy.Query":
        if isinstance(member, Group):
            return self.whole(member.query, Limits(), ())
        if isinstance(member, Chosen):
            numbers = [str(number) for number in sorted(member.numbers)]
            found = self._made.term_set_query(self._schema, "number", numbers)
        elif isinstance(member, Days):
            found = self._between(member.first, member.last)
        elif member.field not in CHOOSING:
            return self._any([self._in(field, member) for field in _TEXT[member.field]])
        else:
            found = self._choosing(member)
        return self._made.const_score_query(found, 0.0)

    def _choosing(self, atom: Atom) -> "tantivy.Query":
        if atom.field == "cat":
            return self._term("cat", atom.text.lower())
        if atom.field in {"venue", "source"}:
            return self._phrase(atom.field, terms.names(atom.text))
        if (atom.field, atom.text) == ("is", "untitled"):
            return self._term("untitled", "yes")
        raise ValueError(f"{atom.field}:{atom.text} was not replaced")

    def _in(self, field: str, atom: Atom) -> "tantivy.Query":
        if atom.prefix:
            return self._beginning(field, atom)
        phrases = atom.phrases()
        if field == "au":
            name = terms.names(atom.text)  # "Okafor, Ines" is Ines Okafor
            phrases = [name, name[::-1]] if len(name) > 1 else [name]
        found = self._any([self._phrase(field, phrase) for phrase in phrases])
        if atom.field == "au":  # so is "Okafor, I."
            people = self._made.term_set_query(self._schema, "who", sorted(query_terms(atom.text)))
            found = self._any([found, self._made.const_score_query(people, 1.0)])
        return self._made.boost_query(found, _TITLE_BOOST) if field == "ti" else found

    def _phrase(self, field: str, known: Sequence[str]) -> "tantivy.Query":
        if len(known) == 1:
            return self._term(field, known[0])
        return self._made.phrase_query(self._schema, field, list(known))

    def _beginning(self, field: str, atom: Atom) -> "tantivy.Query":
        """Return a query for words with a prefix, and for the words before it as a phrase."""
        if field == "au":
            *before, start = terms.names(atom.text)
            name, starts = field, [start]
        else:
            before, starts = terms.beginnings(atom.text)
            name, before = f"{field}w", list(map(terms.stem, before))
        words = {
            word for start in starts for word, _ in self._searcher.terms_with_prefix(name, start)
        }
        found = self._made.const_score_query(
            self._made.term_set_query(self._schema, name, sorted(words)), 1.0
        )
        if not before:
            return found
        return self._all([(self._must, self._phrase(field, before)), (self._must, found)])

    def _limits(
        self, limits: Limits, without: Iterable[int]
    ) -> list[tuple["tantivy.Occur", "tantivy.Query"]]:
        parts = []
        if numbers := [str(number) for number in without]:
            parts.append((self._not, self._made.term_set_query(self._schema, "number", numbers)))
        kept = [self._days(limits)] if limits.since or limits.until else []
        if limits.categories:
            # A command line may contain bytes that are not UTF-8, which tantivy would refuse.
            names = [name.lower().encode(errors="replace").decode() for name in limits.categories]
            kept.append(self._made.term_set_query(self._schema, "cat", names))
        return parts + [(self._must, self._made.const_score_query(each, 0.0)) for each in kept]

    def _days(self, limits: Limits) -> "tantivy.Query":
        first = limits.since.toordinal() if limits.since else None
        last = limits.until.toordinal() if limits.until else None
        days = self._between(first, last)
        if not limits.undated:
            return days
        undated = [
            (self._must, self._made.all_query()), (self._not, self._made.exists_query("last"))
        ]  # fmt: skip
        return self._any([days, self._all(undated)])

    def _between(self, first: int | None, last: int | None) -> "tantivy.Query":
        """Return a query for papers that may be of these days; without any, all dated ones."""
        from tantivy import FieldType

        make = self._made.range_query
        kept = [self._made.exists_query("last")]
        if first:
            kept.append(make(self._schema, "last", FieldType.Integer, lower_bound=first))
        if last:
            kept.append(make(self._schema, "first", FieldType.Integer, upper_bound=last))
        return self._all([(self._must, each) for each in kept])

    def _term(self, field: str, text: str) -> "tantivy.Query":
        return self._made.term_query(self._schema, field, text)

    def _any(self, queries: Sequence["tantivy.Query"]) -> "tantivy.Query":
        if len(queries) == 1:
            return queries[0]
        return self._made.boolean_query([(self._should, query) for query in queries])

    def _all(self, parts: list[tuple["tantivy.Occur", "tantivy.Query"]]) -> "tantivy.Query":
        if all(occur == self._not for occur, _ in parts):
            parts = [
                (self._must, self._made.const_score_query(self._made.all_query(), 0.0)),
                *parts,
            ]
        return parts[0][1] if len(parts) == 1 else self._made.boolean_query(parts)
