"""Simulates how much reading the learner would have saved on a pool that was screened."""

from datetime import date

import msgspec

from papertriage.errors import Problem
from papertriage.flows.review.labels import read_labelled
from papertriage.learning.learner import Learner
from papertriage.learning.simulate import figures, read_all
from papertriage.learning.stopping import PROMISE, Stop, replay, shuffled
from papertriage.topics.topic import Topic


class Simulation(msgspec.Struct, kw_only=True):
    """How a pool would have been read; figures are shares of all or of the included records.

    Attributes:
        records: how many records the pool has.
        included: how many of them are labelled as included.
        wss95, rrf10, atd: see `papertriage.learning.simulate.Figures`.
        order: the rows of the records, from 0, as they would have been read.
        stop: where the certificate would have allowed the user to stop.
        labels: whether each record is included, by row.
    """

    records: int
    included: int
    wss95: float
    rrf10: float
    atd: float
    order: list[int]
    stop: Stop
    labels: list[bool]

    def as_json(self) -> dict[str, object]:
        """Return what ``papertriage simulate -f json`` writes."""
        known: dict[str, object] = msgspec.structs.asdict(self)
        del known["labels"]
        return {**known, "stop": self.stop._asdict()}

    def curve(self) -> list[int]:
        """Return how many included records were found after each record that was read."""
        found = 0
        return [found := found + self.labels[row] for row in self.order]


def simulate(
    source: str, query: str, today: date, promise: float = PROMISE
) -> tuple[Simulation, list[Problem]]:
    """Replay a labelled file with the learner, starting from a query alone.

    Args:
        source: a file in any form that `ingest` reads, with a label for each record; or ``-``.
        query: the words from which the learner starts.
        today: the day of the run.
        promise: the share of the relevant records that the certificate is to promise.

    Returns:
        The simulation, and the problems of records that could not be read.

    Raises:
        MissingInputError: the file cannot be read.
        NoRecordsError: it has no labelled record, or none that is included.
    """
    labelled, problems = read_labelled(source, today)
    labels = [one.included for one in labelled]
    order = read_all(Learner([one.record for one in labelled], query), labels)
    measured = figures(order, labels)
    return Simulation(
        records=len(labels),
        included=sum(labels),
        wss95=measured.wss95,
        rrf10=measured.rrf10,
        atd=measured.atd,
        order=order,
        stop=replay(order, labels, shuffled([str(row) for row in range(len(labels))]), promise),
        labels=labels,
    ), problems


def query_of(topic: Topic) -> str:
    """Return a topic's title, keywords and description as a query."""
    words = " ".join(keyword.text for keyword in topic.keywords)
    return ". ".join(part for part in (topic.title, words, topic.description) if part)
