"""Ovid's text export: records numbered ``<1>``, a label on a line, its value indented below.

The export can also be asked for with two-letter tags (``TI  - ``); both stand under a number.
"""

import re

from papertriage.errors import Problem
from papertriage.readers.lines.grammar import Block, Fit, Grammar
from papertriage.readers.lines.tagged import fields_of
from papertriage.readers.lines.tagged_dialects import MEDLINE
from papertriage.readers.raw import Raw

_LABELS = {
    "title": "title", "abstract": "abstract", "author": "authors", "authors": "authors",
    "author keywords": "keywords", "keyword heading": "keywords", "journal name": "venue",
    "source": "journal_ref", "language": "language", "issn": "issn", "doi number": "doi",
    "digital object identifier": "doi", "doi": "doi", "accession number": "raw_id",
    "unique identifier": "raw_id", "publisher": "publisher", "status": "published",
    "year of publication": "published", "date of publication": "published",
    "publication date": "published",
}  # fmt: skip
_OTHERS = frozenset(
    {
        "score", "institution", "document type", "journal subset", "nlm journal code",
        "link to the ovid full text or citation", "authors full name", "country of publication",
        "publication type", "entry date", "local messages", "mesh subject headings", "copyright",
        "version id", "record owner", "comments", "database", "find similar", "link resolver",
        "external link", "correspondence address", "emtree heading", "subject headings",
        "clinical trial number", "grant information", "date created", "revision date",
    }
)  # fmt: skip
_TAG = re.compile(MEDLINE.tag)
_NUMBER = re.compile(r"<\d+>\s*$")
_SUFFIX = re.compile(r"\s*\[[A-Z][A-Za-z ;,/-]+\]\s*\.?\s*$")
_AFFILIATION = re.compile(r"(?<=\S)\s+\d+(?:[,\s]+\d+)*\s*$|\s*\(\d+\)\s*$|\s*\[[^\]]*\]\s*$")
_DAY = re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}|[A-Z][a-z]+ \d{4}|\d{4} [A-Z][a-z]{2,}|\b\d{4}\b")


class Ovid(Grammar):
    """The grammar of Ovid's text export."""

    form = "ovid"
    opener = r"\ufeff?<\d{1,6}>\s*$"

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self._was_blank = False

    def begin(self, text: str) -> Fit:  # noqa: ARG002 - a number says no more
        self._was_blank = False
        return Fit.MORE

    def add(self, text: str) -> Fit:
        if _NUMBER.match(text):
            return Fit.NOT_MINE
        blank = not text.strip()
        if self._was_blank and not blank and not text[0].isspace() and not _is_label(text):
            return Fit.NOT_MINE
        self._was_blank = blank
        return Fit.MORE

    def read(self, block: Block) -> list[Raw | Problem] | None:
        at = block[0][0]
        tagged: dict[str, list[str]] = {}
        fields: dict[str, object] = {}
        label = ""
        for _, text in block[1:]:
            if found := _TAG.match(text):
                tagged.setdefault(found["tag"], []).append(found["value"])
            elif tagged and text.strip():
                last = tagged[next(reversed(tagged))]
                last[-1] = f"{last[-1]} {text.strip()}"
            elif text.strip() and not text[0].isspace():
                label = _LABELS.get(text.strip().lower(), "")
            elif label and text.strip():
                fields[label] = f"{fields.get(label, '')} {text.strip()}".strip()
        fields = fields_of(tagged, MEDLINE) if tagged else _tidy(fields)
        if not fields.keys() & {"title", "abstract"}:
            return None
        return [Raw(form=self.form, line=at, fields=fields)]


def _is_label(text: str) -> bool:
    name = text.strip().lower()
    return name in _LABELS or name in _OTHERS or _TAG.match(text) is not None


def _tidy(fields: dict[str, object]) -> dict[str, object]:
    """Part what Ovid joins: names and their affiliations, a title and its kind, a status."""
    out = dict(fields)
    if authors := fields.get("authors"):
        out["authors"] = [
            _AFFILIATION.sub("", name).strip() for name in str(authors).split(";") if name.strip()
        ]
        out["family_first"] = True
    if keywords := fields.get("keywords"):
        out["keywords"] = [
            word.strip(" .") for word in str(keywords).split(";") if word.strip(" .")
        ]
    if title := fields.get("title"):
        out["title"] = _SUFFIX.sub("", str(title))
    day = _DAY.search(str(fields.get("published", "")))
    day = day or _DAY.search(str(fields.get("journal_ref", "")))
    out["published"] = day[0] if day else None
    for name in ("language", "journal_ref"):
        if value := fields.get(name):
            out[name] = str(value).rstrip(" .")
    return {name: value for name, value in out.items() if value}
