"""The schema of the search index, and a paper as a tantivy document.

Only the number of the paper is stored in the index: the rest is in the library.
"""

from typing import TYPE_CHECKING

from papertriage.library.search import terms
from papertriage.library.search.likeness import content_words, text_of
from papertriage.paper import Paper
from papertriage.text.person import author_terms

if TYPE_CHECKING:
    from tantivy import Document, Schema

FORMAT = 7
"""Raise it when the fields, or their content, change."""

_DAY_BITS = 40
_UNDATED = 0


def schema() -> "Schema":
    """Return the fields.

    ti, abs, au    stems of title and abstract, words of the authors, with their positions
    tiw, absw      the words themselves, for ``word*``
    who            family names of the authors, alone and with a given name or an initial
    cat, key       categories with those above them, lower case; the paper's key
    length         content words of title and abstract
    first, last    ordinals of the first and the last day of its date
    venue, source  words of where it appeared; of the forms and names of its sources
    untitled       "yes" without a title
    newest         sorts by day, then in an arbitrary order that is always the same
    number, paper  the paper's number in the index of the library, as a term and as a value
    """
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    for name in ("ti", "abs", "au"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in ("venue", "source"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in ("tiw", "absw"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for name in ("who", "cat", "key", "number", "untitled"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("first", "last"):
        builder.add_integer_field(name, fast=True)
    for name in ("newest", "paper", "length"):
        builder.add_unsigned_field(name, fast=True)
    return builder.build()


def document(paper: Paper, number: int) -> "Document":
    """Return a paper as a tantivy document, with its number."""
    from tantivy import Document

    from papertriage.dates import earliest_day, is_partial, latest_day

    made = Document()
    made.add_text("key", paper.id)
    for field, text in (("ti", paper.title), ("abs", paper.abstract)):
        if text:
            words = terms.words(text)
            made.add_text(field, " ".join(map(terms.stem, words)))
            made.add_text(field + "w", " ".join(words))
    made.add_unsigned("length", len(content_words(text_of(paper))))
    for author in paper.authors:  # each is a separate value, so that no phrase spans two
        made.add_text("au", " ".join(terms.names(author.name)))
        for term in author_terms(author):
            made.add_text("who", term)
    _add_origin(made, paper)
    for category in categories(paper):
        made.add_text("cat", category)
    day = _UNDATED
    if paper.date and is_partial(paper.date):
        day = latest_day(paper.date).toordinal()
        made.add_integer("first", earliest_day(paper.date).toordinal())
        made.add_integer("last", day)
    made.add_unsigned("newest", _newest(day, paper.id))
    made.add_text("number", str(number))
    made.add_unsigned("paper", number)
    return made


def _add_origin(made: "Document", paper: Paper) -> None:
    for place in filter(None, (paper.venue, paper.journal_ref)):
        made.add_text("venue", " ".join(terms.names(place)))
    for source in paper.sources:
        for name in (source.form, source.name):
            made.add_text("source", " ".join(terms.names(name)))
    if not paper.title:
        made.add_text("untitled", "yes")


def categories(paper: Paper) -> set[str]:
    """Return the paper's categories and those above them, in lower case: cs.CV is also in cs."""
    found: set[str] = set()
    for category in (*paper.categories, paper.primary_category or ""):
        parts = category.lower().split(".")
        found |= {".".join(parts[:count]) for count in range(1, len(parts) + 1)}
    return found - {""}


def day_of(newest: int) -> int:
    """Return the ordinal of the day in the field `newest`; 0 if undated."""
    return newest >> _DAY_BITS


def _newest(day: int, key: str) -> int:
    """Return a sort key by day without ties, so that the order of segments makes no difference."""
    import hashlib

    digest = hashlib.blake2b(
        key.encode(errors="surrogatepass"), digest_size=_DAY_BITS // 8
    ).digest()
    return day << _DAY_BITS | int.from_bytes(digest)
