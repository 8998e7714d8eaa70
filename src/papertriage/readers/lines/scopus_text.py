"""Scopus's plain text export: people, title and source on lines of their own, then labelled lines.

Okafor A., Lind B.
AUTHOR FULL NAMES: Okafor, Ada (57200000001); Lind, Bo (57200000002)
57200000001; 57200000002
A title
(2024) Journal of Kettles, 12 (3), pp. 1 - 9, Cited 2 times.
"""

import re
from typing import Any

from papertriage.errors import Problem
from papertriage.readers.lines.grammar import Block, Fit, Grammar
from papertriage.readers.raw import Raw
from papertriage.readers.table.authors import split_authors

_HEAD = "EXPORT DATE:"
_ENDS = "SOURCE: Scopus"
_NAMES = "AUTHOR FULL NAMES: "
_INITIAL_ENDS = re.compile(r"[A-Z]\.[;,]?$")
_IDS = re.compile(r"\d{7,12}(?:; ?\d{7,12})*;?\s*$|\[No author \w+ \w+\]")
_LABEL = re.compile(
    r"(?P<label>ABSTRACT|AUTHOR (?:FULL NAMES|KEYWORDS)|INDEX KEYWORDS|AFFILIATIONS|DOI|ISSN|ISBN"
    r"|FUNDING (?:DETAILS|TEXT)(?: \d+)?|REFERENCES|CORRESPONDENCE ADDRESS|EDITORS|SPONSORS|CODEN"
    r"|CONFERENCE \w+|MANUFACTURERS|TRADENAMES|CHEMICALS/CAS|MOLECULAR SEQUENCE NUMBERS|PUBLISHER"
    r"|PUBMED ID|LANGUAGE OF ORIGINAL DOCUMENT|ABBREVIATED SOURCE TITLE|DOCUMENT TYPE"
    r"|PUBLICATION STAGE|OPEN ACCESS|SOURCE): ?(?P<value>.*)"
)
_FIELDS = {
    "ABSTRACT": "abstract", "AUTHOR FULL NAMES": "authors", "AUTHOR KEYWORDS": "keywords",
    "DOI": "doi", "ISSN": "issn", "ISBN": "isbn", "PUBLISHER": "publisher", "PUBMED ID": "pmid",
    "LANGUAGE OF ORIGINAL DOCUMENT": "language", "DOCUMENT TYPE": "type",
}  # fmt: skip
_SOURCE = re.compile(
    r"\((?P<published>\d{4})\)\s+(?P<venue>.{1,500}?)"
    r"(?:, (?P<volume>\d[\w/ -]{0,19}?|[A-Z]{1,4}-?\d+|Part [\w-]+)?"
    r"(?: \((?P<issue>[^()]{0,40})\))?)?"
    r"(?:, art\. no\. (?P<article>[^,]{1,40}?))?(?:, pp?\. (?P<page>[^,]{1,40}?))?"
    r"(?:[,.] Cited (?P<cited>\d+) times?)?[.,\s]*"
)


class ScopusText(Grammar):
    """The grammar of Scopus's plain text."""

    form = "scopus-text"
    opener = rf"{_NAMES}|{_IDS.pattern}"

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self._is_export = False
        self._people = ""  # of the line above a record

    def opens(self, text: str) -> bool:
        """Return whether a line is one of an export; numbers alone are not."""
        self._is_export = self._is_export or text.startswith(_NAMES)
        return self._is_export

    def add(self, text: str) -> Fit:
        if text.startswith(_NAMES):
            return Fit.NOT_MINE
        return Fit.LAST if text.startswith(_ENDS) else Fit.MORE

    def owns(self, at: int, text: str) -> bool:  # noqa: ARG002 - every line is alike
        line = text.strip("\ufeff \t")
        if line.startswith(_HEAD):
            self._is_export = True
        if line == "Scopus" or line.startswith(_HEAD):
            return True
        is_people = self._is_export and _INITIAL_ENDS.search(line) is not None
        if is_people:
            self._people = line
        return is_people

    def read(self, block: Block) -> list[Raw | Problem] | None:
        fields = _fields([text.strip() for _, text in block])
        if not fields.get("title"):
            return None
        people, self._people = self._people, ""
        if "authors" in fields:
            fields["authors"] = split_authors(fields["authors"], ";")
        elif people:
            fields |= {"authors": people, "family_first": True}
        return [Raw(form=self.form, line=block[0][0], fields=fields)]


def _fields(lines: list[str]) -> dict[str, Any]:
    """Read a record; the lines above the source that have no label are the title."""
    values: dict[str, list[str]] = {}
    current: list[str] | None = values.setdefault("title", [])
    fields: dict[str, Any] = {}
    for line in lines:
        if found := _LABEL.match(line):
            field = _FIELDS.get(found["label"])
            value = [found["value"]]
            current = values["title"] if "published" not in fields else None
            if field:
                values[field] = value
                current = value if field == "abstract" else current
        elif "published" not in fields and (found := _SOURCE.fullmatch(line)):
            fields = {name: value for name, value in found.groupdict().items() if value}
            current = None
        elif line.startswith("https://www.scopus.com/"):
            fields["url"] = line
        elif line and current is not None and not _IDS.match(line):
            current.append(line)
    fields |= {name: " ".join(parts) for name, parts in values.items()}
    article, cited = fields.pop("article", None), fields.pop("cited", None)
    if article:
        fields.setdefault("page", article)
    if cited:
        fields["metrics"] = {"citations": int(cited)}
    if "keywords" in fields:
        fields["keywords"] = fields["keywords"].split("; ")
    return fields
