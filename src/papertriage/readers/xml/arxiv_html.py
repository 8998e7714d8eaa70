"""arXiv's listing pages in HTML: new, recent, by month or by author.

A ``dt`` names the paper, the next ``dd`` describes it. arXiv changed the page in 2024: one list
instead of three, other quotes, the section's head inside the list; class names stayed. Only
pages of new submissions have abstracts.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from papertriage.errors import Problem
from papertriage.readers.document import Document
from papertriage.readers.raw import Raw
from papertriage.text.clean import one_line
from papertriage.text.identifiers import categories_in, parse_arxiv

_LONGEST = 256 * 1024
"""Characters that a tag or a comment may have; the parser scans an open one again and again."""
_DEEPEST = 100
_LARGEST = 8 * 1024 * 1024
"""Characters that one paper may have; a longer one is reported as lost."""
_FIELDS = {
    "list-title": "title",
    "list-authors": "authors",
    "list-comments": "comment",
    "list-journal-ref": "journal_ref",
    "list-subjects": "subjects",
    "list-doi": "doi",
    "descriptor": "label",
}
_HEADS = frozenset({"h1", "h2", "h3"})
_VOID = frozenset({"br", "img", "hr", "input", "link", "meta", "wbr"})
_DAY = re.compile(r"\b(\d{1,2} [A-Z][a-z]+) (\d{4}|\d\d)\b")
_TOTAL = re.compile(r"[Tt]otal of (\d{1,7}) entries")
_HIDDEN = re.compile(r"\((\d{1,5}) additional authors? not shown\)")


def read(document: Document, _form: str | None) -> Iterator[Raw | Problem]:
    """Read a listing page."""
    page = _Page(document.name)
    for piece in document.text():
        page.feed(piece)
        yield from page.take()
        if len(page.rawdata) > _LONGEST:
            reason = f"a tag or a comment of over {_LONGEST // 1024} KiB; the rest was left unread"
            yield Problem(
                source=document.name, line=page.getpos()[0], reason=reason, rejected=False
            )
            return
    # The parser is never closed: anything unfinished belongs to no complete record.
    document.declared = page.total
    if page.is_open:
        reason = "the page ends inside this record (cut?)"
        yield Problem(source=document.name, line=page.line, reason=reason, snippet=page.name)


class _Page(HTMLParser):
    """Collects the papers of a page from the events of the parser.

    Attributes:
        total: how many papers the page says that there are.
        is_open: a paper has begun and not ended.
        line: the line on which the last paper began.
        name: its identifier.
    """

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self._source = source
        self.total: int | None = None
        self.is_open = False
        self.line = 0
        self.name = ""
        self._done: list[Raw | Problem] = []
        self._size = 0
        self._texts: dict[str, list[str]] = {}
        self._authors: list[str] = []
        self._path: list[tuple[str, str | None]] = []  # open elements and the fields they hold
        self._part = ""  # "dt" or "dd", or a head
        self._head = ""
        self._day: str | None = None
        self._section = "new"

    def take(self) -> list[Raw | Problem]:
        done, self._done = self._done, []
        return done

    def parse_marked_section(self, i: int, report: int = 1) -> int:  # noqa: ARG002 - the base's own signature
        """Pass over ``<![CDATA[`` and its like; the base class fails on those it does not know."""
        return self.parse_bogus_comment(i)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HEADS:
            self._part, self._head, self._size = tag, "", 0
        elif tag == "dt":
            self._begin()
        elif tag == "dd" and self.is_open:
            self._part, self._path = "dd", []
        elif tag == "a" and self._part == "dt":
            self._take_name(dict(attrs).get("href") or "")
        elif self._part == "dd" and tag not in _VOID:
            self._open(tag, (dict(attrs).get("class") or "").split())

    def handle_endtag(self, tag: str) -> None:
        if tag == self._part and tag in _HEADS:
            self._take_head()
            self._part = ""
        elif tag == "dt" and self._part == "dt":
            self._part = ""
        elif tag == "dd" and self._part == "dd":
            self._end()
        elif self._part == "dd":
            open_tags = [name for name, _ in self._path]
            if tag in open_tags:
                del self._path[len(open_tags) - 1 - open_tags[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        self._size += len(data)
        if self._size > _LARGEST:
            return
        if self._part in _HEADS:
            self._head += data
        elif self._part == "dt":
            self._texts.setdefault("mark", []).append(data)
        elif self._part == "dd" and (field := self._field()):
            if field == "authors" and self._authors and self._path[-1][0] == "a":
                self._authors[-1] += data
            else:
                self._texts.setdefault(field, []).append(data)
        elif found := _TOTAL.search(data):
            self.total = int(found[1])

    def _field(self) -> str | None:
        return next((field for _, field in reversed(self._path) if field), None)

    def _open(self, tag: str, classes: list[str]) -> None:
        field = next((_FIELDS[name] for name in classes if name in _FIELDS), None)
        if tag == "p" and "mathjax" in classes:
            field = "abstract"
        if tag == "a" and self._field() == "authors" and self._size <= _LARGEST:
            self._size += 1
            self._authors.append("")
        if len(self._path) < _DEEPEST:
            self._path.append((tag, field))

    def _begin(self) -> None:
        if self._part == "dd":
            self._end()
        self._part, self.is_open, self.line, self.name = "dt", True, self.getpos()[0], ""
        self._texts, self._authors, self._size = {}, [], 0

    def _take_name(self, href: str) -> None:
        found = href if "/abs/" in href else ""
        if not self.name and parse_arxiv(name := found.rpartition("/abs/")[2]):
            self.name = name

    def _take_head(self) -> None:
        head = one_line(self._head)
        if found := _DAY.search(head):
            year = found[2] if len(found[2]) == 4 else f"20{found[2]}"
            self._day = f"{found[1]} {year}"
        for word, section in (("New", "new"), ("Cross", "cross"), ("Replace", "replace")):
            if head.startswith(word):
                self._section = section

    def _end(self) -> None:
        self.is_open, self._part = False, ""
        if self._size > _LARGEST:
            reason = f"a record of over {_LARGEST // 2**20} MiB"
            self._done.append(Problem(source=self._source, line=self.line, reason=reason))
        elif self.name:
            self._done.append(Raw(form="arxiv-html", line=self.line, fields=self._fields()))

    def _fields(self) -> dict[str, Any]:
        texts = {field: "".join(parts) for field, parts in self._texts.items()}
        mark, subjects = texts.pop("mark", ""), texts.pop("subjects", "")
        texts.pop("label", None)
        hidden = _HIDDEN.search(texts.pop("authors", ""))
        fields = {
            **texts,
            "arxiv": self.name,
            "raw_id": self.name,
            "authors": self._authors,
            "author_count": len(self._authors) + int(hidden[1]) if hidden else None,
            "categories": categories_in(subjects),
            "announced": self._day,
            "events": [{"type": self._kind(mark), "date": self._day}],
        }
        return {name: value for name, value in fields.items() if value}

    def _kind(self, mark: str) -> str:
        kind = "replace" if "(replaced" in mark else self._section
        if "cross-list" in mark:
            kind = "replace-cross" if kind == "replace" else "cross"
        return kind
