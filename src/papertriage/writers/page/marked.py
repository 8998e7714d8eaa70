"""A paper's text with its evidence marked: the words that a score rests on, where they occur.

Every piece of text is escaped on its own and only our marks are markup, so nothing in a paper
can become an element. Words are matched as by the tagger: case and what is between two words
("face-swap", "face swap") make no difference.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import Literal, NamedTuple

from markupsafe import Markup

from papertriage.paper import Field, Tag
from papertriage.report import Entry

Kind = Literal["keyword", "word", "void"]

_OPEN: dict[Kind, str] = {
    "keyword": "<mark>",
    "word": '<mark class="word">',
    "void": '<mark class="void">',
}
_WORD = re.compile(r"[^\W_]+")
_GAP = re.compile(r"[^.!?;:()\[\]\w]{1,4}|_")
"""What may come between two words of a keyword: not the end of a sentence, and not much."""
_PEEK = 240
_RUN_UP = 80
"""Characters before the first keyword, at most, if its sentence began earlier."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\S)")


class Spot(NamedTuple):
    """A part of a text that is evidence."""

    first: int
    last: int
    kind: Kind


Phrases = dict[tuple[str, ...], Kind]
"""What to mark in a field, each phrase as its folded words."""


def evidence(entry: Entry, field: Field) -> Phrases:
    """Collect the evidence of a field: what was cancelled, the keywords, the TF-IDF words."""
    found: Phrases = {}
    for reason in entry.why:
        for word in reason.words if reason.kind == "words" else ():
            found[_folded(word)] = "word"
    found |= keywords(entry.tag, field)
    for part in entry.tag.evidence:
        if part.field == field and part.kind == "void":
            found[_folded(part.text)] = "void"
    found.pop((), None)
    return found


def keywords(tag: Tag, field: Field) -> Phrases:
    """Collect the keywords of a tag that were found in a field."""
    return {
        words: "keyword"
        for part in tag.evidence
        if part.field == field and part.kind == "keyword" and part.share > 0
        if (words := _folded(part.text))
    }


def spots(text: str, phrases: Phrases) -> list[Spot]:
    """Return where evidence occurs, from left to right.

    Of overlapping matches the first counts; of those that begin together, the longest.
    """
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters become two, and the places would shift
        lowered = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    found = [
        Spot(first, last, kind)
        for words, kind in phrases.items()
        for first, last in _places(lowered, words)
    ]
    kept: list[Spot] = []
    for spot in sorted(found, key=lambda spot: (spot.first, -spot.last)):
        if not kept or spot.first >= kept[-1].last:
            kept.append(spot)
    return kept


def marked(text: str, where: Sequence[Spot], first: int = 0, last: int | None = None) -> Markup:
    """Escape a text, or a part of it, and mark its evidence."""
    last = len(text) if last is None else last
    out = []
    at = first
    for spot in where:
        if spot.first >= first and spot.last <= last:
            out += [escape(text[at : spot.first]), _OPEN[spot.kind]]
            out += [escape(text[spot.first : spot.last]), "</mark>"]
            at = spot.last
    out.append(escape(text[at:last]))
    return Markup("".join(out))  # noqa: S704 - every piece of the text is escaped above


def peek(text: str, where: Sequence[Spot]) -> Markup:
    """Return the start of the sentence that says most: that of the first keyword, marked."""
    hit = next((spot.first for spot in where if spot.kind == "keyword"), 0)
    sentences = [0, *(gap.end() for gap in _SENTENCE.finditer(text, 0, hit))]
    start = sentences[-1]
    if hit - start > _RUN_UP:
        start = text.find(" ", hit - _RUN_UP, hit) + 1 or hit
    end = len(text) if len(text) - start <= _PEEK else text.rfind(" ", start, start + _PEEK)
    if end <= start:  # one word longer than all room
        end = min(start + _PEEK, len(text))
    before = "" if start in sentences else "… "
    after = "" if end == len(text) else " …"
    return before + marked(text, where, start, end) + after


def _folded(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.lower()))


def _places(lowered: str, words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Yield where these words follow each other, each of them whole."""
    first = lowered.find(words[0])
    while first >= 0:
        last = _end(lowered, first, words)
        if last:
            yield first, last
        first = lowered.find(words[0], first + 1)


def _end(lowered: str, first: int, words: tuple[str, ...]) -> int | None:
    """Return where the words end if all of them are here; the first one is."""
    start = last = first
    for number, word in enumerate(words):
        if number:
            gap = _GAP.match(lowered, last)
            if not gap or not lowered.startswith(word, gap.end()):
                return None
            start = gap.end()
        last = start + len(word)
        if not _is_whole(lowered, start, last):
            return None
    return last


def _is_whole(text: str, first: int, last: int) -> bool:
    """Return whether no letter or digit touches this part of a text."""
    before = first > 0 and text[first - 1].isalnum()
    return not before and not (last < len(text) and text[last].isalnum())
