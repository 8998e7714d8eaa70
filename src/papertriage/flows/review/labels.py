"""Reads labelled records: pools that were screened, in any form that `ingest` reads.

    {"title": "...", "abstract": "...", "label": 1}        JSON Lines; a column in CSV
    LB  - 1                                                RIS; also ASReview's and Rayyan's notes

Every record counts, even one without title and abstract, and copies of a paper are not merged.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from papertriage.errors import NoRecordsError, Problem
from papertriage.flows.ingest.read_page import How, Reading
from papertriage.flows.label_words import NO, YES, label_word
from papertriage.learning.learner import Record
from papertriage.normalize import NotAPaperError, normalize
from papertriage.readers.raw import Raw
from papertriage.sources.files import open_source
from papertriage.sources.unpack import finish
from papertriage.text.clean import safe, snippet

COLUMNS = (
    "label",
    "included",
    "label_included",
    "included_label",
    "include",
    "relevant",
    "inclusion",
    "decision",
)
"""Names of a column or field with the label; the first one that is present counts."""
_RIS_TAG = "LB"
_NOTE = re.compile(
    r"asreview_(?P<asreview>relevant|irrelevant)"
    r'|rayyan-inclusion:.{0,200}?=>\s*"(?P<rayyan>\w+)"'
    r"|\b(?:label|included)\s*[:=]\s*(?P<plain>\w+)",
    re.IGNORECASE,
)


class Labelled(NamedTuple):
    """A record of a pool and whether it was included."""

    record: Record
    included: bool


def read_labelled(source: str, today: date) -> tuple[list[Labelled], list[Problem]]:
    """Read all records of a labelled file; one without a label is a problem.

    Args:
        source: a file, or ``-``.
        today: the day of the run.

    Raises:
        MissingInputError: the file cannot be read.
        NoRecordsError: its form is not known, no record has a label, or none is included.
    """
    found: list[Labelled] = []
    problems: list[Problem] = []
    for item in _read(source, today):
        if isinstance(item, Problem):
            problems.append(item)
        else:
            found.append(item)
    name = safe(source)
    if not found:
        raise NoRecordsError(
            f"{name}: contains no labelled records{_first(problems)}",
            hint="set a column or field named label to 1 or 0 (in RIS: LB  - 1)",
        )
    if not any(one.included for one in found):
        raise NoRecordsError(f"{name}: none of the {len(found)} records is labelled as included")
    return found, problems


def _first(problems: list[Problem]) -> str:
    return f"; line {problems[0].line}: {problems[0].reason}" if problems else ""


def _read(source: str, today: date) -> Iterator[Labelled | Problem]:
    with open_source(source) as page:
        reading = Reading(page.stream, How(name=page.name, base=page.base, as_of=page.day or today))
        if not reading.forms:
            raise NoRecordsError(f"{page.name}: no records found")
        for item in reading.records():
            if isinstance(item, Problem):
                yield item
                continue
            try:
                yield Labelled(_record(item, reading), _label(item.fields))
            except ValueError as error:
                text = str(item.fields.get("title") or item.fields)
                yield Problem(
                    source=page.name, line=item.line, reason=str(error), snippet=snippet(text)
                )
        finish(page.stream)


def _record(raw: Raw, reading: Reading) -> Record:
    """Return a record's text, as `ingest` would store it."""
    try:
        paper = normalize(raw.form, raw.fields, reading.context)
    except NotAPaperError:
        return Record("", "")
    finally:
        reading.context.report()
    return Record(paper.title or "", paper.abstract or "")


def _label(fields: dict[str, Any]) -> bool:
    """Return whether a record is labelled as included.

    Raises:
        ValueError: it has no label, or one that means neither yes nor no.
    """
    text = next(filter(None, map(label_word, _candidates(fields))), "")
    if text in YES or text in NO:
        return text in YES
    raise ValueError(f'"{snippet(text)}" is not a label: write 1 or 0' if text else "no label")


def _candidates(fields: dict[str, Any]) -> Iterator[Any]:
    extra = fields.get("extra") or {}
    named = {key.lower().replace(" ", "_"): value for key, value in {**extra, **fields}.items()}
    yield from (named.get(column) for column in COLUMNS)
    tags = extra.get("ris") or {}
    yield from tags.get(_RIS_TAG, [])
    notes = [fields.get("comment"), *(each for values in tags.values() for each in values)]
    for note in notes:
        if found := _NOTE.search(str(note or "")):
            yield found["asreview"] or found["rayyan"] or found["plain"]
