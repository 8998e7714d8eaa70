"""Reading lists for the terminal: the title first, then who, when and where, then why.

     1  .98  PoreField: Relightable Faces from One Photo
             Okafor, Lind, Rao, Haddad · 2026-11-17 · cs.CV · arxiv:2611.04217
             "relightable faces" in the title · ~ facial, albedo, geometry

Titles wrap and are never cut. Every line is measured here, by cells, from clean text; rich only
colours it. No colour has a meaning alone: what is coloured also has a symbol or a place of its own.
"""

from collections.abc import Iterator, Sequence

import msgspec

from papertriage.paper import Paper
from papertriage.report import Change, Entry, Reason, Report
from papertriage.text.clean import safe
from papertriage.writers import cells, phrases
from papertriage.writers.explain import DECISIVE, explained
from papertriage.writers.look import Look
from papertriage.writers.marks import short, shown
from papertriage.writers.paint import Line, linked, painter

_NUMBER = 2
"""Cells of a row's number, at least."""
_SCORE = 3
_GAP = "  "
_BETWEEN = " · "
_NARROWEST = 44
_MOST_AUTHORS = 4
"""Family names that are written out."""
_ORDER = ("topic", "rule", "also", "against", "words")
"""The order of reasons other than keywords, which come first."""
_STYLES = {"words": "dim"}


def write(report: Report, look: Look) -> Iterator[str]:
    """Yield the lists, one piece per entry; several are headed by their topics."""
    paint = painter(look)
    shown_lists = [one for one in report.lists if one.entries]
    row = look.first
    for number, one in enumerate(shown_lists):
        yield "\n" if number else ""
        if look.multi or len(report.lists) > 1:
            yield paint([(safe(one.name), "cyan")])
        layout = _Layout(row + len(one.entries) - 1, look)
        for heading, entry in phrases.headed(one.entries):
            if heading:
                yield paint([(f"{heading}:", "dim")])
            yield "".join(paint(line) for line in layout.lines(entry, row))
            row += 1
            if look.explain:
                yield "".join(paint(line) for line in layout.explained(entry, report))
    if report.changed:
        yield "\n" if shown_lists else ""
        yield paint([(phrases.CHANGED, "cyan")])
        for change in report.changed:
            yield "".join(map(paint, _Layout(row, look).changed(change, row)))
            row += 1


class _Layout:
    """The lines of one list at one width."""

    def __init__(self, last: int, look: Look) -> None:
        self._look = look
        self._number = max(_NUMBER, len(str(last)))
        self._indent = self._number + len(_GAP) + _SCORE + len(_GAP)
        self._width = max(look.width, _NARROWEST)
        self._room = self._width - self._indent
        self._ellipsis = "…" if look.unicode else "..."

    def lines(self, entry: Entry, row: int) -> Iterator[Line]:
        """Yield the lines of a paper in a row."""
        first, *more = self._title(entry)
        score = f"{short(entry.tag.score):<{_SCORE}}"
        yield [(f"{row:>{self._number}}", "cyan"), (_GAP + score + _GAP, ""), *first]
        for line in more:
            yield self._indented(line)
        yield self._indented(self._linked(self._byline(entry), entry.paper))
        if why := self._fit(sorted(entry.why, key=_place)):
            yield self._indented(why)
        if decisions := _BETWEEN.join(phrases.decisions(entry)):
            yield self._indented([(self._cut(decisions), "yellow")])

    def _indented(self, line: Line) -> Line:
        return [(" " * self._indent, ""), *line]

    def explained(self, entry: Entry, report: Report) -> Iterator[Line]:
        """Yield the arithmetic of an entry's score."""
        for line in explained(entry, report, small=self._look.verbose):
            indent = " " * (self._number + len(_GAP))
            text = self._cut(line, self._width - len(indent))
            yield [(indent + text, "" if line.startswith(DECISIVE) else "dim")]

    def changed(self, change: Change, row: int) -> Iterator[Line]:
        """Yield the lines of a paper that was listed before: its title, and how it changed."""
        number = f"{row:>{self._number}}{_GAP}"
        room = self._width - len(number)
        yield [(number, "cyan"), *_named(self._cut(phrases.title(change), room), change.paper)]
        style = "dim" if change.kind in {"version", "replaced"} else "yellow"
        parts = [phrases.best_id(change.paper), phrases.change(change)]
        together = _BETWEEN.join(parts)
        for text in [together] if cells.width(together) <= room else parts:
            yield [(" " * len(number), ""), (self._cut(text, room), style)]

    def _title(self, entry: Entry) -> Iterator[Line]:
        """Yield the title, wrapped; a star, or the symbol of a headline, opens the first line."""
        star = self._shown(phrases.STAR) if entry.is_starred else ""
        sign, title, look = "", self._shown(phrases.title(entry)), "bold"
        if not entry.paper.title:
            sign, title, look = title[:2], title[2:], "italic"
        style = linked(look, phrases.link(entry.paper))
        taken = cells.width(star + sign)
        first, *more = [*cells.wrap("_" * taken + title, self._room)] or [""]
        yield [(star, "yellow"), (sign, ""), (first[taken:], style)]
        yield from ([(line, style)] for line in more)

    def _byline(self, entry: Entry) -> str:
        """Return who, when, where and the id; where there is little room, the id stays."""
        paper = entry.paper
        number, day = phrases.best_id(paper), safe(paper.date or "undated")
        no_title = "" if paper.title else "no title given"
        people = phrases.authors(paper, most=_MOST_AUTHORS)
        fewer = phrases.authors(paper, brief=True)
        for parts in (
            [no_title, people, day, phrases.place(paper), number],
            [no_title, fewer, day, phrases.place(paper), number],
            [no_title, fewer, day, number],
            [day, number],
        ):
            line = self._shown(_BETWEEN.join(filter(None, parts)))
            if cells.width(line) <= self._room:
                return line
        return self._cut(number)

    def _linked(self, byline: str, paper: Paper) -> Line:
        """Return a byline whose id, at its end, links to the paper's page."""
        start = byline.rfind(" ") + 1 if self._look.links else len(byline)
        return [(byline[:start], "dim"), (byline[start:], linked("dim", phrases.link(paper)))]

    def _fit(self, reasons: Sequence[Reason]) -> Line:
        """Return as many reasons as there is room for; the first is cut rather than left out."""
        line: Line = []
        room = self._room
        for reason in reasons:
            if spans := self._reason(reason, room - (len(_BETWEEN) if line else 0), must=not line):
                if line:
                    line.append((self._shown(_BETWEEN), "dim"))
                    room -= len(_BETWEEN)
                line += spans
                room -= _width(spans)
        return line

    def _reason(self, reason: Reason, room: int, *, must: bool) -> Line:
        """Return a reason with as much as fits the room; nothing if not even its word does."""
        for fewer in (reason.words[:number] for number in range(len(reason.words), 0, -1)):
            for brief in (False, True):
                less = msgspec.structs.replace(reason, words=fewer)
                spans = [(self._shown(text), style) for text, style in _coloured(less, brief=brief)]
                if _width(spans) <= room:
                    return spans
        text = self._cut(phrases.phrase(reason), room)
        return [(text, _STYLES.get(reason.kind, ""))] if must else []

    def _shown(self, text: str) -> str:
        return shown(text, unicode=self._look.unicode)

    def _cut(self, text: str, room: int | None = None) -> str:
        return cells.cut(self._shown(text), self._room if room is None else room, self._ellipsis)


def _named(text: str, paper: Paper) -> Line:
    """Style a title, or the headline, after its symbol, that replaces a missing title."""
    address = phrases.link(paper)
    if paper.title:
        return [(text, linked("bold", address))]
    return [(text[:2], ""), (text[2:], linked("italic", address))]


def _place(reason: Reason) -> int:
    return -1 if reason.kind == "keyword" else _ORDER.index(reason.kind)


def _width(line: Line) -> int:
    return sum(cells.width(text) for text, _ in line)


def _coloured(reason: Reason, *, brief: bool) -> Line:
    """Return a reason's phrase with its colours: topics cyan, the rest by its kind."""
    if reason.kind not in {"topic", "also"}:
        return [(phrases.phrase(reason, brief=brief), _STYLES.get(reason.kind, ""))]
    text = phrases.phrase(reason, brief=brief)
    start = len("also ") if reason.kind == "also" else 0
    end = start + len(safe(reason.words[0]))
    return [(text[:start], "dim"), (text[start:end], "cyan"), (text[end:], "dim")]
