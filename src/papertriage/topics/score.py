"""The score of a topic for a paper, and the evidence that adds up to it.

    score = sigmoid(base + keyword shares + rule shares + term shares)

The base is what the topic would have with no evidence at all. Keyword occurrences, and the rules
that a paper meets, are combined by noisy-or (`weights`) and share its log-odds in proportion to
-ln(1 - w); each stem's share is its weight times its TF-IDF value. Terms only move a topic that
has a keyword, an author or an example: without one, no tag.
Shares and base are rounded before the score is made from them, so the sum is exact and the same
on every machine.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from math import exp, fsum, log, log1p, sqrt
from typing import NamedTuple

from papertriage.paper import Evidence, Field, Paper, Tag
from papertriage.topics import shipped, tfidf, weights
from papertriage.topics.keywords import Hit, Matcher, Text
from papertriage.topics.near import NearScorer
from papertriage.topics.profile import Profile
from papertriage.topics.rules import Fact, Rules
from papertriage.topics.taxonomy import Taxonomy
from papertriage.topics.topic import Topic
from papertriage.topics.unwanted import Unwanted
from papertriage.topics.words import Words

STORED_FROM = 0.05
"""Minimum score of a tag that is kept."""

MOST_TERMS = 12
"""The number of strongest stems that are listed one by one; the others are summed up."""

_MOST_VOID = 2
_TOO_LOW = log(STORED_FROM / (1 - STORED_FROM)) - 1e-3
"""Log-odds that no rounding of the shares lifts to `STORED_FROM`."""


class Judgement(NamedTuple):
    """The tags of a paper by one taxonomy.

    Attributes:
        tags: those with a keyword, an author or an example as evidence, from `STORED_FROM`.
        near: those of other topics, by their words alone, from `near.NEAR_FROM`; topics with a
            word under `not` in the paper are left out.
    """

    tags: list[Tag]
    near: list[Tag]


class Tagger:
    """Scores papers by one taxonomy; made once, used for any number of papers."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._matcher = Matcher(taxonomy.topics.values())
        self._unwanted = Unwanted(taxonomy.topics.values())
        self._models = {name: _Model(topic) for name, topic in taxonomy.topics.items()}
        self._near = NearScorer(self._models)
        self._order = {name: number for number, name in enumerate(taxonomy.topics)}
        narrower = narrower_ones(taxonomy)
        topics = taxonomy.topics.items()
        self._rules = Rules({name: part_of(topic, narrower) for name, topic in topics})

    def of(self, paper: Paper) -> list[Tag]:
        """Return a paper's tags by its text and by the rules that it meets."""
        return self._tags(self._read(paper.title, paper.abstract), self._rules.facts(paper))

    def judge(self, paper: Paper) -> Judgement:
        """Return a paper's tags, and those of the topics that it is near."""
        reading = self._read(paper.title, paper.abstract)
        tags = self._tags(reading, self._rules.facts(paper))
        without = {tag.topic for tag in tags} | reading.unwanted.keys()
        return Judgement(tags, self._near.tags(reading.terms, reading.view, without))

    def tags(self, title: str | None, abstract: str | None) -> list[Tag]:
        """Return the tags of a text from `STORED_FROM`, best first, ties in the taxonomy's order.

        Never raises, whatever the text.
        """
        return self._tags(self._read(title, abstract), {})

    def _read(self, title: str | None, abstract: str | None) -> "_Reading":
        text = Text.of(title, abstract)
        return _Reading(text, self._unwanted.words(text))

    def _tags(self, reading: "_Reading", facts: Mapping[str, list[Fact]]) -> list[Tag]:
        found = self._matcher.hits(reading.text)
        tags = []
        for name in dict.fromkeys((*found, *facts)):
            hits, rules = found.get(name, []), facts.get(name, [])
            if any(hit.voided_by is None for hit in hits) or any(rule.decides for rule in rules):
                tag = self._models[name].tag(hits, rules, reading)
                if tag:
                    tags.append(tag)
        return sorted(tags, key=lambda tag: (-tag.score, self._order[tag.topic]))


def narrower_ones(taxonomy: Taxonomy) -> dict[str, list[Topic]]:
    """Return the topics that are directly below each topic, in the taxonomy's order."""
    found: dict[str, list[Topic]] = {}
    for topic in taxonomy.topics.values():
        if topic.broader:
            found.setdefault(topic.broader, []).append(topic)
    return found


def part_of(topic: Topic, narrower: Mapping[str, list[Topic]]) -> list[Topic]:
    """Return a topic with all its narrower ones, see `narrower_ones`."""
    parts = [topic]
    for part in parts:  # grows while it is read
        parts += narrower.get(part.name, ())
    return parts


class _Reading:
    """A paper's text, the words under `not` in it, and its stems if a topic needs them."""

    def __init__(self, text: Text, unwanted: dict[str, str]) -> None:
        self.text = text
        self.unwanted = unwanted
        self.view = weights.view(text)

    @cached_property
    def terms(self) -> tfidf.Terms:
        return tfidf.Terms(self.text)

    def words(self, field: Field) -> Words:
        return self.text.title if field == "title" else self.text.abstract


class _Model:
    """How one topic scores: its calibration, and the weights of its stems."""

    def __init__(self, topic: Topic) -> None:
        self._name = topic.name
        profile = topic.profile or Profile(intercept=0.0, weights=own_words(topic))
        self.has_profile = topic.profile is not None
        self.learned = topic.learned or Profile(intercept=0.0, weights={})
        self.weights, self.intercept = profile.weights, profile.intercept
        self._calibrations = (
            weights.WITH_PROFILE if self.has_profile else weights.own_words(len(profile.weights))
        )
        known = shipped.background().df
        self._rare = {stem for stem in profile.weights if stem not in known}
        self._bases = {
            view: tfidf.rounded(
                calibration.keywords * weights.NOTHING
                + calibration.terms * profile.intercept
                + calibration.constant
                + self.learned.intercept
            )
            for view, calibration in self._calibrations.items()
        }

    def tag(self, hits: list[Hit], facts: list[Fact], reading: _Reading) -> Tag | None:
        """Return the tag of a paper; None below `STORED_FROM`."""
        base, factor = self._bases[reading.view], self._calibrations[reading.view].keywords
        keywords = _Keywords(hits, facts, reading)
        terms = self._terms(reading)
        unwanted = reading.unwanted.get(self._name)
        against = weights.UNWANTED if unwanted else 0.0
        words = sum([part for part, _ in terms])
        if base + factor * keywords.odds - words + against < _TOO_LOW:
            return None  # the usual case, for which no evidence is needed
        evidence = [_evidence(share, what, reading) for share, what in keywords.shares(factor)]
        evidence += reading.terms.evidence(terms, words, MOST_TERMS)
        if unwanted:
            evidence.append(Evidence(kind="rule", text=unwanted, share=against))
        score = 1 / (1 + exp(-fsum([base, *[part.share for part in evidence]])))
        if score < STORED_FROM:
            return None
        evidence.sort(key=_size, reverse=True)
        evidence += _voids(hits, reading)
        return Tag(topic=self._name, score=score, base=base, evidence=evidence)

    def _terms(self, reading: _Reading) -> list[tfidf.Part]:
        """Return the share of each stem that moves the score."""
        terms, known, values = reading.terms, self.weights, reading.terms.values
        factor = self._calibrations[reading.view].terms
        if not self.has_profile and reading.view != "title":
            factor *= min(1.0, sqrt(terms.length / weights.SHORT_ABSTRACT))
        scale = factor / terms.length if values else 0.0
        # In the order of the text: the order of a set would change the last bits of their sum.
        shares = {
            stem: scale * known[stem] * value for stem, value in values.items() if stem in known
        }
        if learned := self.learned.weights:
            for stem, value in values.items():
                if stem in learned:
                    share = learned[stem] * value / terms.length
                    shares[stem] = shares.get(stem, 0.0) + share
        if self._rare:
            for stem, value in terms.rare.items():
                if stem in self._rare:
                    shares[stem] = factor * known[stem] * value
        return [(-share, stem) for stem, share in shares.items()]


def _size(evidence: Evidence) -> float:
    return abs(evidence.share)


class _Keywords:
    """The keywords and the rules of a topic that a paper meets.

    Attributes:
        odds: how much they move the log-odds together, before calibration.
    """

    def __init__(self, hits: list[Hit], facts: list[Fact], reading: _Reading) -> None:
        self._hits, self._facts, self._reading = hits, facts, reading
        self._counted = counting(hits, reading.text)
        every = [weight for _, weight in self._counted] + [fact.weight for fact in facts]
        self.odds, self._sum = weights.joined(tuple(every))  # cached: the weights recur
        groups: dict[int, list[float]] = {}
        for hit, weight in self._counted:
            if hit.group is not None:
                groups.setdefault(hit.group, []).append(weight)
        if groups:
            free = [weight for hit, weight in self._counted if hit.group is None]
            free += [fact.weight for fact in facts]
            self.odds, _ = weights.joined((*free, weights.all_of(groups.values())))

    def shares(self, factor: float) -> list[tuple[float, Fact | list[Hit]]]:
        """Return the share of each rule, and of the occurrences merged by wording and field."""
        scale = factor * self.odds / self._sum
        shares: list[tuple[float, Fact | list[Hit]]] = [
            (tfidf.rounded(scale * -log1p(-fact.weight)), fact) for fact in self._facts
        ]
        counted = {id(hit): -log1p(-weight) for hit, weight in self._counted}
        for group in self._wordings():
            value = scale * fsum(counted.get(id(hit), 0.0) for hit in group)
            if value:
                shares.append((tfidf.rounded(value), group))
        return shares

    def _wordings(self) -> Iterable[list[Hit]]:
        """Group the hits that no exclusion cancels by field and words."""
        groups: dict[tuple[Field, str], list[Hit]] = {}
        for hit in self._hits:
            if hit.voided_by is None:
                wording = self._reading.words(hit.field).wording(*hit.span)
                groups.setdefault((hit.field, wording), []).append(hit)
        return groups.values()


def counting(hits: Iterable[Hit], text: Text) -> list[tuple[Hit, float]]:
    """Return the hits that count, with weights: all of the title, one per sentence below it."""
    titled = bool(text.title.runs)
    hits = [hit for hit in hits if hit.voided_by is None]
    if len(hits) == 1:  # most often, and then sentences do not matter
        return [(hits[0], weights.weight(hits[0], titled=titled))]
    counted: list[tuple[Hit, float]] = []
    best: dict[tuple[int, int | None], tuple[Hit, float]] = {}
    seen: set[str] = set()
    for hit in hits:
        words = text.title if hit.field == "title" else text.abstract
        wording = words.wording(*hit.span)
        weight = weights.weight(hit, titled=titled)
        if wording in seen:
            weight *= weights.REPEATED
        seen.add(wording)
        if hit.field == "title":
            counted.append((hit, weight))
            continue
        key = words.sentence(hit.span.first), hit.group
        if key not in best or best[key][1] < weight:
            best[key] = (hit, weight)
    return [*counted, *best.values()]


def own_words(topic: Topic) -> dict[str, float]:
    """Return the TF-IDF weights of a topic's own title, description and keywords.

    Stems that the background lacks are among them: they are the words of the user's own field.
    """
    keywords = " ".join(
        word.text
        for keyword in topic.keywords
        for phrase in keyword.phrases
        for word in phrase
        if word.kind in ("whole", "prefix")
    )
    terms = tfidf.Terms(Text.of(topic.title, f"{topic.description} {keywords}"))
    return terms.vector() | terms.rare


def _evidence(share: float, what: Fact | list[Hit], reading: _Reading) -> Evidence:
    if isinstance(what, Fact):
        return Evidence(kind="rule", text=what.text, share=share)
    first = what[0]
    words = reading.words(first.field)
    return Evidence(
        kind="keyword",
        text=words.phrase(*first.span),
        share=share,
        field=first.field,
        count=len(what),
        around=words.around(*first.span) if first.field == "abstract" else None,
        level=first.level,
    )


def _voids(hits: list[Hit], reading: _Reading) -> list[Evidence]:
    """Return the first occurrences that an exclusion cancelled, each wording once.

    A single word that only looks like a keyword ("surface" to `*face`) is left out.
    """
    evidence: dict[str, Evidence] = {}
    for hit in hits:
        if hit.voided_by is None or len(evidence) >= _MOST_VOID:
            continue
        if hit.voided_by.last > hit.voided_by.first + 1:
            phrase = reading.words(hit.field).phrase(*hit.voided_by)
            evidence.setdefault(phrase.lower(), Evidence(kind="void", text=phrase, field=hit.field))
    return list(evidence.values())
