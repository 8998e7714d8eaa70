"""The score of a topic for a paper, and the evidence that adds up to it.

    score = sigmoid(base + keyword shares + rule shares + term shares)

The base is what the topic would have with no evidence at all. Keyword occurrences, and the rules
that a paper meets, join by noisy-or (`weights`) and share its log-odds in proportion to
-ln(1 - w); each stem's share is its weight times its TF-IDF value. Terms only move a topic that
has a keyword, an author or an example: without one, no tag.
Shares and base are rounded before the score is made from them, so the sum is exact and the same
on every machine.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from math import exp, fsum, log1p

from papertriage.paper import Evidence, Paper, Tag
from papertriage.topics import tfidf, weights
from papertriage.topics.keywords import Field, Hit, Matcher, Text
from papertriage.topics.profile import Profile
from papertriage.topics.rules import Fact, Rules
from papertriage.topics.taxonomy import Taxonomy
from papertriage.topics.topic import Topic
from papertriage.topics.words import Words

STORED_FROM = 0.05
"""Least score of a tag that is kept."""

MOST_TERMS = 12
"""So many stems are told one by one, the strongest; the others are summed."""

_MOST_VOID = 2
_DIGITS = 6


class Tagger:
    """Scores papers by one taxonomy; made once, used for any number of papers."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._matcher = Matcher(taxonomy.topics.values())
        self._models = {name: _Model(topic) for name, topic in taxonomy.topics.items()}
        self._order = {name: number for number, name in enumerate(taxonomy.topics)}
        every = {name: Rules(part_of(taxonomy, name)) for name in taxonomy.topics}
        self._rules = {name: rules for name, rules in every.items() if rules}

    def of(self, paper: Paper) -> list[Tag]:
        """Return a paper's tags by its text and by the rules that it meets."""
        facts = {name: list(rules.facts(paper)) for name, rules in self._rules.items()}
        return self.tags(paper.title, paper.abstract, facts)

    def tags(
        self, title: str | None, abstract: str | None, facts: Mapping[str, list[Fact]] | None = None
    ) -> list[Tag]:
        """Return the tags of a text from `STORED_FROM`, best first, ties in the taxonomy's order.

        Never raises, whatever the text.
        """
        text = Text.of(title, abstract)
        terms = _Terms(text)
        facts = facts or {}
        found = self._matcher.hits(text)
        tags = []
        for name in dict.fromkeys((*found, *facts)):
            hits, rules = found.get(name, []), facts.get(name, [])
            if any(hit.voided_by is None for hit in hits) or any(rule.decides for rule in rules):
                tags.append(self._models[name].tag(hits, rules, text, terms))
        kept = [tag for tag in tags if tag.score >= STORED_FROM]
        return sorted(kept, key=lambda tag: (-tag.score, self._order[tag.topic]))


def part_of(taxonomy: Taxonomy, name: str) -> list[Topic]:
    """Return a topic with all its narrower ones."""
    parts = [taxonomy.topics[name]]
    for part in parts:  # grows while it is read
        parts += [topic for topic in taxonomy.topics.values() if topic.broader == part.name]
    return parts


class _Terms:
    """The paper's TF-IDF vector, made only if a topic asks for it."""

    def __init__(self, text: Text) -> None:
        self._text = text

    @cached_property
    def vector(self) -> dict[str, float]:
        return tfidf.vector(self._text)

    @cached_property
    def words(self) -> dict[str, str]:
        return tfidf.spoken(self._text)


class _Model:
    """How one topic scores: its calibration, and what its stems weigh."""

    def __init__(self, topic: Topic) -> None:
        self._name = topic.name
        profile = topic.profile or Profile(intercept=0.0, weights=own_words(topic))
        self._calibrations = weights.LEARNT if topic.profile else weights.OWN_WORDS
        self._stems = profile.weights
        self._bases = {
            view: round(
                calibration.keywords * weights.NOTHING
                + calibration.terms * profile.intercept
                + calibration.constant,
                _DIGITS,
            )
            for view, calibration in self._calibrations.items()
        }

    def tag(self, hits: list[Hit], facts: list[Fact], text: Text, terms: _Terms) -> Tag:
        view = weights.view(text)
        base, calibration = self._bases[view], self._calibrations[view]
        evidence = [
            *_keywords(hits, facts, text, calibration.keywords),
            *self._terms(terms, calibration.terms),
        ]
        total = fsum((base, *(each.share for each in evidence)))
        evidence.sort(key=lambda each: -abs(each.share))
        return Tag(
            topic=self._name,
            score=1 / (1 + exp(-total)),
            base=base,
            evidence=[*evidence, *_voids(hits, text)],
        )

    def _terms(self, terms: _Terms, factor: float) -> list[Evidence]:
        """Tell the stems that moved the score, the strongest by name."""
        found = (
            (factor * self._stems[stem] * value, stem)
            for stem, value in terms.vector.items()
            if stem in self._stems
        )
        shares = sorted(found, key=lambda pair: (-abs(pair[0]), pair[1]))
        evidence = [
            Evidence(kind="term", text=terms.words[stem], share=round(share, _DIGITS))
            for share, stem in shares[:MOST_TERMS]
        ]
        rest = shares[MOST_TERMS:]
        if rest:
            share = round(fsum(share for share, _ in rest), _DIGITS)
            evidence.append(
                Evidence(kind="term", text=tfidf.OTHER_WORDS, share=share, count=len(rest))
            )
        return evidence


def _keywords(hits: list[Hit], facts: list[Fact], text: Text, factor: float) -> Iterator[Evidence]:
    """Tell the rules, and the occurrences merged by wording and field, with their shares."""
    counted = counting(hits, text)
    all_weights = [*(weight for _, weight in counted), *(fact.weight for fact in facts)]
    odds = weights.noisy_or(all_weights) - weights.NOTHING
    parts = {id(hit): -log1p(-weight) for hit, weight in counted}
    scale = factor * odds / fsum(-log1p(-weight) for weight in all_weights)
    for fact in facts:
        share = round(scale * -log1p(-fact.weight), _DIGITS)
        yield Evidence(kind="rule", text=fact.text, share=share)
    groups: dict[tuple[Field, str], list[Hit]] = {}
    for hit in hits:
        if hit.voided_by is None:
            words: Words = getattr(text, hit.field)
            key = " ".join(words.folded[hit.place.first : hit.place.last])
            groups.setdefault((hit.field, key), []).append(hit)
    for (field, _), group in groups.items():
        share = scale * fsum(parts.get(id(hit), 0.0) for hit in group)
        if share:
            yield _keyword(field, group, text, round(share, _DIGITS))


def counting(hits: Iterable[Hit], text: Text) -> list[tuple[Hit, float]]:
    """Return the hits that count with their weights: all of the title, one a sentence else."""
    titled = bool(text.title.folded)
    counted: list[tuple[Hit, float]] = []
    best: dict[int, tuple[Hit, float]] = {}
    for hit in hits:
        if hit.voided_by is not None:
            continue
        weight = weights.weight(hit, titled=titled)
        if hit.field == "title":
            counted.append((hit, weight))
            continue
        sentence = text.abstract.sentences[hit.place.first]
        if sentence not in best or best[sentence][1] < weight:
            best[sentence] = (hit, weight)
    return [*counted, *best.values()]


def own_words(topic: Topic) -> dict[str, float]:
    """Return the TF-IDF vector of a topic's own title, description and keywords."""
    keywords = " ".join(
        word.text
        for keyword in topic.keywords
        for phrase in keyword.phrases
        for word in phrase
        if word.kind in ("whole", "prefix")
    )
    return tfidf.vector(Text.of(topic.title, f"{topic.description} {keywords}"))


def _keyword(field: Field, group: list[Hit], text: Text, share: float) -> Evidence:
    words: Words = getattr(text, field)
    place = group[0].place
    return Evidence(
        kind="keyword",
        text=words.phrase(*place),
        share=share,
        field=field,
        count=len(group),
        around=words.around(*place) if field == "abstract" else None,
        level=group[0].level,
    )


def _voids(hits: list[Hit], text: Text) -> list[Evidence]:
    """Tell the first occurrences that an exclusion cancelled, each wording once.

    A single word that only looks like a keyword ("surface" to `*face`) is not worth telling.
    """
    evidence: dict[str, Evidence] = {}
    for hit in hits:
        if hit.voided_by is not None and len(evidence) < _MOST_VOID:
            words: Words = getattr(text, hit.field)
            phrase = words.phrase(*hit.voided_by)
            if hit.voided_by.last == hit.voided_by.first + 1:
                continue
            evidence.setdefault(phrase.lower(), Evidence(kind="void", text=phrase, field=hit.field))
    return list(evidence.values())
