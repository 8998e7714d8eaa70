"""Lists of papers in Markdown: awesome lists, daily digests of arXiv, their tables.

A paper is a row of a table, an item of a list with what is indented below it, or a heading or a
line of bold words with labelled lines below (``- Paper: https://...``), or a line of text with
the paper's links behind or below it. Text around the list names papers by the links in it.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

import msgspec

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.markdown import entries
from papertriage.readers.markdown.labels import field_of
from papertriage.readers.markdown.tables import Table, cells_of, is_rule
from papertriage.readers.markdown.titles import PICTURES, completes, is_title_line, titles_links
from papertriage.readers.pages.bylines import byline
from papertriage.readers.raw import Raw

FORM = "markdown"
_BREAK = re.compile(r" {0,3}(?:-{3,}|\*{3,}|_{3,})[ \t]{0,9}")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t](?P<text>.*)")
_ITEM = re.compile(
    r"(?P<indent>[ \t]{0,40})(?:[-*+•]|\d{1,4}\\?[.)]|\[\^\S{1,60}\]:)[ \t]+(?P<text>\S.*)"
)
_FRAME = re.compile(r"\ufeff?-{3}\s*")
_PROPERTY = re.compile(r"[A-Za-z][\w -]{0,30}:(?:\s|$)")
_SECTION = re.compile(
    r"\W*(?:(?:paper |bibliographic )?(?:metadata|info(?:rmation)?|details|source)"
    r"|元数据|基本信息|论文信息|書誌情報)\W*",
    re.IGNORECASE,
)
"""A heading in a note about one paper, whose title is the heading above it."""
_LINK_LINE = re.compile(r"\[(?P<words>[^][!\n]{4,600})\]\(https?://[^\n]{4,2000}")
_LEAST_WORDS = 4
"""Words of a link that is a line of its own; with fewer it may be a button."""
_BOLD_LINE = re.compile(r"\s{0,3}(?:\*\*|__)(?P<text>\S.*)")
_MOST_LINES = 500
_MOST_BELOW = 20
"""Lines of people and blank lines between a title and its links."""


class Entry(msgspec.Struct):
    """What may be a paper: the line that opens it and the lines that belong to it.

    Attributes:
        at: its first line.
        kind: heading, item or bold.
        head: the text of the first line.
        lines: the text of the others.
        indent: columns before an item.
    """

    at: int
    kind: str
    head: str
    lines: list[str] = []
    indent: int = 0

    @property
    def is_folded(self) -> bool:
        """Whether a part of it that a reader may unfold is not complete."""
        folds = [line for line in self.lines if "details" in line]
        return bool(folds) and "</details" not in folds[-1] and "<details" in folds[-1]

    def below(self, opened: "Entry") -> str:
        """Return the line of an item below it; a remark keeps its dash."""
        is_remark = opened.kind == "item" and not entries.labelled(opened.head, self.kind)
        return f"- {opened.head}" if is_remark else opened.head


def read(document: Document, _form: str | None) -> Iterator[Raw | Problem]:
    """Read the papers of a list."""
    seen: set[str] = set()
    for at, fields in records(document.lines(), takes_text=True):
        names = fields.get("names", [])
        if "title" in fields or not seen.issuperset(names):
            yield Raw(form=FORM, line=at, fields=fields)
        seen.update(names)


def records(
    lines: Iterator[tuple[int, str]], *, takes_text: bool = False
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield (line, fields) of each paper that the lines of a list show.

    Args:
        lines: the lines with their numbers.
        takes_text: papers that text and remarks link are read, too.
    """
    table: Table | None = None
    before = above = ""
    entry: Entry | None = None
    was_blank = False
    is_code = False
    for at, text in _as_items(body_of(lines)):
        if text.lstrip().startswith("```"):
            is_code = not is_code
        if is_code:
            continue
        if is_rule(text) and "|" in before:
            table, entry = Table(cells_of(before)), None
        elif table and "|" in text:
            if fields := table.row(cells_of(text)):
                yield at, fields
        else:
            table = None
            opened = _opened(at, text)
            if opened and opened.kind == "heading":
                is_section = _SECTION.fullmatch(opened.head) or field_of(opened.head) is not None
                above = opened.head = above if is_section else opened.head
            if entry and not _ends(entry, opened, text, was_blank=was_blank):
                entry.lines.append(entry.below(opened) if opened else text)
            else:
                yield from _closed(entry, takes_text=takes_text)
                entry = opened
                if takes_text and not opened:
                    yield from ((at, fields) for fields in entries.mentioned([text]))
        was_blank = not text.strip()
        before = text
    yield from _closed(entry, takes_text=takes_text)


def body_of(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Leave out the properties of a page, at its start between lines of "---"."""
    rest = iter(lines)
    front = list(islice(rest, _MOST_LINES))
    ends = [at for at, (_, text) in enumerate(front) if _FRAME.fullmatch(text)]
    has_front = ends[:1] == [0] and len(ends) > 1 and _PROPERTY.match(front[1][1])
    return chain(front[ends[1] + 1 :] if has_front else front, rest)


def _as_items(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Write a line of text that is a title as an item if people and links are below it."""
    held: list[tuple[int, str]] = []
    for at, line in lines:
        text = line[1:].lstrip() if line.startswith(">") else line
        if _BREAK.fullmatch(text):
            text = ""
        if held and completes(text):
            yield held[0][0], f"- {held[0][1]}"
            yield from ((above, f"  {people}") for above, people in held[1:] if people)
            held, text = [], f"  {text}"
        if held and len(held) < _MOST_BELOW and (not text.strip() or byline(text)):
            held.append((at, text.strip()))
            continue
        yield from held
        is_marked = _HEADING.fullmatch(text) or _ITEM.fullmatch(text)
        held = [(at, text)] if not is_marked and is_title_line(text) else []
        if not held:
            yield at, text
    yield from held


def _closed(entry: Entry | None, *, takes_text: bool) -> Iterator[tuple[int, dict[str, Any]]]:
    if entry is None:
        return
    if fields := entries.fields_of(entry.kind, entry.head, entry.lines):
        yield entry.at, fields
    if takes_text:
        lines = entry.lines if fields else [entry.head, *entry.lines]
        own = fields.get("names", ()) if fields else ()
        yield from ((entry.at, other) for other in entries.mentioned(lines, own))


def _opened(at: int, text: str) -> Entry | None:
    text = PICTURES.sub("", text) if text[:1] > "\u2000" else text
    if found := _HEADING.fullmatch(text):
        return Entry(at, "heading", found["text"].strip(" #"))
    if found := _ITEM.fullmatch(text):
        indent = len(found["indent"].expandtabs(4))
        return Entry(at, "item", found["text"], indent=indent)
    linked = _LINK_LINE.fullmatch(text.strip())
    if linked and len(linked["words"].split()) >= _LEAST_WORDS:
        return Entry(at, "item", text.strip())
    if found := _BOLD_LINE.fullmatch(text):
        return Entry(at, "bold", text.strip())
    if title := entries.labelled_title(text):
        return Entry(at, "bold", title)
    return Entry(at, "item", text.strip()) if titles_links(text) else None


def _ends(entry: Entry, opened: Entry | None, text: str, *, was_blank: bool) -> bool:
    """Return whether a line ends an entry: it opens the next one, or is separate text."""
    if entry.is_folded or len(entry.lines) >= _MOST_LINES:
        return len(entry.lines) >= _MOST_LINES
    if opened is None:
        apart = was_blank and text.strip() and not text[0].isspace()
        is_label = entry.kind == "bold" and entries.labelled(text, "")
        return bool(apart and entry.kind != "heading" and not is_label)
    return opened.kind == "heading" or not _is_part(entry, opened, was_blank=was_blank)


def _is_part(entry: Entry, opened: Entry, *, was_blank: bool) -> bool:
    """Return whether a line that looks like an entry only adds to the one above it."""
    if entry.kind == "heading" and opened.kind == "item" and completes(opened.head):
        return not any(map(str.strip, entry.lines))
    is_below = entry.kind != "item" or opened.indent > entry.indent
    is_detail = opened.kind == "bold" and not was_blank and entries.is_detail(opened.head)
    if is_detail or (is_below and entries.labelled(opened.head, entry.kind)):
        return True
    return opened.kind == "item" and entry.kind == "item" and opened.indent > entry.indent
