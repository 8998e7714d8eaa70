"""Items, headings and bold lines of Markdown as fields of a paper."""

import re
from typing import Any

from papertriage import dates
from papertriage.readers.markdown.inline import Link, bold, links, plain, tidy, without_links
from papertriage.text.addresses import is_paper, keys_of
from papertriage.text.identifiers import categories_in
from papertriage.text.people import is_people

_LABELS = {
    "title": "title", "标题": "title", "authors": "authors", "author": "authors", "作者": "authors",
    "abstract": "abstract", "summary": "abstract", "tl;dr": "abstract", "tldr": "abstract",
    "摘要": "abstract", "subjects": "categories", "categories": "categories",
    "category": "categories", "comments": "comment", "comment": "comment", "venue": "venue",
    "conference": "venue", "journal": "venue", "publication": "venue", "published": "published",
    "publish date": "published", "published date": "published", "date": "published",
    "submitted": "published", "keywords": "keywords", "tags": "keywords", "doi": "doi",
    "paper": "", "论文": "", "pdf": "", "arxiv": "", "arxiv link": "", "pdf link": "", "link": "",
    "links": "", "url": "", "paper link": "", "code": "code_url", "代码": "code_url",
    "github": "code_url", "repo": "code_url", "homepage": "project_url", "home page": "project_url",
    "project": "project_url", "project page": "project_url", "website": "project_url",
    "主页": "project_url", "项目": "project_url",
}  # fmt: skip
_LABEL = re.compile(
    r"(?P<mark>\*\*|__)?(?P<label>[^\W\d_][^*_:\uff1a\n]{1,20}?)\s{0,2}"
    r"(?:[:\uff1a]\s{0,2}(?:\*\*|__)?|(?:\*\*|__)\s{0,2}[:\uff1a]?)\s*(?P<value>.*)",
    re.DOTALL,
)
_BUTTON = re.compile(
    r"\W*(?:paper|pdf|arxiv|code|github|project|page|homepage|link|here|website|demo|video|slides"
    r"|poster|data(?:set)?|bib(?:tex)?|doi|html|openreview|supp(?:lementary)?|blog|model|url|abs"
    r"|official|pytorch|tensorflow|paper link|project page|\d+)\W*",
    re.IGNORECASE,
)
_PAPER = re.compile(
    r"\W*(?:paper|pdf|arxiv|abs|doi|paper link|论文|html|openreview)\W*", re.IGNORECASE
)
_PROJECT = re.compile(
    r"\W*(?:project|home ?page|website|page|demo|project page|主页)\W*", re.IGNORECASE
)
_ADDRESS = re.compile(r"[^\W\d_][\w -]{1,20}: ?<?https?://")
_DATE = re.compile(r"\W{0,4}(?P<date>(?:19|20)\d\d(?:[-./]\d{1,2}){0,2})\b[\])*_:,\s]{0,8}")
_VENUE = re.compile(
    r"(?:^|[,.;:]? ?[\[(]?)(?P<venue>(?:[A-Z][\w/&+-]{1,20} ){0,4}(?:[A-Z][\w/&+-]{1,20}|arXiv)"
    r"[ '’,-]{1,2}(?:(?:19|20)\d\d|\d\d))[\])]?[. ]{0,3}$"
)
_CUT = re.compile(r"\[|\(https?:|\s[-–—|]\s|(?:,\s*|\s)(?<!\*)[*_](?![*_])|<br|\n|\s{2}")
_ET_AL = re.compile(r"[,\s]{0,3}\bet\.? ?al\.?\s*$", re.IGNORECASE)
_BEFORE = re.compile(
    r"(?:\W{0,4}(?:19|20)\d\d(?:[-./]\d{1,2}){0,2}\b[\])*_:,\s]{0,8}"
    r"|[*_]{0,3}\[[^\[\]()]{1,40}\](?!\()[*_]{0,3}\s{0,2}|\([^()\[\]]{1,40}\)\s{0,2}){1,3}"
)
"""Dates and venues in brackets before a title."""
_QUOTED = re.compile(r"[\"“](?P<text>[^\"“”]{10,300})[\"”]")
_PICTURES = re.compile("^[\u2190-\u21ff\u2600-\u27bf\ufe0f\U0001f000-\U0001faff ]{1,8}")
_LONG = 8
"""Characters before a venue; with fewer, it is the title itself."""
_FIRST_OF_MANY = re.compile(r"^\W{0,6}(?P<name>[A-Z][^,;|]{2,60}?) et\.? ?al\b")
_LEAST_WORDS = 3


def labelled(text: str, kind: str) -> bool:
    """Return whether a line only adds to the entry above it.

    Below a line in bold, any word may come before an address.
    """
    return _label(text) is not None or (kind == "bold" and _ADDRESS.match(text) is not None)


def _label(text: str) -> tuple[str, str] | None:
    """Return (field, value) of a labelled line; the field is empty where only links count."""
    found = _LABEL.fullmatch(text.strip())
    label = found["label"].strip().lower() if found else ""
    return (_LABELS[label], found["value"].strip()) if found and label in _LABELS else None


def fields_of(kind: str, head: str, lines: list[str]) -> dict[str, Any] | None:
    """Return the fields of an entry; None if it is not a paper."""
    head = tidy(head)
    values, rest = _values([tidy(line) for line in lines])
    if _label(head):
        return None
    if kind == "heading" and not (values or any(link.ids for link in links(head))):
        return None
    text = "\n".join([head, *rest])
    fields = {**linked(links("\n".join([head, *(tidy(line) for line in lines)]))), **values}
    title = fields.pop("title", "") or _title(kind, head)
    fields |= {name: value for name, value in _beside(text, title).items() if name not in fields}
    if title:
        fields["title"] = title
    is_paper = names_paper(fields) or (kind != "item" and title and values.keys() & _PAPER_FIELDS)
    return checked(fields) if is_paper else None


_PAPER_FIELDS = {"authors", "abstract", "code_url", "project_url", "doi"}
"""Labelled lines that only papers have."""


def names_paper(fields: dict[str, Any]) -> bool:
    """Return whether links or an identifier show that an entry is a paper."""
    return any(fields.get(name) for name in ("names", "pdf_url", "doi", "url"))


def checked(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that are not empty, with categories as codes."""
    if "categories" in fields:
        fields["categories"] = categories_in(fields["categories"]) or fields["categories"]
    return {name: value for name, value in fields.items() if value}


def linked(found: list[Link]) -> dict[str, Any]:
    """Return what links show: the paper's identifiers and address, its code, its project page."""
    fields: dict[str, Any] = {}
    fields["names"] = [name for link in found for name in keys_of(link.url)]
    for link in found:
        if is_paper(link.url):
            fields.setdefault("url", link.url)
        elif link.is_code:
            fields.setdefault("code_url", link.url)
        elif _PROJECT.fullmatch(link.text):
            fields.setdefault("project_url", link.url)
        elif _PAPER.fullmatch(link.text) or link.url.lower().endswith(".pdf"):
            fields.setdefault("pdf_url", link.url)
    return fields


def _values(lines: list[str]) -> tuple[dict[str, Any], list[str]]:
    """Split the lines below an entry into labelled fields and the rest."""
    values: dict[str, list[str]] = {}
    rest: list[str] = []
    current = rest
    for line in lines:
        found = _label(line)
        if found:
            current = values.setdefault(found[0], [])
        if text := (found[1] if found else line).strip():
            current.append(text)
    fields: dict[str, Any] = {}
    for name, parts in values.items():
        text = "\n".join(parts)
        if name.endswith("_url"):
            fields[name] = next((link.url for link in links(text)), "")
        elif name == "categories":
            fields[name] = plain(text).replace("Subjects:", "")
        elif name == "authors":
            fields[name] = people(plain(text))
        elif name:
            fields[name] = plain(text)
    return {name: value for name, value in fields.items() if value}, rest


def people(text: str) -> str:
    """Return the names of a cell without "et al."."""
    return _ET_AL.sub("", text)


def _title(kind: str, head: str) -> str:
    """Return the title: a heading, bold words, a link's words, or the text before the links."""
    words = bold(head)
    if kind == "heading":
        return _PICTURES.sub("", plain(head))
    if len(words.split()) >= _LEAST_WORDS and not _BUTTON.fullmatch(words):
        return words
    for link in links(head):
        if len(link.text.split()) >= _LEAST_WORDS and not link.is_code:
            return link.text
    before = _BEFORE.match(head)
    text = head[before.end() if before else 0 :].strip()
    if quoted := _QUOTED.match(text):
        return plain(quoted["text"])
    cut = _CUT.search(text, 2)
    words = plain(without_links(text[: cut.start()] if cut else text))
    return "" if _BUTTON.fullmatch(words) else _bare(words)


def _bare(title: str) -> str:
    """Return a title without the venue and the punctuation after it."""
    venue = _VENUE.search(title)
    if venue and venue.start() > _LONG:
        title = title[: venue.start()]
    return _PICTURES.sub("", title).strip(" .,:;|-\u2013\u2014")


def _beside(text: str, title: str) -> dict[str, Any]:
    """Return what an item has besides its title: authors, venue, date."""
    fields: dict[str, Any] = {}
    rest = plain(without_links(text.replace("<br>", "\n").replace("<br/>", "\n"), title))
    if dated := _DATE.match(rest):
        fields["published"] = dates.parse(dated["date"].replace(".", "-"))
    behind = rest.partition(title)[2] if title else ""
    if first := _FIRST_OF_MANY.match(behind):
        fields["authors"] = first["name"]
    for part in re.split(r"\n|\s[-–—|]\s|\s{2,}", behind):
        words = part.strip(" .,;:|()[]-–—*_")
        if venue := _VENUE.search(words):
            fields.setdefault("venue", venue["venue"])
            words = words[: venue.start()].rstrip(" .,;([")
        if len(words.split()) > 1 and is_people(people(words)):
            fields.setdefault("authors", people(words))
    return fields
