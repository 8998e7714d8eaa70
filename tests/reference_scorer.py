"""A slow and obvious scorer, written from docs/scores.md, to compare the fast one with.

It compares each word at each place, and does not round. It shares the fold, the parsed taxonomy and
the numbers in `weights` with the tagger, but neither the search nor the arithmetic.
"""

import gzip
import json
import math
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple

from Stemmer import Stemmer

from papertriage.text import fold
from papertriage.topics import weights
from papertriage.topics.forms import forms
from papertriage.topics.keywords import Text
from papertriage.topics.pattern import Phrase, Word
from papertriage.topics.topic import LEVELS, Level, Topic
from papertriage.topics.words import Words

_BACKGROUND = json.loads(
    gzip.decompress((resources.files("papertriage") / "data" / "background.json.gz").read_bytes())
)
_stem = Stemmer("english").stemWord


class Place(NamedTuple):
    """Words `first` up to `last` of a field."""

    field: str
    first: int
    last: int

    def meets(self, other: "Place") -> bool:
        return self.field == other.field and self.first < other.last and other.first < self.last


class Hit(NamedTuple):
    place: Place
    level: Level
    void: bool


class Field:
    """A text with its words and their sentences."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.words = fold.words(text)
        self.vocabulary = frozenset(self.words)
        words = Words(text)
        self.spans = [words.span(number, number + 1) for number in range(len(self.words))]
        self.terms = fold.spaced(text).split()
        self.sentences: list[int] = []
        for number, (start, _) in enumerate(self.spans):
            if not number:
                self.sentences.append(0)
                continue
            gap = text[self.spans[number - 1][1] : start]
            ends = "\n\n" in gap or (text[start].isupper() and any(mark in gap for mark in ".!?"))
            self.sentences.append(self.sentences[-1] + ends)

    def has_pause(self, place: Place) -> bool:
        return bool(re.search(r"[,;:()\[\]]", self.printed(place)))

    def printed(self, place: Place) -> str:
        return self.text[self.spans[place.first][0] : self.spans[place.last - 1][1]]

    def places(self, phrase: Phrase) -> list[Place]:
        return [place for form in _forms(phrase) for place in self._places(form)]

    def _places(self, form: Phrase) -> Iterator[Place]:
        plain = {word.text for word in form if word.kind == "whole" and not word.cased}
        if not plain <= self.vocabulary:
            return
        for first in range(len(self.words) - len(form) + 1):
            last = first + len(form)
            if all(map(self._fits, form, range(first, last))) and (
                self.sentences[first] == self.sentences[last - 1]
            ):
                yield Place(self.name, first, last)

    def _fits(self, word: Word, number: int) -> bool:
        seen = (
            self.printed(Place(self.name, number, number + 1)) if word.cased else self.words[number]
        )
        return _expression(word).fullmatch(seen) is not None


_forms = cache(forms)


@cache
def _expression(word: Word) -> re.Pattern[str]:
    text = re.escape(word.text) + ("s?" if word.cased and word.kind != "prefix" else "")
    expressions = {"any": ".+", "whole": text, "prefix": f"{text}.*", "suffix": f".*{text}"}
    return re.compile(expressions[word.kind])


def score(topic: Topic, title: str | None, abstract: str | None) -> float | None:
    """Return the topic's probability; None without a keyword that counts."""
    fields = {"title": Field("title", title or ""), "abstract": Field("abstract", abstract or "")}
    hits = _kept(_hits(topic, fields))
    if not any(not hit.void for hit in hits):
        return None
    view = weights.view(Text.of(title, abstract))
    table = weights.IN_ABSTRACT if view == "full" else weights.IN_ABSTRACT_ALONE
    missing = 1.0
    sentences: dict[int, float] = {}
    seen: list[str] = []
    for hit in sorted(hits, key=lambda hit: (hit.place.field != "title", hit.place)):
        if hit.void:
            continue
        wording = _text(hit.place, fields)
        again = weights.REPEATED if wording in seen else 1
        seen.append(wording)
        if hit.place.field == "title":
            missing *= 1 - weights.IN_TITLE[hit.level] * again
        else:
            sentence = fields["abstract"].sentences[hit.place.first]
            weight = table[hit.level] * again
            sentences[sentence] = max(sentences.get(sentence, 0.0), weight)
    for weight in sentences.values():
        missing *= 1 - weight
    found = min(max(1 - missing, 0.002), 0.998)
    keywords = math.log(found / (1 - found))
    assert topic.profile
    vector = _vector(fields)
    learnt = topic.profile.intercept + sum(
        topic.profile.weights.get(stem, 0.0) * value for stem, value in vector.items()
    )
    calibration = weights.WITH_PROFILE[view]
    total = calibration.keywords * keywords + calibration.terms * learnt + calibration.constant
    return 1 / (1 + math.exp(-total))


def _hits(topic: Topic, fields: dict[str, Field]) -> list[Hit]:
    def everywhere(phrases: tuple[Phrase, ...]) -> list[Place]:
        return [p for field in fields.values() for phrase in phrases for p in field.places(phrase)]

    exclusions = [
        place
        for each in topic.exclusions
        for place in everywhere(each.phrases)
        if not fields[place.field].has_pause(place)
    ]
    hits = []
    for keyword in topic.keywords:
        for place in everywhere(keyword.phrases):
            if keyword.title_only and place.field == "abstract":
                continue
            if keyword.context is not None:
                items = [everywhere(item) for item in topic.contexts[keyword.context]]
                others = [
                    [
                        p
                        for p in item
                        if not p.meets(place) and _text(p, fields) != _text(place, fields)
                    ]
                    for item in items
                ]
                if sum(map(bool, others)) < keyword.needs:
                    continue
            length = place.last - place.first
            sturdy = keyword.level in ("definite", "strong")
            void = any(
                place.meets(other) and not (sturdy and length >= other.last - other.first)
                for other in exclusions
            )
            hits.append(Hit(place, keyword.level, void))
    return hits


def _text(place: Place, fields: dict[str, Field]) -> str:
    return " ".join(fields[place.field].words[place.first : place.last])


def _kept(hits: list[Hit]) -> list[Hit]:
    """Keep the stronger, then the longer, then the earlier of hits that overlap."""
    kept: list[Hit] = []
    for hit in sorted(
        hits,
        key=lambda hit: (
            hit.void, LEVELS.index(hit.level), hit.place.first - hit.place.last, hit.place
        ),
    ):  # fmt: skip
        if not any(hit.place.meets(other.place) for other in kept):
            kept.append(hit)
    return kept


def _vector(fields: dict[str, Field]) -> dict[str, float]:
    counts: dict[str, int] = {}
    for field, times in (("title", 2), ("abstract", 1)):
        for word in fields[field].terms:
            if word == "3d" or re.fullmatch(r"[a-z][\x00-\x7f]+", word):
                stem = _stem(word)
                counts[stem] = counts.get(stem, 0) + times
    df, papers = _BACKGROUND["df"], _BACKGROUND["papers"]
    values = {
        stem: (1 + math.log(count)) * (math.log((papers + 1) / (df[stem] + 1)) + 1)
        for stem, count in counts.items()
        if stem in df
    }
    length = math.sqrt(sum(value**2 for value in values.values()))
    return {stem: value / length for stem, value in values.items()}
