"""arXiv's listing pages (``/list/cs.CV/new``, an author's page, a search) copied as text.

    [1] arXiv:2507.06085 [pdf, html, other]
    Title: A title
    Ada Author, Ben Author
    Comments: 9 pages
    Subjects: Computer Vision and Pattern Recognition (cs.CV); Graphics (cs.GR)
    The abstract, where the page shows it

Browsers add blank lines at various places, and may put "Title:" on its own line. A search has the
categories after the identifier, no "Title:", and "Abstract:" and "Submitted" instead of subjects.
"""

import re

from papertriage.errors import Problem
from papertriage.readers.lines.grammar import Block, Fit, Grammar
from papertriage.readers.raw import Raw
from papertriage.text.identifiers import ARXIV_ID, categories_in

_OPENS = re.compile(
    rf"(?:(?:\[\d+\]|\d+\.)\s*)?arXiv:(?P<id>{ARXIV_ID})\s*(?P<notes>(?:\([^)]*\)\s*)*)"
    r"\[(?:pdf|ps|html|other|format)[a-z, ]*\](?P<categories>(?:\s+[a-z-]+(?:\.[A-Za-z-]+)?\b)*)"
    r"(?:\s+doi\s+(?P<doi>10\.\S+))?\s*$"
)
_LABEL = re.compile(
    r"(Title|Authors|Abstract|Comments|Journal[- ]ref|Subjects|DOI|MSC-class|ACM-class):\s*(.*)"
)
_SUBMITTED = re.compile(
    r"Submitted (?P<last>\d{1,2} \w+),? (?P<year>\d{4})"
    r"(?:.{0,40}\bv1 submitted (?P<first>\d{1,2} \w+),? (?P<first_year>\d{4}))?"
)
_BUTTON = re.compile(r"[\u25bd\u25b3] (?:More|Less)$")
_SECTION = re.compile(
    r"(?P<kind>New|Cross|Replacement)(?: submissions|-lists?|s)\b.*\(.*\bof\b.*\)\s*$"
)
_DAY = re.compile(r"Showing new listings for \w+, (\d{1,2} [A-Z][a-z]+ \d{4})\s*$")
_DAY_HEAD = re.compile(r"[A-Z][a-z]{2}, (\d{1,2} [A-Z][a-z]{2} \d{4})(?: \(.*\))?\s*$")
_FURNITURE = re.compile(
    r"Total of \d+ entries|Showing up to \d+ entries|See today's new|\(?showing (?:first )?\d+ of"
    r"|\[?Total of \d+|Fewer|More|all$"
)
_BELOW = re.compile(r"(?:Comments|Journal ref|(?:MSC|ACM) [Cc]lass|Report number):")
"""What a search writes below "Submitted"."""
_SEARCH_HEAD = re.compile(
    r"Showing [\d,]{1,9}\W[\d,]{1,9} of [\d,]{1,9} results|\d+ results per page|Search v\d"
)
_EVENTS = {"New": "new", "Cross": "cross", "Replacement": "replace"}
_LEAST_ABSTRACT = 120
"""Characters from which a line after the subjects is the abstract."""
_FIELDS = {"Title": "title", "Comments": "comment", "Journal-ref": "journal_ref", "DOI": "doi",
           "Submitted": "published"}  # fmt: skip


class ArxivPage(Grammar):
    """The grammar of a listing page's text."""

    form = "arxiv-page"
    opener = r"\ufeff?(?:(?:\[\d+\]|\d+\.)\s*)?arXiv:"

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self._announced: str | None = None
        self._kind: str | None = None
        self._seen_subjects = False
        self._seen_abstract = False
        self._seen_submitted = False
        self._was_blank = False

    def opens(self, text: str) -> bool:
        return _OPENS.match(text.lstrip("\ufeff")) is not None

    def begin(self, text: str) -> Fit:  # noqa: ARG002 - `opens` looked at it
        self._seen_subjects = self._seen_abstract = False
        self._seen_submitted = self._was_blank = False
        return Fit.MORE

    def add(self, text: str) -> Fit:
        if _OPENS.match(text) or self.is_head(text):
            return Fit.NOT_MINE
        was_blank, self._was_blank = self._was_blank, not text.strip()
        if self._was_blank:
            return Fit.MORE
        if self._seen_submitted:
            return Fit.MORE if _BELOW.match(text) else Fit.NOT_MINE
        self._seen_submitted = _SUBMITTED.match(text) is not None
        if self._seen_subjects and not _LABEL.match(text):
            if self._seen_abstract and was_blank:
                return Fit.NOT_MINE
            if not self._seen_abstract and len(text) < _LEAST_ABSTRACT:
                return Fit.NOT_MINE
            self._seen_abstract = True
        self._seen_subjects = self._seen_subjects or text.startswith("Subjects:")
        return Fit.MORE

    def is_head(self, text: str) -> bool:
        """Return whether a line belongs to the page and not to a record."""
        return bool(
            _SECTION.match(text)
            or _DAY.match(text)
            or _DAY_HEAD.match(text)
            or _FURNITURE.match(text)
        )

    def owns(self, at: int, text: str) -> bool:  # noqa: ARG002 - the day counts, not the line
        if found := _SECTION.match(text):
            self._kind = _EVENTS[found["kind"]]
        elif found := _DAY.match(text) or _DAY_HEAD.match(text):
            self._announced = found[1]
        if _SEARCH_HEAD.match(text):
            return True
        return self.is_head(text) and self._announced is not None

    def read(self, block: Block) -> list[Raw | Problem] | None:
        opener = block[0][1].lstrip("\ufeff")
        first = _OPENS.match(opener)
        fields = _fields(block[1:])
        if not first or not fields:
            return None
        fields["arxiv"] = first["id"]
        fields["categories"] = fields.get("categories") or first["categories"].split()
        fields.setdefault("doi", first["doi"])
        if opener.startswith("["):  # a search says nothing of announcements
            fields["announced"] = self._announced
            if kind := _kind(first["notes"]) or self._kind:
                fields["events"] = [{"type": kind, "date": self._announced}]
        given = {name: value for name, value in fields.items() if value}
        return [Raw(form=self.form, line=block[0][0], fields=given)]


def _kind(notes: str) -> str | None:
    """Read the brackets after the identifier: "(cross-list from math.OC)"."""
    if "cross-list" in notes:
        return "cross"
    return "replace" if "replaced" in notes else None


def _fields(block: Block) -> dict[str, object]:
    """Read a record's lines; the authors are the line below the title."""
    lines: dict[str, list[str]] = {}
    label = ""
    abstract: list[str] = []
    for _, line in block:
        text = _BUTTON.sub("", line.strip())
        if found := _LABEL.match(text):
            label = found[1].replace(" ", "-")
            lines[label] = [found[2]] if found[2] else []
        elif found := _SUBMITTED.match(text):
            label = "Submitted"
            day, year = found["first"] or found["last"], found["first_year"] or found["year"]
            lines[label] = [f"{day} {year}"]
        elif not text:
            continue
        elif not label:
            label = "Title"
            lines[label] = [text]
        elif label == "Title" and lines[label]:
            label = "Authors"
            lines[label] = [text]
        elif label == "Subjects" and lines[label]:
            abstract.append(text)
        else:
            lines[label].append(text)
    values = {label: " ".join(texts) for label, texts in lines.items()}
    fields: dict[str, object] = {_FIELDS[k]: v for k, v in values.items() if k in _FIELDS}
    fields["authors"] = values.get("Authors")
    fields["categories"] = categories_in(values.get("Subjects", ""))
    fields["abstract"] = values.get("Abstract") or "\n".join(abstract)
    return {name: value for name, value in fields.items() if value}
