"""Papers on a page that was copied as text: a title, its authors below it, then the rest.

    Smoke above the kiln: a census of chimneys
    Tamsin Quillwater, Ignac Brazdovec
    bioRxiv posted 22 November 2026, 10.1101/2026.11.20.600777

Results of Google Scholar, Semantic Scholar and PubMed, accepted papers of a conference, its
programme, an arXiv page and a plain alert mail look like this. Browsers and people put blank lines
anywhere. A line of authors shows a paper; its title is right above, and what follows up to the next
title belongs to it: identifiers, journal, day, abstract.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.lines.pasted_lines import PASTED, form_of_line
from papertriage.readers.lines.titles import bare_title
from papertriage.readers.mail.alert import with_lines
from papertriage.readers.pages.bylines import Byline, byline, is_button, title_of
from papertriage.readers.pages.page_html import is_html, page_lines
from papertriage.readers.raw import Raw
from papertriage.readers.xml.html_lines import whole_text
from papertriage.text.addresses import ids_of, is_paper, target
from papertriage.text.clean import snippet
from papertriage.text.identifiers import categories_in

FORM = "page-text"
_URL = re.compile(r"https?://[^\s<>\"]{4,2000}")
_ABSTRACT = re.compile(r"(?:abstract|summary)\b ?[:.\u2014\u2013-]? ?", re.IGNORECASE)
_LABELS = {
    "comments": "comment", "comment": "comment", "subjects": "categories", "keywords": "keywords",
    "journal ref": "journal_ref", "journal-ref": "journal_ref", "journal": "venue",
    "venue": "venue", "conference": "venue", "booktitle": "venue", "source": "venue",
    "year": "published", "date": "published", "published": "published",
}  # fmt: skip
_LABELLED = re.compile(
    rf"(?P<name>{'|'.join(_LABELS)})\s{{0,9}}:\s{{0,9}}(?P<text>\S.*)", re.IGNORECASE
)
_TITLE = re.compile(r"title\s{0,9}:\s{0,9}(?=\S)", re.IGNORECASE)
"""A label that opens a paper, with or without authors."""
_HEADER = re.compile(r"[A-Z][\w-]{1,40}: ")
"""A line of a mail's header."""
_DOI = re.compile(r"(?:[\w.]+/)?doi\.org/10\.", re.IGNORECASE)
_LONG = 200
"""Characters of a paragraph that is an abstract; the papers that it names are others."""
_WRAPPED = 55
"""Characters of a line from which the next one may continue it."""
_MOST_TITLE = 2
"""Further lines that a title may have."""
_LEAST_WORDS = 4
"""Words of a title that only one name follows."""
_MOST_LINES = 5000
"""Lines below one title; this bounds the memory."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LEFTOVER = 200
_LEAST = 2
_SHARE = 0.5
"""Share of the lines that titles and authors must have if nothing else shows a paper."""


class Entry(msgspec.Struct):
    """One paper as it is collected.

    Attributes:
        at: the number of its title's line.
        title: its title.
        people: its authors.
        lines: the lines below them.
        goes_on: the last line of authors is not complete.
    """

    at: int
    title: str
    people: Byline
    lines: list[str] = []
    goes_on: bool = False

    def add(self, people: Byline, *, goes_on: bool) -> None:
        """Add a further line of authors."""
        authors = f"{self.people.authors}, {people.authors}"
        self.people = Byline(authors, people.rest, is_sure=True)
        self.goes_on = goes_on


def is_page_text(head: str) -> bool:
    """Return whether titles with authors below them make up a text, or name papers."""
    is_page = is_html(head)
    lines = list(page_lines(head) if is_page else enumerate(head.splitlines(), 1))
    entries = [each for each in _entries(lines) if isinstance(each, Entry)]
    sure = [each for each in entries if each.people.is_sure]
    fields = [_fields(each) for each in sure]
    if not any(each["authors"] or "abstract" in each for each in fields):
        return False
    is_named = any(each["names"] or "url" in each for each in fields)
    if is_page:
        return is_named
    texts = [text for _, text in lines]
    if _has_other_marks(texts, entries):
        return False
    if is_named or any(map(_is_headed, sure)):
        return True
    if any(sum(name in each for each in fields) >= _LEAST for name in ("abstract", "published")):
        return True
    filled = [text for text in texts if text.strip() and not is_button(text.strip())]
    return len(sure) >= _LEAST and len(sure) * 2 >= _SHARE * len(filled)


def _has_other_marks(lines: list[str], entries: list[Entry]) -> bool:
    """Return whether pasted forms mark more abstracts or ends than the papers here can have."""
    if _marks_too_much(lines[: entries[0].at - 1], most=0):
        return True
    return any(_marks_too_much(entry.lines, most=1) for entry in entries)


def _marks_too_much(lines: list[str], most: int) -> bool:
    """Return whether lines hold more than so many ids and abstracts, or end a second abstract."""
    forms = [form_of_line(line) for line in lines]
    long = [at for at, line in enumerate(lines) if len(line) >= _LONG]
    ends = [at for at, form in enumerate(forms) if form == "arxiv-listing"]
    is_second = any(sum(start < at for start in long) > most for at in ends)
    return is_second or max(map(forms.count, PASTED)) > most


def _is_headed(entry: Entry) -> bool:
    return any(_ABSTRACT.fullmatch(line.strip()) for line in entry.lines)


def read(document: Document, _form: str | None) -> Iterator[Raw | Problem]:
    """Read the papers; a long text above the first one is reported."""
    is_page = is_html(document.head)
    for entry in _entries(page_lines(whole_text(document)) if is_page else document.lines()):
        if isinstance(entry, Entry):
            fields = {name: value for name, value in _fields(entry).items() if value}
            yield Raw(form=FORM, line=entry.at, fields=fields)
        else:
            at, text = entry
            reason = f"{len(text)} characters belong to no paper"
            yield Problem(
                source=document.name, line=at, reason=reason, snippet=snippet(text), rejected=False
            )


def _entries(lines: Iterable[tuple[int, str]]) -> Iterator[Entry | tuple[int, str]]:
    """Yield the papers, and (line, text) of what comes above the first one if it is long."""
    entry: Entry | None = None
    held: list[tuple[int, str]] = []
    for at, line in lines:
        text = " ".join(line.strip("\ufeff").split()) if any(map(str.isalnum, line)) else ""
        people = byline(text)
        if label := _TITLE.match(text):
            yield from _ended(entry, held)
            nobody = Byline("", "", is_sure=True)
            entry, held = Entry(at, bare_title(text[label.end() :]), nobody), []
            continue
        if people and entry and not entry.people.authors and not any(text for _, text in held):
            entry.people = people
            continue
        if people and entry and entry.goes_on and not any(text for _, text in held):
            entry.add(people, goes_on=_goes_on(text))
            continue
        start = _title_start(held) if people else None
        if people and start is not None and not people.is_sure and _is_short(held[start:]):
            start = None  # as likely a menu
        if people is None or start is None:
            if len(held) < _MOST_LINES:
                held.append((at, text))
            continue
        yield from _ended(entry, held[:start])
        begun = [text for _, text in held[start:] if text and not is_button(text)]
        title = title_of(" ".join(text for text in begun if not _URL.match(text)))
        urls = [text for text in begun if _URL.match(text)]
        entry, held = Entry(held[start][0], title, people, urls, goes_on=_goes_on(text)), []
    yield from _ended(entry, held)


def _goes_on(text: str) -> bool:
    """Return whether further authors are on the next line."""
    return text.endswith((",", ";", " and", "&"))


def _is_short(lines: list[tuple[int, str]]) -> bool:
    return len(" ".join(text for _, text in lines).split()) < _LEAST_WORDS


def _ended(entry: Entry | None, lines: list[tuple[int, str]]) -> Iterator[Entry | tuple[int, str]]:
    if entry:
        entry.lines += [text for _, text in lines]
        yield entry
        return
    left = " ".join(text for _, text in lines if not _HEADER.match(text))
    if len(left) >= _LEFTOVER:
        yield lines[0][0], left


def _title_start(held: list[tuple[int, str]]) -> int | None:
    """Return where the title right above a line of authors begins."""
    at = len(held) - 1
    while at >= 0 and (not held[at][1] or is_button(held[at][1]) or _URL.match(held[at][1])):
        at -= 1
    start = at
    while start > max(at - _MOST_TITLE, 0) and _wraps(held[start - 1][1], held[start][1]):
        start -= 1
    is_title = at >= 0 and title_of(" ".join(text for _, text in held[start : at + 1]))
    return start if is_title else None


def _wraps(line: str, below: str) -> bool:
    """Return whether a title goes on in the line below."""
    goes_on = len(line) >= _WRAPPED or below[:1].islower()
    return goes_on and not line.endswith((".", "?", "!")) and title_of(line) != ""


def _fields(entry: Entry) -> dict[str, Any]:
    fields: dict[str, Any] = {"title": entry.title, "authors": entry.people.authors, "names": []}
    with_lines(fields, [entry.people.rest])
    abstract: list[str] = []
    details: list[str] = []
    for line, is_abstract in _paragraphs(entry.lines):
        if is_abstract or len(line) >= _LONG:
            abstract.append(line)
        elif labelled := _LABELLED.match(line):
            _set_labelled(fields, labelled)
        else:
            _set_addresses(fields, line)
            details.append(line)
    with_lines(fields, details)
    if abstract:
        fields["abstract"] = "\n\n".join(abstract)
    return fields


def _set_labelled(fields: dict[str, Any], found: re.Match[str]) -> None:
    field, text = _LABELS[found["name"].lower()], found["text"]
    if field == "categories":
        fields[field] = categories_in(text)
    elif field != "published" or _YEAR.search(text):
        fields[field] = text.partition(", Last Modified")[0]


def _set_addresses(fields: dict[str, Any], line: str) -> None:
    """Take the first address of a paper that a line gives, and what it names."""
    line = f"https://{line}" if _DOI.match(line) else line
    for found in _URL.finditer(line):
        url = target(found[0].rstrip(".,;)"))
        if is_paper(url):
            fields.setdefault("url", url)
            fields["names"] += [f"{kind}:{value}" for kind, value in ids_of(url).items()]


def _paragraphs(lines: list[str]) -> Iterator[tuple[str, bool]]:
    """Yield (text, whether it is under the heading "Abstract"), wrapped lines joined."""
    parts: list[str] = []
    is_abstract = is_other = False
    for text in [*lines, ""]:
        line = text
        was_other = is_other
        is_other = bool(is_button(line) or _LABELLED.match(line) or _URL.match(line))
        goes_on = parts and _WRAPPED <= len(parts[-1]) < _LONG and not was_other
        if line and goes_on and not is_other:
            parts.append(line)
            continue
        if parts:
            paragraph = " ".join(parts)
            is_text = len(paragraph) >= _WRAPPED or paragraph.endswith(".")
            is_abstract = is_abstract and is_text and not was_other
            yield paragraph, is_abstract
        if head := _ABSTRACT.match(line):
            is_abstract, line = True, line[head.end() :]
        parts = [line] if line and not is_button(line) else []
