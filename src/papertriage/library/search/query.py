"""The query language of ``papertriage search``.

    sparse attention          both words, in title, abstract or authors; also plurals and the like
    ti:faces au:okafor        in the title, among the authors; abs: in the abstract
    cat:cs.CV                 in a category, or in one below it (cat:cs)
    id:2611.04217             the paper with this name; a bare arXiv id or DOI does the same
    venue:nature source:bib   words of its venue, or of the file or form that it was read from
    year:2025 date:2026-11..  of that year; from that day on
    topic:faces               on a topic
    is:starred note:seminar   what the user decided or noted; see `STATES`
    "talking face"            the words in this order
    video OR image            one of them; binds closer than the blank between words
    ti:(video OR image)       parentheses group, and a field applies to all in them
    -survey, NOT survey       without it
    distil*                   words that start with this

Where arXiv's search has the same feature, the syntax is arXiv's. A word with punctuation in it
(self-attention) is a phrase. `parse_query` parses queries.
"""

from typing import Literal

import msgspec

from papertriage.errors import UsageError
from papertriage.library.search import terms

Field = Literal[
    "all", "ti", "au", "abs", "cat", "id", "venue", "source", "date", "topic", "is", "note"
]
FIELDS: dict[str, Field] = {
    "all": "all", "ti": "ti", "title": "ti", "au": "au", "author": "au", "abs": "abs",
    "abstract": "abs", "cat": "cat", "category": "cat", "id": "id", "venue": "venue",
    "source": "source", "date": "date", "year": "date", "topic": "topic", "is": "is",
    "note": "note",
}  # fmt: skip
STATES = (
    "starred", "later", "read", "skipped", "undecided", "listed", "new", "near", "withdrawn",
    "untitled",
)  # fmt: skip
"""The values of ``is:``: what the user decided; listed before, or new; near some topic but on none;
withdrawn or retracted; without a title."""
CHOOSING = frozenset({"id", "cat", "venue", "source", "date", "topic", "is", "note"})
"""Fields that filter papers and do not rank them."""
AND = frozenset({"AND", "+", "&", "&&"})
OR = frozenset({"OR", "|", "||"})
NOT = frozenset({"NOT", "ANDNOT"})
DASHES = "-−"
_ODD = f"({DASHES}"


class QueryError(UsageError):
    """An invalid query; the message says what to write instead."""


class Atom(msgspec.Struct, frozen=True):
    """A word or phrase in a field.

    Attributes:
        text: as typed, without quotes, field and ``*``.
        field: the field to search.
        prefix: whether the last word is the start of a word.
        quoted: whether it was in quotes.
    """

    text: str
    field: Field = "all"
    prefix: bool = False
    quoted: bool = False

    def phrases(self) -> list[list[str]]:
        """Return the stems to search for in title and abstract, for each spelling."""
        return [list(map(terms.stem, words)) for words in terms.phrases(terms.words(self.text))]


class Chosen(msgspec.Struct, frozen=True):
    """The papers, by number, with which the library replaced an atom."""

    numbers: frozenset[int]


class Days(msgspec.Struct, frozen=True):
    """Papers that may be of these days, as ordinals; None if an end is open."""

    first: int | None
    last: int | None


class Group(msgspec.Struct, frozen=True):
    """A query in parentheses."""

    query: "Query"


Member = Atom | Chosen | Days | Group


class Clause(msgspec.Struct, frozen=True):
    """Alternatives: a paper must match one of them, or none if negated."""

    any_of: tuple[Member, ...]
    negated: bool = False

    def sought(self) -> list[Atom]:
        """Return the atoms to search for in texts and names, those in groups too."""
        found: list[Atom] = []
        for member in self.any_of:
            if isinstance(member, Group):
                found += [atom for clause in member.query.wanted for atom in clause.sought()]
            elif isinstance(member, Atom) and member.field not in CHOOSING:
                found.append(member)
        return found

    @property
    def is_only_sought(self) -> bool:
        """Whether only texts and names decide which papers match."""
        return all(isinstance(m, Atom) and m.field not in CHOOSING for m in self.any_of)


class Query(msgspec.Struct, frozen=True):
    """Clauses, all of which a paper must match."""

    clauses: tuple[Clause, ...]

    @property
    def wanted(self) -> list[Clause]:
        """The clauses that are not negated."""
        return [clause for clause in self.clauses if not clause.negated]

    def atoms(self) -> list[Atom]:
        """Return all atoms, those in groups too."""
        found: list[Atom] = []
        for clause in self.clauses:
            for member in clause.any_of:
                if isinstance(member, Atom):
                    found.append(member)
                elif isinstance(member, Group):
                    found += member.query.atoms()
        return found


def show(query: Query) -> str:
    """Return the text of a query; `parse` reads it back as the same query."""
    return " ".join(
        "NOT " * clause.negated + _joined(clause.any_of, alone=not clause.negated)
        for clause in query.clauses
    )


def _joined(members: tuple[Member, ...], *, alone: bool) -> str:
    text = " OR ".join(map(_shown, members))
    return text if alone or len(members) == 1 else f"({text})"


def _shown(member: Member) -> str:
    if isinstance(member, Group):
        return f"({show(member.query)})"
    if not isinstance(member, Atom):
        return "..."  # papers that replace an atom are never shown
    text = f'"{member.text}"' if member.quoted else f"{member.text}{'*' * member.prefix}"
    # A word that looks like a field, punctuation or an operator needs a field before it.
    odd = not {*":()"}.isdisjoint(text) or text[0] in _ODD or text in AND | OR | NOT
    is_plain = member.field == "all" and (member.quoted or not odd)
    return text if is_plain else f"{member.field}:{text}"
