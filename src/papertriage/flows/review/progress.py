"""Replays the events of a screening: what a user has decided, and what checks proved."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from papertriage.learning.learner import Decision
from papertriage.learning.stopping import most_allowed, most_left, patience
from papertriage.library import Event

STEPS = ("star", "skip", "check")
"""The kinds of events of a screening after its start."""


class Certificate(NamedTuple):
    """What a check of random papers proved.

    Attributes:
        checked: papers that were checked.
        hits: how many of them were included.
        found: all included papers so far.
        left: how many of the unread papers would be included at most.
        unread: how many papers are unread.
        promised: the share of the relevant papers that was to be found.
    """

    checked: int
    hits: int
    found: int
    left: int
    unread: int
    promised: float

    @property
    def kept(self) -> bool:
        """Whether the promise is kept, so that the user may stop."""
        return self.left <= most_allowed(self.found, self.promised)

    @property
    def words(self) -> str:
        """The result in words."""
        return f"{self.found} found; at most {self.left} left in {self.unread:,} unread, 95 % sure"


class Check(msgspec.Struct):
    """A random check in progress.

    Attributes:
        sample: the numbers of its undecided papers.
        size: how many papers were drawn.
        unread: how many papers were unread when it started.
        tries: how many checks came before it.
        promised: the share of the relevant papers that is to be found.
        hits: how many of its papers were included so far.
    """

    sample: list[int]
    size: int
    unread: int
    tries: int
    promised: float
    hits: int = 0


class Progress(msgspec.Struct):
    """What one user has decided in a screening.

    Attributes:
        size: how many papers the pool has.
        decisions: one for each paper, in the order in which the papers were first decided.
        reasons: why papers were excluded, by number, if a reason was given.
        included: how many papers are included.
        in_row: how many papers in a row were excluded since the last included one or check.
        check: the check in progress.
        checks: how many checks were started.
        certificate: what the last finished check proved.
    """

    size: int
    decisions: list[Decision] = []
    reasons: dict[int, str] = {}
    included: int = 0
    in_row: int = 0
    check: Check | None = None
    checks: int = 0
    certificate: Certificate | None = None

    @property
    def unread(self) -> int:
        """How many papers are undecided."""
        return self.size - len(self.decisions)

    @property
    def wants_check(self) -> bool:
        """Whether 5 % of the pool in a row were excluded, so that a check is worthwhile."""
        return self.check is None and self.unread > 0 and self.in_row >= patience(self.size)


def progress_of(size: int, numbers: Mapping[str, int], events: Iterable[Event]) -> Progress:
    """Replay a user's events in a screening, oldest first.

    Args:
        size: how many papers the pool has.
        numbers: the numbers of the papers by the hashes of their records.
        events: this user's events of the kinds of `STEPS` that were not undone.
    """
    steps = [
        (event, [numbers[each] for each in event.paper if each in numbers]) for event in events
    ]
    verdicts = [(event, found[0]) for event, found in steps if event.event != "check" and found]
    last = {number: event for event, number in verdicts}
    now = Progress(
        size,
        reasons={
            number: event.reason
            for number, event in last.items()
            if event.event == "skip" and event.reason
        },
    )
    decided: set[int] = set()
    for event, found in steps:
        if event.event == "check":
            _start_check(now, event, [each for each in found if each not in decided])
        elif found and found[0] not in decided:
            decided.add(found[0])
            _take(now, Decision(found[0], included=last[found[0]].event == "star"))
    return now


def _start_check(now: Progress, event: Event, sample: list[int]) -> None:
    now.check = Check(sample, len(sample), now.unread, now.checks, event.recall or 0)
    now.checks += 1
    _end_check(now)


def _take(now: Progress, decision: Decision) -> None:
    now.decisions.append(decision)
    now.included += decision.included
    now.in_row = 0 if decision.included else now.in_row + 1
    if now.check and decision.number in now.check.sample:
        now.check.sample.remove(decision.number)
        now.check.hits += decision.included
        _end_check(now)


def _end_check(now: Progress) -> None:
    check = now.check
    if check is None or check.sample:
        return
    now.check, now.in_row = None, 0
    now.certificate = Certificate(
        checked=check.size,
        hits=check.hits,
        found=now.included,
        left=most_left(check.unread, check.size, check.hits, check.tries),
        unread=now.unread,
        promised=check.promised,
    )
