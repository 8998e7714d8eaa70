"""A note about one paper, with its properties at its start: of Obsidian, Zotero, Jekyll, Logseq.

    ---
    title: "On kettles that boil"
    authors: [Ada Okafor, Bo Lind]
    arxiv: 2611.01001
    ---
    ## Abstract

The properties are read line by line: people put links such as ``[[Ada Okafor]]`` where YAML
allows none. Logseq writes ``title:: ...`` without the lines. Papers that the text below lists are
read as those of any Markdown.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import Any

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.markdown import markdown
from papertriage.readers.markdown.inline import links, plain, tidy, unlinked, without_links
from papertriage.readers.markdown.labels import field_of, names_in
from papertriage.readers.pages.bylines import byline, is_button
from papertriage.readers.raw import Raw
from papertriage.text.addresses import is_paper, keys_of

FORM = "note"
_FRONT = re.compile(
    r"-{3}[^\S\n]*\n(?P<front>[^\n]*\n(?:(?!-{3})[^\n]*\n){1,200})-{3}[^\S\n]*(?:\n|$)"
    r"|(?P<pairs>(?:[A-Za-z][\w -]{0,30}::[^\n]*\n){2,200})"
)
_PROPERTY = re.compile(
    r"\s{0,20}(?:- )?(?P<name>[A-Za-z][\w -]{0,30}) ?:{1,2}(?:\s+(?P<value>.*))?"
)
_NAMES = {
    **dict.fromkeys(("link", "paper", "paperurl", "source", "url"), "url"),
    **dict.fromkeys(("pdf", "pdfurl", "pdflink"), "url"),
    **dict.fromkeys(("tags", "categories", "category", "summary"), ""),
    **dict.fromkeys(("citekey", "itemtype"), "citekey"),
    **dict.fromkeys(("doi", "arxiv", "arxivid", "eprint", "paperid"), "id"),
    "date": "date", "name": "name",
}  # fmt: skip
"""Properties that mean something else elsewhere."""
_SHOWN_BY = frozenset({"pmid", "names", "url", "citekey"})
"""Properties that only the note about a paper has."""
_KIND = re.compile(r"^\[[^][]{1,20}\] ")
"""What a review writes before the title."""
_ESCAPED = re.compile(r"\\([\\\"])")
_URL = re.compile(r"https?://[^\s\"'<>()]{4,2000}")
_ABSTRACT = re.compile(r"#{1,6}\s{1,3}(?:abstract|摘要)\W{0,5}", re.IGNORECASE)
_HEADING = re.compile(r"#{1,6}\s")


_MOST_ABOVE = 12
_MOST_WORDS = 3
"""Words beside the links of a paper above a note's text: its venue."""


def is_note(head: str) -> bool:
    """Return whether a text opens with the properties of a paper: its title and an identifier."""
    front, body = _parts(head)
    return _fields(front, body) is not None


def read(document: Document, _form: str | None) -> Iterator[Raw | Problem]:
    """Read the paper that a note is about, and others that its text lists."""
    lines = list(document.lines())
    begin = next((at for at, text in lines if text.strip("\ufeff \t")), 1)
    front, _ = _parts(document.head.lstrip("\ufeff \t\r\n"))
    body = lines[begin - 1 + len(front) :]
    fields = _fields(front, [text for _, text in body]) or {"names": []}
    fields.setdefault("abstract", _abstract(body))
    others = [(at, other) for at, other in markdown.records(iter(body)) if other.get("names")]
    if "pmid" not in fields and not fields["names"] and others:
        fields["names"] = others[0][1]["names"]  # a note of Zotero links its paper first
    own = {*fields["names"]}
    yield Raw(form=FORM, line=begin, fields={name: text for name, text in fields.items() if text})
    for at, other in others:
        if own.isdisjoint(other["names"]):
            yield Raw(form=FORM, line=at, fields=other)


def _parts(head: str) -> tuple[list[str], list[str]]:
    """Return the lines of the properties, with those around them, and the lines below."""
    head = head.replace("\r\n", "\n")
    front = _FRONT.match(head)
    end = front.end() if front else 0
    return head[:end].splitlines(), head[end:].splitlines()


def _fields(front: list[str], body: list[str]) -> dict[str, Any] | None:
    """Return the fields of a paper; None if the properties are of anything else."""
    values = _properties(front)
    fields: dict[str, Any] = {name: " ".join(parts) for name, parts in values.items()}
    fields["title"] = fields.get("title", "").removeprefix("@")
    fields["authors"] = "; ".join(values.get("authors", ()))
    urls = [found[0] for text in values.get("url", ()) for found in _URL.finditer(text)]
    fields["url"] = next(filter(is_paper, urls), "")
    fields["names"] = names_in(fields.pop("id", "")) + keys_of(fields["url"])
    if not fields["names"] and (above := _above(body)):
        fields |= {**above, "title": _KIND.sub("", fields["title"])}
    date = fields.pop("date", "")
    if not fields["names"]:  # else it may be the note's own
        fields.setdefault("published", date)
    known = {name: value for name, value in fields.items() if value}
    is_known = "title" in known and not known.keys().isdisjoint(_SHOWN_BY)
    return {**known, "names": fields["names"]} if is_known else None


def _above(body: list[str]) -> dict[str, Any]:
    """Return the identifier and the authors of a paper that lines above the first heading give."""
    found: dict[str, Any] = {}
    for line in takewhile(lambda text: not _HEADING.match(text), body[:_MOST_ABOVE]):
        text = tidy(line.lstrip("> "))
        named = [link for link in links(text) if link.ids and is_button(link.text)]
        if named and len(plain(without_links(text)).split()) <= _MOST_WORDS:
            found.setdefault("names", keys_of(named[0].url))
        elif (people := byline(plain(text))) and people.is_sure:
            found.setdefault("authors", people.authors)
    return found if "names" in found else {}


def _properties(front: Iterable[str]) -> dict[str, list[str]]:
    """Return the values of the properties that papers have, however deep they are kept."""
    values: dict[str, list[str]] = {}
    current: list[str] = []
    for line in front:
        found = _PROPERTY.fullmatch(line)
        text = (found["value"] or "") if found else line.strip().removeprefix("- ")
        name = _name(found["name"]) if found else ""
        if name == "name":
            current = values.get("authors", [])
        elif found:
            current = values.setdefault(name, []) if name else []
        if text := _value(text):
            current.append(text)
    return values


def _name(text: str) -> str:
    """Return the field that a property means."""
    bare = re.sub(r"[\W_]", "", text).lower()
    return _NAMES[bare] if bare in _NAMES else field_of(text) or ""


def _value(text: str) -> str:
    """Return a value without quotes, the brackets of a list, links, and the signs of blocks."""
    text = unlinked(text).strip()
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
