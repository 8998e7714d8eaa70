"""What a topic's owner may add: phrases that go with the topic, and papers just outside it.

A phrase's strength is the log-likelihood ratio of its papers on and off the topic.
T. Dunning: Accurate methods for the statistics of surprise and coincidence, 1993.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from math import fsum, log, sqrt

import msgspec

from papertriage.paper import Paper, Tag
from papertriage.topics import tfidf
from papertriage.topics.head_words import HeadWord, HeadWords
from papertriage.topics.keywords import Matcher, Text
from papertriage.topics.ngrams import ngrams
from papertriage.topics.score import Tagger
from papertriage.topics.taxonomy import Taxonomy

_DRAFTS = 8
"""Phrases that a new topic starts with."""
_FEWEST = 3
"""Papers on the topic that must contain a phrase."""
_PURE = 0.5
"""Minimum share of a phrase's papers that are on the topic."""
_NEAR = 0.15
"""Minimum score of a paper that is just outside."""


class Phrase(msgspec.Struct, kw_only=True):
    """A phrase that goes with the topic and is not a keyword of it.

    Attributes:
        text: as a keyword would be written.
        on: papers on the topic that contain it.
        off: other papers that do.
        example: a paper on the topic that contains it, the best by score.
        strength: twice the log-likelihood ratio, in nats.
    """

    text: str
    on: int
    off: int = 0
    example: Paper | None = None
    strength: float = 0.0

    @property
    def is_pure(self) -> bool:
        """Whether the topic's papers use it more than others do."""
        return self.on >= _PURE * (self.on + self.off)


class Outside(msgspec.Struct, kw_only=True):
    """A paper just outside the topic, by its tag or by its likeness to the topic's papers."""

    paper: Paper
    tag: Tag | None
    likeness: float


class Suggestions(msgspec.Struct, kw_only=True):
    """What to add to a topic.

    Attributes:
        on_topic: papers on the topic.
        heads: words of its keywords, those that add most papers first.
        phrases: phrases that go with it, strongest first.
        near: papers with a keyword that are just outside, best first.
        alike: papers without a keyword that are more like the topic's papers than like the
            others, the most similar first.
    """

    on_topic: int
    heads: list[HeadWord]
    phrases: list[Phrase]
    near: list[Outside]
    alike: list[Outside]


def suggest(
    papers: Callable[[], Iterable[Paper]],
    taxonomy: Taxonomy,
    name: str,
    threshold: float,
    *,
    most: int = 12,
) -> Suggestions:
    """Compare the papers on a topic with all others.

    Args:
        papers: returns the papers at each call; they are read twice and not kept.
        taxonomy: the topics.
        name: the topic.
        threshold: the score from which a paper is on topic.
        most: how many of each kind to return.
    """
    matcher = Matcher([msgspec.structs.replace(taxonomy.topics[name], broader=None)])
    inside = _Inside(papers(), Tagger(taxonomy), matcher, name, threshold)
    new = {phrase for phrase, n in inside.phrases.items() if n >= _FEWEST}
    off: Counter[str] = Counter()
    alike: list[Outside] = []
    others = 0
    heads = HeadWords(taxonomy.topics[name])
    typical: list[float] = []
    for paper in papers():
        text = Text.of(paper.title, paper.abstract)
        if paper.id in inside.members:
            typical.append(inside.likeness(text))
            continue
        others += 1
        hits = matcher.hits(text).get(name, [])
        off.update(new & ngrams(text, hits).keys())
        if inside.members and not hits:
            likeness = inside.likeness(text)
            heads.add(text, likeness)
            if likeness > 0:
                alike.append(Outside(paper=paper, tag=None, likeness=likeness))
            if len(alike) > 50 * most:
                alike = _most_similar(alike, most)
    phrases = [phrase for text in new if (phrase := inside.phrase(text, off[text], others)).is_pure]
    near = sorted(inside.near, key=lambda one: (-(one.tag.score if one.tag else 0), one.paper.id))
    return Suggestions(
        on_topic=len(inside.members),
        heads=heads.best(typical, most),
        phrases=_apart(phrases, most),
        near=near[:most],
        alike=_most_similar(alike, most),
    )


class _Inside:
    """The papers on a topic: their phrases, and the direction from other papers to them.

    The direction is Rocchio's: the mean TF-IDF vector on the topic less the one off it.
    J. Rocchio: Relevance feedback in information retrieval, 1971.
    """

    def __init__(
        self, papers: Iterable[Paper], tagger: Tagger, matcher: Matcher, name: str, threshold: float
    ) -> None:
        self.members: set[str] = set()
        self.phrases: Counter[str] = Counter()
        self.near: list[Outside] = []
        self._best: dict[str, tuple[float, Paper]] = {}
        self._written: dict[str, str] = {}
        on: defaultdict[str, float] = defaultdict(float)
        off: defaultdict[str, float] = defaultdict(float)
        others = 0
        for paper in papers:
            text = Text.of(paper.title, paper.abstract)
            tag = next((tag for tag in tagger.of(paper) if tag.topic == name), None)
            if tag and tag.score >= threshold:
                self._add(paper, tag, ngrams(text, matcher.hits(text).get(name, ())))
            elif tag and tag.score >= _NEAR:
                self.near.append(Outside(paper=paper, tag=tag, likeness=0.0))
            total = on if paper.id in self.members else off
            others += total is off
            for stem, value in tfidf.vector(text).items():
                total[stem] += value
        self._direction = {
            stem: value / len(self.members) - off[stem] / max(others, 1)
            for stem, value in on.items()
        }
        self._length = sqrt(fsum(value * value for value in self._direction.values()))

    def _add(self, paper: Paper, tag: Tag, phrases: dict[str, str]) -> None:
        self.members.add(paper.id)
        for phrase, written in phrases.items():
            self.phrases[phrase] += 1
            if phrase not in self._written or len(written) < len(self._written[phrase]):
                self._written[phrase] = written
            if phrase not in self._best or tag.score > self._best[phrase][0]:
                self._best[phrase] = (tag.score, paper)

    def likeness(self, text: Text) -> float:
        """Return the cosine of a paper with the direction."""
        vector = tfidf.vector(text)
        product = fsum(self._direction.get(stem, 0.0) * value for stem, value in vector.items())
        return product / self._length if self._length else 0.0

    def phrase(self, text: str, off: int, others: int) -> Phrase:
        """Return a phrase that `off` of the `others` also contain, with its strength."""
        on = self.phrases[text]
        strength = _strength(on, len(self.members), off, others)
        return Phrase(
            text=self._written[text], on=on, off=off, example=self._best[text][1], strength=strength
        )


def _most_similar(papers: list[Outside], most: int) -> list[Outside]:
    return sorted(papers, key=lambda one: (-one.likeness, one.paper.id))[:most]


def _strength(on: int, of_on: int, off: int, of_off: int) -> float:
    """Return Dunning's ratio; negative where the phrase is rarer on the topic than off it."""
    share = (on + off) / (of_on + of_off)
    ratio = 2 * sum(
        count * log(count / (of * part))
        for count, of, part in (
            (on, of_on, share), (of_on - on, of_on, 1 - share),
            (off, of_off, share), (of_off - off, of_off, 1 - share),
        )
        if count and of
    )  # fmt: skip
    return ratio if on * of_off >= off * of_on else -ratio


def _apart(phrases: Iterable[Phrase], most: int) -> list[Phrase]:
    """Return the strongest phrases, none of which contains another."""
    kept: list[Phrase] = []
    for phrase in sorted(phrases, key=lambda one: (-one.strength, -len(one.text), one.text)):
        if not any(_is_part(phrase.text, other.text) for other in kept):
            kept.append(phrase)
        if len(kept) == most:
            break
    return kept


def _is_part(one: str, other: str) -> bool:
    return f" {one} " in f" {other} " or f" {other} " in f" {one} "


def drafts(papers: Iterable[Paper]) -> Iterator[str]:
    """Yield phrases that a new topic of papers like these could search for.

    Phrases of titles and those that papers share come first, those that are rarer in
    the background before others; if there are none, phrases of the abstracts are used.
    """
    counts: Counter[str] = Counter()
    in_titles: set[str] = set()
    for paper in papers:
        counts.update(ngrams(Text.of(paper.title, paper.abstract)).keys())
        in_titles |= ngrams(Text.of(paper.title, None)).keys()
    candidates = [
        Phrase(text=phrase, on=count, strength=count * _rarity(phrase))
        for phrase, count in counts.items()
        if " " in phrase
    ]
    central = [one for one in candidates if one.on > 1 or one.text in in_titles]
    yield from (phrase.text for phrase in _apart(central or candidates, _DRAFTS))


def _rarity(phrase: str) -> float:
    """Return the sum of the idf of a phrase's words; words that the background lacks count 0."""
    return fsum(map(tfidf.idf, phrase.split()))
