"""The papers of a copied page: where each one starts, its title, its authors, and its other lines.

A line of authors shows a paper. Its title is right above, and the lines up to the next title belong
to it. Browsers and people put blank lines anywhere. "Title:" opens a paper by itself.
"""

import re
from collections.abc import Iterable, Iterator

import msgspec

from papertriage.dates import MONTH
from papertriage.readers.lines.pasted_shape import may_lose_paper
from papertriage.readers.lines.titles import bare_title
from papertriage.readers.pages.bylines import Byline, byline, is_button, title_of

URL = re.compile(r"https?://[^\s<>\"]{4,2000}")
WRAPPED = 55
"""Characters of a line from which the next one may continue it."""
_TITLE = re.compile(r"title\s{0,9}:\s{0,9}(?=\S)", re.IGNORECASE)
_HEADER = re.compile(r"[A-Z][\w-]{1,40}: ")
"""A line of a mail's header."""
_DATED = re.compile(rf"[A-Z].{{3,100}}, (?:\d{{1,2}} )?{MONTH} (?:19|20)\d\d")
"""Journal and date, which ScienceDirect writes between title and authors."""
_MOST_TITLE = 2
"""Further lines that a title may have."""
_LEAST_WORDS = 4
"""Words of a title that only one name follows."""
_MOST_LINES = 5000
_KEPT = 50
"""Lines that may wait, and those of them that are kept because a title may be among them."""
_NOBODY = Byline("", "", is_sure=True)


class Entry(msgspec.Struct):
    """One paper as it is collected.

    Attributes:
        at: the number of its title's line.
        title: its title.
        people: its authors.
        lines: the lines below them.
        goes_on: the last line of authors is not complete.
    """

    at: int
    title: str
    people: Byline
    lines: list[str] = []
    goes_on: bool = False


def entries_of(lines: Iterable[tuple[int, str]]) -> Iterator[Entry | tuple[int, str]]:
    """Yield the papers, and (line, text) of what belongs to none if it may lose a paper."""
    collector = _Collector()
    for at, line in lines:
        text = " ".join(line.strip("\ufeff").split()) if any(map(str.isalnum, line)) else ""
        yield from collector.take(at, text)
    yield from collector.end()


class _Collector:
    """The paper that is being collected, and the lines that wait for a title."""

    def __init__(self) -> None:
        self._entry: Entry | None = None
        self._held: list[tuple[int, str]] = []

    def take(self, at: int, text: str) -> Iterator[Entry | tuple[int, str]]:
        people = byline(text)
        if label := _TITLE.match(text):
            yield from self.end()
            self._entry = Entry(at, bare_title(text[label.end() :]), _NOBODY)
        elif people and self._adds(people, text):
            pass
        elif people and (start := self._title_start(people)) is not None:
            begun, self._held = self._held[start:], self._held[:start]
            yield from self.end()
            self._entry = _opened(begun, people, text)
        else:
            self._held.append((at, text))
            if len(self._held) > _MOST_LINES:
                yield from self._pass_on()

    def end(self) -> Iterator[Entry | tuple[int, str]]:
        """End the paper, or the lines above the first one."""
        entry, held = self._entry, self._held
        self._entry, self._held = None, []
        if entry:
            entry.lines += [text for _, text in held]
            yield entry
        else:
            yield from _left_over(held)

    def _adds(self, people: Byline, text: str) -> bool:
        """Add authors to the paper if it has none, or if its last line of them is not complete."""
        entry = self._entry
        if entry is None or any(text for _, text in self._held):
            return False
        if entry.people.authors and not entry.goes_on:
            return False
        authors = ", ".join(filter(None, (entry.people.authors, people.authors)))
        entry.people = Byline(authors, people.rest, is_sure=True)
        entry.goes_on = _goes_on(text)
        return True

    def _title_start(self, people: Byline) -> int | None:
        """Return where the title right above a line of authors begins."""
        held = self._held
        at = len(held) - 1
        while at >= 0 and _is_between(held[at][1]):
            at -= 1
        start = at
        while start > max(at - _MOST_TITLE, 0) and _wraps(held[start - 1][1], held[start][1]):
            start -= 1
        title = title_of(" ".join(text for _, text in held[start : at + 1])) if at >= 0 else ""
        # A short line with one name below it is as likely a menu.
        is_clear = people.is_sure or len(title.split()) >= _LEAST_WORDS
        return start if title and is_clear else None

    def _pass_on(self) -> Iterator[tuple[int, str]]:
        """Release lines, so that memory is bounded: only the last ones may hold a title."""
        early, self._held = self._held[:-_KEPT], self._held[-_KEPT:]
        if self._entry and len(self._entry.lines) < _MOST_LINES:
            self._entry.lines += [text for _, text in early]
        else:
            yield from _left_over(early)


def _opened(lines: list[tuple[int, str]], people: Byline, text: str) -> Entry:
    """Return the paper of a title and the line of authors below it."""
    begun = [line for _, line in lines if line and not is_button(line)]
    others = [line for line in begun[1:] if URL.match(line) or _DATED.fullmatch(line)]
    title = title_of(" ".join(line for line in begun if line not in others))
    return Entry(lines[0][0], title, people, others, goes_on=_goes_on(text))


def _left_over(lines: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    left = " ".join(text for _, text in lines if not _HEADER.match(text))
    if may_lose_paper(left):
        yield lines[0][0], left


def _goes_on(text: str) -> bool:
    """Return whether further authors are on the next line."""
    return text.endswith((",", ";", " and", "&"))


def _is_between(text: str) -> bool:
    """Return whether a line may be between a title and its authors: a button, an address."""
    return not text or is_button(text) or bool(URL.match(text) or _DATED.fullmatch(text))


def _wraps(line: str, below: str) -> bool:
    """Return whether a title goes on in the line below."""
    goes_on = len(line) >= WRAPPED or below[:1].islower()
    return goes_on and not line.endswith((".", "?", "!")) and title_of(line) != ""
