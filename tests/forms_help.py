"""Fixtures of the forms: their files, what a person read in them, and how tests read them."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from conftest import DATA
from papertriage.errors import Problem
from papertriage.normalize import Context, NotAPaperError, normalize
from papertriage.paper import Paper
from papertriage.readers.document import Document
from papertriage.readers.lines import lines_reader
from papertriage.readers.mail.message import unwrap_mail
from papertriage.readers.raw import Raw
from papertriage.readers.registry import FORMS, reader_of
from papertriage.readers.sniff.sniff import sniff

AS_OF = date(2026, 11, 20)
_FIXTURE_OF = {"jsonl": ("plain", "own")}
"""Fixtures that are not called like their form."""


def fixtures(form: str) -> list[Path]:
    """Return a form's dumps: ``FORM.ext`` and variants ``FORM--WHAT.ext``."""
    stems = _FIXTURE_OF.get(form, (form,))
    return sorted(
        path
        for path in DATA.iterdir()
        if path.name.partition(".")[0].partition("--")[0] in stems and ".expected." not in path.name
    )


ALL = [(form, path) for form in FORMS for path in fixtures(form)]
IDS = [path.name for _, path in ALL]


def expected(path: Path) -> list[dict[str, Any]]:
    """Return what a person read in a dump."""
    lines = path.with_name(path.name.rpartition(".")[0] + ".expected.jsonl").read_bytes()
    read: list[dict[str, Any]] = [msgspec.json.decode(line) for line in lines.splitlines()]
    return [{name: value or None for name, value in want.items()} for want in read]


def document(data: bytes | BinaryIO, name: str = "fixture") -> Document:
    """Return bytes as a document."""
    return unwrap_mail(Document(name, io.BytesIO(data) if isinstance(data, bytes) else data))


def items(data: bytes | BinaryIO, name: str = "fixture") -> Iterator[Raw | Problem]:
    """Sniff and read a document as `ingest` does; return nothing if no form fits."""
    found = document(data, name)
    guess = sniff(found)
    if guess is None:
        return iter(())
    if guess.by_line:
        return lines_reader.read(found)
    return reader_of(guess.forms[0])(found, guess.forms[0])


def sniffed(data: bytes) -> tuple[str, ...]:
    """Return the forms that bytes are sniffed as."""
    guess = sniff(document(data))
    return guess.forms if guess else ()


def raws(data: bytes) -> list[Raw]:
    """Return the records of a document."""
    return [item for item in items(data) if isinstance(item, Raw)]


def papers(data: bytes) -> list[Paper]:
    """Return the papers of a document, without records that are not papers."""
    found = []
    for raw in raws(data):
        try:
            found.append(normalize(raw.form, raw.fields, Context(source="f", as_of=AS_OF)))
        except NotAPaperError:
            continue
    return found


def facts(raw: Raw) -> tuple[str, str]:
    """Return the content of a record, without its position."""
    return raw.form, repr(raw.fields)


def seen(paper: Paper, wanted: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a paper that a person wrote down (see tests/data/README.md)."""
    special: dict[str, Any] = {
        "abstract": paper.abstract and paper.abstract[:40],
        "authors": [author.name for author in paper.authors],
        "affiliations": [author.affiliation for author in paper.authors],
        "orcids": [author.orcid for author in paper.authors],
        "events": [event.type for event in paper.events],
        **{name: paper.ids.get(name) for name in ("arxiv", "doi", "pmid", "pmcid", "openalex")},
        **{name: paper.ids.get(name) for name in ("s2", "acl", "openreview", "dblp")},
    }
    if any(isinstance(event, dict) for event in wanted.get("events") or ()):
        special["events"] = [{"type": e.type, "date": e.date} for e in paper.events]
    found = {name: special.get(name, getattr(paper, name, None)) for name in wanted}
    return {name: value or None for name, value in found.items()}
