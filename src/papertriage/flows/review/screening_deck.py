"""Shows a screening as a deck: the decided papers, then the rest in the learner's order."""

import re
from collections.abc import Iterator, Mapping
from typing import ClassVar

from msgspec import structs

from papertriage.errors import UsageError
from papertriage.flows.lists.decisions import Decision, decide
from papertriage.flows.review import pool as pools
from papertriage.flows.review.deck import Card, Deck
from papertriage.flows.review.screening import Screening, Why, resume
from papertriage.learning.learner import Share
from papertriage.learning.stopping import PROMISE, patience
from papertriage.library import Library
from papertriage.paper import Evidence, Field, Paper, Tag
from papertriage.ranking.headline_of import headline_of
from papertriage.report import Entry, Mark, Reason
from papertriage.text.clean import safe
from papertriage.topics.tfidf import stem

_WORD = re.compile(r"[^\W_]+")
_MOST = 4
"""How many words a reason names."""
_TITLE = 40
"""How many characters of a neighbour's title are shown."""
_NAME = 40
"""How many characters of a query name a screening."""


class ScreeningDeck(Deck):
    """The papers of a screening; star includes a paper, skip excludes it.

    Attributes:
        screening: the screening; its user decides.
        promise: the share of the relevant papers that a certificate is to promise.
    """

    done: ClassVar[Mapping[str, str]] = {"star": "included", "skip": "excluded"}
    verbs: ClassVar[Mapping[str, str]] = {"star": "include", "skip": "exclude"}

    def __init__(self, library: Library, screening: Screening, promise: float = PROMISE) -> None:
        """Create the deck of a screening."""
        self.screening = screening
        self.promise = promise
        self._order: list[int] = []
        self._certificate = screening.progress.certificate
        super().__init__(library, screening.pool.name, [], user=screening.user)

    def refresh(self) -> None:
        """Read the decisions again if the library has changed."""
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
        """Return the frozen paper of a card, with the words that count for it."""
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
        """Return the reasons for a paper: learned words, the query's words, neighbours."""
        return _phrase(self.screening.pick(self._order[at]).why)

    # --- decisions --------------------------------------------------------------------------------

    def verdict(self, at: int) -> str:
        """Return what the user decided on a card's paper; empty if nothing."""
        decisions = self.screening.progress.decisions
        if at >= len(decisions):
            return ""
        return "star" if decisions[at].included else "skip"

    def decide(self, at: int, decision: Decision) -> None:
        """Store a decision on a card's paper; on return it is on disk.

        Raises:
            UsageError: it neither includes nor excludes the paper, and is not a note.
            LockedError, CannotWriteError: nothing was stored.
        """
        if decision.kind == "note":
            noted = structs.replace(decision, by=self.user)
            decide(self.library, [self.cards[at].key], noted)
            return
        if decision.kind not in {"star", "skip"}:
            raise UsageError("in a screening only star (included) and skip (excluded) are possible")
        included = decision.kind == "star"
        self.screening.decide(self._order[at], included=included, reason=decision.reason)
        self._stamp = self.library.stamp()
        self._reorder()

    def undo(self) -> list[int]:
        """Undo the user's last step; return the card that comes next.

        Raises:
            UsageError: there is none.
            LockedError, CannotWriteError: nothing was undone.
        """
        if not self.screening.undo():
            raise UsageError("there is no decision in this screening to undo")
        self._certificate = self.screening.progress.certificate
        self._reorder()
        following = self.next_open(-1)
        return [] if following is None else [following]

    # --- progress ---------------------------------------------------------------------------------

    def next_open(self, at: int) -> int | None:  # noqa: ARG002 - the learner chooses, from all
        """Return the card of the paper that the learner puts first."""
        decided = len(self.screening.progress.decisions)
        return decided if decided < len(self._order) else None

    def counts(self) -> dict[str, int]:
        """Return how many papers are included and excluded."""
        now = self.screening.progress
        found = {"star": now.included, "skip": len(now.decisions) - now.included}
        return {verdict: count for verdict, count in found.items() if count}

    def question(self) -> str:
        """Return the offer of a check after each 5 % excluded in a row; else empty."""
        now = self.screening.progress
        offer = self.screening.offer(self.promise)
        if offer is None or now.in_row % patience(now.size):
            return ""
        words = offer.words[0].upper() + offer.words[1:]
        return (
            f"{now.in_row} papers in a row were excluded. {words}? If few are included,"
            f" at least {100 * offer.promised:.0f} % of all are found, 95 % sure."
        )

    def accept(self) -> None:
        """Start the check that was offered.

        Raises:
            LockedError, CannotWriteError: it was not started.
        """
        if offer := self.screening.offer(self.promise):
            self.screening.begin_check(offer)
            self._reorder()

    def news(self) -> str:
        """Return what a check proved, once, when it is finished."""
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
    """Return the deck of a screening; with a new name and a query, of a new one.

    Args:
        library: where it is.
        name: its name; by default the start of the query, or the only screening.
        query: the words from which a new screening starts.
        extend: add papers that are new in the library.
        promise: the share of the relevant papers that a certificate is to promise.
        user: who decides; the current user if empty.

    Raises:
        MissingInputError: there is no library.
        UsageError: there is no such screening and no query, or it uses another version of the
            learner.
        LockedError, CannotWriteError: nothing was started.
    """
    known = pools.pools(library)
    chosen = name or (query or "")[:_NAME].strip() or (next(iter(known)) if len(known) == 1 else "")
    if not chosen:
        raise UsageError(
            "name a screening",
            hint=f"--name NAME: {', '.join(map(safe, known))}" if known else pools.HOW_TO_START,
        )
    if chosen not in known and query:
        pools.begin(library, chosen, query, user=user)
    elif extend:
        pools.extend(library, chosen, user=user)
    return ScreeningDeck(library, resume(library, chosen, user), promise)


def _found(stems: set[str], text: str | None, field: Field) -> Iterator[Evidence]:
    """Yield the words of a text with one of some stems."""
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
    return " · ".join(parts) or "none of its words are known yet"


def _share(share: Share) -> str:
    sign = "+" if share.share > 0 else "−"
    return f"~ {safe(share.word)} {sign}{abs(share.share):.2f}".replace("0.", ".", 1)


def _short(paper: Paper) -> str:
    title = safe(paper.title or paper.id)
    return f"“{title[:_TITLE]}{'…' if len(title) > _TITLE else ''}”"
