"""A screening as a deck: what was decided, then the rest as the learner orders it."""

import re
from collections.abc import Iterator, Mapping
from typing import ClassVar, Literal

from msgspec import structs

from papertriage.errors import UsageError
from papertriage.flows.lists.decisions import Decision, decide
from papertriage.flows.review import pool as pools
from papertriage.flows.review.deck import Card, Deck
from papertriage.flows.review.screening import Screening, Why, resume
from papertriage.learning.learner import Share
from papertriage.learning.stopping import PROMISE, patience
from papertriage.library import Library
from papertriage.paper import Evidence, Paper, Tag
from papertriage.ranking.headline_of import headline_of
from papertriage.report import Entry, Mark, Reason
from papertriage.text.clean import safe
from papertriage.topics.tfidf import stem

_WORD = re.compile(r"[^\W_]+")
_MOST = 4
_TITLE = 40
_NAME = 40
"""Characters of a query that name a screening."""


class ScreeningDeck(Deck):
    """The papers of a screening; star includes one, skip excludes it.

    Attributes:
        screening: what is screened.
        promise: the share of the included papers that a certificate is to promise.
    """

    done: ClassVar[Mapping[str, str]] = {"star": "included", "skip": "excluded"}
    verbs: ClassVar[Mapping[str, str]] = {"star": "include", "skip": "exclude"}

    def __init__(self, library: Library, screening: Screening, promise: float = PROMISE) -> None:
        """Make a deck of a screening; its user decides."""
        self.screening = screening
        self.promise = promise
        self._order: list[int] = []
        self._certificate = screening.progress.certificate
        super().__init__(library, screening.pool.name, [], user=screening.user)

    def refresh(self) -> None:
        """Read what other processes of the user decided, if anybody wrote since."""
        now = self.library.stamp()
        if now != self._stamp:
            self.screening.reload()
            self._stamp = now
        self._reorder()

    def _reorder(self) -> None:
        decided = [decision.number for decision in self.screening.progress.decisions]
        self._order = [*decided, *self.screening.coming()]
        members = self.screening.pool.members
        self.cards = [Card(members[number].key) for number in self._order]

    def entry(self, at: int) -> Entry | None:
        """Return the paper of a card as it was frozen, with the words that speak for it."""
        pick = self.screening.pick(self._order[at])
        if not pick.paper.id:
            return None
        paper = pick.paper
        stems = {stem(share.word) for share in pick.why.query}
        words = [share.word for share in pick.why.learned if share.share > 0]
        evidence = [
            *_found(stems, paper.title, "title"),
            *_found(stems, paper.abstract, "abstract"),
        ]
        return Entry(
            rank=at + 1,
            paper=paper,
            tag=Tag(topic=self.name, score=0, base=0, evidence=evidence),
            headline=headline_of(paper),
            why=[Reason(kind="words", words=words)] if words else [],
            mark=self._mark(at),
        )

    def _mark(self, at: int) -> Mark | None:
        verdict = self.verdict(at)
        if not verdict:
            return None
        reason = self.screening.progress.reasons.get(self._order[at])
        return Mark(verdict="star" if verdict == "star" else "skip", reason=reason, date="")

    def learned(self, at: int) -> str:
        """Say what speaks for a paper: learned words, the query's words, neighbours."""
        return _phrase(self.screening.pick(self._order[at]).why)

    # --- decisions --------------------------------------------------------------------------------

    def verdict(self, at: int) -> str:
        """Return what the user decided on a card's paper; empty if nothing."""
        decisions = self.screening.progress.decisions
        if at >= len(decisions):
            return ""
        return "star" if decisions[at].included else "skip"

    def decide(self, at: int, decision: Decision) -> None:
        """Note a decision on a card's paper; it is on disk then.

        Raises:
            UsageError: it neither includes nor excludes the paper, and is not a note.
            LockedError, CannotWriteError: nothing was noted.
        """
        if decision.said == "note":
            noted = structs.replace(decision, by=self.user)
            decide(self.library, [self.cards[at].key], noted)
            return
        if decision.said not in {"star", "skip"}:
            raise UsageError("a screening knows star (included) and skip (excluded)")
        included = decision.said == "star"
        self.screening.decide(self._order[at], included=included, reason=decision.reason)
        self._stamp = self.library.stamp()
        self._reorder()

    def undo(self) -> list[int]:
        """Take back the user's last step; return the card that comes then.

        Raises:
            UsageError: there is none.
            LockedError, CannotWriteError: nothing was taken back.
        """
        if not self.screening.undo():
            raise UsageError("nothing was decided in this screening that could be undone")
        self._certificate = self.screening.progress.certificate
        self._reorder()
        following = self.next_open(-1)
        return [] if following is None else [following]

    # --- progress ---------------------------------------------------------------------------------

    def next_open(self, at: int) -> int | None:  # noqa: ARG002 - the learner puts one first
        """Return the card of the paper that the learner puts first."""
        decided = len(self.screening.progress.decisions)
        return decided if decided < len(self._order) else None

    def counts(self) -> dict[str, int]:
        """Return how many papers are included and excluded."""
        now = self.screening.progress
        found = {"star": now.included, "skip": len(now.decisions) - now.included}
        return {verdict: count for verdict, count in found.items() if count}

    def question(self) -> str:
        """Offer a check when 5 % in a row, or a multiple of it, were excluded; else empty."""
        now = self.screening.progress
        offer = self.screening.offer(self.promise)
        if offer is None or now.in_row % patience(now.size):
            return ""
        return (
            f"{now.in_row} in a row are excluded. {offer.words[0].upper()}{offer.words[1:]}? If few"
            f" are included, at least {100 * offer.promised:.0f} % of all are found, 95 % sure."
        )

    def accept(self) -> None:
        """Begin the check that was offered.

        Raises:
            LockedError, CannotWriteError: it was not begun.
        """
        if offer := self.screening.offer(self.promise):
            self.screening.begin_check(offer)
            self._reorder()

    def news(self) -> str:
        """Say what a check proved, once, when it is finished."""
        proved = self.screening.progress.certificate
        if proved is None or proved == self._certificate:
            return ""
        self._certificate = proved
        what = "you may stop" if proved.kept else "too many may be left; read on"
        return f"{proved.words}: {what}"


def of_screening(
    library: Library,
    name: str | None,
    query: str | None,
    *,
    extend: bool = False,
    promise: float = PROMISE,
    user: str = "",
) -> ScreeningDeck:
    """Return the deck of a screening, which begins if there is none of its name.

    Args:
        library: where it is.
        name: its name; without one the beginning of the query, else the only one that there is.
        query: the words from which a new one starts.
        extend: take in the papers that came since it began.
        promise: the share of the included papers that a certificate is to promise.
        user: who decides; the present user if empty.

    Raises:
        MissingInputError: there is no library.
        UsageError: there is no such screening and no query, or another version of the learner
            began it.
        LockedError, CannotWriteError: nothing was begun.
    """
    known = pools.pools(library)
    chosen = name or (query or "")[:_NAME].strip() or (next(iter(known)) if len(known) == 1 else "")
    if not chosen:
        raise UsageError(
            "which screening?",
            hint=f"--name NAME: {', '.join(map(safe, known))}" if known else pools.BEGINS,
        )
    if chosen not in known and query:
        pools.begin(library, chosen, query, user=user)
    elif extend:
        pools.extend(library, chosen, user=user)
    return ScreeningDeck(library, resume(library, chosen, user), promise)


def _found(
    stems: set[str], text: str | None, field: Literal["title", "abstract"]
) -> Iterator[Evidence]:
    """Yield the words of a text that have one of some stems."""
    for word in sorted({*_WORD.findall((text or "").lower())}):
        if stem(word) in stems:
            yield Evidence(kind="keyword", text=word, share=1, field=field)


def _phrase(why: Why) -> str:
    if why.is_check:
        return "drawn at random, to check what is left"
    parts = []
    if learned := [share for share in why.learned if abs(share.share) >= 0.005]:
        parts.append(f"learned: {', '.join(map(_share, learned[:_MOST]))}")
    if why.query:
        parts.append(f"query: {', '.join(safe(share.word) for share in why.query[:_MOST])}")
    if why.neighbours:
        parts.append(f"near: {_short(why.neighbours[0])}")
    return " · ".join(parts) or "no word of it is known yet"


def _share(share: Share) -> str:
    sign = "+" if share.share > 0 else "−"
    return f"~ {safe(share.word)} {sign}{abs(share.share):.2f}".replace("0.", ".", 1)


def _short(paper: Paper) -> str:
    title = safe(paper.title or paper.id)
    return f"“{title[:_TITLE]}{'…' if len(title) > _TITLE else ''}”"
