"""ProQuest's text export: a table of contents, then documents with labelled paragraphs.

Document 1 of 2

A title

Author: Quillwater, Tamsin; Brazdovec, Ignac

Publication title: Journal of Pauses
"""

import re
from typing import Any

from papertriage.errors import Problem
from papertriage.readers.lines.grammar import Block, Fit, Grammar
from papertriage.readers.raw import Raw

_OPENS = r"\ufeff?Document \d{1,6} of \d{1,6}\s*$"
_REPORT = re.compile(r"\ufeff?\s*Report Information from ProQuest")
_FOOT = re.compile(r"(?:Database copyright|Terms and Conditions|Contact ProQuest|Bibliography)\b")
_RULE = re.compile(r"_{20,}\s*$")
_LABEL = re.compile(r"(?P<label>[A-Z][A-Za-z /()]{1,40}): (?P<value>.*)")
_FIELDS = {
    "title": "title", "author": "authors", "abstract": "abstract", "publication title": "venue",
    "volume": "volume", "issue": "issue", "pages": "page", "first page": "page",
    "publication date": "day", "publication year": "year", "year": "year",
    "publisher": "publisher", "issn": "issn", "isbn": "isbn", "doi": "doi",
    "language of publication": "language", "language": "language", "document type": "type",
    "source type": "source", "subject": "keywords", "identifier / keyword": "keywords",
    "document url": "url", "proquest document id": "raw_id",
}  # fmt: skip
_LONG = frozenset({"", "abstract"})
"""Labels whose text may continue after an empty line; the title has no label."""


class ProQuest(Grammar):
    """The grammar of ProQuest's text export."""

    form = "proquest"
    opener = _OPENS

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self._in_head = False  # of a report, which ends with the first document
        self._was_blank = False
        self._label = ""  # of the last line that had one

    def begin(self, text: str) -> Fit:  # noqa: ARG002 - its number says no more
        self._in_head, self._was_blank, self._label = False, False, ""
        return Fit.MORE

    def add(self, text: str) -> Fit:
        if _RULE.match(text):
            return Fit.LAST
        if re.match(_OPENS, text):
            return Fit.NOT_MINE
        if not text.strip():
            self._was_blank = True
            return Fit.MORE
        found = _LABEL.match(text)
        if self._was_blank and not found and self._label not in _LONG:
            return Fit.NOT_MINE
        if found:
            self._label = found["label"].lower()
        self._was_blank = False
        return Fit.MORE

    def owns(self, at: int, text: str) -> bool:  # noqa: ARG002 - the report around it counts
        self._in_head = self._in_head or _REPORT.match(text) is not None
        return self._in_head or _RULE.match(text) is not None or _FOOT.match(text) is not None

    def read(self, block: Block) -> list[Raw | Problem] | None:
        at = block[0][0]
        fields = _fields([text for _, text in block[1:]])
        if fields.keys() & {"title", "abstract"}:
            return [Raw(form=self.form, line=at, fields=fields)]
        text = " ".join(text for _, text in block[:9])
        return [self.problem(at, "a ProQuest document without title and abstract", text)]


def _fields(lines: list[str]) -> dict[str, Any]:
    """Read labelled paragraphs; the first without a label is the title."""
    values: dict[str, list[str]] = {}
    heading: list[str] = []
    current: list[str] | None = heading
    for line in lines:
        text = line.strip()
        if _RULE.match(line):
            continue
        if found := _LABEL.match(text):
            field = _FIELDS.get(found["label"].lower())
            current = None
            if field and field not in values:
                current = values[field] = [found["value"].strip()]
        elif text and current is not None:
            current.append(text)
        elif current and current is not values.get("abstract"):
            current = None  # only an abstract continues after an empty line
    return _tidy({name: "\n".join(parts) for name, parts in values.items()}, " ".join(heading))


def _tidy(values: dict[str, str], heading: str) -> dict[str, Any]:
    fields: dict[str, Any] = {"title": heading, **values}
    fields["published"] = fields.pop("day", None) or fields.pop("year", None)
    for name in ("authors", "keywords"):
        if name in fields:
            fields[name] = [part.strip() for part in fields[name].split(";") if part.strip()]
    fields["type"] = [fields[name] for name in ("type", "source") if name in fields]
    fields.pop("source", None)
    fields.pop("year", None)
    return {name: value for name, value in fields.items() if value}
