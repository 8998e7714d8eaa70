r"""arXiv's own text form: daily mail digests, monthly listings and ``.abs`` files.

    \\
    arXiv:2303.08867 (*cross-listing*)
    Date: Wed, 15 Mar 2023 18:34:08 GMT   (243kb,D)
    Title: ...                                and other heads, continued lines indented
    \\
      abstract                                not in replacements and the oldest listings
    \\ ( https://arxiv.org/abs/2303.08867 ,  243kb)

Rules separate the records: dashes within a section, ``%-%-`` before cross-lists, ``%%--%%--``
before replacements, ``%%%---`` at the end (arXiv's documentation of its mail).
A mail program may have replaced the spaces of an indent by no-break spaces.
"""

import re
from collections.abc import Iterator
from enum import Enum, auto

import msgspec

from papertriage.errors import Problem
from papertriage.readers.lines.grammar import Block, Fit, Grammar, Line
from papertriage.readers.raw import Raw
from papertriage.text.identifiers import ARXIV_ID

_ID = re.compile(
    rf"(?:arXiv|Paper)(?P<cross_before> \(\*cross-listing\*\))?: ?(?P<id>{ARXIV_ID})"
    r"(?P<cross> \(\*cross-listing\*\))?\s*$"
)
_FIRST_HEAD = re.compile(r"(?:From|Date(?: \([^)]*\))?|Title|Authors?):|replaced with revised ")
_SLASHES = re.compile(r"\\\\\s*(?:\(.*)?$")
_END = re.compile(r"\\\\\s*\(")
_MAY_END = ("\\\\", "-", "%", "arXiv", "Paper")
"""How lines begin that may end a part of a record."""
_RULE = re.compile(r"-{50,}\s*$|(?:%{1,3}-{1,3}){8}[%-]*\s*$")
_HEAD = re.compile(
    r"(From|Date|Title|Authors?|Categories|Comments|Report-no|Journal-ref|DOI|MSC-class|ACM-class"
    r"|Subj-class|License|Proxy)(?: \(([^)]*)\))?:\s?(.*)"
)
_REPLACED = re.compile(r"replaced with revised version (.*)")
_SIZE = re.compile(r"\((\d+)kb(?:,([A-Z]+))?\)\s*$")
_REVISED = re.compile(r"revised(?: v(\d+))?")

_MAIL_DATE = re.compile(r"Date: +[A-Z][a-z]{2}, +(\d{1,2} [A-Z][a-z]{2}) (\d\d(?:\d\d)?) [\d:]+")
_HEAD_BEGINS = re.compile(r"Send any comments regarding submissions directly to submitter")
_HEAD_ENDS = re.compile(r"\s*received from\s.*\sto\s")
_FURNITURE = re.compile(
    r"Subject: .*(?:daily|mailing|Subj-class)|Archives at http|To unsubscribe, e-mail To:"
    r"|Papers received as of |\(abstracts alone may be retrieved|\s+get \d+ .*multiple papers"
    r"|For general information on the new |keyword subject classification\)"
    r"|For subscribe options|e-mail To: \S+, Subject: subscribe"
)
_MOST_HEAD = 400
"""Lines that a digest's head may have: all of arXiv's categories, and more."""

_FIELDS = {
    "Title": "title", "Comments": "comment", "Journal-ref": "journal_ref", "DOI": "doi",
    "Author": "authors", "Authors": "authors",
}  # fmt: skip
_EXTRA = {
    "Report-no": "report_no", "MSC-class": "msc_class", "ACM-class": "acm_class",
    "License": "license",
}  # fmt: skip


class _Part(Enum):
    START = auto()  # the slashes that open a record
    ID = auto()  # an identifier, after which a head must follow
    HEADS = auto()
    ABSTRACT = auto()


class ArxivMail(Grammar):
    """The grammar of arXiv's text form."""

    form = "arxiv-mail"
    opener = (
        r"\ufeff?\\\\\s*$"
        r"|(?:arXiv|Paper)(?: \(\*cross-listing\*\))?: ?[\w./-]+(?: \(\*cross-listing\*\))?\s*$"
    )

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self._part = _Part.START
        self._announced: str | None = None
        self._in_head = 0

    def begin(self, text: str) -> Fit:
        self._part = _Part.ID if _ID.match(text.lstrip("\ufeff")) else _Part.START
        return Fit.MORE

    def add(self, text: str) -> Fit:
        if self._part in (_Part.START, _Part.ID):
            return self._add_opening(text)
        if _RULE.match(text):
            return Fit.LAST
        if _ID.match(text):
            return Fit.NOT_MINE
        if not _SLASHES.match(text):
            return Fit.MORE
        if _END.match(text) or self._part is _Part.ABSTRACT:
            return Fit.LAST
        self._part = _Part.ABSTRACT
        return Fit.MORE

    def gather(self, lines: Iterator[Line], block: Block) -> Line | None:
        if self._part not in (_Part.HEADS, _Part.ABSTRACT):
            return next(lines, None)
        for line in lines:
            text = line[1]
            # Another form may open a record after a blank line.
            if not text or text.startswith(_MAY_END) or text.isspace():
                return line
            block.append(line)
        return None

    def _add_opening(self, text: str) -> Fit:
        if self._part is _Part.START:
            self._part = _Part.ID
            return Fit.MORE if _ID.match(text) else Fit.NOT_MINE
        self._part = _Part.HEADS
        return Fit.MORE if _FIRST_HEAD.match(text) else Fit.NOT_MINE

    def owns(self, at: int, text: str) -> bool:  # noqa: ARG002 - the day counts, not the line
        if found := _MAIL_DATE.match(text):
            self._announced = f"{found[1]} {_full_year(found[2])}"
            return True
        if _HEAD_BEGINS.match(text):
            self._in_head = _MOST_HEAD
            return True
        if self._in_head:
            self._in_head = 0 if _HEAD_ENDS.match(text) else self._in_head - 1
            return True
        if text.startswith("%%%---"):
            self._announced = None
        return bool(_RULE.match(text) or _FURNITURE.match(text))

    def read(self, block: Block) -> list[Raw | Problem] | None:
        lines = [(at, text.replace("\u00a0", " ").lstrip("\ufeff")) for at, text in block]
        if _SLASHES.match(lines[0][1]):
            lines = lines[1:]
        first = _ID.match(lines[0][1]) if lines else None
        heads, abstract = _parts(lines[1:])
        record = _Record()
        for name, note, value in heads:
            record.take(name, note, value)
        if not first or "title" not in record.fields:
            return None
        self._in_head = 0
        cross = bool(first["cross"] or first["cross_before"])
        fields = record.result(cross=cross, announced=self._announced)
        fields["arxiv"] = first["id"]
        if abstract:
            fields["abstract"] = abstract
        return [Raw(form=self.form, line=block[0][0], fields=fields)]


class _Record(msgspec.Struct):
    """What the heads of a record say."""

    fields: dict[str, object] = {}
    extra: dict[str, str] = {}
    days: list[str] = []
    is_replacement: bool = False
    version: int | None = None
    has_withdrawn_size: bool = False

    def take(self, name: str, note: str, value: str) -> None:
        """Take a head: its name, the note in brackets, and its value."""
        if name in ("Date", "replaced"):
            self._take_day(note, value)
            self.is_replacement = self.is_replacement or name == "replaced"
        elif name == "Categories":
            self.fields["categories"] = value.split()
        elif field := _FIELDS.get(name):
            self.fields.setdefault(field, value)
        elif extra := _EXTRA.get(name):
            self.extra[extra] = " ".join(value.split())

    def _take_day(self, note: str, value: str) -> None:
        if size := _SIZE.search(value):
            value = value[: size.start()]
            self.has_withdrawn_size = size[1] == "0" or "I" in (size[2] or "")
        self.days.append(" ".join(value.split()))
        if revised := _REVISED.match(note):
            self.version = int(revised[1]) if revised[1] else (self.version or 1) + 1

    def result(self, *, cross: bool, announced: str | None) -> dict[str, object]:
        """Return the fields, with the days and events of the heads."""
        fields = self.fields
        events: list[dict[str, str | None]]
        if self.is_replacement:
            kind = "replace-cross" if cross else "replace"
            fields["updated"] = self.days[-1]
            events = [{"type": kind, "date": self.days[-1]}]
        else:
            first = fields["published"] = self.days[0] if self.days else None
            if len(self.days) > 1:
                fields["updated"] = self.days[-1]
            events = [{"type": "replace", "date": day} for day in self.days[1:]]
            if cross:
                events.append({"type": "cross", "date": announced})
            else:
                events.insert(0, {"type": "new", "date": first})
        if self.has_withdrawn_size:
            fields["status"] = "withdrawn"
            events.append({"type": "withdrawn", "date": self.days[-1]})
        fields["events"] = events
        fields["version"] = self.version
        fields["announced"] = announced
        if self.extra:
            fields["extra"] = self.extra
        return {name: value for name, value in fields.items() if value}


def _parts(lines: Block) -> tuple[list[tuple[str, str, str]], str]:
    """Split a record into its heads and its abstract."""
    heads: list[tuple[str, str, list[str]]] = []
    at = 0
    while at < len(lines) and not _SLASHES.match(lines[at][1]):
        text = lines[at][1]
        at += 1
        if found := _HEAD.match(text):
            heads.append((found[1], found[2] or "", [found[3]]))
        elif found := _REPLACED.match(text):
            heads.append(("replaced", "", [found[1]]))
        elif heads and text.strip():
            heads[-1][2].append(text.strip())
    body = [
        text for _, text in lines[at + 1 :] if not _SLASHES.match(text) and not _RULE.match(text)
    ]
    if at < len(lines) and _END.match(lines[at][1]):
        body = []
    return [(name, note, "\n".join(value)) for name, note, value in heads], _paragraphs(body)


def _paragraphs(lines: list[str]) -> str:
    """Join an abstract's lines; an indented line starts a paragraph."""
    text = "\n".join(f"\n{line}" if line.startswith("  ") else line for line in lines)
    return text.strip()


def _full_year(year: str) -> str:
    """Return the year of a mail whose year may have two digits: arXiv began in 1991."""
    if len(year) == 4:
        return year
    return ("19" if year >= "91" else "20") + year
