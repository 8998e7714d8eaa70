"""The query language of ``papertriage search``.

    sparse attention          both words, in title, abstract or authors; plurals and the like count
    ti:faces au:okafor        in the title, among the authors; abs: in the abstract
    cat:cs.CV                 in a category, or in one below it (cat:cs)
    id:2611.04217             the paper of any name; a bare arXiv id or DOI does the same
    venue:nature source:bib   words of where it appeared, or of the file or form it was read from
    year:2025 date:2026-11..  of that year; from that day on
    topic:faces               on a topic
    is:starred note:seminar   what the user said of it; see `STATES`
    "talking face"            the words one after the other
    video OR image            one of them; binds closer than the blank between words
    ti:(video OR image)       parentheses group, and a field holds for all in them
    -survey, NOT survey       without it
    distil*                   words that begin so

It is arXiv's own language where the two meet. A word with signs in it (self-attention) is a phrase.
`parse_query` reads it.
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
"""What ``is:`` takes: what the user decided; listed before, or new; near some topic and on none;
withdrawn or retracted; without a title."""
CHOOSING = frozenset({"id", "cat", "venue", "source", "date", "topic", "is", "note"})
"""Fields that choose papers and do not rank them."""
AND = frozenset({"AND", "+", "&", "&&"})
OR = frozenset({"OR", "|", "||"})
NOT = frozenset({"NOT", "ANDNOT"})
DASHES = "-−"
_ODD = f"({DASHES}"


class QueryError(UsageError):
    """A query that means nothing; the message says what to write instead."""


class Atom(msgspec.Struct, frozen=True):
    """One thing to look for.

    Attributes:
        text: what was typed, without quotes, field and ``*``.
        field: where.
        prefix: the last word is the beginning of one.
        quoted: it stood in quotes.
    """

    text: str
    field: Field = "all"
    prefix: bool = False
    quoted: bool = False

    def phrases(self) -> list[list[str]]:
        """Return the stems to look for in title and abstract, in each form that is the same."""
        return [list(map(terms.stem, words)) for words in terms.phrases(terms.words(self.text))]


class Chosen(msgspec.Struct, frozen=True):
    """Papers that the library picked for an atom, by their numbers."""

    numbers: frozenset[int]


class Days(msgspec.Struct, frozen=True):
    """Papers that may be of these days, as ordinals; None where an end is open."""

    first: int | None
    last: int | None


class Group(msgspec.Struct, frozen=True):
    """What stood in parentheses."""

    query: "Query"


Member = Atom | Chosen | Days | Group


class Clause(msgspec.Struct, frozen=True):
    """What a paper must have one of, or nothing of."""

    any_of: tuple[Member, ...]
    negated: bool = False

    def sought(self) -> list[Atom]:
        """Return what is sought in texts and names; of a group, all that it wants."""
        found: list[Atom] = []
        for member in self.any_of:
            if isinstance(member, Group):
                found += [atom for clause in member.query.wanted for atom in clause.sought()]
            elif isinstance(member, Atom) and member.field not in CHOOSING:
                found.append(member)
        return found

    @property
    def is_only_sought(self) -> bool:
        """Whether nothing but texts and names decides who meets it."""
        return all(isinstance(m, Atom) and m.field not in CHOOSING for m in self.any_of)


class Query(msgspec.Struct, frozen=True):
    """What a paper must meet: all of the clauses."""

    clauses: tuple[Clause, ...]

    @property
    def wanted(self) -> list[Clause]:
        """The clauses that say what to find, not what to leave out."""
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
    """Write a query down; `parse` reads the same out of it."""
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
        return "..."  # papers that stand for an atom are never shown
    text = f'"{member.text}"' if member.quoted else f"{member.text}{'*' * member.prefix}"
    # What would read as a field, a sign or an operator must be marked as a word.
    odd = not {*":()"}.isdisjoint(text) or text[0] in _ODD or text in AND | OR | NOT
    is_plain = member.field == "all" and (member.quoted or not odd)
    return text if is_plain else f"{member.field}:{text}"
