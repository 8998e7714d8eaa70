"""Reading lists as a table for the terminal: two lines a paper, three where it is narrow.

    #  score       date        paper                                      why
    1  .98 █████▉  2026-11-17  PoreField: Relightable Faces from One P…   "relightable faces" title
                               Okafor +3 · cs.CV · arxiv:2611.04217       ~ facial, albedo, geometry

Every line is cut here, by cells, from clean text; rich only dyes it. No colour stands alone:
what is dyed also has a sign or a place of its own.
"""

from collections.abc import Callable, Iterator, Sequence

import msgspec

from papertriage.paper import Paper
from papertriage.report import Change, Entry, ReadingList, Reason, Report
from papertriage.text.clean import safe
from papertriage.writers import cells, phrases
from papertriage.writers.explain import DECISIVE, explained
from papertriage.writers.look import Look
from papertriage.writers.marks import bar, short, shown

Span = tuple[str, str]
"""A piece of a line and its style."""
Line = list[Span]

_BAR = 6
_DATE = 10
_GAP = 2
_BETWEEN = 3
_CHANGED_INDENT = 4
_NARROW = 80
"""Below this width the reasons move from a column of their own to a line of their own."""
_NARROWEST = 44
_WHYS_SHARE = 0.37
"""The last column's part of what rank, score and date leave to it and to the paper."""
_NARROWEST_WHY = 20
_USUAL_PAPER = 44
"""Wider than this the paper's column grows only if some title needs it ..."""
_WIDEST_PAPER = 96
"""... and no title may push the reasons out of sight."""
_ORDER = ("topic", "rule", "also", "void", "against", "words")
"""In which order reasons other than keywords are told."""
_STYLES = {"words": "dim", "against": "yellow", "void": "yellow"}


def write(report: Report, look: Look) -> Iterator[str]:
    """Yield the lists, a piece an entry; several are headed by their topics."""
    paint = _painter(look)
    shown_lists = [one for one in report.lists if one.entries]
    for number, one in enumerate(shown_lists):
        yield "\n" if number else ""
        if look.multi or len(report.lists) > 1:
            yield paint([(safe(one.name), "cyan")])
        grid = _Grid(one, look)
        yield paint(grid.heads())
        first_near = next((entry for entry in one.entries if entry.near), None)
        for entry in one.entries:
            if entry is first_near:
                heading = phrases.near_heading(e for e in one.entries if e.near)
                yield paint([(f"{heading}:", "dim")])
            yield "".join(paint(line) for line in grid.row(entry))
            if look.explain:
                yield "".join(paint(line) for line in grid.explained(entry, report))
    if report.changed:
        yield "\n" if shown_lists else ""
        yield paint([(phrases.CHANGED, "cyan")])
        for change in report.changed:
            yield "".join(map(paint, _changed(change, look)))


class _Grid:
    """The columns of one list at one width."""

    def __init__(self, one: ReadingList, look: Look) -> None:
        self._look = look
        self._rank = max(2, len(str(len(one.entries))))
        self._left = self._rank + _GAP + 4 + _BAR + _GAP + _DATE + _GAP
        self._width = max(look.width, _NARROWEST)
        self._narrow = look.width < _NARROW
        rest = self._width - self._left
        if self._narrow:
            self._paper, self._why = rest, self._width - self._rank - _GAP
        else:
            self._why = max(round((rest - _GAP) * _WHYS_SHARE), _NARROWEST_WHY)
            self._paper = min(
                rest - _GAP - self._why, max(_USUAL_PAPER, _widest(one)), _WIDEST_PAPER
            )
            self._why = rest - _GAP - self._paper
        self._ellipsis = "…" if look.unicode else "..."

    def heads(self) -> Line:
        left = f"{'#':>{self._rank}}  {'score':<{4 + _BAR}}  {'date':<{_DATE}}  "
        why = "" if self._narrow else cells.pad("paper", self._paper + _GAP) + "why"
        return [(left + (why or "paper"), "dim")]

    def row(self, entry: Entry) -> Iterator[Line]:
        """Yield the lines of a paper."""
        name = self._title(entry)
        first: Line = [*self._start(entry), *name]
        byline: Line = [(self._byline(entry), "dim")]
        keywords = [reason for reason in entry.why if reason.kind == "keyword"]
        others = sorted(
            (reason for reason in entry.why if reason.kind != "keyword"),
            key=lambda reason: _ORDER.index(reason.kind),
        )
        if self._narrow:
            yield first
            indent = (" " * (self._rank + _GAP), "")
            if entry.why:
                yield [indent, *self._fit([*keywords, *others])]
            yield [indent, *byline]
            yield from self._decided(entry, self._rank + _GAP)
            return
        upper, lower = (keywords, others) if keywords else (others[-1:], others[:-1])
        yield [*first, *self._up_to_why(name), *self._fit(upper)]
        yield [(" " * self._left, ""), *byline, *self._up_to_why(byline), *self._fit(lower)]
        yield from self._decided(entry, self._left)

    def _decided(self, entry: Entry, indent: int) -> Iterator[Line]:
        """Yield a line with what users decided on a paper, beyond a star; none if nothing."""
        if said := " · ".join(phrases.decisions(entry)):
            yield [(" " * indent + self._cut(said, self._width - indent), "yellow")]

    def explained(self, entry: Entry, report: Report) -> Iterator[Line]:
        """Yield the arithmetic of an entry's score."""
        for line in explained(entry, report):
            indent = " " * (self._rank + _GAP)
            text = self._cut(line, self._width - len(indent))
            yield [(indent + text, "yellow" if line.startswith(("−", DECISIVE)) else "dim")]

    def _start(self, entry: Entry) -> Line:
        drawn = bar(entry.tag.score, _BAR, unicode=self._look.unicode)
        return [
            (f"{entry.rank:>{self._rank}}", "cyan"),
            (f"  {short(entry.tag.score):<3} ", ""),
            (drawn, "cyan"),
            (" " * (_BAR - len(drawn) + _GAP), ""),
            (cells.pad(self._cut(safe(entry.paper.date or "undated"), _DATE), _DATE + _GAP), ""),
        ]

    def _title(self, entry: Entry) -> Line:
        star: Line = [(self._shown(phrases.STAR), "bold")] if entry.is_starred else []
        text = self._cut(phrases.title(entry), self._paper - _width(star))
        return [*star, *_named(text, entry.paper)]

    def _byline(self, entry: Entry) -> str:
        """Return who, where and the id; the id, which is there to be copied, is cut last."""
        room = self._width - self._rank - _GAP if self._narrow else self._paper
        paper = entry.paper
        number = phrases.best_id(paper)
        no_title = "" if paper.title else "no title"
        fullest = [no_title, phrases.authors(paper), phrases.place(paper), number]
        first = phrases.authors(paper, brief=True)
        for parts in (
            fullest,
            [*fullest[:2], number],
            [fullest[1] or no_title, number],
            [first, number],
        ):
            line = " · ".join(part for part in parts if part)
            if cells.width(line) <= room:
                return self._cut(line, room)
        return self._cut(number, room)

    def _fit(self, reasons: Sequence[Reason]) -> Line:
        """Return as many reasons as there is room for; the first is cut rather than left out."""
        line: Line = []
        room = self._why
        for reason in reasons:
            if spans := self._reason(reason, room - (_BETWEEN if line else 0), must=not line):
                if line:
                    line.append((self._shown(" · "), "dim"))
                    room -= _BETWEEN
                line += spans
                room -= _width(spans)
        return line

    def _reason(self, reason: Reason, room: int, *, must: bool) -> Line:
        """Return a reason with as much as fits the room; nothing if not even its word does."""
        for fewer in (reason.words[:number] for number in range(len(reason.words), 0, -1)):
            for brief in (False, True):
                less = msgspec.structs.replace(reason, words=fewer)
                spans = [(self._shown(text), style) for text, style in _dyed(less, brief=brief)]
                if _width(spans) <= room:
                    return spans
        text = self._cut(phrases.phrase(reason), room)
        return [(text, _STYLES.get(reason.kind, ""))] if must else []

    def _up_to_why(self, column: Line) -> Line:
        return [(" " * (self._paper + _GAP - _width(column)), "")]

    def _shown(self, text: str) -> str:
        return shown(text, unicode=self._look.unicode)

    def _cut(self, text: str, room: int) -> str:
        return cells.cut(self._shown(text), room, self._ellipsis)


def _changed(change: Change, look: Look) -> Iterator[Line]:
    """Yield the lines of a paper that was listed before: its title, and what became of it."""
    room = max(look.width, _NARROWEST) - _CHANGED_INDENT
    ellipsis = "…" if look.unicode else "..."

    def fit(text: str) -> str:
        return cells.cut(shown(text, unicode=look.unicode), room, ellipsis)

    indent = (" " * _CHANGED_INDENT, "")
    yield [indent, *_named(fit(phrases.title(change)), change.paper)]
    style = "dim" if change.kind in {"version", "replaced"} else "yellow"
    parts = [phrases.best_id(change.paper), phrases.change(change)]
    together = " · ".join(parts)
    for told in [together] if cells.width(together) <= room else parts:
        yield [indent, (fit(told), style)]


def _named(text: str, paper: Paper) -> Line:
    """Dress a title, or the headline that stands for one behind its sign."""
    return [(text, "bold")] if paper.title else [(text[:2], ""), (text[2:], "italic")]


def _widest(one: ReadingList) -> int:
    return max(
        cells.width(phrases.title(entry)) + len(phrases.STAR) * entry.is_starred
        for entry in one.entries
    )


def _width(line: Line) -> int:
    return sum(cells.width(text) for text, _ in line)


def _dyed(reason: Reason, *, brief: bool) -> Line:
    """Return a reason's phrase with its colours: topics cyan, the rest by its kind."""
    if reason.kind not in {"topic", "also"}:
        return [(phrases.phrase(reason, brief=brief), _STYLES.get(reason.kind, ""))]
    text = phrases.phrase(reason, brief=brief)
    start = len("also ") if reason.kind == "also" else 0
    end = start + len(safe(reason.words[0]))
    return [(text[:start], "dim"), (text[start:end], "cyan"), (text[end:], "dim")]


def _painter(look: Look) -> Callable[[Line], str]:
    """Return what makes text of a line; without colour that is plain text, and no rich."""
    if not look.color:
        return lambda line: "".join(text for text, _ in line).rstrip() + "\n"

    from rich.console import Console
    from rich.text import Text

    # A fixed environment: what the terminal can do has been decided in `look`.
    console = Console(
        force_terminal=True,
        color_system="standard",
        width=4096,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
        _environ={},
    )

    def paint(line: Line) -> str:
        text = Text.assemble(*line)
        text.rstrip()
        with console.capture() as captured:
            console.print(text, soft_wrap=True)
        return captured.get()

    return paint
