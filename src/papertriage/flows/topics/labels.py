"""Labelled papers: which papers are on which topics, as people write it in JSON Lines or CSV.

    {"id": "arxiv:2611.04217", "labels": {"faces": true, "distillation": false}}
    {"title": "...", "abstract": "...", "grades": {"faces": 2}}     2 on, 1 near, 0 off

CSV has one column per topic, or one column `label` for the topic that the command names. A paper
is given by its text, or by a name that the library knows. An empty cell says nothing.
"""

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from papertriage.errors import MissingInputError, NoRecordsError, Problem
from papertriage.flows.label_words import NO, YES, label_word
from papertriage.paper import FIELDS, Paper, from_dict
from papertriage.text.clean import safe, snippet

ON, NEAR, OFF = 2, 1, 0
_TOPICS = ("labels", "grades")


class Labelled(msgspec.Struct, kw_only=True):
    """A paper and its grade on the topics that somebody judged: 2 on, 1 near, 0 off."""

    paper: Paper
    grades: dict[str, int]


Find = Callable[[str], Paper | None]


def read_labels(
    path: Path, topics: list[str], only: str | None, find: Find
) -> Iterator[Labelled | Problem]:
    """Read labelled papers in order; a line that cannot be used is a problem.

    Args:
        path: JSON Lines, or CSV with a header; UTF-8.
        topics: the names that may be labelled.
        only: the topic that a lone `label` is about.
        find: returns the stored paper with a name.

    Raises:
        MissingInputError: the file cannot be read.
        NoRecordsError: it is empty or not text.
    """
    name = safe(str(path))
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise MissingInputError(f"{name}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise NoRecordsError(f"{name}: not UTF-8 text") from None
    if not text.strip():
        raise NoRecordsError(f"{name}: empty")
    rows = _json_rows(text) if text.lstrip().startswith("{") else _csv_rows(text)
    for line, row in rows:
        try:
            yield _labelled(row, topics, only, find)
        except ValueError as error:
            yield Problem(source=name, line=line, reason=str(error), snippet=snippet(str(row)))


def _json_rows(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                row: dict[str, Any] = msgspec.json.decode(line, type=dict[str, Any])
            except msgspec.DecodeError as error:
                row = {"": str(error)}
            yield number, row


def _csv_rows(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    head = text.partition("\n")[0]
    reader = csv.DictReader(
        io.StringIO(text, newline=""),
        delimiter="\t" if "\t" in head else ";" if ";" in head and "," not in head else ",",
    )
    for row in reader:
        yield (
            reader.line_num,
            {(key or "").strip(): value for key, value in row.items() if isinstance(value, str)},
        )


def _labelled(row: dict[str, Any], topics: list[str], only: str | None, find: Find) -> Labelled:
    if "" in row and len(row) == 1:
        raise ValueError(f"not JSON ({row['']})")
    grades: dict[str, int] = {}
    for key in _TOPICS:
        for topic, value in (row.get(key) or {}).items():
            _put(grades, topic, value, as_grade=key == "grades")
    for topic in topics:
        _put(grades, topic, row.get(topic), as_grade=False)
    if only is not None:
        _put(grades, only, row.get("label"), as_grade=False)
    if not grades:
        hint = "" if only or "label" not in row else "; --topic NAME says what the label is about"
        raise ValueError(f"no label of a topic{hint}")
    return Labelled(paper=_paper(row, find), grades=grades)


def _put(grades: dict[str, int], topic: str, value: Any, *, as_grade: bool) -> None:
    """Read one label; 1 means on, but where grades are given it means near."""
    word = label_word(value)
    if word == "near" or (as_grade and word == "1"):
        grades[topic] = NEAR
    elif word == "2" or word in YES:
        grades[topic] = ON
    elif word in NO:
        grades[topic] = OFF
    elif word:
        raise ValueError(f'"{word}" is not a label: write 1, 0, true, false, or nothing')


def _paper(row: dict[str, Any], find: Find) -> Paper:
    name = str(row.get("id") or "").strip()
    if row.get("title") or row.get("abstract"):
        fields = {key: row[key] for key in ("title", "abstract") if isinstance(row.get(key), str)}
        try:
            return from_dict({**{k: v for k, v in row.items() if k in FIELDS}, "id": name or "-"})
        except msgspec.ValidationError:  # a table's authors, say, are one cell
            return Paper(id=name or "-", title=fields.get("title"), abstract=fields.get("abstract"))
    found = find(name) if name else None
    if found is None:
        raise ValueError(f'no paper "{name}" in the library, and no title given')
    return found
