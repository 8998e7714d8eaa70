"""The query language of ``papertriage search``.

    sparse attention          both words, in title, abstract or authors; plurals and the like count
    ti:faces au:okafor        in the title, among the authors; abs: in the abstract
    cat:cs.CV                 in a category, or in one below it (cat:cs)
    id:2611.04217             the paper of any name; a bare arXiv id or DOI does the same
    "talking face"            the words one after the other
    video OR image            one of them; binds closer than the blank between words
    -survey, NOT survey       without it
    distil*                   words that begin so

It is arXiv's own language where the two meet. A word with signs in it (self-attention) is a phrase.
"""

import re
from typing import Literal

import msgspec

from papertriage.errors import UsageError
from papertriage.library.search import terms

Field = Literal["all", "ti", "au", "abs", "cat", "id"]

_FIELDS: dict[str, Field] = {
    "all": "all", "ti": "ti", "title": "ti", "au": "au", "author": "au", "abs": "abs",
    "abstract": "abs", "cat": "cat", "category": "cat", "id": "id",
}  # fmt: skip
_PIECE = re.compile(
    r"""(?P<minus>[-−]*)(?:(?P<field>[A-Za-z]+):)?"(?P<phrase>[^"]*)"|(?P<plain>[^\s"]+)|(?P<open>")"""
)
_QUOTES = str.maketrans("“”„‟«»\uff02", '"""""""')
_DASHES = "-−"
_ODD = f"({_DASHES}"
_AND = frozenset({"AND", "+", "&", "&&"})
_OR = frozenset({"OR", "|", "||"})
_NOT = frozenset({"NOT", "ANDNOT"})
_LEAST_PREFIX = 2
"""Letters before a ``*``: one letter would mean half of all words."""


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


class Clause(msgspec.Struct, frozen=True):
    """What a paper must have one of, or nothing of."""

    any_of: tuple[Atom, ...]
    negated: bool = False


class Query(msgspec.Struct, frozen=True):
    """What a paper must meet: all of the clauses."""

    clauses: tuple[Clause, ...]

    @property
    def wanted(self) -> list[Clause]:
        """The clauses that say what to find, not what to leave out."""
        return [clause for clause in self.clauses if not clause.negated]


def parse(text: str) -> Query:
    """Read a query.

    Raises:
        QueryError: a quote is open, or nothing is left to look for.
    """
    text = text.encode(errors="replace").decode()  # a command line may hold any bytes
    clauses: list[Clause] = []
    either = negate = False
    for found in _PIECE.finditer(text.translate(_QUOTES)):
        if found["open"]:
            raise QueryError(
                "a quote is not closed", hint="close it, or leave it out: words need no quotes"
            )
        plain = found["plain"]
        if plain in _AND:
            continue
        if plain in _OR:
            either = True
        elif plain in _NOT:
            negate = True
        else:
            clause = _clause(found, negated=negate)
            if clause is not None:
                _add(clauses, clause, either=either)
                either = negate = False
    if not clauses:
        raise QueryError(
            "no word to look for", hint='such as: papertriage search ti:faces "sparse attention"'
        )
    return Query(tuple(clauses))


def show(query: Query) -> str:
    """Write a query down; `parse` reads the same out of it."""
    return " ".join(
        "NOT " * clause.negated + " OR ".join(map(_shown, clause.any_of))
        for clause in query.clauses
    )


def _add(clauses: list[Clause], clause: Clause, *, either: bool) -> None:
    if not either or not clauses:
        clauses.append(clause)
        return
    before = clauses.pop()
    if before.negated or clause.negated:
        raise QueryError(
            "OR stands between things to find, not to leave out", hint="write -one -other for both"
        )
    clauses.append(Clause(before.any_of + clause.any_of))


def _clause(found: re.Match[str], *, negated: bool) -> Clause | None:
    """Return the clause of one piece; None for bare signs."""
    if found["plain"] is None:
        field = _FIELDS.get((found["field"] or "").lower())
        text = (
            found["phrase"]
            if field or not found["field"]
            else f"{found['field']} {found['phrase']}"
        )
        atom = _atom(text, field or "all", quoted=True)
        return Clause((atom,), negated or bool(found["minus"])) if atom else None
    plain = found["plain"].lstrip("(")
    bare = plain.lstrip(_DASHES)
    negated = negated or bare != plain
    if bare.count(")") > bare.count("("):
        bare = bare.rstrip(")")
    name, colon, rest = bare.partition(":")
    field = _FIELDS.get(name.lower()) if colon else None
    atom = _atom(rest if field else bare, field or "all", quoted=False)
    return Clause((atom,), negated) if atom else None


def _atom(text: str, field: Field, *, quoted: bool) -> Atom | None:
    text = " ".join(text.split())
    if field == "all" and not quoted and _is_name(text):
        field = "id"
    if field in {"id", "cat"}:
        text = text.removesuffix("*").removesuffix(".") if field == "cat" else text
        return Atom(text, field, quoted=quoted) if text else None
    prefix = text.endswith("*") and not quoted
    text = text.rstrip("*") if prefix else text
    found = terms.names(text)
    if prefix and found and len(found[-1]) < _LEAST_PREFIX:
        raise QueryError(
            f'"{text}*" would be half of all words', hint="two letters at least before *"
        )
    return Atom(text, field, prefix, quoted) if found else None


def _is_name(text: str) -> bool:
    """Tell whether a bare word is the name of a paper: an arXiv id, a DOI, a key."""
    if ":" not in text and not any(map(str.isdigit, text)):
        return False  # a key has a colon, any other name a digit
    from papertriage.text import identifiers  # its patterns take 4 ms to compile

    kind, colon, value = text.partition(":")
    known = {*identifiers.KINDS, "sha1"}
    return bool(
        identifiers.parse_arxiv(text)
        or identifiers.parse_doi(text)
        or (colon and value and kind.lower() in known)
    )


def _shown(atom: Atom) -> str:
    text = f'"{atom.text}"' if atom.quoted else f"{atom.text}{'*' * atom.prefix}"
    # What would read as a field, a sign or an operator must be told to be none.
    odd = ":" in text or text[0] in _ODD or text in _AND | _OR | _NOT
    return text if atom.field == "all" and (atom.quoted or not odd) else f"{atom.field}:{text}"
