"""Finds the keywords of every topic in a paper, and checks contexts and exclusions.

An occurrence counts if its context is in the paper and no exclusion overlaps it; of occurrences
that overlap each other the stronger, then the longer, is kept. A topic also owns the occurrences
of its narrower topics, judged by their own contexts and exclusions.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from papertriage.paper import Field
from papertriage.topics.finder import Finder, Parts, Span
from papertriage.topics.forms import forms
from papertriage.topics.pattern import Phrase
from papertriage.topics.topic import LEVELS, Keyword, Level, Topic
from papertriage.topics.words import Words

FIELDS: tuple[Field, ...] = ("title", "abstract")


class Text(NamedTuple):
    """The words of a paper; a missing field has no words."""

    title: Words
    abstract: Words

    @classmethod
    def of(cls, title: str | None, abstract: str | None) -> "Text":
        return cls(Words(title or ""), Words(abstract or ""))


class Hit(msgspec.Struct, frozen=True):
    """One occurrence of a keyword.

    Attributes:
        keyword: as the taxonomy writes it.
        level: the level of the keyword.
        field: the field that it is in.
        span: the words that it covers.
        voided_by: the span of the exclusion that cancelled it.
        group: which group of its topic's `all of` it is in.
    """

    keyword: str
    level: Level
    field: Field
    span: Span
    voided_by: Span | None = None
    group: int | None = None


class _Owner(NamedTuple):
    """What a phrase belongs to: a keyword, an item of a context, or an exclusion of a topic."""

    topic: int
    keyword: Keyword | None = None
    item: tuple[str, int] | None = None


_Pairs = list[tuple[Keyword, Hit]]


class Matcher:
    """The keywords of all topics, compiled once, found in one pass over each field."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self._topics = list(topics)
        phrases: list[Phrase] = []
        self._owners: list[_Owner] = []
        for phrase, owner in self._compile():
            phrases.append(phrase)
            self._owners.append(owner)
        self._finder = Finder(phrases)
        self._keywords = {field: self._finder.only(self._sought_in(field)) for field in FIELDS}
        self._groups = [
            {keyword.group for keyword in topic.keywords} - {None} for topic in self._topics
        ]
        support = {at for at, owner in enumerate(self._owners) if owner.keyword is None}
        self._support = self._finder.only(support)
        self._supported = {self._owners[number].topic for number in support}
        numbers = {topic.name: number for number, topic in enumerate(self._topics)}
        self._broader = {
            numbers[topic.name]: numbers[topic.broader] for topic in self._topics if topic.broader
        }

    def _compile(self) -> Iterator[tuple[Phrase, _Owner]]:
        for number, topic in enumerate(self._topics):
            for keyword in topic.keywords:
                for phrase in _forms(keyword.phrases):
                    yield phrase, _Owner(number, keyword=keyword)
            for name, items in topic.contexts.items():
                for item, phrases in enumerate(items):
                    for phrase in _forms(phrases):
                        yield phrase, _Owner(number, item=(name, item))
            for exclusion in topic.exclusions:
                for phrase in _forms(exclusion.phrases):
                    yield phrase, _Owner(number)

    def _sought_in(self, field: Field) -> set[int]:
        """Return the phrases of keywords that count in a field."""
        return {
            number
            for number, (_, keyword, _) in enumerate(self._owners)
            if keyword and (field == "title" or not keyword.title_only)
        }

    def hits(self, text: Text) -> dict[str, list[Hit]]:
        """Return the hits of each topic that has any (also if all of them are cancelled)."""
        parts = [self._finder.seek(words) for words in text]
        confirmed: dict[int, _Pairs] = {}
        for field, words, seen in zip(FIELDS, text, parts, strict=True):
            for number, start, offset in self._finder.candidates(seen, self._keywords[field]):
                topic, keyword, _ = self._owners[number]
                if keyword and (span := self._finder.confirm(number, start, offset, words)):
                    hit = Hit(keyword.text, keyword.level, field, span, group=keyword.group)
                    confirmed.setdefault(topic, []).append((keyword, hit))
        if not confirmed:
            return {}
        hits: dict[int, list[Hit]] = {}
        support = self._find_support(confirmed.keys() & self._supported, text, parts)
        for topic, pairs in confirmed.items():
            if topic in support:
                own = support[topic].sift(pairs)
            else:
                own = [hit for keyword, hit in pairs if keyword.context is None]
            own = self._with_all_groups(topic, own)
            above: int | None = topic
            while own and above is not None:
                hits.setdefault(above, []).extend(own)
                own = [msgspec.structs.replace(hit, group=None) for hit in own]
                above = self._broader.get(above)
        return {self._topics[topic].name: _without_overlaps(hits[topic]) for topic in sorted(hits)}

    def _with_all_groups(self, topic: int, hits: list[Hit]) -> list[Hit]:
        """Drop the hits of `all of` if a group of it has none."""
        groups = self._groups[topic]
        if not groups or groups <= {hit.group for hit in hits if hit.voided_by is None}:
            return hits
        return [hit for hit in hits if hit.group is None]

    def _find_support(
        self, topics: set[int], text: Text, parts: list[Parts]
    ) -> dict[int, "_Support"]:
        """Find the context words and the exclusions of some topics, in one pass for all."""
        found = {topic: _Support(_Contexts(text), _Exclusions()) for topic in topics}
        for field, words, seen in zip(FIELDS, text, parts, strict=True) if topics else ():
            for number, start, offset in self._finder.candidates(seen, self._support):
                topic, _, item = self._owners[number]
                if topic not in topics:
                    continue
                if span := self._finder.confirm(number, start, offset, words):
                    if item:
                        found[topic].contexts.add(item, field, span)
                    elif not words.has_pause(*span):
                        found[topic].exclusions.add(field, span)
        return found


def _forms(phrases: Iterable[Phrase]) -> Iterable[Phrase]:
    return dict.fromkeys(form for phrase in phrases for form in forms(phrase))


class _Contexts:
    """The context words of one topic that a paper contains.

    Per item and distinct wording only the first and the last span are kept: an occurrence
    overlaps all spans of a wording if and only if it overlaps these two.
    """

    def __init__(self, text: Text) -> None:
        self._text = text
        self._items: dict[str, dict[int, dict[str, list[tuple[Field, Span]]]]] = {}

    def add(self, item: tuple[str, int], field: Field, span: Span) -> None:
        name, number = item
        wordings = self._items.setdefault(name, {}).setdefault(number, {})
        ends = wordings.setdefault(self._wording(field, span), [])
        ends[1:] = [(field, span)]

    def allow(self, keyword: Keyword, hit: Hit) -> bool:
        """Return whether the paper has as many other context words as the keyword needs."""
        if keyword.context is None:
            return True
        own = self._wording(hit.field, hit.span)
        items = self._items.get(keyword.context, {}).values()
        count = sum(
            any(
                wording != own and any(not _overlap(hit, *end) for end in ends)
                for wording, ends in wordings.items()
            )
            for wordings in items
        )
        return count >= keyword.needs

    def _wording(self, field: Field, span: Span) -> str:
        words: Words = getattr(self._text, field)
        return words.wording(*span)


def _overlap(hit: Hit, field: Field, span: Span) -> bool:
    return hit.field == field and span.first < hit.span.last and hit.span.first < span.last


class _Exclusions:
    """The exclusions of one topic that a paper contains, by the words that they cover."""

    def __init__(self) -> None:
        self._longest: dict[tuple[Field, int], Span] = {}

    def add(self, field: Field, span: Span) -> None:
        for word in range(*span):
            before = self._longest.get((field, word))
            if before is None or _length(before) < _length(span):
                self._longest[field, word] = span

    def judge(self, hit: Hit) -> Hit:
        """Cancel a hit that an exclusion overlaps, unless the hit is strong and not shorter."""
        for word in range(*hit.span):
            span = self._longest.get((hit.field, word))
            is_strong = hit.level in ("definite", "strong")
            if span and not (is_strong and _length(hit.span) >= _length(span)):
                return msgspec.structs.replace(hit, voided_by=span)
        return hit


class _Support(NamedTuple):
    """What a paper contains of a topic besides its keywords."""

    contexts: _Contexts
    exclusions: _Exclusions

    def sift(self, pairs: _Pairs) -> list[Hit]:
        """Drop hits without their context, and cancel those that an exclusion overlaps."""
        contexts, exclusions = self
        return [exclusions.judge(hit) for keyword, hit in pairs if contexts.allow(keyword, hit)]


def _length(span: Span) -> int:
    return span.last - span.first


def _without_overlaps(hits: list[Hit]) -> list[Hit]:
    """Keep the stronger, then the longer, then the earlier of hits that overlap."""
    if len(hits) == 1:
        return hits
    kept: list[Hit] = []
    taken: set[tuple[Field, int]] = set()
    order = {level: number for number, level in enumerate(LEVELS)}
    for hit in sorted(
        hits,
        key=lambda hit: (
            hit.voided_by is not None, order[hit.level], -_length(hit.span), hit.field, hit.span
        ),
    ):  # fmt: skip
        words = {(hit.field, word) for word in range(*hit.span)}
        if taken.isdisjoint(words):
            taken |= words
            kept.append(hit)
    return sorted(kept, key=lambda hit: (FIELDS.index(hit.field), hit.span))
