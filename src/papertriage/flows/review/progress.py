"""How far a user is in a screening, as the events of the history say."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from papertriage.learning.learner import Decision
from papertriage.learning.stopping import allowed, most_left, patience
from papertriage.library import Event

STEPS = ("star", "skip", "check")
"""The kinds of events of which a screening is made, once it has begun."""


class Certificate(NamedTuple):
    """What a check of random papers proved.

    Attributes:
        checked: papers that were checked.
        hits: how many of them were included.
        found: included papers so far, these among them.
        left: included papers that are left unread at most.
        unread: papers that are unread.
        promised: the share of the included papers that was to be found.
    """

    checked: int
    hits: int
    found: int
    left: int
    unread: int
    promised: float

    @property
    def kept(self) -> bool:
        """Whether the promise holds, so that reading may stop."""
        return self.left <= allowed(self.found, self.promised)

    @property
    def words(self) -> str:
        """The result as users read it."""
        return f"{self.found} found; at most {self.left} left in {self.unread:,} unread, 95 % sure"


class Check(msgspec.Struct):
    """A random check that was begun.

    Attributes:
        sample: the numbers of its papers that are not decided yet.
        size: how many there were.
        unread: papers that were unread when it began.
        tries: checks before it.
        promised: the share of the included papers that is to be found.
        hits: included ones of the sample so far.
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
        size: papers of the pool.
        decisions: one a paper, in the order in which the papers were first decided.
        reasons: why papers were excluded, by number, where that was said.
        included: papers that are included.
        in_row: papers that were excluded in a row, since the last included one or the last check.
        check: the check that is under way.
        checks: checks that were begun.
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
        """Papers that are not decided."""
        return self.size - len(self.decisions)

    @property
    def wants_check(self) -> bool:
        """Whether 5 % of the pool in a row were excluded, so that a check may be worth it."""
        return self.check is None and self.unread > 0 and self.in_row >= patience(self.size)


def progress_of(size: int, numbers: Mapping[str, int], events: Iterable[Event]) -> Progress:
    """Replay a user's events in a screening, oldest first.

    Args:
        size: papers of the pool.
        numbers: the number of each record's paper.
        events: of the kinds of `STEPS`, of this user, those in force.
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
            _begin_check(now, event, [each for each in found if each not in decided])
        elif found and found[0] not in decided:
            decided.add(found[0])
            _take(now, Decision(found[0], included=last[found[0]].event == "star"))
    return now


def _begin_check(now: Progress, event: Event, sample: list[int]) -> None:
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
