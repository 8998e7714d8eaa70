"""Alert mails and pages that link each paper: Semantic Scholar's, bioRxiv's, PubMed's, journals'.

Each service writes HTML of its own, but all link the title to an address that names the paper.
Below the title come its authors, where and when it appeared, and perhaps its abstract.
"""

import re
from collections.abc import Iterator
from typing import Any

from papertriage import dates
from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.markdown.entries import cited_in
from papertriage.readers.pages.bylines import MORE, byline
from papertriage.readers.raw import Raw
from papertriage.readers.xml.html_lines import HtmlLine, lines_of, whole_text
from papertriage.text.addresses import ids_of, is_paper, target
from papertriage.text.people import is_people

FORM = "alert"
_ANCHOR = re.compile(r"<a\s", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"]{4,2000}")
_PDF = re.compile(r"^https?://[^?#]{4,2000}\.pdf$", re.IGNORECASE)
_LEAST_WORDS = 3
_LEAST_OF_PDF = 5
"""Words of a title whose PDF is anywhere, on a page that links papers."""
_BUTTON = re.compile(
    r"(?:view|read|see|show|open|download|full|get|go to|manage|save|share|cite|unsubscribe|browse"
    r"|create|edit|more)\b.{0,40}|.{0,40}\b(?:in your browser|full text|references|archive)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^\s*\[?\d{1,3}[.):\]]\s*$")
_PARTS = re.compile(r" ?[·|•] ?")
_DAY = re.compile(
    rf"\b(?:\d{{1,2}} {dates.MONTH},? \d{{4}}|{dates.MONTH} \d{{1,2}}, \d{{4}}"
    rf"|\d{{4}}[-/]\d\d[-/]\d\d|{dates.MONTH} \d{{4}}|\d{{4}} {dates.MONTH}(?: \d{{1,2}})?"
    r"|(?:19|20)\d\d)\b"
)
_ID = re.compile(
    r"(?:\bdoi:?\s*|\barXiv:\s*|https?://(?:[\w-]{1,30}\.){0,3}doi\.org/)\S+|\bPMID:?\s*\d+",
    re.IGNORECASE,
)
_VENUE_BEFORE = re.compile(
    r"[\[(](?P<venue>[^][()]{0,20}\b(?:19|20)\d\d\b[^][()]{0,20})[\])] +(?=\w)"
)
"""Where and when a paper appeared, before its title in brackets."""
_SENTENCE = re.compile(r"[.!?…][\"'”)]?$")
_LABEL = re.compile(r"(?:TL;?DR|Abstract)\b:? ?", re.IGNORECASE)
_POSTED = re.compile(
    r"[ ,]{1,2}(?:posted|published|online|first published)(?: on| online)?$", re.IGNORECASE
)
_FOOT = re.compile(
    r"(?:unsubscribe|you (?:are|received|have|can)|manage|copyright|©|to stop"
    r"|this (?:e-?mail|message))\b",
    re.IGNORECASE,
)
_FIELDS_OF_STUDY = frozenset({
    "Agricultural and Food Sciences", "Art", "Biology", "Business", "Chemistry",
    "Computer Science", "Economics", "Education", "Engineering", "Environmental Science",
    "Geography", "Geology", "History", "Law", "Linguistics", "Materials Science", "Mathematics",
    "Medicine", "Philosophy", "Physics", "Political Science", "Psychology", "Sociology",
})  # fmt: skip
"""What Semantic Scholar writes where a journal would be."""
_NO_VENUE = frozenset({"pages", "published", "posted", "submitted", "arxiv preprint"})
_CITE_AS = re.compile(r"\barXiv:\S{1,30} \[[a-z-]+(?:\.[A-Za-z-]+)?\]")
"""How arXiv's page says to cite a paper."""
_LONG = 80
"""Characters from which a line below a title is its abstract, if it ends like a sentence."""
_ABSTRACT = 200
"""Characters from which it is the abstract anyway; a paper that it names is another."""


def read(document: Document, _form: str | None) -> Iterator[Raw | Problem]:
    """Read the papers that a mail or a page links, and references among them without a link."""
    lines = list(lines_of(whole_text(document)))
    cited = list(map(_cited, lines, [None, *lines]))
    for group in _papers([line for line, fields in zip(lines, cited, strict=True) if not fields]):
        yield from _record(group)
    for line, fields in zip(lines, cited, strict=True):
        if fields:
            yield Raw(form=FORM, line=line.at, fields=fields)


def _cited(line: HtmlLine, above: HtmlLine | None) -> dict[str, Any]:
    """Return the fields of a reference; the line below a bare title is about that paper."""
    if title_link(line, takes_pdf=True):
        return {}
    href = title_link(above, takes_pdf=True) if above else ""
    is_detail = above and href and above.text == _words(above, href)
    return {} if is_detail else cited_in(line.text)


def _papers(lines: list[HtmlLine]) -> Iterator[list[HtmlLine]]:
    """Yield the lines of each paper, its title first.

    If rows of a table that follow each other link titles, a paper has the cells of its row.
    """
    links = [title_link(line, takes_pdf=True) for line in lines]
    rows = {line.row for line, href in zip(lines, links, strict=True) if line.row and href}
    tabular = {row for row in rows if row - 1 in rows or row + 1 in rows}
    held: list[HtmlLine] = []
    cells: list[HtmlLine] = []
    before: list[HtmlLine] = []
    last = ""
    for line, href in zip(lines, links, strict=True):
        before = [cell for cell in before if cell.row == line.row and line.row in tabular]
        if href and target(href) != last:
            yield [*held, *cells]
            held, cells, last = [line], list(filter(_is_detail, before)), target(href)
        elif held and (held[0].row not in tabular or held[0].row == line.row):
            held.append(line)
        before.append(line)
    yield [*held, *cells]


def _is_detail(cell: HtmlLine) -> bool:
    """Return whether a cell before a title is a date or people; it may be anything else."""
    people = byline(cell.text)
    return _DAY.match(cell.text) is not None or (people is not None and people.is_sure)


def names_papers(head: str) -> bool:
    """Return whether HTML links titles to papers."""
    return _ANCHOR.search(head) is not None and any(map(title_link, lines_of(head)))


def title_link(line: HtmlLine, *, takes_pdf: bool = False) -> str:
    """Return the address of the paper whose title a line links; empty if it links none.

    Args:
        line: the line.
        takes_pdf: a PDF is a paper wherever it is, if its words are a whole title.
    """
    for href in dict.fromkeys(span.href for span in line.spans if span.href):
        text = _words(line, href)
        words = len(text.split())
        is_pdf = takes_pdf and words >= _LEAST_OF_PDF and _PDF.match(target(href)) is not None
        is_title = words >= _LEAST_WORDS and "://" not in text
        if is_title and not _BUTTON.fullmatch(text) and (is_pdf or is_paper(target(href))):
            return href
    return ""


def _words(line: HtmlLine, href: str) -> str:
    return " ".join("".join(span.text for span in line.spans if span.href == href).split())


def _record(lines: list[HtmlLine]) -> Iterator[Raw]:
    if not lines:
        return
    title, *rest = lines
    href = title_link(title, takes_pdf=True)
    text = _words(title, href)
    url = target(href)
    before, _, below = (part.strip(" .,-\u2013\u2014|·") for part in title.text.partition(text))
    venue = _VENUE_BEFORE.match(text)
    fields: dict[str, Any] = {**ids_of(url), "title": text[venue.end() :] if venue else text}
    if people := byline(before):
        fields["authors"] = people.authors
    day = _DAY.search(before) if people else None
    others = [venue["venue"] if venue else "", day[0] if day else "", below]
    others += [one.text for one in rest]
    yield Raw(form=FORM, line=title.at, fields=with_lines({**fields, "url": url}, others))


def with_lines(fields: dict[str, Any], lines: list[str]) -> dict[str, Any]:
    """Add what the lines below a title say, up to the mail's footer."""
    for line in filter(None, lines):
        if _FOOT.match(line):
            break
        if not _URL.fullmatch(line):
            _take(fields, line)
    return fields


def _take(fields: dict[str, Any], line: str) -> None:
    """Add what one line says: authors, venue and date, identifiers, or the abstract."""
    line = MORE.sub(",", line)
    if (_BUTTON.fullmatch(line) and not _ID.search(line)) or _NUMBER.match(line):
        return
    names = [] if len(line) >= _ABSTRACT else _ID.findall(line)
    fields.setdefault("names", []).extend(name.rstrip(".,;").replace(" ", "") for name in names)
    day = _DAY.search(_ID.sub(" ", line))
    is_text = len(line) >= _ABSTRACT or (
        not names and _SENTENCE.search(line) and (len(line) >= _LONG or not day)
    )
    if not fields.keys() & {"authors", "abstract", "published"} and is_people(line):
        fields["authors"] = line.rstrip(".")
    elif "authors" not in fields and (people := byline(line)) and people.rest:
        fields["authors"] = people.authors
        _take(fields, people.rest)
    elif is_text:
        line = _LABEL.sub("", line, count=1)
        fields["abstract"] = f"{fields['abstract']}\n{line}" if "abstract" in fields else line
    elif names or day:
        fields.setdefault("published", day and day[0])
        if not _CITE_AS.search(line) and (venue := _venue(line)):
            fields.setdefault("venue", venue)


def _venue(line: str) -> str | None:
    """Return where a paper appeared: the text before the date, unless it is a field of study."""
    parts = _PARTS.split(_ID.sub(" ", line))
    at = next((index for index, part in enumerate(parts) if _DAY.search(part)), 0)
    text = parts[at - 1] if at else re.split(r"\d|doi:", parts[0], maxsplit=1)[0]
    text = re.sub(rf"\b{dates.MONTH}\s*$", "", text).strip(" .,;:([")
    text = _POSTED.sub("", text).rstrip(" \u2026")
    is_venue = text not in _FIELDS_OF_STUDY and text.lower().partition(":")[0] not in _NO_VENUE
    return text if text and is_venue and len(text.split()) <= 12 else None
