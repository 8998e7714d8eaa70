"""A deck: the papers that a user goes through one by one, and decides on.

It holds keys, not papers: papers are read when they are shown, a few at a time, and the library is
not kept open in between. Each decision is on disk before `decide` returns.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from msgspec import structs

from papertriage import clock
from papertriage.flows.lists.decisions import Decided, Decision, after, decide, decided, verdict_on
from papertriage.flows.upkeep.undo import undo
from papertriage.library import Event, Library
from papertriage.library.history import stamp
from papertriage.ranking.select import Listed, Remembered, entry, on_topic
from papertriage.report import ON_TOPIC, Entry

if TYPE_CHECKING:
    from papertriage.library.view import View

_AT_ONCE = 20
"""How many papers are read together."""
_AHEAD = 10
"""How many of the next papers `likely` looks at."""


class Card(NamedTuple):
    """A paper of a deck.

    Attributes:
        key: the key of the paper.
        topic: the topic under which it is listed; empty in decks of a search.
        score: its score on that topic.
        near: whether it is only near the topic.
    """

    key: str
    topic: str = ""
    score: float = 0.0
    near: bool = False


class Deck:
    """The papers to go through.

    Attributes:
        done: the possible verdicts, with the words that describe a decided paper.
        verbs: labels of actions that differ from the usual ones.
        library: where the papers are.
        name: what the deck shows.
        cards: the papers, in order.
        user: who decides; the current user if empty.
        topic: the topic on whose list the decisions are made; None for papers as a whole.
    """

    done: ClassVar[Mapping[str, str]] = {
        "star": "starred",
        "skip": "skipped",
        "later": "for later",
        "read": "read",
    }
    verbs: ClassVar[Mapping[str, str]] = {}

    def __init__(
        self,
        library: Library,
        name: str,
        cards: Sequence[Card],
        *,
        topic: str | None = None,
        user: str = "",
    ) -> None:
        self.library = library
        self.name = name
        self.cards = cards
        self.topic = topic
        self.user = user
        self._entries: dict[int, Entry | None] = {}
        self._decided = Decided()
        self._stamp = ""
        self.refresh()

    def refresh(self) -> None:
        """Read the decisions again if the library has changed."""
        now = self.library.stamp()
        if now != self._stamp:
            with self.library.read() as view:
                self._decided = decided(view, self.user)
            self._stamp = now

    def put(self, entries: Sequence[Entry], include: Collection[str]) -> None:
        """Make a card of each entry that is undecided, or has a verdict in `include`."""
        kept = [
            one
            for one in entries
            if verdict_on(self._decided.own.get(one.paper.id), None) in {None, *include}
        ]
        self.cards = [Card(one.paper.id) for one in kept]
        self._entries = dict(enumerate(kept))

    def entry(self, at: int) -> Entry | None:
        """Return the paper of a card; None if the library no longer has it."""
        if at not in self._entries:
            self._load(at)
        found = self._entries[at]
        if found is not None:
            found.mark = self._decided.own.get(found.paper.id)
            found.others = self._decided.others.get(found.paper.id, [])
        return found

    def _load(self, at: int) -> None:
        remembered = Remembered(marks=self._decided.own, others=self._decided.others)
        with self.library.read() as view:
            for number in range(at, min(at + _AT_ONCE, len(self.cards))):
                self._entries[number] = _read(view, number, self.cards[number], remembered)

    def learned(self, at: int) -> str:  # noqa: ARG002 - the deck of a screening uses it
        """Return what a learner says of a paper, instead of a score; empty without a learner."""
        return ""

    # --- decisions --------------------------------------------------------------------------------

    def verdict(self, at: int) -> str:
        """Return what the user decided on a card's paper; empty if nothing."""
        return verdict_on(self._decided.own.get(self.cards[at].key), self.topic) or ""

    def decide(self, at: int, decision: Decision) -> None:
        """Store a decision on a card's paper; on return it is on disk.

        Raises:
            UsageError: the library no longer has the paper.
            LockedError, CannotWriteError: nothing was stored.
        """
        key = self.cards[at].key
        decision = structs.replace(decision, by=self.user, topic=self.topic)
        if decision.kind == "note":
            decision = structs.replace(decision, topic=None)
        self.refresh()
        decide(self.library, [key], decision)
        mark = after(self._decided.own.pop(key, None), _event(decision))
        if mark:
            self._decided.own[key] = mark
        self._stamp = self.library.stamp()

    def undo(self) -> list[int]:
        """Undo the user's last decision; return the cards that it was about.

        Raises:
            UsageError: there is none.
            LockedError, CannotWriteError: nothing was undone.
        """
        names = {name for event in undo(self.library, self.user) for name in event.names}
        self.refresh()
        return [at for at, card in enumerate(self.cards) if card.key in names]

    def question(self) -> str:
        """Return what to ask the user after a decision; empty if nothing."""
        return ""

    def accept(self) -> None:
        """Do what `question` asked."""

    def news(self) -> str:
        """Return a message about what the last decision brought about; empty if nothing."""
        return ""

    # --- progress ---------------------------------------------------------------------------------

    def next_open(self, at: int) -> int | None:
        """Return the next undecided card after one, starting over at the end."""
        order = [*range(at + 1, len(self.cards)), *range(min(at + 1, len(self.cards)))]
        return next((number for number in order if not self.verdict(number)), None)

    def counts(self) -> dict[str, int]:
        """Return how many papers of the deck have each verdict."""
        found: dict[str, int] = {}
        for at in range(len(self.cards)):
            if verdict := self.verdict(at):
                found[verdict] = found.get(verdict, 0) + 1
        return found

    def likely(self, at: int) -> tuple[int, int] | None:
        """Return how many of the next undecided papers are likely on topic, and their number."""
        if not self.cards or not self.cards[0].topic:
            return None
        ahead = (n for n in range(at + 1, len(self.cards)) if not self.verdict(n))
        scores = [self.cards[n].score for n, _ in zip(ahead, range(_AHEAD), strict=False)]
        return (round(sum(scores)), len(scores)) if scores else None


def _read(view: "View", number: int, card: Card, remembered: Remembered) -> Entry | None:
    """Read the paper of a card; None if it was removed, or no longer has the topic."""
    meant = view.named(card.key)
    if not meant:
        return None
    paper = view.tagged(meant[0])
    tags = [*(paper.tags or ()), *paper.near_tags]
    tag = next((tag for tag in tags if tag.topic == card.topic), None)
    if tag is None:
        return None
    also = [one for one in on_topic(paper, ON_TOPIC) if one is not tag]
    listed = Listed(paper, tag, also)
    return entry(number + 1, listed, (card.topic,), remembered, near=card.near)


def _event(decision: Decision) -> Event:
    """Return the event of a decision that was just stored, to update what is in memory."""
    return Event(
        event=decision.kind,
        at=stamp(clock.now()),
        by=decision.by,
        topic=decision.topic,
        reason=decision.reason,
        note=decision.note,
    )
