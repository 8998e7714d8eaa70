"""Measure what each part of the score contributes: F1 of each topic without it, on labelled papers.

    PAPERTRIAGE_REAL_DATA=FOLDER python benchmarks/ablation.py [--half even|odd]

Parts of the taxonomy are removed; the scoring is unchanged. Keywords alone and TF-IDF alone have no
calibration, so they use the best threshold on the even half. The shipped weights were learned from
the text of that half, without its labels.
"""

import argparse
import os
from collections.abc import Callable
from pathlib import Path

import msgspec
from tagging import TOPICS, Labelled, Scorer, labelled, measure

from papertriage.topics import taxonomy, tfidf, weights
from papertriage.topics.keywords import Matcher, Text
from papertriage.topics.measures import confusion
from papertriage.topics.score import Tagger, counting
from papertriage.topics.topic import Keyword, Topic


def with_keywords(change: Callable[[Keyword], Keyword]) -> Scorer:
    """Return a tagger whose keywords were changed."""
    return _tagger(
        lambda topic: msgspec.structs.replace(topic, keywords=tuple(map(change, topic.keywords)))
    )


def without_keywords(dropped: Callable[[Keyword], bool]) -> Scorer:
    """Return a tagger without some keywords."""
    return _tagger(
        lambda topic: msgspec.structs.replace(
            topic, keywords=tuple(each for each in topic.keywords if not dropped(each))
        )
    )


def _tagger(change: Callable[[Topic], Topic]) -> Scorer:
    topics = taxonomy.load(None).topics
    tags = Tagger(taxonomy.of({name: change(topic) for name, topic in topics.items()})).tags
    return lambda title, abstract: {tag.topic: tag.score for tag in tags(title, abstract)}


def keywords_alone() -> Scorer:
    """Score by the keywords' probability (noisy-or), 0 without any."""
    matcher = Matcher(taxonomy.load(None).topics.values())

    def score(title: str | None, abstract: str | None) -> dict[str, float]:
        text = Text.of(title, abstract)
        found = {}
        for name, hits in matcher.hits(text).items():
            counted = [weight for _, weight in counting(hits, text)]
            found[name] = weights.noisy_or(counted) if counted else weights.NOTHING
        return found

    return score


def tfidf_alone() -> Scorer:
    """Score every paper by the learned weights, with or without keywords."""
    profiles = {name: topic.profile for name, topic in taxonomy.load(None).topics.items()}

    def score(title: str | None, abstract: str | None) -> dict[str, float]:
        vector = tfidf.vector(Text.of(title, abstract))
        return {
            name: profile.intercept
            + sum(profile.weights.get(stem, 0.0) * value for stem, value in vector.items())
            for name, profile in profiles.items()
            if profile
        }

    return score


VARIANTS: dict[str, Callable[[], Scorer]] = {
    "the whole": lambda: _tagger(lambda topic: topic),
    "no learnt weights (own words)": lambda: _tagger(
        lambda topic: msgspec.structs.replace(topic, profile=None)
    ),
    "levels off (all strong)": lambda: with_keywords(
        lambda keyword: msgspec.structs.replace(keyword, level="strong")
    ),
    "weak keywords dropped": lambda: without_keywords(lambda keyword: keyword.level == "weak"),
    "contexts off": lambda: with_keywords(
        lambda keyword: msgspec.structs.replace(keyword, context=None)
    ),
    "keywords with contexts dropped": lambda: without_keywords(
        lambda keyword: keyword.context is not None
    ),
    "exclusions off": lambda: _tagger(lambda topic: msgspec.structs.replace(topic, exclusions=())),
}
ALONE = {"keywords alone": keywords_alone, "TF-IDF alone": tfidf_alone}


def best_threshold(pairs: list[tuple[float, bool]]) -> float:
    """Return the threshold of the highest F1."""
    candidates = sorted({score for score, label in pairs if label})
    return max(
        candidates, key=lambda cut: confusion((score >= cut, label) for score, label in pairs).f1
    )


def main() -> None:
    """Print the table as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--half", choices=("even", "odd"), default="even")
    options = parser.parse_args()
    folder = Path(os.environ["PAPERTRIAGE_REAL_DATA"])
    even = list(labelled(folder, odd=False))
    half = even if options.half == "even" else list(labelled(folder, odd=True))
    print(f"| F1, {options.half} half | {' | '.join(TOPICS)} |\n|---|{'---|' * len(TOPICS)}")
    for name, make in VARIANTS.items():
        outcomes = measure(half, make())
        _row(name, [outcomes[topic].counts.f1 for topic in TOPICS])
    for name, make in ALONE.items():
        _row(name, _with_best_threshold(make(), even, half))


def _with_best_threshold(score: Scorer, even: list[Labelled], half: list[Labelled]) -> list[float]:
    tuned, reported = measure(even, score, lowest=-99.0), measure(half, score, lowest=-99.0)
    cuts = {topic: best_threshold(tuned[topic].pairs) for topic in TOPICS}
    return [
        confusion((value >= cuts[topic], label) for value, label in reported[topic].pairs).f1
        for topic in TOPICS
    ]


def _row(name: str, figures: list[float]) -> None:
    print(f"| {name} | {' | '.join(f'{figure:.3f}' for figure in figures)} |")


if __name__ == "__main__":
    main()
