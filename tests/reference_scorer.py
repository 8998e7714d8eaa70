"""The score again, written the slow and obvious way from docs/scores.md, to hold the fast one to.

One regular expression a phrase, lists instead of indexes, no rounding. It shares with the tagger
the parsed taxonomy and the numbers in `weights`, nothing of the search or the arithmetic.
"""

import gzip
import json
import math
import re
from importlib import resources
from typing import NamedTuple

from Stemmer import Stemmer

from papertriage.topics import weights
from papertriage.topics.keywords import Text
from papertriage.topics.pattern import Phrase, Word
from papertriage.topics.topic import LEVELS, Level, Topic

_LETTER = r"[^\W_]"
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
        self.spans = [match.span() for match in re.finditer(_LETTER + "+", text)]
        self.numbers = {start: number for number, (start, _) in enumerate(self.spans)}
        self.words = [text[start:end].lower() for start, end in self.spans]
        self.sentences: list[int] = []
        for number, (start, _) in enumerate(self.spans):
            if not number:
                self.sentences.append(0)
                continue
            gap = text[self.spans[number - 1][1] : start]
            ends = "\n\n" in gap or (text[start].isupper() and any(mark in gap for mark in ".!?"))
            self.sentences.append(self.sentences[-1] + ends)

    def is_parted(self, place: Place) -> bool:
        printed = self.text[self.spans[place.first][0] : self.spans[place.last - 1][1]]
        return bool(re.search(r"[,;:()\[\]]", printed))

    def places(self, phrase: Phrase) -> list[Place]:
        found = []
        for match in _regex(phrase).finditer(self.text):
            first = self.numbers[match.start(1)]
            last = first + len(phrase)
            if self.sentences[first] == self.sentences[last - 1]:
                found.append(Place(self.name, first, last))
        return found


_REGEXES: dict[Phrase, re.Pattern[str]] = {}


def _regex(phrase: Phrase) -> re.Pattern[str]:
    if phrase not in _REGEXES:
        last = len(phrase) - 1
        words = [_word(word, plural=number == last) for number, word in enumerate(phrase)]
        joined = r"[\W_]+".join(words)
        _REGEXES[phrase] = re.compile(rf"(?<!{_LETTER})(?=({joined})(?!{_LETTER}))")
    return _REGEXES[phrase]


def _word(word: Word, *, plural: bool) -> str:
    if word.kind == "any":
        return f"{_LETTER}+"
    text = re.escape(word.text)
    if word.kind == "prefix":
        text += f"{_LETTER}*"
    elif plural:
        ies = f"|{re.escape(word.text[:-1])}ies" if word.text.endswith("y") else ""
        text = f"(?:{text}(?:s|es)?{ies})"
    if word.kind == "suffix":
        text = f"{_LETTER}*{text}"
    return text if word.cased else f"(?i:{text})"


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
    for hit in hits:
        if hit.void:
            continue
        if hit.place.field == "title":
            missing *= 1 - weights.IN_TITLE[hit.level]
        else:
            sentence = fields["abstract"].sentences[hit.place.first]
            sentences[sentence] = max(sentences.get(sentence, 0.0), table[hit.level])
    for weight in sentences.values():
        missing *= 1 - weight
    found = min(max(1 - missing, 0.002), 0.998)
    keywords = math.log(found / (1 - found))
    assert topic.profile
    vector = _vector(fields)
    learnt = topic.profile.intercept + sum(
        topic.profile.weights.get(stem, 0.0) * value for stem, value in vector.items()
    )
    calibration = weights.LEARNT[view]
    total = calibration.keywords * keywords + calibration.terms * learnt + calibration.constant
    return 1 / (1 + math.exp(-total))


def _hits(topic: Topic, fields: dict[str, Field]) -> list[Hit]:
    def everywhere(phrases: tuple[Phrase, ...]) -> list[Place]:
        return [p for field in fields.values() for phrase in phrases for p in field.places(phrase)]

    exclusions = [
        place
        for each in topic.exclusions
        for place in everywhere(each.phrases)
        if not fields[place.field].is_parted(place)
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
                        if not p.meets(place) and _said(p, fields) != _said(place, fields)
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


def _said(place: Place, fields: dict[str, Field]) -> str:
    return " ".join(fields[place.field].words[place.first : place.last]).rstrip("s")


def _kept(hits: list[Hit]) -> list[Hit]:
    """Of hits that overlap keep the stronger, then the longer, then the earlier."""
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
        for word in fields[field].words:
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
