"""A raw record, which is what a reader yields: the fields of a paper as its source has them."""

from typing import Any

import msgspec


class Raw(msgspec.Struct, frozen=True, kw_only=True):
    """One record as the source has it: fields under our names, their values untouched.

    Attributes:
        form: the form that it was read as (a row of the registry).
        line: the line, or for forms without lines the number of the record, from 1.
        fields: values under the names below; normalizing cleans them, and reads no others.

    Text, unchanged: ``title abstract comment journal_ref venue volume issue page publisher issn
    isbn language type``; with ``abstract_truncated`` true where the source cut it.
    Days, unchanged: ``published updated announced``; ``page_date`` for days without a year.
    Names: ``arxiv doi pmid pmcid openalex s2 acl openreview dblp``, and ``names`` for a list of
    anything that may be an arXiv id or a DOI in any spelling; ``raw_id`` for the source's own.
    People: ``authors``, a string of names, a list of names, or of
    ``{name, family, given, suffix}``;
    ``family_first`` true where names without a comma begin with the family ("He K");
    ``author_count`` where only a number is known.
    Lists, or strings of them: ``categories keywords``; ``primary_category`` if it is not the first.
    Addresses: ``url pdf_url code_url project_url``.
    State: ``version`` (int), ``status`` (withdrawn, retracted, reinstated), ``events`` (a list of
    ``{type, date}``), ``metrics`` (name to int).
    ``extra`` for fields that come back as they were.
    """

    form: str
    line: int
    fields: dict[str, Any]
