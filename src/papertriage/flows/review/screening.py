"""Screens a pool paper by paper; the next paper is always the one that the learner puts first.

    screening = resume(library, "owls")            # or pool.begin(library, "owls", query) before
    while pick := screening.next():
        screening.decide(pick.number, included=..., reason=...)
        if offer := screening.offer():
            screening.begin_check(offer)           # the next picks are then its papers
        if (proved := screening.progress.certificate) and proved.kept:
            break

The next paper depends only on the frozen pool and the user's own decisions, so a screening can be
killed and resumed, and screeners do not influence each other. Each decision is on disk before
`decide` returns.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from papertriage.config.user import user_name
from papertriage.errors import UsageError
from papertriage.flows.review.pool import Pool, find
from papertriage.flows.review.progress import STEPS, Progress, progress_of
from papertriage.learning.learner import RECIPE, Decision, Fit, Learner, Record, Share, last_fit
from papertriage.learning.stopping import PROMISE, sample_size, shuffled
from papertriage.library import Event, Library
from papertriage.paper import Paper
from papertriage.text.clean import safe


class Why(msgspec.Struct, frozen=True):
    """Why a paper comes next.

    Attributes:
        learned: its terms that count for or against it by the decisions, the largest first.
        query: its words that are in the query too, the largest contribution first.
        neighbours: included papers that are most similar to it, the nearest first.
        is_check: whether it was drawn at random, to check the unread papers.
    """

    learned: list[Share] = []
    query: list[Share] = []
    neighbours: list[Paper] = []
    is_check: bool = False


class Pick(msgspec.Struct, frozen=True):
    """A paper to decide on: its number in the pool, the frozen paper, and why it comes next."""

    number: int
    paper: Paper
    why: Why


class Offer(msgspec.Struct, frozen=True):
    """A check that could certify that enough was found.

    Attributes:
        papers: how many random papers must be decided.
        unread: how many papers are unread.
        promised: the share of the relevant papers that is to be found.
    """

    papers: int
    unread: int
    promised: float

    @property
    def words(self) -> str:
        """The offer in words."""
        return f"check {self.papers:,} random papers of {self.unread:,} unread"


class Screening:
    """One user's screening of a frozen pool; `progress` holds the decisions so far."""

    def __init__(
        self, library: Library, pool: Pool, papers: Sequence[Paper | None], user: str
    ) -> None:
        """Create a screening; callers use `resume`."""
        self.pool = pool
        self.user = user
        self.progress = Progress(len(papers))
        self._library = library
        self._papers = papers
        self._numbers = pool.numbers()
        self._learner = Learner([_record(paper) for paper in papers], pool.query)
        self._missing = {number for number, paper in enumerate(papers) if paper is None}
        self._events: list[Event] = []
        self._fitted: tuple[list[Decision], Fit] | None = None
        self.reload()

    def reload(self) -> None:
        """Read the decisions again: other processes of the same user may have added some."""
        self._set([
            event
            for event in self._library.history(*STEPS)
            if event.screening == self.pool.name and event.by == self.user
        ])  # fmt: skip

    def prepare(self) -> None:
        """Do ahead of time what the first included paper needs; large pools take seconds."""
        self._learner.prepare()

    def next(self) -> Pick | None:
        """Return the paper to decide on next; None if all are decided."""
        return next(map(self.pick, self.coming()), None)

    def coming(self) -> list[int]:
        """Return the numbers of all undecided papers in their current order; a check's first."""
        decided = {decision.number for decision in self.progress.decisions} | self._missing
        sample = self.progress.check.sample if self.progress.check else []
        taken = decided.union(sample)
        ranking = self._fit()[1].ranking.tolist()
        return [*sample, *(number for number in ranking if number not in taken)]

    def pick(self, number: int) -> Pick:
        """Return a paper of the pool with the current reasons for it."""
        paper = self._papers[number]
        check = self.progress.check
        why = Why(is_check=True) if check and number in check.sample else self._why(number)
        return Pick(number, paper or Paper(id="", title=None, abstract=None), why)

    def decide(
        self, number: int, *, included: bool, reason: str | None = None, note: str | None = None
    ) -> None:
        """Store a decision on a paper of the pool; on return it is on disk.

        Papers may be decided in any order and again: the last decision counts.

        Raises:
            LockedError, CannotWriteError: nothing was stored.
        """
        member = self.pool.members[number]
        self._note(
            event="star" if included else "skip",
            paper=member.records,
            names=[member.key],
            reason=reason,
            note=note,
        )

    def undo(self) -> list[int]:
        """Undo the last step.

        Returns:
            The numbers of its papers: all papers of a check, if the step started one; empty if
            there was no step.

        Raises:
            LockedError, CannotWriteError: nothing was undone.
        """
        if not self._events:
            return []
        last = self._events[-1]
        undone = Event(event="undo", by=self.user, of=last.id, screening=last.screening)
        self._library.remember([undone])
        self._set(self._events[:-1])
        known = (self._numbers[record] for record in last.paper if record in self._numbers)
        return list(dict.fromkeys(known))

    def offer(self, promise: float = PROMISE) -> Offer | None:
        """Return a check that is possible now; None until 5 % in a row were excluded."""
        now = self.progress
        if not now.wants_check:
            return None
        size = sample_size(now.unread, now.included, promise, now.checks)
        return Offer(size, now.unread, promise) if size < now.unread else None

    def begin_check(self, offer: Offer) -> None:
        """Draw the papers of a check, by the SHA-1 of their keys; they come next.

        Raises:
            LockedError, CannotWriteError: it was not started.
        """
        decided = {decision.number for decision in self.progress.decisions} | self._missing
        chance = shuffled([member.key for member in self.pool.members])
        sample = [number for number in chance if number not in decided][: offer.papers]
        first = [self.pool.members[number].records[0] for number in sample]
        self._note(event="check", paper=first, recall=offer.promised)

    def _note(self, **fields: Any) -> None:
        event = Event(by=self.user, screening=self.pool.name, **fields)
        self._set([*self._events, *self._library.remember([event])])

    def _set(self, events: list[Event]) -> None:
        self._events = events
        self.progress = progress_of(len(self._papers), self._numbers, events)

    def _fit(self) -> tuple[list[Decision], Fit]:
        """Return the decisions that the order depends on, and what was learned from them."""
        decisions = self.progress.decisions
        wanted = decisions[: last_fit(len(decisions))]
        if self._fitted is None or self._fitted[0] != wanted:
            self._fitted = wanted, self._learner.fit(wanted)
        return self._fitted

    def _why(self, number: int) -> Why:
        fitted, fit = self._fit()
        why = self._learner.why(number, fit, fitted)
        near = [paper for each in why.neighbours if (paper := self._papers[each])]
        return Why(why.learned, why.query, near)


def resume(library: Library, name: str, user: str = "") -> Screening:
    """Open a screening where a user left it.

    Args:
        library: where it is.
        name: its name.
        user: whose decisions count; the current user's if empty.

    Raises:
        MissingInputError: there is no library.
        UsageError: there is no such screening, or it uses another version of the learner.
    """
    pool = find(library, name)
    if pool.recipe != RECIPE:
        raise UsageError(
            f'"{safe(name)}" uses the learner {safe(pool.recipe)}; this version has {RECIPE}',
            hint="start a screening under a new name, or use the version that started this one",
        )
    with library.read() as view:
        papers = pool.papers(view)
    return Screening(library, pool, papers, user or user_name())


def _record(paper: Paper | None) -> Record:
    return Record((paper and paper.title) or "", (paper and paper.abstract) or "")
