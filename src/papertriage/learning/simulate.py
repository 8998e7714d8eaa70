"""Simulation: a labelled pool read in the learner's order, and how much reading that saves."""

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

from papertriage.learning.learner import Decision, Learner, next_fit

_RECALL, _EARLY = 0.95, 0.1


class Figures(NamedTuple):
    """How much reading an order saves; shares of all records, or of the included ones.

    Attributes:
        wss95: work saved over sampling: .95 less the share read when 95 % were found (A. Cohen
            et al.: Reducing workload in systematic review preparation, JAMIA 2006).
        rrf10: the share found after reading 10 %.
        atd: the mean share read when an included record is found; less is better.
    """

    wss95: float
    rrf10: float
    atd: float


def read_all(learner: Learner, labels: Sequence[bool]) -> list[int]:
    """Return the numbers of all records in reading order if the labels are the decisions."""
    decisions: list[Decision] = []
    while len(decisions) < learner.size:
        ranking = learner.fit(decisions).ranking
        step = next_fit(len(decisions)) - len(decisions)
        decisions += [Decision(number, labels[number]) for number in ranking[:step].tolist()]
    return [decision.number for decision in decisions]


def figures(order: Sequence[int], labels: Sequence[bool]) -> Figures:
    """Measure an order; at least one record must be included."""
    places = [place for place, number in enumerate(order, 1) if labels[number]]
    records, included = len(order), len(places)
    return Figures(
        wss95=_RECALL - places[ceil(_RECALL * included) - 1] / records,
        rrf10=sum(place <= _EARLY * records for place in places) / included,
        atd=sum(places) / included / records,
    )
