"""Parses the query language, strictly: an unknown field is an error, not a word.

query   clause ...
clause  unit OR unit ...
unit    NOT unit, -unit, field:unit, ( query ), word, "words"
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from papertriage.library.search import terms
from papertriage.library.search.query import (
    AND,
    DASHES,
    FIELDS,
    NOT,
    OR,
    STATES,
    Atom,
    Clause,
    Field,
    Group,
    Member,
    Query,
    QueryError,
)
from papertriage.text.suggest import did_you_mean

_PIECE = re.compile(
    r"""(?P<minus>[-−]*)(?:(?P<field>[A-Za-z]+):)?"(?P<phrase>[^"]*)"|(?P<plain>[^\s"]+)|(?P<open>")"""
)
_OPENING = re.compile(r"(?P<minus>[-−]*)(?:(?P<field>[A-Za-z]+):)?\(")
_NAMED = re.compile(r"(?P<field>[A-Za-z]+):(?P<rest>.+)", re.DOTALL)
_QUOTES = str.maketrans("“”„‟«»\uff02", '"""""""')
_LEAST_PREFIX = 2
"""Letters before a ``*``: one letter would match too many words."""
_DEEPEST = 20
_LONGEST = 1_000
"""Words of a query; the time for a phrase grows with the square of its length."""
_SUCH_AS = 'such as: papertriage search ti:faces "sparse attention"'


class _Open(NamedTuple):
    field: Field | None
    negated: bool


class _Word(NamedTuple):
    """A word or phrase as typed, with the field before it."""

    text: str
    field: Field | None
    negated: bool
    quoted: bool


_CLOSE, _OR, _NOT = ")", "OR", "NOT"
_Token = _Open | _Word | str


def parse(text: str) -> Query:
    """Parse a query.

    Raises:
        QueryError: a field or state is unknown, a quote or parenthesis is open, there are too
            many words, or there is nothing to search for.
    """
    text = text.encode(errors="replace").decode()  # a command line may hold any bytes
    tokens = list(_tokens(text.translate(_QUOTES)))
    words = sum(len(terms.names(token.text)) for token in tokens if isinstance(token, _Word))
    if words > _LONGEST:
        raise QueryError(
            f"the query has {words:,} words; {_LONGEST:,} are allowed",
            hint="papertriage rank --query TEXT and --like FILE take any number",
        )
    clauses = _Parser(tokens).query()
    if not clauses:
        raise QueryError("no word to search for", hint=_SUCH_AS)
    return Query(tuple(clauses))


def _tokens(text: str) -> Iterator[_Token]:
    for found in _PIECE.finditer(text):
        if found["open"]:
            raise QueryError(
                "a quote is not closed", hint="close it, or remove it: single words need no quotes"
            )
        if found["plain"] is None:
            field = _field(found["field"]) if found["field"] else None
            yield _Word(found["phrase"], field, bool(found["minus"]), quoted=True)
        elif found["plain"] in AND:
            continue
        elif found["plain"] in OR:
            yield _OR
        elif found["plain"] in NOT:
            yield _NOT
        else:
            yield from _plain(found["plain"])


def _plain(piece: str) -> Iterator[_Token]:
    """Split a piece into opening parentheses, a word, and closing ones that it did not open."""
    while opening := _OPENING.match(piece):
        inside = _field(opening["field"]) if opening["field"] else None
        yield _Open(inside, bool(opening["minus"]))
        piece = piece[opening.end() :]
    closing = 0
    while piece.endswith(")") and piece.count(")") > piece.count("("):
        piece, closing = piece[:-1], closing + 1
    bare = piece.lstrip(DASHES)
    if bare in OR | NOT | AND:
        yield from () if bare in AND else [_OR if bare in OR else _NOT]
    elif bare:
        field: Field | None = None
        named = _NAMED.fullmatch(bare)
        if named and (named["field"].lower() in FIELDS or not _is_name(bare)):
            field, text = _field(named["field"]), named["rest"]
        else:
            text = bare
        yield _Word(text, field, bare != piece, quoted=False)
    yield from [_CLOSE] * closing


def _field(name: str) -> Field:
    """Return a field by any of its names.

    Raises:
        QueryError: there is none.
    """
    field = FIELDS.get(name.lower())
    if field is None:
        meant = did_you_mean(name.lower(), FIELDS, "{}:")
        raise QueryError(
            f'no field "{name}:"{meant}', hint=f"fields: {' '.join(f'{each}:' for each in FIELDS)}"
        )
    return field


class _Parser:
    """Parses tokens from left to right."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def query(self, field: Field | None = None, *, inside: bool = False) -> list[Clause]:
        """Parse clauses up to the end, or to the parenthesis that closes the group."""
        units: list[list[Clause]] = []
        either = negate = False
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            if token == _CLOSE:
                if inside:
                    return _flat(units)
                raise QueryError('")" without "("', hint="remove it, or quote the words")
            if token == _OR:
                either = True
            elif token == _NOT:
                negate = not negate
            else:
                found = self._unit(token, field)
                if found:
                    _add(units, [_negated(found)] if negate else found, either=either)
                    either = negate = False
        if inside:
            raise QueryError("a parenthesis is not closed", hint='close it with ")"')
        return _flat(units)

    def _unit(self, token: _Token, field: Field | None) -> list[Clause]:
        if isinstance(token, _Word):
            atom = _atom(token.text, token.field or field or "all", quoted=token.quoted)
            return [Clause((atom,), token.negated)] if atom else []
        if not isinstance(token, _Open):
            return []
        self._depth += 1
        if self._depth > _DEEPEST:
            raise QueryError("too many parentheses", hint=f"{_DEEPEST} may be open at once")
        clauses = self.query(token.field or field, inside=True)
        self._depth -= 1
        return [_negated(clauses)] if clauses and token.negated else clauses


def _negated(clauses: list[Clause]) -> Clause:
    if len(clauses) == 1:
        return Clause(clauses[0].any_of, not clauses[0].negated)
    return Clause((Group(Query(tuple(clauses))),), negated=True)


def _add(units: list[list[Clause]], found: list[Clause], *, either: bool) -> None:
    if either and units:
        found = [Clause(_alternatives(units.pop()) + _alternatives(found))]
    units.append(found)


def _alternatives(unit: list[Clause]) -> tuple[Member, ...]:
    if len(unit) > 1:
        return (Group(Query(tuple(unit))),)
    if unit[0].negated:
        raise QueryError(
            "OR cannot combine words to leave out", hint="write -one -other to leave out both"
        )
    return unit[0].any_of


def _flat(units: list[list[Clause]]) -> list[Clause]:
    return [clause for unit in units for clause in unit]


def _atom(text: str, field: Field, *, quoted: bool) -> Atom | None:
    text = " ".join(text.split())
    if field == "all" and not quoted and _is_name(text):
        field = "id"
    if field == "is":
        return _state(text)
    if field in {"id", "cat", "date", "topic"}:
        text = text.removesuffix("*").removesuffix(".") if field == "cat" else text
        return Atom(text, field, quoted=quoted) if text else None
    prefix = text.endswith("*") and not quoted and field in {"all", "ti", "abs", "au"}
    text = text.rstrip("*") if prefix else text
    found = terms.names(text)
    if prefix and found and len(found[-1]) < _LEAST_PREFIX:
        raise QueryError(
            f'"{text}*" would match too many words',
            hint=f"type at least {_LEAST_PREFIX} letters before *",
        )
    return Atom(text, field, prefix, quoted) if found else None


def _state(text: str) -> Atom:
    if text.lower() in STATES:
        return Atom(text.lower(), "is")
    meant = did_you_mean(text.lower(), STATES, "is:{}")
    hint = f"states: {' '.join(f'is:{each}' for each in STATES)}"
    raise QueryError(f'no state "is:{text}"{meant}', hint=hint)


def _is_name(text: str) -> bool:
    """Return whether a word is the name of a paper: an arXiv id, a DOI, a key."""
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
