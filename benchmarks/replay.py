"""Replay weekly reading: what lists find without near papers, with them, and with learning.

    python benchmarks/replay.py LABELLED TOPICS [--week N] [--read N] [--seed N]

LABELLED is JSON Lines (or gzip) with id, title, abstract and grades (topic -> 2 on, 1 near, 0 off).
TOPICS is a taxonomy of a few keywords a topic, named as in the grades. Papers come in weeks, in a
random order from the seed. The reader reads the first papers of each week's list, stars grade 2 and
skips grade 0. R-precision of a week with R papers on topic is the share of these in the first R.

    today    papers with a keyword only
    near     also near papers, after the others
    learned  as near, after `topics fit` has learned each week from all decisions so far
"""

import argparse
import gzip
import json
from hashlib import blake2b
from math import log
from pathlib import Path
from typing import Any, Literal, NamedTuple

from papertriage.paper import Paper
from papertriage.topics import taxonomy, tfidf
from papertriage.topics.correction import Decided, added, learn
from papertriage.topics.keywords import Text
from papertriage.topics.profile import Profile
from papertriage.topics.score import Tagger

_FLOOR = 0.005
_FEWEST = 8
"""Stars and skips from which `topics fit` learns."""
ON = 2
_Way = Literal["today", "near", "learned"]
WAYS: tuple[_Way, ...] = ("today", "near", "learned")


class Row(NamedTuple):
    """A paper of the replay, with its scores by topic, with and without near scores."""

    id: str
    gated: dict[str, float]
    every: dict[str, float]
    vector: dict[str, float]
    grades: dict[str, int]

    def prior(self, topic: str) -> float:
        score = min(max(self.every.get(topic, _FLOOR), _FLOOR), 1 - 1e-9)
        return log(score / (1 - score))


class Year(NamedTuple):
    """The results of one reader."""

    found: int
    there: int
    precision: float


def main() -> None:
    given = parsed(__doc__, week=100, read=10, seed=0)
    topics = taxonomy.load(given.topics)
    rows = _rows(given.labelled, Tagger(topics), given.seed)
    means: dict[_Way, list[float]] = {way: [] for way in WAYS}
    for topic in topics.topics:
        for way in WAYS:
            year = _replay(rows, topic, way, given.week, given.read)
            means[way].append(year.precision)
            print(
                f"{topic:<22} {way:<8} {year.found:>4} of {year.there:<4}"
                f" R-precision {year.precision:.3f}"
            )
    for way, values in means.items():
        print(f"{'mean':<22} {way:<8} {'':<12} R-precision {sum(values) / len(values):.3f}")


def parsed(help_: str | None, **numbers: int) -> argparse.Namespace:
    """Return the arguments LABELLED and TOPICS, and options for numbers, given their defaults."""
    parser = argparse.ArgumentParser(description=help_)
    parser.add_argument("labelled", type=Path)
    parser.add_argument("topics", type=Path)
    for name, default in numbers.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    return parser.parse_args()


def labelled(path: Path) -> list[dict[str, Any]]:
    """Return the records of a labelled file."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rb") as lines:
        return [json.loads(line) for line in lines]


def _rows(path: Path, tagger: Tagger, seed: int) -> list[Row]:
    rows = []
    for line in labelled(path):
        paper = Paper(id=line["id"], title=line["title"], abstract=line["abstract"])
        tags, near = tagger.judge(paper)
        gated = {tag.topic: tag.score for tag in tags}
        every = {**{tag.topic: tag.score for tag in near}, **gated}
        vector = tfidf.vector(Text.of(paper.title, paper.abstract))
        rows.append(Row(paper.id, gated, every, vector, line["grades"]))
    return sorted(rows, key=lambda row: blake2b(f"{seed}|{row.id}".encode()).digest())


def _replay(rows: list[Row], topic: str, way: _Way, week: int, read: int) -> Year:
    decided: list[Decided] = []
    learned: Profile | None = None
    found = there = right = 0
    for start in range(0, len(rows), week):
        papers = rows[start : start + week]
        order = _listed(papers, topic, way, learned)
        wanted = {row.id for row in papers if row.grades.get(topic, 0) == ON}
        there += len(wanted)
        found += sum(row.id in wanted for row in order[:read])
        right += sum(row.id in wanted for row in order[: len(wanted)])
        decided += [
            Decided(row.id, row.prior(topic), row.vector, row.grades.get(topic, 0) == ON)
            for row in order[:read]
            if row.grades.get(topic, 0) != 1
        ]
        stars = sum(one.is_on for one in decided)
        if way == "learned" and min(stars, len(decided) - stars) >= _FEWEST:
            known = {one.id for one in decided}
            others = [
                Decided(row.id, 0.0, row.vector, is_on=False)
                for row in rows[: start + week]
                if row.id not in known
            ]
            learned = learn(decided, others)
    return Year(found, there, right / there if there else 0.0)


def _listed(papers: list[Row], topic: str, way: _Way, learned: Profile | None) -> list[Row]:
    if way == "today":
        kept = [row for row in papers if topic in row.gated]
        return sorted(kept, key=lambda row: (-row.gated[topic], row.id))

    def score(row: Row) -> float:
        return row.prior(topic) + (added(learned, row.vector) if learned else 0.0)

    return sorted(papers, key=lambda row: (-score(row), row.id))


if __name__ == "__main__":
    main()
