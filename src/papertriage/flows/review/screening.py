"""Screening: one paper after the other, the next always the one that the learner puts first.

    screening = resume(library, "owls")            # or pool.begin(library, "owls", query) before
    while pick := screening.next():
        screening.decide(pick.number, included=..., reason=...)
        if offer := screening.offer():
            screening.begin_check(offer)           # the next picks are then those of the check
        if (proved := screening.progress.certificate) and proved.kept:
            break

What comes next is a function of the frozen pool and the user's own decisions, so that a screening
can be killed and resumed, and screeners are blind to each other. Each decision is on disk before
`decide` returns.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from papertriage.config.user import user_name
from papertriage.errors import UsageError
from papertriage.flows.review.pool import Pool, find
from papertriage.flows.review.progress import STEPS, Progress, progress_of
from papertriage.learning.learner import (
    RECIPE,
    Decision,
    Fit,
    Learner,
    Record,
    Share,
    last_fit,
)
from papertriage.learning.stopping import PROMISE, sample_size, shuffled
from papertriage.library import Event, Library
from papertriage.paper import Paper
from papertriage.text.clean import safe


class Why(msgspec.Struct, frozen=True):
    """Why a paper comes next.

    Attributes:
        learned: its terms that speak for or against it by what was decided, weightiest first.
        query: words of it that the query has too, weightiest first.
        neighbours: included papers that are near it by their words, nearest first.
        is_check: it was drawn at random, to check what is left; nothing speaks for it.
    """

    learned: list[Share] = []
    query: list[Share] = []
    neighbours: list[Paper] = []
    is_check: bool = False


class Pick(msgspec.Struct, frozen=True):
    """A paper to decide: its number in the pool, the paper as it was frozen, and why it comes."""

    number: int
    paper: Paper
    why: Why


class Offer(msgspec.Struct, frozen=True):
    """A check that could certify that enough was found.

    Attributes:
        papers: how many random papers it costs.
        unread: of how many unread ones.
        promised: the share of the included papers that is to be found.
    """

    papers: int
    unread: int
    promised: float

    @property
    def words(self) -> str:
        """The offer as users read it."""
        return f"check {self.papers:,} random papers of {self.unread:,} unread"


class Screening:
    """One user's reading of a frozen pool; `progress` is how far it is."""

    def __init__(
        self, library: Library, pool: Pool, papers: Sequence[Paper | None], user: str
    ) -> None:
        """Use `resume`."""
        self.pool = pool
        self.user = user
        self.progress = Progress(len(papers))
        self._library = library
        self._papers = papers
        self._numbers = pool.numbers()
        self._learner = Learner([_record(paper) for paper in papers], pool.query)
        self._gone = {number for number, paper in enumerate(papers) if paper is None}
        self._events: list[Event] = []
        self._fitted: tuple[list[Decision], Fit] | None = None
        self.reload()

    def reload(self) -> None:
        """Take in what other processes of the same user decided meanwhile."""
        self._set([
            event
            for event in self._library.history(*STEPS)
            if event.screening == self.pool.name and event.by == self.user
        ])  # fmt: skip

    def prepare(self) -> None:
        """Do ahead what the first included paper calls for: seconds in pools of many thousands."""
        self._learner.prepare()

    def next(self) -> Pick | None:
        """Return the paper to decide next; None if all are decided."""
        return next(iter(self.upcoming(1)), None)

    def upcoming(self, count: int) -> list[Pick]:
        """Return the next papers as known now, in their order.

        Those after the first may come otherwise once it is decided.
        """
        return [self.pick(number) for number in self.coming()[:count]]

    def coming(self) -> list[int]:
        """Return the numbers of all papers to decide, as known now, those of a check first."""
        decided = {decision.number for decision in self.progress.decisions} | self._gone
        sample = self.progress.check.sample if self.progress.check else []
        taken = decided.union(sample)
        ranking = self._fit()[1].ranking.tolist()
        return [*sample, *(number for number in ranking if number not in taken)]

    def pick(self, number: int) -> Pick:
        """Return a paper of the pool with what speaks for it now."""
        paper = self._papers[number]
        check = self.progress.check
        why = Why(is_check=True) if check and number in check.sample else self._why(number)
        return Pick(number, paper or Paper(id="", title=None, abstract=None), why)

    def decide(
        self, number: int, *, included: bool, reason: str | None = None, note: str | None = None
    ) -> None:
        """Note a decision on a paper of the pool; on return it is on disk.

        A paper may be decided out of turn, and again: the last decision counts.

        Raises:
            LockedError, CannotWriteError: nothing was noted.
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
        """Take back the last step.

        Returns:
            The numbers of the papers that it was about: all of a check, if it was the beginning
            of one; none if there was no step.

        Raises:
            LockedError, CannotWriteError: nothing was taken back.
        """
        if not self._events:
            return []
        last = self._events[-1]
        with self._library.write() as writer:
            undone = Event(event="undo", at="", by=self.user, of=last.id, screening=last.screening)
            writer.remember([undone])
        self._set(self._events[:-1])
        known = (self._numbers[record] for record in last.paper if record in self._numbers)
        return list(dict.fromkeys(known))

    def offer(self, promise: float = PROMISE) -> Offer | None:
        """Return the check that could be made now; None before 5 % in a row were excluded."""
        now = self.progress
        if not now.wants_check:
            return None
        size = sample_size(now.unread, now.included, promise, now.checks)
        return Offer(size, now.unread, promise) if size < now.unread else None

    def begin_check(self, offer: Offer) -> None:
        """Draw the papers of a check, by the SHA-1 of their keys; they come next.

        Raises:
            LockedError, CannotWriteError: it was not begun.
        """
        decided = {decision.number for decision in self.progress.decisions} | self._gone
        chance = shuffled([member.key for member in self.pool.members])
        sample = [number for number in chance if number not in decided][: offer.papers]
        first = [self.pool.members[number].records[0] for number in sample]
        self._note(event="check", paper=first, recall=offer.promised)

    def _note(self, **said: Any) -> None:
        event = Event(at="", by=self.user, screening=self.pool.name, **said)
        with self._library.write() as writer:
            noted = writer.remember([event])
        self._set([*self._events, *noted])

    def _set(self, events: list[Event]) -> None:
        self._events = events
        self.progress = progress_of(len(self._papers), self._numbers, events)

    def _fit(self) -> tuple[list[Decision], Fit]:
        """Return what the next paper depends on: some decisions, and what was learned of them."""
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
        user: whose decisions count, the present user's if empty.

    Raises:
        MissingInputError: there is no library.
        UsageError: there is no such screening, or another version of the learner began it.
    """
    pool = find(library, name)
    if pool.recipe != RECIPE:
        raise UsageError(
            f'"{safe(name)}" was begun with the learner {safe(pool.recipe)}; this is {RECIPE}',
            hint="begin another one under a new name, or use the version that began it",
        )
    with library.read() as view:
        papers = pool.papers(view)
    return Screening(library, pool, papers, user or user_name())


def _record(paper: Paper | None) -> Record:
    return Record((paper and paper.title) or "", (paper and paper.abstract) or "")
