"""Ovid's text export: records numbered ``<1>``, a label on a line, its value indented below.

The export also comes with tags of two letters (``TI  - ``); both have a number above each record.
"""

import re
from typing import Any

from papertriage import dates
from papertriage.errors import Problem
from papertriage.readers.lines.grammar import Block, Fit, Grammar
from papertriage.readers.lines.tagged_dialects import OVID
from papertriage.readers.lines.tagged_fields import Mapping, Values
from papertriage.readers.raw import Raw

_LABELS = {
    "title": "TI", "abstract": "AB", "author": "AU", "authors": "AU", "author keywords": "KW",
    "keyword heading": "KW", "journal name": "JN", "source": "SO", "language": "LG", "issn": "IS",
    "doi number": "DO", "digital object identifier": "DO", "doi": "DO", "accession number": "AN",
    "unique identifier": "UI", "publisher": "PB", "status": "DG", "year of publication": "YR",
    "date of publication": "DG", "publication date": "DG", "publication type": "PT",
    "isbn": "IB", "database": "DB",
}  # fmt: skip
"""The labels of the long form, and the tags of the short one."""
_OTHERS = frozenset({
    "score", "institution", "document type", "journal subset", "nlm journal code",
    "link to the ovid full text or citation", "authors full name", "country of publication",
    "entry date", "local messages", "mesh subject headings", "copyright", "version id",
    "record owner", "comments", "find similar", "link resolver", "external link",
    "correspondence address", "emtree heading", "subject headings", "clinical trial number",
    "grant information", "date created", "revision date",
})  # fmt: skip
_TAG = re.compile(OVID.tag)
_WITH_GAPS = frozenset({"SY", "DE", "TI"})
"""Tags whose values hold empty lines, or end with one."""
_ROLE = re.compile(r"(?<!\s)\s*\[(?:Author|Inventor|Reprint Author)\b[^][]*\]")
"""What BIOSIS puts after a name: "[Author, Reprint Author; E-mail: ...]"."""
_LABELLED = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+)*: ")
_NUMBER = re.compile(r"<\d+(?:\. ?)?>\s*$")
_SUFFIX = re.compile(r" ?\[[A-Z][A-Za-z ;,/-]+\][ .]*$")
_AFFILIATION = re.compile(r"(?<=[^\d, ]) \d+(?:[, ]+\d+)*$| ?\(\d+\)$| ?\[[^][]*\]?$")
_EDITOR = "[Ed"
_AFTER_EDITORS = re.compile(r"[. ]*(?:\(\d{4}\)\. )?")
_VENUE_ENDS = re.compile(r"\.\s*(?=[\d(:]|$)|[,;]\s*(?=Vol\b)|\.\s+(?=Vol\b)")
_VOLUME = re.compile(r"\s*(?:Vol\.?\s*)?(?P<volume>\d{1,5}[A-Za-z]?)\s*(?=[(:])")
_ISSUE = re.compile(r"\s*\((?P<issue>(?!pp)[^()]{1,20})\)")
_PAGE = re.compile(r"\s*+(?::\s*|\(?,?\s*pp?\.?\s+)(?P<page>[A-Za-z]?\d[\w-]*)\)?")
_LAST_PAGE = re.compile(r"\bpp?\.\s*(?P<page>[A-Za-z]?\d[\w-]*)\.?\s*$")
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")


class Ovid(Grammar):
    """The grammar of Ovid's text export."""

    form = OVID.form
    opener = r"\ufeff?<\d{1,6}(?:\. ?)?>\s*$"

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self._mapping = Mapping(OVID)
        self._was_blank = False
        self._tag = ""  # of the last line that had one

    def begin(self, text: str) -> Fit:  # noqa: ARG002 - a number says no more
        self._was_blank, self._tag = False, ""
        return Fit.MORE

    def add(self, text: str) -> Fit:
        if _NUMBER.match(text):
            return Fit.NOT_MINE
        if not text.strip():
            self._was_blank = True
            return Fit.MORE
        if self._was_blank and not text[0].isspace() and not self._goes_on(text):
            return Fit.NOT_MINE
        self._was_blank = False
        if found := _TAG.match(text):
            self._tag = found["tag"]
        return Fit.MORE

    def _goes_on(self, text: str) -> bool:
        """Return whether a line after an empty one still belongs to the record."""
        name = text.strip().lower()
        return name in _LABELS or name in _OTHERS or self._tag in _WITH_GAPS

    def read(self, block: Block) -> list[Raw | Problem] | None:
        fields = _tidy(self._mapping.fields_of(_values(block[1:])))
        if not fields.keys() & {"title", "abstract"}:
            return None
        return [Raw(form=self.form, line=block[0][0], fields=fields)]


def _values(block: Block) -> Values:
    """Return the values of each tag; those of labels under their tags."""
    values: dict[str, list[list[str]]] = {}
    current: list[str] | None = None
    for _, text in block:
        if found := _TAG.match(text):
            current = [_ROLE.sub("", text[found.end() :])]
            values.setdefault(found["tag"], []).append(current)
        elif not (line := text.strip()):
            continue
        elif text[0].isspace() and current is not None:
            current.append(line)
        elif tag := _LABELS.get(line.lower()):
            current = []
            values.setdefault(tag, []).append(current)
        elif line.lower() in _OTHERS or _LABELLED.match(line):
            current = None
        elif current is not None:
            current.append(line)
    return {tag: [" ".join(parts).strip() for parts in found] for tag, found in values.items()}


def _tidy(fields: dict[str, Any]) -> dict[str, Any]:
    """Separate what Ovid joins: names and roles, a title and its kind, the parts of a source."""
    if authors := fields.get("authors"):
        fields["authors"] = [_AFFILIATION.sub("", name) for name in authors]
    if keywords := fields.get("keywords"):
        fields["keywords"] = [word.strip(" .*") for word in keywords]
    if title := fields.get("title"):
        fields["title"] = _SUFFIX.sub("", title)
    if isinstance(language := fields.get("language"), str):
        fields["language"] = language.rstrip(" .")
    source = str(fields.get("journal_ref", "")).rstrip(" .")
    if source:
        fields["journal_ref"] = source
        fields = {**_source(source), **fields, "published": _fuller(fields, source)}
    return {name: value for name, value in fields.items() if value}


def _fuller(fields: dict[str, Any], source: str) -> str | None:
    """Return the date of a record, or its source's where that is more precise."""
    own, other = _day(str(fields.get("published", ""))), _source(source).get("published")
    return other if other and other.startswith(own or "") else own


def _source(source: str) -> dict[str, str]:
    """Take a source apart: "Annals of Odd Things. 8(6):1048-1064, September 2015"."""
    _, mark, behind = source.rpartition(_EDITOR)
    text = _AFTER_EDITORS.sub("", behind.partition("]")[2], count=1) if mark else source
    ends = _VENUE_ENDS.search(text)
    parts = {"venue": text[: ends.start()] if ends else text}
    at = ends.end() if ends else len(text)
    for pattern in (_VOLUME, _ISSUE, _PAGE):
        if found := pattern.match(text, at):
            parts |= found.groupdict()
            at = found.end()
    rest = text[at:]
    if "page" not in parts and (found := _LAST_PAGE.search(rest)):
        parts["page"], rest = found["page"], rest[: found.start()]
    if day := _day(rest):
        parts["published"] = day
    return parts


def _day(text: str) -> str | None:
    """Return the date that a text is, or ends with, else its last year."""
    if day := dates.parse(text):
        return day
    if read := next((day for part in _tails(text) if (day := dates.parse(part))), None):
        return read
    years = _YEAR.findall(text)
    return years[-1] if years else None


def _tails(text: str) -> list[str]:
    """Return the last words of a text, from five down to two."""
    words = text.replace(",", ", ").split()
    return [" ".join(words[-count:]).strip(" .,") for count in range(min(len(words), 5), 1, -1)]
