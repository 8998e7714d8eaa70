"""A note about one paper, with its properties between lines of "---": of Obsidian, Zotero, Jekyll.

    ---
    title: "On kettles that boil"
    authors: [Ada Okafor, Bo Lind]
    arxiv: 2611.01001
    ---
    ## Abstract

The properties are read line by line: people put links such as ``[[Ada Okafor]]`` where YAML
allows none. Papers that the text below lists are read as those of any Markdown.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.markdown import markdown
from papertriage.readers.raw import Raw
from papertriage.text.addresses import is_paper, keys_of

FORM = "note"
_FRAME = re.compile(r"-{3}\s*")
_FRONT = re.compile(
    r"-{3}[^\S\n]*\n(?P<front>[^\n]*\n(?:(?!-{3})[^\n]*\n){1,200})-{3}[^\S\n]*(?:\n|$)"
)
_PROPERTY = re.compile(r"\s{0,20}(?:- )?(?P<name>[A-Za-z][\w -]{0,30}) ?:(?:\s+(?P<value>.*))?")
_NAMES = {
    "title": "title", "authors": "authors", "author": "authors", "creators": "authors",
    "name": "name", "year": "published", "published": "published", "publicationdate": "published",
    "date": "date", "venue": "venue", "journal": "venue", "conference": "venue",
    "publication": "venue", "publicationtitle": "venue", "booktitle": "venue", "doi": "doi",
    "arxiv": "arxiv", "arxivid": "arxiv", "eprint": "arxiv", "pmid": "pmid", "url": "url",
    "link": "url", "paper": "url", "paperurl": "url", "source": "url", "pdf": "url",
    "abstract": "abstract", "code": "code_url", "github": "code_url", "repo": "code_url",
    "citekey": "citekey",
}  # fmt: skip
_IDS = frozenset({"arxiv", "doi", "pmid"})
_SHOWN_BY = _IDS | {"names", "citekey"}
"""Properties that only the note about a paper has."""
_LINK = re.compile(r"\[\[(?:[^][|]{1,200}\|)?([^][|]{1,200})\]\]")
_ESCAPED = re.compile(r"\\([\\\"])")
_URL = re.compile(r"https?://[^\s\"'<>()]{4,2000}")
_ABSTRACT = re.compile(r"#{1,6}\s{1,3}(?:abstract|摘要)\W{0,5}", re.IGNORECASE)
_HEADING = re.compile(r"#{1,6}\s")


def is_note(head: str) -> bool:
    """Return whether a text opens with the properties of a paper: its title and an identifier."""
    front = _FRONT.match(head.replace("\r\n", "\n"))
    return front is not None and _fields(front["front"].splitlines()) is not None


def read(document: Document, _form: str | None) -> Iterator[Raw | Problem]:
    """Read the paper that a note is about, and others that its text lists."""
    lines = document.lines()
    front: list[str] = []
    begin = 0
    for at, text in lines:
        if _FRAME.fullmatch(text) and begin:
            break
        begin = begin or (at if _FRAME.fullmatch(text.lstrip("\ufeff")) else 0)
        front.append(text)
    fields = _fields(front[1:]) or {"names": []}
    body = list(lines)
    fields.setdefault("abstract", _abstract(body))
    others = [(at, other) for at, other in markdown.records(iter(body)) if other.get("names")]
    own = {*fields["names"], *(f"{name}:{fields.get(name)}" for name in ("arxiv", "doi"))}
    if fields.keys().isdisjoint(_IDS) and not fields["names"] and others:
        fields["names"] = others[0][1]["names"]  # a note of Zotero links its paper first
        own = {*fields["names"]}
    yield Raw(form=FORM, line=begin, fields={name: text for name, text in fields.items() if text})
    for at, other in others:
        if own.isdisjoint(other["names"]):
            yield Raw(form=FORM, line=at, fields=other)


def _fields(front: Iterable[str]) -> dict[str, Any] | None:
    """Return the fields of a paper; None if the properties are of anything else."""
    values = _properties(front)
    fields: dict[str, Any] = {name: " ".join(parts) for name, parts in values.items()}
    fields["authors"] = "; ".join(values.get("authors", ()))
    urls = [found[0] for text in values.get("url", ()) for found in _URL.finditer(text)]
    fields["url"] = next(filter(is_paper, urls), "")
    fields["names"] = keys_of(fields["url"]) if fields["url"] else []
    date = fields.pop("date", "")
    if not (fields.get("arxiv") or fields["names"]):  # else it may be the note's own
        fields.setdefault("published", date)
    known = {name: value for name, value in fields.items() if value}
    is_known = "title" in known and not known.keys().isdisjoint(_SHOWN_BY)
    return {**known, "names": fields["names"]} if is_known else None


def _properties(front: Iterable[str]) -> dict[str, list[str]]:
    """Return the values of the properties that papers have, however deep they are kept."""
    values: dict[str, list[str]] = {}
    current: list[str] = []
    for line in front:
        found = _PROPERTY.fullmatch(line)
        text = (found["value"] or "") if found else line.strip().removeprefix("- ")
        name = _NAMES.get(re.sub(r"[\W_]", "", found["name"]).lower(), "") if found else ""
        if name == "name":
            current = values.get("authors", [])
        elif found:
            current = values.setdefault(name, []) if name else []
        if text := _value(text):
            current.append(text)
    return values


def _value(text: str) -> str:
    """Return a value without quotes, the brackets of a list, links, and the signs of blocks."""
    text = _LINK.sub(r"\1", text).strip()
    if text in {"|", ">", "|-", ">-", "null", "[]", "-"}:
        return ""
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    if len(text) > 1 and text[0] == text[-1] == '"':
        return _ESCAPED.sub(r"\1", text[1:-1])
    if text.startswith("[") and text.endswith("]"):
        return ", ".join(part.strip(" \"'") for part in text[1:-1].split(","))
    return text


def _abstract(body: list[tuple[int, str]]) -> str:
    """Return what is below the heading "Abstract", up to the next heading."""
    found: list[str] = []
    is_inside = False
    for _, text in body:
        if _HEADING.match(text):
            if found:
                break
            is_inside = _ABSTRACT.fullmatch(text.strip()) is not None
        elif is_inside:
            found.append(text)
    return "\n".join(found).strip()
