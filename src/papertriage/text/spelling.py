"""Gives each word one spelling: singular for plural, American for British, by rule and table.

The tables are `data/words/plurals.txt` and `spellings.txt`. A word of a keyword is changed in the
same way as a word of a text, so a wrong singular does no harm unless it is another word.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

_SHORTEST_PLURAL = 4
_HISSING = ("ches", "shes", "sses", "xes")
_NO_PLURAL = ("ss", "us", "is", "ics")


class _Table(NamedTuple):
    """Forms and their replacements: for whole words, of ends (longest first), of any part."""

    words: dict[str, str]
    ends: dict[str, str]
    any_end: tuple[str, ...]
    parts: dict[str, str]
    part: re.Pattern[str]


def canonical(word: str) -> str:
    """Return a folded word in the singular and in American spelling."""
    return american(singular(word))


def singular(word: str) -> str:
    """Return the singular of a folded word; the word itself if it is not a plural."""
    if found := _by_table(word, _plurals()):
        return found
    if len(word) < _SHORTEST_PLURAL or not word.endswith("s") or word.endswith(_NO_PLURAL):
        return word
    if word.endswith("ies") and len(word) > _SHORTEST_PLURAL:
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(_HISSING) else word[:-1]


def american(word: str) -> str:
    """Return a folded singular in American spelling."""
    table = _spellings()
    found = _by_table(word, table) or word
    return table.part.sub(lambda part: table.parts[part[0]], found)


def beginnings(start: str) -> list[str]:
    """Return how a canonical word may begin if the word as written begins with `start`."""
    found = [american(start)]
    if start.endswith(("is", "ys")):
        found.append(f"{start[:-1]}z")  # quantis* means quantize, too
    return found


def rows(name: str) -> list[list[str]]:
    """Read a table of words that ships: the words of each line that is not a comment."""
    file = Path(__file__).parent.with_name("data") / "words" / f"{name}.txt"
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines if line and not line.startswith("#")]


def word_set(name: str) -> frozenset[str]:
    """Read the words of a table that ships, in whatever order."""
    return frozenset(word for row in rows(name) for word in row)


def _by_table(word: str, table: _Table) -> str | None:
    if found := table.words.get(word):
        return found
    if not word.endswith(table.any_end):  # one call for all ends takes a tenth of the time
        return None
    end = next(filter(word.endswith, table.ends))
    return word.removesuffix(end) + table.ends[end]


@cache
def _plurals() -> _Table:
    return _table((form, names[0]) for names in rows("plurals") for form in names)


@cache
def _spellings() -> _Table:
    return _table((names[0], names[-1]) for names in rows("spellings"))


def _table(pairs: Iterable[tuple[str, str]]) -> _Table:
    """Sort forms by their dashes: ``word``, ``-end``, ``-part-``."""
    words: dict[str, str] = {}
    ends: dict[str, str] = {}
    parts: dict[str, str] = {}
    for form, other in pairs:
        kind = parts if form.endswith("-") else ends if form.startswith("-") else words
        kind[form.strip("-")] = other.strip("-")
    longest_first = dict(sorted(ends.items(), key=lambda pair: -len(pair[0])))
    return _Table(words, longest_first, tuple(longest_first), parts, _any_of(parts))


def _any_of(parts: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for any of some parts; grouping them by first letter halves its time."""
    rests: dict[str, list[str]] = {}
    for part in parts:
        rests.setdefault(part[0], []).append(part[1:])
    grouped = [f"{first}(?:{'|'.join(every)})" for first, every in rests.items()]
    return re.compile("|".join(grouped) or "(?!)")
