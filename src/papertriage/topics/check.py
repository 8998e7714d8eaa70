"""Checks a taxonomy for patterns that are valid but cannot do what they were meant to.

Each check looks at the patterns alone; `audit` counts what they find in real papers.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeVar

from papertriage.topics.finder import Finder
from papertriage.topics.forms import forms
from papertriage.topics.pattern import Phrase, Word
from papertriage.topics.topic import LEVELS, Exclusion, Keyword, Topic
from papertriage.topics.words import Words

_Pattern = TypeVar("_Pattern", Keyword, Exclusion)
_PREPOSITIONS = frozenset(
    ["at", "by", "for", "from", "in", "of", "on", "to", "under", "via", "with", "without"]
)


class Finding(NamedTuple):
    """A doubtful line of a topic: its number, what is wrong, what to do."""

    topic: str
    line: int
    what: str
    advice: str


def check(topics: Iterable[Topic]) -> list[Finding]:
    """Return what is doubtful in these topics, by topic and line."""
    findings: list[Finding] = []
    for topic in topics:
        found = [
            Finding(topic.name, line, what, advice)
            for look in (_never_found, _contexts, _exclusions, _cancelled, _repeated)
            for line, what, advice in look(topic)
        ]
        findings += sorted(found, key=lambda one: one.line)
    return findings


_Found = Iterator[tuple[int, str, str]]


def _never_found(topic: Topic) -> _Found:
    """Find keywords that do not match their own text."""
    for keyword in topic.keywords:
        for phrase in keyword.phrases:
            words = Words(" ".join(word.text or "x" for word in phrase))
            finder = Finder(forms(phrase))
            places = finder.candidates(finder.seek(words))
            if not any(finder.confirm(*place, words) for place in places):
                what = f'"{_written(phrase)}" is never found: words are searched in the singular'
                yield keyword.line, what, "shorten it, or write the singular"


def _contexts(topic: Topic) -> _Found:
    """Find contexts that no keyword uses, that need too much, or that a keyword itself meets."""
    for name in topic.contexts:
        if all(keyword.context != name for keyword in topic.keywords):
            yield topic.line, f'no keyword uses the context "{name}"', "drop it, or use it"
    for keyword in topic.keywords:
        if keyword.context is None:
            continue
        items = topic.contexts[keyword.context]
        if keyword.needs > len(items):
            what = f'"{keyword.text}" needs {keyword.needs} of {len(items)} words: it never counts'
            yield keyword.line, what, "ask for fewer"
        own = [item for phrases in items for item in phrases if _satisfies_itself(keyword, item)]
        if own:
            what = f'"{keyword.text}" satisfies its context "{keyword.context}" itself'
            yield keyword.line, f'{what} by "{_written(own[0])}"', "take that word out of it"


def _satisfies_itself(keyword: Keyword, item: Phrase) -> bool:
    """Return whether other forms or parts of the keyword are words of its context.

    The same wording never counts as its own context; so only a star, or a part of a longer
    phrase, can satisfy it.
    """
    return any(
        (len(item) < len(phrase) or any(word.kind != "whole" for word in (*item, *phrase)))
        and any(
            all(map(_may_be_one, item, phrase[start:]))
            for start in range(len(phrase) - len(item) + 1)
        )
        for phrase in keyword.phrases
    )


def _exclusions(topic: Topic) -> _Found:
    """Find exclusions that touch no keyword, or that end in a preposition after one."""
    known = {word for keyword in topic.keywords for phrase in keyword.phrases for word in phrase}
    for exclusion in topic.exclusions:
        words = {word for phrase in exclusion.phrases for word in phrase}
        if not any(_may_be_one(one, other) for one in words for other in known):
            what = f'the exclusion "{exclusion.text}" overlaps no keyword: it cancels nothing'
            yield exclusion.line, what, "drop it"
        found = next((p for p in exclusion.phrases if _cancels_a_noun(p, topic.keywords)), None)
        if found:
            phrase = _written(found)
            what = f'the exclusion "{phrase}" also cancels nouns, as in "two {phrase} ..."'
            yield exclusion.line, what, "write the verb or the idiom out"


def _cancels_a_noun(exclusion: Phrase, keywords: Iterable[Keyword]) -> bool:
    *before, last = exclusion
    return (
        len(before) == 1
        and last.text in _PREPOSITIONS
        and any(
            len(phrase) == 1 and phrase[0].kind == "whole" and _may_be_one(phrase[0], before[0])
            for keyword in keywords
            for phrase in keyword.phrases
        )
    )


def _cancelled(topic: Topic) -> _Found:
    """Find keywords of which an exclusion cancels every occurrence."""
    for keyword in topic.keywords:
        if keyword.level in ("definite", "strong"):
            continue  # an exclusion that is not longer does not cancel them
        for phrase in keyword.phrases:
            if exclusion := _within(phrase, topic.exclusions):
                what = f'"{_written(phrase)}" is always cancelled, by "{exclusion.text}"'
                yield keyword.line, what, "drop one of them"
                break


def _repeated(topic: Topic) -> _Found:
    """Find keywords that add nothing to a shorter one of the same or a stronger level."""
    for keyword in topic.keywords:
        order = LEVELS.index(keyword.level)
        others = [
            other
            for other in topic.keywords
            if other is not keyword
            and other.context is None
            and (not other.title_only or keyword.title_only)
            and LEVELS.index(other.level) <= order
        ]
        covers = [_within(phrase, others) for phrase in keyword.phrases]
        cover = covers[0]
        if cover and all(covers) and not _is_first_of_two(keyword, cover, topic):
            what = f'"{keyword.text}" adds nothing to "{cover.text}"'
            yield keyword.line, what, "drop it, or raise its level"


def _is_first_of_two(keyword: Keyword, cover: Keyword, topic: Topic) -> bool:
    """Return whether two keywords are equal and this is the first: only the other is reported."""
    index = topic.keywords.index
    return cover.phrases == keyword.phrases and index(keyword) < index(cover)


def _within(phrase: Phrase, others: Iterable[_Pattern]) -> _Pattern | None:
    """Return the pattern that matches inside every occurrence of the phrase."""
    for other in others:
        for inner in other.phrases:
            starts = range(len(phrase) - len(inner) + 1)
            if any(all(map(_covers, inner, phrase[start:])) for start in starts):
                return other
    return None


def _covers(general: Word, special: Word) -> bool:
    """Return whether every word that matches `special` matches `general`."""
    if general.kind == "any":
        return True
    if special.kind == "any" or (general.cased and not special.cased):
        return False
    if general.kind == "whole":
        return special.kind == "whole" and special.text == general.text
    if general.kind == "prefix":
        return special.kind != "suffix" and _text(special).startswith(_text(general))
    return special.kind != "prefix" and _text(special).endswith(_text(general))


def _may_be_one(one: Word, other: Word) -> bool:
    """Return whether some plain word matches both.

    Of a prefix and a suffix only the shortest word is tried.
    """
    kinds = {one.kind, other.kind}
    if "any" in kinds:
        return True
    if kinds == {"prefix", "suffix"}:
        prefix, suffix = (one, other) if one.kind == "prefix" else (other, one)
        return _text(prefix).endswith(_text(suffix))
    short, long = sorted((_singular(_text(one)), _singular(_text(other))), key=len)
    if kinds == {"whole"}:
        return short == long
    shorter = one if _singular(_text(one)) == short else other
    if len(kinds) == 2 and shorter.kind == "whole":
        return short == long  # a whole word shorter than what the star needs
    return long.startswith(short) if "prefix" in kinds else long.endswith(short)


def _text(word: Word) -> str:
    return word.text.lower()


def _singular(text: str) -> str:
    return text.removesuffix("s")


def _written(phrase: Phrase) -> str:
    marks = {"whole": "{}", "prefix": "{}*", "suffix": "*{}", "any": "*"}
    return " ".join(marks[word.kind].format(word.text) for word in phrase)
