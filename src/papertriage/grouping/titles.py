"""Compares two titles: equal, one with a subtitle, misspelt, opposed or different."""

import enum
import re
from collections import Counter
from functools import cache
from pathlib import Path

from papertriage.text import similarity
from papertriage.text.titles import Title, canonical, read_title

_ALIKE = 80.0
"""Percent from which two titles may be versions of one."""
_COMMON_SHARE = 0.5
"""Share of the shorter title's words that two titles must have in common to be compared."""
_MOST_OTHER = 4
"""Words that each may have alone: titles with more of them are different anyway."""
_DENIALS = frozenset({"not", "no", "non", "never", "nor", "cannot", "neither", "without"})
_ARTICLES = frozenset({"a", "an", "the"})
_FILLERS = frozenset({"a", "an", "the", "of", "in", "on", "for", "and", "to", "with", "by", "from"})
_PREFIXES = (
    *("un", "non", "in", "im", "ir", "il", "dis", "de", "anti", "a", "semi", "self", "re", "pre"),
    *("post", "sub", "super", "hyper", "hypo", "inter", "intra", "extra", "micro", "macro", "nano"),
    *("mono", "di", "bi", "tri", "poly", "multi", "uni", "over", "under", "up", "down", "out"),
    *("endo", "exo", "homo", "hetero", "trans", "cis"),
)
"""Prefixes that change the meaning of a word, or that replace one another."""
_FIELD = 120
"""Folded characters from which a database may have cut a title to the length of its field."""
_SHORTEST_REST = 4
_SHORTEST_COMMON_REST = 5
_DIGITS = re.compile(r"\d+")


class Titles(enum.IntEnum):
    """How similar two titles are, in ascending order."""

    UNKNOWN = 0
    OTHER = 1
    ALIKE = 2
    EXTENDED = 3
    MISSPELT = 4
    EQUAL = 5


def relation(one: Title, other: Title) -> Titles:
    """Return how similar two titles are; `opposition` says whether they name two things."""
    if not (one.words and other.words):
        return Titles.UNKNOWN
    if one.fold == other.fold or any(are(one, other) for are in _EQUAL_BUT):
        return Titles.EQUAL
    likeness = ratio(one.fold, other.fold, _ALIKE)
    if not likeness and not _begins(one, other):
        return Titles.OTHER
    if _is_extended(one, other) or _is_extended(other, one):
        return Titles.EXTENDED
    if _is_misspelt(one.words, other.words) or _is_misspelt(one.printed, other.printed):
        return Titles.MISSPELT
    return Titles.ALIKE


def ratio(one: str, other: str, least: float = 0.0) -> float:
    """Return the similarity of two folded texts in percent; 0 below `least`, which is faster."""
    from rapidfuzz import fuzz

    return fuzz.ratio(one, other, score_cutoff=least)


def _is_equal_but_for_greek(one: Title, other: Title) -> bool:
    """Return whether one title has lost the Greek letters that the other has."""
    lost = one.has_gaps or other.has_gaps
    return lost and "".join(one.without_greek) == "".join(other.without_greek)


def _is_cut(one: Title, other: Title) -> bool:
    """Return whether one title is the start of the other, and ends in an ellipsis."""
    short, long = sorted((one, other), key=lambda title: len(title.fold))
    return short.is_cut and long.fold.startswith(short.fold)


def _ends_with_field(one: Title, other: Title) -> bool:
    """Return whether one title is the start of the other, as long as a database's field."""
    short, long = sorted((one, other), key=lambda title: len(title.fold))
    return len(short.fold) >= _FIELD and long.fold.startswith(short.fold)


_EQUAL_BUT = (_is_equal_but_for_greek, _is_cut, _ends_with_field)


def _begins(one: Title, other: Title) -> bool:
    """Return whether one title is the start of the other; a short one must end at a break."""
    short, long = sorted((one, other), key=lambda title: len(title.fold))
    is_short = len(short.words) < similarity.LEAST_WORDS
    return long.fold.startswith(short.fold) and (not is_short or len(short.words) in long.breaks)


def _is_extended(short: Title, long: Title) -> bool:
    """Return whether one title is the other without its subtitle."""
    size = len(short.words)
    if size >= len(long.words) or not long.fold.startswith(short.fold):
        return False
    return any("".join(long.words[:at]) == short.fold for at in long.breaks)


def _is_misspelt(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether titles differ only by articles, and plurals or typos in one word of four."""
    size = min(len(one), len(other))
    if size < similarity.LEAST_WORDS:
        return False
    if len(one) != len(other):
        if one[-1] in _ARTICLES or other[-1] in _ARTICLES:
            return False
        one, other = _without_articles(one), _without_articles(other)
    if len(one) != len(other):
        return False
    changed = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    changed = [pair for pair in changed if not _ARTICLES.issuperset(pair)]
    return len(changed) * 4 <= size and all(
        similarity.is_typo(a, b) or f"{a}s" == b or f"{b}s" == a for a, b in changed
    )


def _without_articles(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in _ARTICLES)


# --- opposition ---------------------------------------------------------------------------------


def opposition(one: Title, other: Title) -> str | None:
    """Return the words that show that two similar titles name two things, or None."""
    common = len(one.bag & other.bag)
    least = _COMMON_SHARE * min(len(one.bag), len(other.bag))
    if one.fold == other.fold or not common or common < least:
        return None
    if _is_cut(one, other):
        return None
    mine, theirs = _own_words(one, other), _own_words(other, one)
    if found := _other_numbers(mine, theirs):
        return found
    if max(len(mine), len(theirs)) > _MOST_OTHER:
        return None
    for word in sorted(mine):
        for match in sorted(theirs):
            if _exclude(word, match) or _are_two_acronyms(word, match, one.text, other.text):
                return _quoted(_printed(word, one), _printed(match, other))
    denied = sorted(_DENIALS.intersection(mine + theirs))
    denied += _denied(mine, other.words) + _denied(theirs, one.words)
    return f'"{_printed(denied[0], one, other)}" in one of them' if denied else None


def _own_words(one: Title, other: Title) -> list[str]:
    """Return the words that only one title has, in order; of repeated words the last ones."""
    more = Counter(one.words) - Counter(other.words)
    found: list[str] = []
    for word in reversed(one.words):
        if more[word]:
            more[word] -= 1
            found.insert(0, word)
    return found


def _quoted(*words: str) -> str:
    return " and ".join(sorted(f'"{word}"' for word in words))


def _printed(word: str, *titles: Title) -> str:
    """Return a canonical word as it is printed in the titles."""
    words = (printed for title in titles for printed in title.printed)
    return next((printed for printed in words if canonical(printed) == word), word)


def _other_numbers(mine: list[str], theirs: list[str]) -> str | None:
    """Return the numbers that differ; a number in only one title must be all that it adds."""
    first, second = (Counter(_DIGITS.findall(" ".join(words))) for words in (mine, theirs))
    added, missing = sorted((first - second).elements()), sorted((second - first).elements())
    if added and missing:
        return _quoted(added[0], missing[0])
    if (added or missing) and _is_number(mine) and _is_number(theirs):
        return f'"{(added + missing)[0]}" in one of them'
    return None


def _is_number(words: list[str]) -> bool:
    """Return whether words are only a number: "Part II", and not "a 5-year study"."""
    rest = [word for word in words if word not in _FILLERS]
    if rest and rest[0] in similarity.PARTS:
        del rest[0]
    return all(map(str.isdigit, rest))


def _exclude(one: str, other: str) -> bool:
    """Return whether two words never mean the same: two letters, or increase and decrease."""
    if len(one) == len(other) == 1:
        return True
    lines = _alternatives().get(other, {})
    if any(lines.get(at, place) != place for at, place in _alternatives().get(one, {}).items()):
        return True
    return _have_other_prefixes(one, other)


def _have_other_prefixes(one: str, other: str) -> bool:
    """Return whether two words differ in a prefix that changes the meaning: hyper-, hypo-."""
    for rest in _rests(one):
        if len(rest) >= _SHORTEST_COMMON_REST and other.endswith(rest):
            prefix, match = one.removesuffix(rest), other.removesuffix(rest)
            if match in _PREFIXES and not _begin_alike(prefix, match):
                return True
    return False


def _begin_alike(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _rests(word: str) -> list[str]:
    return [word.removeprefix(prefix) for prefix in _PREFIXES if word.startswith(prefix)]


def _denied(words: list[str], others: tuple[str, ...]) -> list[str]:
    """Return the words that are a word of the other title with a prefix such as "un"."""
    return sorted(
        word
        for word in words
        if any(len(rest) >= _SHORTEST_REST and rest in others for rest in _rests(word))
    )


def _are_two_acronyms(one: str, other: str, text: str, other_text: str) -> bool:
    """Return whether both words are in capitals, in titles that also have small letters."""
    if text.isupper() or other_text.isupper() or one in other or other in one:
        return False
    return one.upper() in text and other.upper() in other_text


@cache
def _alternatives() -> dict[str, dict[int, int]]:
    """Return the lines of the table in which each word is, and its place in each.

    Words at two places of one line exclude each other; those at one place are forms of one word.
    """
    path = Path(__file__).parent.with_name("data") / "alternatives.txt"
    found: dict[str, dict[int, int]] = {}
    for at, line in enumerate(path.read_text("utf-8").splitlines()):
        if not line.startswith("#"):
            for place, forms in enumerate(line.split()):
                for word in read_title(forms.replace(",", " ")).words:
                    found.setdefault(word, {})[at] = place
    return found
