"""Finds the record that each field of a paper comes from."""

from collections.abc import Sequence

from papertriage.paper import Paper, Record

FIELDS = (
    "title", "authors", "abstract", "published", "announced", "updated", "version", "venue",
    "journal_ref", "volume", "issue", "page", "publisher", "comment", "url", "pdf_url", "code_url",
    "project_url", "status",
)  # fmt: skip
"""Fields that have the value of one record; ids, categories and the like unite those of all."""


def origins(paper: Paper, records: Sequence[Record]) -> list[tuple[str, list[str]]]:
    """Return each record's source with the fields that come from it, where the records differ."""
    fields: list[list[str]] = [[] for _ in records]
    for name in FIELDS:
        values = [getattr(record.paper, name) for record in records]
        chosen = getattr(paper, name)
        if chosen and chosen in values and any(value != chosen for value in values):
            fields[values.index(chosen)].append(name)
    sources = [
        ", ".join(f"{source.name} ({source.form})" for source in record.paper.sources)
        for record in records
    ]
    return list(zip(sources, fields, strict=True))
