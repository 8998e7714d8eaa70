"""Evaluates tags against labelled papers."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from papertriage import identity
from papertriage.errors import NoRecordsError, Problem
from papertriage.flows.topics.labels import NEAR, OFF, ON, Find, Labelled, read_labels
from papertriage.library import Library
from papertriage.paper import Paper, Tag
from papertriage.report import ON_TOPIC
from papertriage.text.clean import safe
from papertriage.topics import measures
from papertriage.topics.measures import Bin, Confusion
from papertriage.topics.score import STORED_FROM, Tagger
from papertriage.topics.taxonomy import Taxonomy

if TYPE_CHECKING:
    from papertriage.library.view import View


class Judged(msgspec.Struct, kw_only=True):
    """A labelled paper with its tag on the topic; None below .05."""

    paper: Paper
    grade: int
    tag: Tag | None

    @property
    def score(self) -> float:
        """The topic's probability; 0 where no tag is stored."""
        return self.tag.score if self.tag else 0.0


class Quality(msgspec.Struct, kw_only=True):
    """How well the tags of one topic agree with the labels.

    Attributes:
        topic: its name.
        papers: papers labelled on or off it; those near it count for nDCG only.
        positives: papers on it.
        counts: decisions at .50 against the labels.
        interval: bootstrap interval of F1, 95 %.
        recall_at_90: recall at precision .90.
        precision_at_50: among the 50 highest scores.
        ndcg_at_10: with grades 2, 1 and 0.
        wrong: false positives by falling score, then misses by rising score.
    """

    topic: str
    papers: int
    positives: int
    counts: Confusion
    interval: tuple[float, float]
    recall_at_90: float
    precision_at_50: float
    ndcg_at_10: float
    wrong: list[Judged]


class Evaluation(msgspec.Struct, kw_only=True):
    """How well the tags of a taxonomy agree with the labels.

    Attributes:
        papers: labelled papers that could be read.
        problems: lines that could not.
        topics: one row for each topic with a label.
        micro: decisions of all topics together.
        calibration_error: over scores from .05, ten equal-count bins.
        reliability: these bins.
    """

    papers: int
    problems: list[Problem]
    topics: list[Quality]
    micro: Confusion
    calibration_error: float
    reliability: list[Bin]


def evaluate(
    library: Library, taxonomy: Taxonomy, path: Path, only: str | None = None
) -> Evaluation:
    """Tag labelled papers and compare the tags with the labels; nothing is stored.

    Raises:
        MissingInputError: the file cannot be read.
        NoRecordsError: no line of it is a labelled paper.
    """
    rows: list[Labelled] = []
    problems: list[Problem] = []
    if library.exists():
        with library.read() as view:
            _sort(read_labels(path, list(taxonomy.topics), only, _finder(view)), rows, problems)
    else:
        _sort(read_labels(path, list(taxonomy.topics), only, lambda _: None), rows, problems)
    if not rows:
        first = f"; line {problems[0].line}: {problems[0].reason}" if problems else ""
        raise NoRecordsError(f"{safe(str(path))}: contains no labelled papers{first}")
    judged = _judge(rows, taxonomy)
    topics = [_quality(name, judged[name]) for name in taxonomy.topics if judged[name]]
    stored = [
        (one.score, one.grade == ON)
        for row in judged.values()
        for one in row
        if one.grade != NEAR and one.score >= STORED_FROM
    ]
    return Evaluation(
        papers=len(rows),
        problems=problems,
        topics=topics,
        micro=measures.pooled(topic.counts for topic in topics),
        calibration_error=measures.calibration_error(stored),
        reliability=measures.reliability(stored),
    )


def _sort(
    items: Iterable[Labelled | Problem], rows: list[Labelled], problems: list[Problem]
) -> None:
    for item in items:
        if isinstance(item, Problem):
            problems.append(item)
        else:
            rows.append(item)


def _finder(view: "View") -> Find:
    return lambda name: view.get(name) or view.get(identity.canonical(name))


def _judge(rows: Iterable[Labelled], taxonomy: Taxonomy) -> dict[str, list[Judged]]:
    tagger = Tagger(taxonomy)
    judged: dict[str, list[Judged]] = {name: [] for name in taxonomy.topics}
    for row in rows:
        tags = {tag.topic: tag for tag in tagger.of(row.paper)}
        for topic, grade in row.grades.items():
            if topic in judged:
                judged[topic].append(Judged(paper=row.paper, grade=grade, tag=tags.get(topic)))
    return judged


def _quality(topic: str, judged: list[Judged]) -> Quality:
    pairs = [(one.score, one.grade == ON) for one in judged if one.grade != NEAR]
    counts = measures.confusion((score >= ON_TOPIC, label) for score, label in pairs)
    too_many = [one for one in judged if one.grade == OFF and one.score >= ON_TOPIC]
    missed = [one for one in judged if one.grade == ON and one.score < ON_TOPIC]
    return Quality(
        topic=topic,
        papers=len(pairs),
        positives=counts.tp + counts.fn,
        counts=counts,
        interval=measures.f1_interval(counts),
        recall_at_90=measures.recall_at_precision(pairs, 0.9),
        precision_at_50=measures.precision_at(pairs, 50),
        ndcg_at_10=measures.ndcg_at(((one.score, one.grade) for one in judged), 10),
        wrong=[
            *sorted(too_many, key=lambda one: (-one.score, one.paper.id)),
            *sorted(missed, key=lambda one: (one.score, one.paper.id)),
        ],
    )
