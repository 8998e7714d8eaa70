"""Cutting a document of line-oriented forms: records where a line opens one, loose lines between.

A line that opens a record cuts only if it yields one. Otherwise its lines are handed to the other
forms, and become loose lines if no form takes them.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from papertriage.errors import Problem
from papertriage.readers.lines.grammar import Block, Fit, Grammar, Line
from papertriage.readers.raw import Raw

MOST_LINES = 20_000
MOST_CHARACTERS = 8 * 1024 * 1024
"""Limits of one record; a longer one ends there, so that memory stays bounded."""

_UNCHECKED = 1 << 20
"""Characters after which a form that gathers lines must let them be checked for these limits."""

_LINE = 100
"""What a line takes besides its characters, in characters."""

_NONE: frozenset[str] = frozenset()


class Loose(msgspec.Struct, frozen=True):
    """A line that belongs to no record."""

    at: int
    text: str


class Found(msgspec.Struct, frozen=True):
    """What the lines of a form yielded: records, problems, or nothing (a comment, a macro)."""

    form: str
    items: list[Raw | Problem]


def cut(lines: Iterable[tuple[int, str]], grammars: Sequence[Grammar]) -> Iterator[Loose | Found]:
    """Yield what the forms found, and the loose lines between, in the document's order."""
    return _Cutter(grammars).run(iter(lines))


class _Cutter:
    def __init__(self, grammars: Sequence[Grammar]) -> None:
        self._grammars = grammars
        self._opener = re.compile("|".join(f"(?P<g{i}>{g.opener})" for i, g in enumerate(grammars)))
        # Lines handed back, each with the forms that could not read it.
        self._again: deque[tuple[int, str, frozenset[str]]] = deque()
        self._current: Grammar | None = None
        self._block: Block = []
        self._tried: dict[int, frozenset[str]] = {}  # of the block's lines that were handed back
        self._characters = 0

    def run(self, lines: Iterator[tuple[int, str]]) -> Iterator[Loose | Found]:
        while True:
            if self._again:
                at, text, tried = self._again.popleft()
            elif (line := self._next(lines)) is not None:
                (at, text), tried = line, _NONE
            elif self._current:
                yield from self._close()
                continue
            else:
                break
            yield from self._take(at, text, tried)
        for grammar in self._grammars:
            if items := grammar.finish():
                yield Found(grammar.form, items)

    def _next(self, lines: Iterator[Line]) -> Line | None:
        if self._current is None:
            return next(lines, None)
        count = len(self._block)
        line = self._current.gather(_few(lines), self._block) or next(lines, None)
        if len(self._block) > count:
            self._characters += sum(len(text) for _, text in self._block[count:])
        return line

    def _take(self, at: int, text: str, tried: frozenset[str]) -> Iterator[Loose | Found]:
        if self._current:
            if self._is_cut_here(text, tried) or (fit := self._current.add(text)) is Fit.NOT_MINE:
                # The record's lines come first if they are handed back.
                self._again.appendleft((at, text, tried))
                yield from self._close()
                return
        elif grammar := self._opens(text, tried):
            self._current = grammar
            fit = grammar.begin(text)
        else:
            # Every form sees the line: a rule may mean something to several.
            if not any([grammar.owns(at, text) for grammar in self._grammars]):  # noqa: C419 - a generator would stop early
                yield Loose(at, text)
            return
        self._keep(at, text, tried)
        if fit is Fit.LAST:
            if rest := self._current.rest.strip():
                self._again.appendleft((at, rest, _NONE))
            yield from self._close()

    def _keep(self, at: int, text: str, tried: frozenset[str]) -> None:
        if tried:
            self._tried[len(self._block)] = tried
        self._block.append((at, text))
        self._characters += len(text)

    def _is_cut_here(self, text: str, tried: frozenset[str]) -> bool:
        """Return whether a line cuts the record that is being collected."""
        if self._characters > MOST_CHARACTERS or len(self._block) > MOST_LINES:
            return True
        if self._current is None or self._block[-1][1].strip():
            return False
        opened = self._opens(text, tried)
        return opened is not None and opened is not self._current

    def _opens(self, text: str, tried: frozenset[str]) -> Grammar | None:
        found = self._opener.match(text)
        if not found or not found.lastgroup:
            return None
        grammar = self._grammars[int(found.lastgroup[1:])]
        return grammar if grammar.form not in tried and grammar.opens(text) else None

    def _close(self) -> Iterator[Loose | Found]:
        grammar, block, tried = self._current, self._block, self._tried
        self._current, self._block, self._tried, self._characters = None, [], {}, 0
        if grammar is None:
            return
        items = grammar.read(block)
        if items is None:
            self._again.extendleft(
                (at, text, tried.get(index, _NONE) | {grammar.form})
                for index, (at, text) in reversed([*enumerate(block)])
            )
        else:
            yield Found(grammar.form, items)


def _few(lines: Iterator[Line]) -> Iterator[Line]:
    """Yield lines up to the number of characters that need no check."""
    room = _UNCHECKED
    for line in lines:
        yield line
        room -= _LINE + len(line[1])
        if room < 0:
            break
