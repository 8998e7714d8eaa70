"""Items, headings and bold lines of Markdown as fields of a paper."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from papertriage import dates
from papertriage.readers.lines.titles import bare_title
from papertriage.readers.markdown.inline import Link, bold, links, plain, tidy, without_links
from papertriage.readers.markdown.labels import label, names_in
from papertriage.readers.markdown.titles import (
    LEAST_WORDS,
    VENUE,
    completes,
    is_venue,
    title_of,
    unwrapped,
)
from papertriage.readers.pages.bylines import byline, is_button
from papertriage.readers.references import styles
from papertriage.text.addresses import is_paper, keys_of
from papertriage.text.identifiers import categories_in

_PAPER = re.compile(
    r"\W*(?:paper|pdf|arxiv|abs|doi|paper link|论文|html|openreview)\W*", re.IGNORECASE
)
_PROJECT = re.compile(
    r"\W*(?:project|home ?page|website|page|demo|project page|主页)\W*", re.IGNORECASE
)
_ADDRESS = re.compile(r"[^\W\d_][\w -]{1,20}: ?<?https?://")
_DATE = re.compile(r"\W{0,4}(?P<date>(?:19|20)\d\d(?:[-./]\d{1,2}){0,2})\b[\])*_:,\s]{0,8}")
_YEAR = re.compile(r"(?:19|20)\d\d$")
_IN_BRACKETS = re.compile(r"[\[(]([^\[\]()]{3,60})[\])]")
_BETWEEN = re.compile(r"\n|\s[-–—|·]\s|\s{2,}|(?<=[^\W\d_]{2})\. (?=[A-Z])")
"""What separates authors, venue and remarks."""
_FIRST_OF_MANY = re.compile(
    r"^\W{0,6}(?:\([^()]{1,60}\)\W{0,4})?(?P<name>[A-Z][^,;|]{2,60}?) et\.? ?al\b"
)
_NAMED = re.compile(r"^\*\*[^*]{1,40}(?::\*\*|\*\*:)\s{0,3}")
"""The name of a method before the reference to its paper."""
_FAMILIES = re.compile(r"[A-Z][\w'’-]{1,40}(?: and [A-Z][\w'’-]{1,40})?")
_MAY_BE_CITED = re.compile(r"[.,] ?\(?(?:19|20)\d\d|\((?:19|20)\d\d|\[[JCMDR]\]|\"")
_CITED = frozenset(
    {"title", "authors", "family_first", "published", "venue", "volume", "issue", "page", "type"}
)


def labelled(text: str, kind: str) -> bool:
    """Return whether a line only adds to the entry above it.

    Below a line in bold, any word may come before an address.
    """
    return label(text) is not None or (kind == "bold" and _ADDRESS.match(text) is not None)


def labelled_title(text: str) -> str:
    """Return the title that a line with that label gives at the left margin, else nothing."""
    name, value = label(text) or ("", "")
    return value if name == "title" and not text[0].isspace() else ""


def is_detail(text: str) -> bool:
    """Return whether a line in bold is the people or the venue of the entry above it."""
    words = bold(tidy(text))
    return byline(words) is not None or VENUE.fullmatch(words) is not None


def fields_of(kind: str, head: str, lines: list[str]) -> dict[str, Any] | None:
    """Return the fields of an entry; None if it is not a paper."""
    head, lines = tidy(head), [tidy(line) for line in lines]
    if kind != "heading":
        head, lines = unwrapped(head, lines)
    values, rest = _values(lines)
    if label(head):
        return None
    is_linked = any(link.ids for link in links(head))
    if len(head.split()) > LEAST_WORDS:
        is_linked = is_linked or any(
            completes(line) or (label(line) and links(line)) for line in lines
        )
    if kind == "heading" and not (values or is_linked):
        return None
    text = "\n".join([head, *rest])
    fields = {**linked(links("\n".join([head, *lines]))), **values}
    fields["names"] += names_in(fields.pop("", ""))
    cited = {} if kind == "heading" else cited_in(head)
    title = fields.pop("title", "") or cited.pop("title", "") or title_of(kind, head)
    beside = cited or _beside(text, title)
    fields |= {name: value for name, value in beside.items() if name not in fields}
    date_by_venue(fields)
    if title:
        fields["title"] = title
        if len(fields["names"]) > 1:
            own = [name for link in links(head) if link.text == title for name in keys_of(link.url)]
            fields["names"].sort(key=lambda name: name not in own)
    is_shown = title and not _NAMED.match(head) and _shows_paper(values, fields)
    if kind == "item":
        is_shown = bool(cited)
    elif kind == "bold" and len(title.split()) > LEAST_WORDS:
        is_shown = is_shown or not values.keys().isdisjoint({"code_url", "project_url"})
    if summary := fields.pop("summary", ""):
        fields.setdefault("abstract", summary)
    return checked(fields) if is_shown or names_paper(fields) else None


def _shows_paper(values: dict[str, Any], fields: dict[str, Any]) -> bool:
    """Return whether labels show a paper: people or an abstract, and one thing more.

    Other documents have a summary, a date, or the name of a team.
    """
    people = byline(values.get("authors", "")) is not None
    others = values.keys() & {"title", "abstract", "venue"} | fields.keys() & {"published"}
    return len(others) + people > 1 and (people or "abstract" in values)


def date_by_venue(fields: dict[str, Any]) -> None:
    """Date a paper by the year of its venue; an arXiv id shows the month itself."""
    is_arxiv = any(name.startswith("arxiv:") for name in fields["names"])
    if "published" not in fields and not is_arxiv:
        fields["published"] = "".join(_YEAR.findall(fields.get("venue", ""))[-1:])


def cited_in(text: str) -> dict[str, Any]:
    """Return the fields of a reference that a tidy text is, without its links; else none."""
    if not _MAY_BE_CITED.search(text):
        return {}
    text = _NAMED.sub("", text)
    linked = max((link.text for link in links(text)), key=len, default="")
    title = linked if len(linked.split()) >= LEAST_WORDS else ""
    fields = styles.fields_of(plain(without_links(text, title))) or {}
    authors = fields.get("authors") or ""
    names = authors if isinstance(authors, str) else ", ".join(authors)
    is_sure = (byline(names) or _FAMILIES.fullmatch(names)) and "published" in fields
    if not (is_sure and "title" in fields):
        return {}
    return {name: value for name, value in fields.items() if value and name in _CITED}


def names_paper(fields: dict[str, Any]) -> bool:
    """Return whether links or an identifier show that an entry is a paper."""
    return any(fields.get(name) for name in ("names", "pmid", "pdf_url", "url"))


def mentioned(lines: list[str], own: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """Yield the papers that text links by identifier.

    Args:
        lines: the text.
        own: the identifiers of the paper to which the text belongs, the paper's first: of others
            only those are yielded that a title links.
    """
    kind = own[0].partition(":")[0] if own else ""
    for link in (link for line in lines if "/" in line for link in links(tidy(line))):
        if not (names := keys_of(link.url)):
            continue
        is_title = len(link.text.split()) >= LEAST_WORDS and link.text[0].isupper()
        title = link.text if is_title and not is_button(link.text) else ""
        if not own or (title and names[0] != own[0] and names[0].startswith(kind)):
            yield {"names": names, "url": link.url, **({"title": title} if title else {})}


def checked(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that are not empty, with categories as codes."""
    if text := fields.pop("categories", ""):
        is_code = re.search(r"[a-z][.-][A-Za-z]", text) is not None
        fields["categories" if is_code else "keywords"] = categories_in(text) or text
    return {name: value for name, value in fields.items() if value}


def linked(found: list[Link]) -> dict[str, Any]:
    """Return what links show: the paper's identifiers and address, its code, its project page."""
    fields: dict[str, Any] = {}
    fields["names"] = [name for link in found for name in keys_of(link.url)]
    for link in found:
        if is_paper(link.url):
            fields.setdefault("url", link.url)
        elif link.is_code:
            if link.is_repository:
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
    for line in _parted(lines):
        found = label(line)
        if line.startswith("- "):
            current = rest
        if found:
            current = values.setdefault(found[0], [])
        if text := (found[1] if found else line).strip():
            current.append(text)
        if "</details>" in line:
            current = rest
    fields = {name: _value(name, "\n".join(parts)) for name, parts in values.items()}
    return {name: value for name, value in fields.items() if value}, rest


def _parted(lines: list[str]) -> Iterator[str]:
    """Yield the lines, each part of one that has several labels by itself."""
    for line in lines:
        parts = line.split(" | ")
        yield from parts if len(parts) > 1 and all(map(label, parts)) else [line]


def _value(name: str, text: str) -> str:
    """Return what the lines with a label say."""
    if name.endswith("_url"):
        return next((link.url for link in links(text)), "")
    words = plain(text)
    if name == "categories":
        return words.replace("Subjects:", "")
    return bare_title(words) if name == "title" else words


def _beside(text: str, title: str) -> dict[str, Any]:
    """Return what an item has besides its title: authors, venue, date."""
    fields: dict[str, Any] = {}
    rest = plain(without_links(text.replace("<br>", "\n").replace("<br/>", "\n"), title))
    if dated := _DATE.match(rest):
        fields["published"] = dates.parse(dated["date"].replace(".", "-"))
    behind = rest.partition(title)[2] if title else ""
    if first := _FIRST_OF_MANY.match(behind):
        fields["authors"] = first["name"]
    for part in _BETWEEN.split(behind):
        words = part.strip(" .,;:|·()[]-–—*_")
        if dated := _DATE.fullmatch(words):
            fields.setdefault("published", dates.parse(dated["date"].replace(".", "-")))
            continue
        if venue := VENUE.search(words):
            if not part.lstrip(" .,").startswith("(") or is_venue(venue["venue"]):
                fields.setdefault("venue", venue["venue"])
            words = words[: venue.start()].rstrip(" .,;([")
        named = byline(words)
        is_note = part.lstrip().startswith("- ") or " " not in words
        if named and (named.is_sure or not is_note):
            fields.setdefault("authors", named.authors)
    for inner in _IN_BRACKETS.findall(behind):
        if (venue := VENUE.fullmatch(inner.strip())) and is_venue(venue["venue"]):
            fields.setdefault("venue", venue["venue"])
    return fields
