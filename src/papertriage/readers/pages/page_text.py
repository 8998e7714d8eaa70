"""Papers on a page that was copied as text: a title, its authors below it, then the rest.

    Smoke above the kiln: a census of chimneys
    Tamsin Quillwater, Ignac Brazdovec
    bioRxiv posted 22 November 2026, 10.1101/2026.11.20.600777

Results of Google Scholar, Semantic Scholar and PubMed look like this, and so do lists of accepted
papers, programmes, an arXiv page and plain alert mails. `readers.pages.entries` finds the papers;
here the lines below the authors become identifiers, journal, day and abstract.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.lines.pasted_lines import PASTED, form_of_line
from papertriage.readers.lines.pasted_shape import LONG
from papertriage.readers.mail.alert import with_lines
from papertriage.readers.markdown.markdown import body_of
from papertriage.readers.markdown.titles import parted
from papertriage.readers.pages.bylines import is_button
from papertriage.readers.pages.entries import URL, WRAPPED, Entry, entries_of
from papertriage.readers.pages.page_html import is_html, page_lines
from papertriage.readers.raw import Raw
from papertriage.readers.xml.html_lines import whole_text
from papertriage.text.addresses import is_paper, keys_of, target
from papertriage.text.clean import snippet
from papertriage.text.identifiers import categories_in, parse_arxiv, parse_doi

FORM = "page-text"
_ABSTRACT = re.compile(r"(?:abstract|summary)\b ?[:.\u2014\u2013-]? ?", re.IGNORECASE)
_HEADED = re.compile(r"(?:abstract|summary)(?: ?[:.\u2014\u2013-]|$)", re.IGNORECASE)
_LABELS = {
    "comments": "comment", "comment": "comment", "subjects": "categories", "keywords": "keywords",
    "journal ref": "journal_ref", "journal-ref": "journal_ref", "journal": "venue",
    "venue": "venue", "conference": "venue", "booktitle": "venue", "source": "venue",
    "year": "published", "date": "published", "published": "published",
}  # fmt: skip
_LABELLED = re.compile(
    rf"(?P<name>{'|'.join(_LABELS)})\s{{0,9}}:\s{{0,9}}(?P<text>\S.*)", re.IGNORECASE
)
_DOI = re.compile(r"doi\.org/10\.", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LEAST = 2
_SHARES = 1 / 40, 1 / 12, 1 / 2
"""Share of the lines that titles and authors must have: where one paper has an identifier or a
headed abstract, where two have an abstract or a year, and where nothing else shows a paper.
Licences and change logs name people in between, but not that often."""


def is_page_text(head: str) -> bool:
    """Return whether titles with authors below them make up a text, or name papers."""
    is_page = is_html(head)
    raw = list(enumerate(head.splitlines(), 1))
    lines = list(page_lines(head) if is_page else _parted(raw))
    entries = [each for each in entries_of(lines) if isinstance(each, Entry)]
    sure = [each for each in entries if each.people.is_sure]
    if len(sure) >= _LEAST and not is_page:
        marked = {at for at, _ in set(raw) - set(lines)}
        sure = [each for each in entries if each.people.is_sure or each.at in marked]
    fields = [_fields(each) for each in sure]
    several = sum(_names_several(each) for each in fields)
    if not any(each.people.authors or _is_headed(each) for each in sure) or several * 2 > len(sure):
        return False
    is_named = any(each["names"] or "url" in each for each in fields)
    if is_page:
        return is_named
    texts = [text for _, text in lines]
    if _has_other_marks([text for at, text in lines if at < entries[0].at], entries):
        return False
    filled = [text for text in texts if text.strip() and not is_button(text.strip())]
    share = 2 * len(sure) / len(filled)
    if is_named or any(map(_is_headed, sure)):
        return share >= _SHARES[0]
    if any(sum(name in each for each in fields) >= _LEAST for name in ("abstract", "published")):
        return share >= _SHARES[1]
    return len(sure) >= _LEAST and share >= _SHARES[2]


def _has_other_marks(above: list[str], entries: list[Entry]) -> bool:
    """Return whether pasted forms mark more abstracts or ends than the papers here can have."""
    if _marks_too_much(above, most=0):
        return True
    return any(_marks_too_much(entry.lines, most=1) for entry in entries)


def _marks_too_much(lines: list[str], most: int) -> bool:
    """Return whether lines hold more ids and abstracts than `most`, or end a second abstract."""
    forms = [form_of_line(line) for line in lines]
    long = [at for at, line in enumerate(lines) if len(line) >= LONG]
    ends = [at for at, form in enumerate(forms) if form == "arxiv-listing"]
    is_second = any(sum(start < at for start in long) > most for at in ends)
    return is_second or max(map(forms.count, PASTED)) > most


def _is_headed(entry: Entry) -> bool:
    return any(_HEADED.match(line) for line in entry.lines)


def _names_several(fields: dict[str, Any]) -> bool:
    """Return whether a paper's lines name several arXiv ids or DOIs: those of other papers."""
    arxiv, dois = set(), set()
    for name in fields["names"]:
        if found := parse_arxiv(name.removeprefix("arxiv:")):
            arxiv.add(found[0])
        elif doi := parse_doi(name):
            dois.add(doi)
    return len(arxiv) > 1 or len(dois) > 1


def read(document: Document, _form: str | None) -> Iterator[Raw | Problem]:
    """Read the papers; text that belongs to none is reported if it may lose a paper."""
    is_page = is_html(document.head)
    lines = page_lines(whole_text(document)) if is_page else _parted(document.lines())
    for entry in entries_of(lines):
        if isinstance(entry, Entry):
            fields = {name: value for name, value in _fields(entry).items() if value}
            yield Raw(form=FORM, line=entry.at, fields=fields)
            if "names" in fields and _names_several(fields):
                reason = "several papers are named below this title; only the first one is read"
                yield _problem(document, entry.at, reason, entry.title)
        else:
            at, text = entry
            reason = f"{len(text)} characters belong to no paper"
            yield _problem(document, at, reason, text)


def _parted(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Yield the lines, titles and people that share one of Markdown each by itself."""
    return ((at, part) for at, line in body_of(lines) for part in parted(line))


def _problem(document: Document, at: int, reason: str, text: str) -> Problem:
    return Problem(
        source=document.name, line=at, reason=reason, snippet=snippet(text), rejected=False
    )


def _fields(entry: Entry) -> dict[str, Any]:
    fields: dict[str, Any] = {"title": entry.title, "authors": entry.people.authors, "names": []}
    with_lines(fields, [entry.people.rest])
    abstract: list[str] = []
    details: list[str] = []
    for line, is_abstract in _paragraphs(entry.lines):
        if is_abstract or len(line) >= LONG:
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
        fields[field] = text.partition(", Last Modified")[0].partition(" | ")[0]


def _set_addresses(fields: dict[str, Any], line: str) -> None:
    """Take the first address of a paper that a line gives, and what it names."""
    line = f"https://{line}" if _DOI.match(line) else line
    for found in URL.finditer(line):
        url = target(found[0].rstrip(".,;)"))
        if is_paper(url):
            fields.setdefault("url", url)
            fields["names"] += keys_of(url)


def _paragraphs(lines: list[str]) -> Iterator[tuple[str, bool]]:
    """Yield (text, whether it is under the heading "Abstract"), wrapped lines joined."""
    parts: list[str] = []
    is_abstract = is_other = False
    for text in [*lines, ""]:
        line = text
        was_other = is_other
        is_other = bool(is_button(line) or _LABELLED.match(line) or URL.match(line))
        goes_on = parts and WRAPPED <= len(parts[-1]) < LONG and not was_other
        if line and goes_on and not is_other:
            parts.append(line)
            continue
        if parts:
            paragraph = " ".join(parts)
            is_text = len(paragraph) >= WRAPPED or paragraph.endswith(".")
            is_abstract = is_abstract and is_text and not was_other
            yield paragraph, is_abstract
        if head := _ABSTRACT.match(line):
            is_abstract, line = True, line[head.end() :]
        parts = [line] if line and not is_button(line) else []
