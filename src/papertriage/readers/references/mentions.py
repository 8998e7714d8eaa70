"""Notes, chats and mails that name papers by identifier or address, perhaps with their titles.

    Smoke above the kiln: a census of chimneys
    https://arxiv.org/abs/2611.00001

    [24/11/2026, 09:12] Ada: and doi 10.5555/pause.1 for Monday

Only what names a paper is read: its identifier, and its title if that is alone on the line above
or the rest of the line. Other words may be about anything.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.lines.pasted_shape import LONG
from papertriage.readers.lines.titles import bare_title
from papertriage.readers.pages.bylines import byline, goes_on, is_button, title_of
from papertriage.readers.raw import Raw
from papertriage.text.addresses import is_paper, keys_of, target
from papertriage.text.clean import snippet
from papertriage.text.identifiers import ARXIV_ID

FORM = "mentions"
_LINK = re.compile(
    r"(?:\[\[|<)(https?://[^][<>|\s]{4,2000})(?:\]\[|\|)([^][<>\n]{1,400})(?:\]\]|>)"
)
_URL = re.compile(r"https?://[^\s<>\"{}]+")
_NAME = re.compile(
    r"\bPMID:? ?(?P<pmid>[1-9]\d{0,7})\b"
    r"|(?:\bdoi:? ?|\bdoi\.org/)?\b10\.[1-9]\d{3,8}/[^\s\"<>{}]+"
    rf"|(?:\barXiv: ?|\barxiv\.org/(?:abs|pdf)/|(?<![\w./])){ARXIV_ID}(?![\d/])",
    re.IGNORECASE,
)
_LEFT_OVER = re.compile(r"[(\[]\s{0,9}[)\]]|\s:(?:[\w@]{1,40}:){1,9}\s{0,9}$")
"""Brackets around an identifier, and the tags of a heading in Org mode."""
_DATA = re.compile(r"\"[^\"]{1,200}\"\s{0,9}:\s{0,9}[\"\[{\d]|,\"[^\"]{0,2000}\"(?:,|$)")
"""A field of JSON or of a table: what it names may be another paper, or none."""
_ENDS = ".,;:!?)]}'*"
_SHARE = 0.1
"""Share of the lines that must name a paper."""
_LEAST_WORDS = 4


def is_mentions(head: str) -> bool:
    """Return whether at least every tenth line of a text names a paper."""
    lines = [line for line in head.splitlines() if line.strip()]
    named = sum(1 for line in lines if not _DATA.search(line) and any(_names(_unlinked(line))))
    return named > 0 and named >= _SHARE * len(lines)


def is_bare(head: str) -> bool:
    """Return whether a text that names papers holds no abstract: no line is long."""
    return is_mentions(head) and max(map(len, head.splitlines())) < LONG


def read(document: Document, _form: str | None) -> Iterator[Raw | Problem]:
    """Read the papers that the lines name, each once."""
    seen: set[str] = set()
    above = ""
    document.notes.append("only the identifiers and titles of the papers that it names are read")
    for at, text in document.lines():
        line = _unlinked(text)
        named = _distinct(_names(line))
        if named and _DATA.search(line):
            reason = "part of a damaged record or table; the papers that it names are not read"
            yield Problem(
                source=document.name, line=at, reason=reason, snippet=snippet(line), rejected=False
            )
            named = []
        for fields in _with_title(named, line, above):
            key = _bare(next(iter(fields["names"]), fields.get("url", "")))
            if key not in seen:
                seen.add(key)
                yield Raw(form=FORM, line=at, fields=fields)
        if line:
            above = "" if named else _title(line)


def _with_title(named: list[dict[str, Any]], line: str, above: str) -> list[dict[str, Any]]:
    """Add its title to the only paper of a line: the rest of the line, else the line above."""
    if len(named) != 1:
        return named
    rest = _LEFT_OVER.sub(" ", _NAME.sub(" ", _URL.sub(" ", line)))
    title = _title(rest) or ("" if any(map(str.isalnum, rest)) else above)
    return [{**named[0], "title": title}] if title else named


def _unlinked(line: str) -> str:
    """Return a line with the links of Org mode and Slack as words and address."""
    return _LINK.sub(r"\2 \1", line.strip("\ufeff \t\u00a0"))


def _distinct(named: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return each paper once: the title of a browser tab may have the id that its address has."""
    seen: set[str] = set()
    found = []
    for fields in named:
        names = set(map(_bare, fields["names"]))
        if seen.isdisjoint(names):
            found.append(fields)
        seen |= names
    return found


def _bare(name: str) -> str:
    return name.lower().removeprefix("doi:").removeprefix("arxiv:")


def _names(line: str) -> Iterator[dict[str, Any]]:
    """Yield the identifier or the address of each paper that a line names."""
    for found in _URL.finditer(line):
        url = target(found[0].rstrip(_ENDS))
        if is_paper(url):
            yield {"names": keys_of(url), "url": url}
    for found in _NAME.finditer(_URL.sub(" ", line)):
        text = re.sub(r"\s", "", found[0]).rstrip(_ENDS)
        yield {"names": [f"pmid:{found['pmid']}" if found["pmid"] else text]}


def _title(text: str) -> str:
    """Return the title that a line is, empty if it may be a remark or a row of a table."""
    if byline(text) or text.startswith("|") or "](" in text:
        return ""
    title = bare_title(title_of(text)).strip(" -\u2013\u2014:|,(")
    is_whole = title[:1].isupper() and not goes_on(title) and not title.endswith((".", "?", "!"))
    return title if is_whole and len(title.split()) >= _LEAST_WORDS and not is_button(title) else ""
