"""Measure the built-in topics on labelled papers, compared with a plain keyword search.

    PAPERTRIAGE_REAL_DATA=FOLDER python benchmarks/tagging.py [--half even|odd]

FOLDER contains `eval/topics-dev.jsonl.gz`, `eval/seed-gold.jsonl` and `seeds/`. Grade 2 is on
topic, grade 1 is left out, 0 is off; the seeds have two gradings: both 2 is on topic, any 0 is off.
The even half (by SHA-1 of the id) is for tuning, the odd one for reports only.
"""

import argparse
import gzip
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from papertriage.errors import Problem
from papertriage.normalize import Context, normalize
from papertriage.readers.document import Document
from papertriage.readers.registry import reader_of
from papertriage.topics.measures import (
    Confusion,
    calibration_error,
    confusion,
    f1_interval,
    pooled,
    precision_at,
    recall_at_precision,
)
from papertriage.topics.score import STORED_FROM, Tagger
from papertriage.topics.taxonomy import load

ON_TOPIC = 0.5
TOPICS = ("faces", "vision-transformers", "distillation", "sparse-attention")
SEEDS = {
    "hf-daily-papers.txt": "daily-page",
    "arxiv-listing.txt": "arxiv-listing",
    "abstract-lines.txt": "abstract-lines",
}
BANDS = ((0.05, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 1.0))
PLAIN = {
    "faces": r"faces?|facial",
    "vision-transformers": r"vi(?:sion|sual) transformers?|vits?|swin|detr",
    "distillation": r"distill(?:ation|ing)",
    "sparse-attention": r"sparse (?:attentions?|transformers?)",
}
"""What somebody would type into a search box, as whole words."""

Scorer = Callable[[str | None, str | None], dict[str, float]]


class Labelled(NamedTuple):
    """A paper and whether it is on each topic; None if the labels are undecided."""

    title: str | None
    abstract: str | None
    on_topic: dict[str, bool | None]


class Outcome(NamedTuple):
    """The decisions and the (score, label) pairs of one topic."""

    counts: Confusion
    pairs: list[tuple[float, bool]]


def labelled(folder: Path, *, odd: bool) -> Iterator[Labelled]:
    """Read one half of the labelled papers."""
    with gzip.open(folder / "eval" / "topics-dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            digest = hashlib.sha1(row["id"].encode(), usedforsecurity=False).hexdigest()
            if int(digest, 16) % 2 == odd:
                labels = {topic: _label(grade) for topic, grade in row["grades"].items()}
                yield Labelled(row["title"], row["abstract"], labels)


def _label(grade: int) -> bool | None:
    return None if grade == 1 else grade == 2


def seeds(folder: Path) -> Iterator[Labelled]:
    """Read the three pasted dumps with papertriage's own readers, labelled by position."""
    gold: dict[tuple[str, int], Any] = {}
    for line in (folder / "eval" / "seed-gold.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        gold[row["file"], row["position"]] = row["grades"]
    for name, form in SEEDS.items():
        with (folder / "seeds" / name).open("rb") as stream:
            records = [
                record
                for record in reader_of(form)(Document(name, stream), form)
                if not isinstance(record, Problem)
            ]
        for position, record in enumerate(records, 1):
            paper = normalize(form, record.fields, Context(source=name, as_of=date(2026, 1, 1)))
            grades = gold[name, position]
            labels = {topic: _both(*grades[topic]) for topic in TOPICS}
            yield Labelled(paper.title, paper.abstract, labels)


def _both(one: int, other: int) -> bool | None:
    return False if 0 in (one, other) else True if one == other == 2 else None


def tagger() -> Scorer:
    """Score with the built-in taxonomy."""
    tags = Tagger(load(None)).tags
    return lambda title, abstract: {tag.topic: tag.score for tag in tags(title, abstract)}


def plain_search(title: str | None, abstract: str | None) -> dict[str, float]:
    """Score 1 if title or abstract contain one of the words."""
    text = f"{title or ''} {abstract or ''}"
    return {
        topic: 1.0
        for topic, words in PLAIN.items()
        if re.search(rf"\b(?:{words})\b", text, re.IGNORECASE)
    }


def measure(papers: list[Labelled], score: Scorer, *, lowest: float = 0.0) -> dict[str, Outcome]:
    """Score all papers and compare the decisions with the labels; no score counts as `lowest`."""
    scores = [score(paper.title, paper.abstract) for paper in papers]
    outcomes = {}
    for topic in TOPICS:
        pairs = [
            (found.get(topic, lowest), label)
            for paper, found in zip(papers, scores, strict=True)
            if (label := paper.on_topic[topic]) is not None
        ]
        counts = confusion((value >= ON_TOPIC, label) for value, label in pairs)
        outcomes[topic] = Outcome(counts, pairs)
    return outcomes


def report(name: str, outcomes: dict[str, Outcome]) -> None:
    """Print a line for each topic, the micro-F1 and the calibration."""
    print(f"\n{name}")
    for topic, (counts, pairs) in outcomes.items():
        low, high = f1_interval(counts)
        print(
            f"  {topic:20} P {counts.precision:.3f}  R {counts.recall:.3f}  F1 {counts.f1:.3f}"
            f" ({low:.2f}-{high:.2f})  R at P .9 {recall_at_precision(pairs, 0.9):.3f}"
            f"  P@50 {precision_at(pairs, 50):.2f}  P@15 {precision_at(pairs, 15):.2f}"
            f"  {counts.tp + counts.fn} on topic"
        )
    stored = [pair for row in outcomes.values() for pair in row.pairs if pair[0] >= STORED_FROM]
    micro = pooled(row.counts for row in outcomes.values()).f1
    print(f"  micro-F1 {micro:.3f}  calibration error {calibration_error(stored):.3f}")
    for low, high in BANDS:
        band = [pair for pair in stored if low <= pair[0] < high or pair[0] == high == 1]
        if band:
            mean = sum(value for value, _ in band) / len(band)
            share = sum(label for _, label in band) / len(band)
            print(f"  {low:.2f} to {high:.2f}: mean {mean:.2f}, true {share:.2f} of {len(band)}")


def view(papers: list[Labelled], name: str) -> list[Labelled]:
    """Return the papers unchanged (`full`), or with only `title` or `abstract`."""
    if name == "title":
        return [paper._replace(abstract=None) for paper in papers]
    if name == "abstract":
        return [paper._replace(title=None) for paper in papers]
    return papers


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--half", choices=("even", "odd"), default="even")
    options = parser.parse_args()
    folder = Path(os.environ["PAPERTRIAGE_REAL_DATA"])
    half = list(labelled(folder, odd=options.half == "odd"))
    report(f"plain search, {options.half} half", measure(half, plain_search))
    for name in ("full", "title", "abstract"):
        report(f"papertriage, {options.half} half, {name}", measure(view(half, name), tagger()))
    report("plain search, seeds", measure(list(seeds(folder)), plain_search))
    report("papertriage, seeds", measure(list(seeds(folder)), tagger()))


if __name__ == "__main__":
    main()
