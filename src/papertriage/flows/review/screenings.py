"""Summarises screenings: how far users are, why papers were excluded, and who disagrees."""

from collections import Counter
from collections.abc import Iterator

import msgspec

from papertriage.flows.review.pool import Pool, find, pools
from papertriage.flows.review.progress import STEPS, Progress, progress_of
from papertriage.library import Event, Library
from papertriage.paper import Paper


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What one user decided on one paper of a screening."""

    paper: Paper
    by: str
    included: bool
    reason: str | None

    @property
    def words(self) -> str:
        """The verdict in words: "Ada: excluded (wrong animal)"."""
        reason = f" ({self.reason})" if self.reason else ""
        return f"{self.by}: {'included' if self.included else f'excluded{reason}'}"


class Screener(msgspec.Struct, frozen=True, kw_only=True):
    """How far one user is.

    Attributes:
        name: the name of the user.
        progress: what the user decided.
        reasons: how many papers were excluded for each reason, the most frequent first; "" counts
            those without a reason.
    """

    name: str
    progress: Progress
    reasons: dict[str, int]


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """A screening and its users, by name."""

    pool: Pool
    screeners: list[Screener]


def summaries(library: Library) -> list[Summary]:
    """Return the screenings of a library, the oldest first."""
    events = library.history(*STEPS)
    return [_summary(pool, events) for pool in pools(library).values()]


def summary(library: Library, name: str) -> Summary:
    """Return one screening.

    Raises:
        UsageError: there is no such screening.
    """
    return _summary(find(library, name), library.history(*STEPS))


def verdicts(library: Library, name: str) -> Iterator[list[Verdict]]:
    """Yield the decisions on each paper of a screening, in the order of the pool.

    Raises:
        MissingInputError: there is no library.
        UsageError: there is no such screening.
    """
    found = summary(library, name)
    by_paper: dict[int, list[tuple[Screener, bool]]] = {}
    for screener in found.screeners:
        for decision in screener.progress.decisions:
            by_paper.setdefault(decision.number, []).append((screener, decision.included))
    with library.read() as view:
        papers = found.pool.papers(view)
    for number, decisions in sorted(by_paper.items()):
        member = found.pool.members[number]
        paper = papers[number] or Paper(id=member.key, title=None, abstract=None)
        yield [
            Verdict(
                paper=paper,
                by=screener.name,
                included=included,
                reason=screener.progress.reasons.get(number),
            )
            for screener, included in decisions
        ]


def is_conflict(of_paper: list[Verdict]) -> bool:
    """Return whether users disagree about a paper."""
    return len({verdict.included for verdict in of_paper}) > 1


def _summary(pool: Pool, events: list[Event]) -> Summary:
    numbers = pool.numbers()
    own = [event for event in events if event.screening == pool.name]
    return Summary(
        pool=pool,
        screeners=[
            _screener(name, pool, numbers, [event for event in own if event.by == name])
            for name in sorted({event.by for event in own})
        ],
    )


def _screener(name: str, pool: Pool, numbers: dict[str, int], events: list[Event]) -> Screener:
    progress = progress_of(len(pool.members), numbers, events)
    excluded = (one.number for one in progress.decisions if not one.included)
    reasons = Counter(progress.reasons.get(number, "") for number in excluded)
    return Screener(name=name, progress=progress, reasons=dict(reasons.most_common()))
