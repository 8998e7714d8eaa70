"""Pasted text: a page of daily papers, an arXiv listing, a list of abstracts, or a mix of them.

None of these forms marks where a paper starts, and two mark only where it ends. So lines of text
wait until a mark decides what they were:

    title, abstract          "• 4 authors", "·", "Mar 13, 2022"   daily-page
    abstract, comments       "arXiv:2207.09019"                   arxiv-listing
    "Abstract:" and text     the next mark                        abstract-lines

Text before the part that belongs to a mark is searched for entries without their mark.
"""

import re
from collections.abc import Iterable, Iterator

from papertriage.errors import Problem
from papertriage.readers.lines.pasted_head import Head, head_of, without_title
from papertriage.readers.lines.pasted_lines import Kind, Line, classify
from papertriage.readers.lines.pasted_shape import (
    LONG,
    continues,
    is_abstract,
    is_cut,
    is_sentence,
    is_title,
    is_title_line,
    may_lose_paper,
)
from papertriage.readers.raw import Raw
from papertriage.text.clean import snippet

_MOST_LINES = 2000
"""Lines that may wait for a mark; this bounds the memory for a text without marks."""

_COMMENT = re.compile(
    r"\d+ (?:pages?|figures?|tables?)\b|accepted|published|presented|submitted|to appear|appear|"
    r"in proceedings|code\b|source code|project|arXiv admin|technical report|preprint|camera|oral|"
    r"spotlight|[A-Z]{2,} ?'?(?:20)?\d\d\b",
    re.IGNORECASE,
)
# The rest of a cut id before the text that follows it directly.
_ID_RESIDUE = re.compile(r"(?:[arXiv]{0,5}:)?(?:\d{0,4}\.\d{5}(?=\D)|\d{1,5}(?=[A-Z][a-z]))")
_ENDS_FOOTER = (Kind.TEXT, Kind.ABSTRACT, Kind.ID, Kind.FURNITURE)
_GLUES = (Kind.ID, Kind.COUNT, Kind.DATE)


def read_lines(
    source: str, lines: Iterable[tuple[int, str]], form: str | None
) -> Iterator[Raw | Problem]:
    """Read lines of pasted text of one form, or of any mix of the three where none is named."""
    paste = Paste(source, form)
    for at, text in lines:
        yield from paste.feed(at, text)
    yield from paste.finish()


class Paste:
    """The state between two lines: text that waits, and the footer of a page's entry."""

    def __init__(self, source: str, form: str | None) -> None:
        self._source = source
        self._form = form
        self._waiting: list[Line] = []
        self._count: Line | None = None
        self._date: Line | None = None
        self._page_date: str | None = None
        self._seen_page = False
        self._gap = True  # a blank line comes before the next one
        self._first = True  # no record has ended yet: the text may start in mid-sentence
        self._out: list[Raw | Problem] = []

    def feed(self, at: int, text: str) -> list[Raw | Problem]:
        """Take a line; return the records that it ended, and the problems."""
        line = classify(text, at, only=self._form)
        if line.kind is Kind.BLANK:
            self._gap = True
            return []
        line.gap, self._gap = self._gap, False
        for part in self._parts(line):
            self._take(part)
        return self._put_out()

    def finish(self) -> list[Raw | Problem]:
        """Take the end of the text, which may be in the middle of a record."""
        if self._in_footer():
            self._end_entry()
        self._end_of_text()
        return self._put_out()

    def _put_out(self) -> list[Raw | Problem]:
        out, self._out = self._out, []
        return out

    def _parts(self, line: Line) -> Iterator[Line]:
        """Yield a line; what follows its id, count or date is a line of its own."""
        yield line
        while line.kind in _GLUES and line.text:
            rest = classify(line.text, line.at, only=self._form)
            rest.glued = line.kind is Kind.ID and rest.kind is Kind.TEXT
            yield (line := rest)

    def _take(self, line: Line) -> None:
        if self._in_footer() and line.kind in _ENDS_FOOTER:
            self._end_entry()
        match line.kind:
            case Kind.TEXT:
                if self._first and not self._waiting and (residue := _ID_RESIDUE.match(line.text)):
                    line.text, line.glued = line.text[residue.end() :], True
                self._waiting.append(line)
                if len(self._waiting) > _MOST_LINES:
                    self._look_through(self._drain())
            case Kind.ABSTRACT:
                above = self._above_abstract()
                self._look_through(self._drain())
                self._waiting += [*above, line]
            case Kind.ID:
                self._end_listing(line)
            case Kind.COUNT:
                self._take_count(line)
            case Kind.DATE:
                self._take_date(line)
            case Kind.FURNITURE if not self._waiting_for_id():
                self._look_through(self._drain())

    def _take_count(self, line: Line) -> None:
        if self._count:
            self._end_entry()
        self._count = line

    def _take_date(self, line: Line) -> None:
        if self._date:
            self._end_entry()
        if self._count is None and not any(map(is_abstract, self._waiting)):
            # No entry waits for a date: it is the page's own, between menus and first title.
            self._page_date = line.date
            self._look_through(self._drain())
        else:
            self._date = line

    def _in_footer(self) -> bool:
        return self._count is not None or self._date is not None

    def _waiting_for_id(self) -> bool:
        return bool(self._waiting) and self._waiting[0].glued

    def _drain(self) -> list[Line]:
        waiting, self._waiting = self._waiting, []
        return waiting

    def _above_abstract(self) -> list[Line]:
        """Take what belongs to an abstract from right above "Abstract:": its head, or its title."""
        if head := head_of(self._waiting):
            above, self._waiting = self._waiting[head.start :], self._waiting[: head.start]
            return above
        if not self._waiting:
            return []
        last = self._waiting[-1]
        alone = last.gap or len(self._waiting) == 1
        if last.kind is Kind.TEXT and alone and not last.glued and is_title(last.text):
            return [self._waiting.pop()]
        return []

    # --- the three ends of a record -----------------------------------------------------------

    def _end_entry(self) -> None:
        """End an entry whose footer is complete: the last abstract and the title above it."""
        waiting = self._drain()
        start = max(
            (i for i, line in enumerate(waiting) if is_abstract(line)), default=len(waiting)
        )
        body = waiting[start:]
        if len(body) > 1 and is_title(body[-1].text):
            start, body = len(waiting), []  # another entry's title, without an abstract
        if not body and len(waiting) > 1 and is_sentence(waiting[-1].text):
            start -= 1
            body = waiting[start:]
        title = None
        if start and is_title_line(waiting[start - 1]):
            start -= 1
            title = waiting[start]
        self._look_through(waiting[:start])
        lines = [title, *body] if title else body
        if lines:
            footer = self._footer()
            self._emit("daily-page", lines[0].at, title=title, abstract=body, marked=footer)
        elif self._count:
            reason = "an entry's footer without title or abstract (cut?)"
            self._problem(self._count, reason, f"• {self._count.number} authors")
        self._count = self._date = None

    def _end_listing(self, end: Line) -> None:
        """End a listing's record at its arXiv id: its abstract, then lines of comment."""
        waiting = self._drain()
        if head := head_of(waiting):  # its abstract is below
            self._look_through(waiting[: head.start])
            end.kind, end.text = Kind.TEXT, f"arXiv:{end.name}"
            self._waiting = [*waiting[head.start :], end]
            return
        glued = bool(waiting) and waiting[0].glued
        start = 0 if glued else self._listing_start(waiting)
        stop = start + 1 if start < len(waiting) else start
        while stop < len(waiting) and len(waiting[stop].text) >= LONG:
            if _COMMENT.match(waiting[stop].text):
                break
            stop += 1
        body, comments = waiting[start:stop], waiting[stop:]
        title = None
        if start and body and not body[0].glued and is_title_line(waiting[start - 1]):
            start -= 1
            title = waiting[start]
        self._look_through(waiting[:start])
        first = (title or (body or comments or [end])[0]).at
        marked: dict[str, object] = {"arxiv": end.name, "version": end.number}
        if comments:
            marked["comment"] = "; ".join(line.text for line in comments)
        self._emit("arxiv-listing", first, title=title, abstract=body, marked=marked)

    def _listing_start(self, waiting: list[Line]) -> int:
        """Return where a record starts whose text does not directly follow another id."""
        long = [i for i, line in enumerate(waiting) if len(line.text) >= LONG]
        long = [
            i for i in long if waiting[i].kind is Kind.TEXT and not _COMMENT.match(waiting[i].text)
        ]
        if not long:
            prose = [i for i, line in enumerate(waiting) if is_sentence(line.text)]
            if not prose and waiting and self._first and not _COMMENT.match(waiting[0].text):
                prose = [0]  # the tail of an abstract that the paste cut
            return prose[-1] if prose else len(waiting)
        start = long[-1]
        while start - 1 in long and not (start >= 2 and is_title_line(waiting[start - 2])):
            start -= 1
        return start

    def _end_of_text(self) -> None:
        """Handle what waits at the end: perhaps a title and the start of its abstract."""
        waiting = self._drain()
        if waiting and any(mark.startswith(waiting[-1].text) for mark in ("Abstract:", "arXiv:")):
            waiting.pop()  # the start of a mark that the paste cut
        if self._seen_page and not any(map(is_abstract, waiting[-2:])) and len(waiting) > 1:
            *before, title, body = waiting
            if is_title_line(title) and not title.glued:
                self._look_through(before)
                self._emit("daily-page", title.at, title=title, abstract=[body])
                return
        self._look_through(waiting)

    # --- entries without their mark -----------------------------------------------------------

    def _look_through(self, lines: list[Line]) -> None:
        """Find entries that lack their mark; the rest is left over."""
        left: list[Line] = []
        while lines:
            line, *lines = lines
            if line.kind is Kind.ABSTRACT or is_abstract(line):
                # The text may be apart from a heading of its own.
                is_heading = line.kind is Kind.ABSTRACT and not line.text
                more = 1 if is_heading and lines and lines[0].kind is Kind.TEXT else 0
                while more < len(lines) and continues(line, lines[more]):
                    more += 1
                body, lines = [line, *lines[:more]], lines[more:]
                head = head_of(left)
                left, title = without_title(left, head)
                self._left_over(left)
                left = []
                self._emit_unmarked(title, body, head)
            else:
                left.append(line)
        self._left_over(left)

    def _emit_unmarked(self, title: Line | None, body: list[Line], head: Head | None) -> None:
        first = body[0]
        if head:
            self._emit("page-text", first.at, title=None, abstract=body, marked=head.fields)
            return
        if first.kind is Kind.ABSTRACT:
            form = "abstract-lines"
        elif title is None and not first.glued and self._first and first.text[:1].islower():
            self._problem(first, "starts in mid-sentence and has neither title nor id (cut?)")
            return
        else:
            form = "arxiv-listing" if first.glued else "daily-page"
        self._emit(form, (title or first).at, title=title, abstract=body)

    def _left_over(self, lines: list[Line]) -> None:
        if (head := head_of(lines)) and head.fields["names"]:
            at, lines = lines[head.start].at, lines[: head.start]
            self._emit("page-text", at, title=None, abstract=[], marked=head.fields)
        if not lines:
            return
        text = " ".join(line.text for line in lines)
        if may_lose_paper(text):
            self._problem(lines[0], f"{len(text)} characters belong to no paper", text, lost=False)
        elif self._seen_page and is_title(lines[-1].text) and len(lines[-1].text.split()) > 3:
            self._problem(lines[-1], "a title without its abstract (cut?)", lines[-1].text)
        self._first = False

    # --- out ----------------------------------------------------------------------------------

    def _emit(
        self,
        form: str,
        at: int,
        *,
        title: Line | None,
        abstract: list[Line],
        marked: dict[str, object] | None = None,
    ) -> None:
        """Emit a record; `marked` holds the fields of its mark, None if it has no mark."""
        text = "\n\n".join(line.text for line in abstract if line.text)
        fields: dict[str, object] = {"title": title and title.text, "abstract": text or None}
        headless = self._first and not title and text[:1].islower()
        if text and (headless or (marked is None and is_cut(text))):
            fields["abstract_truncated"] = True
        self._first = False
        self._seen_page = self._seen_page or form == "daily-page"
        given = {k: v for k, v in {**fields, **(marked or {})}.items() if v is not None}
        if given.keys() & {"title", "abstract", "arxiv"}:
            self._out.append(Raw(form=form, line=at, fields=given))

    def _footer(self) -> dict[str, object]:
        return {
            "author_count": self._count.number if self._count else None,
            "published": self._date.date if self._date else None,
            "metrics": {"comments": self._date.comments}
            if self._date and self._date.comments is not None
            else None,
            "page_date": self._page_date,
        }

    def _problem(
        self, line: Line, reason: str, text: str | None = None, *, lost: bool = True
    ) -> None:
        self._first = False
        self._out.append(
            Problem(
                source=self._source,
                line=line.at,
                reason=reason,
                snippet=snippet(text or line.text),
                rejected=lost,
            )
        )
