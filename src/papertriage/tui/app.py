"""The screen of ``papertriage review``: one paper at a time, with a key for each decision.

Keys are handled in order: each waits until the decision before it is on disk. While another
process holds the lock of the library, the screen says so and tries again.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import ClassVar, TypeVar

from rich.text import Text
from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from papertriage.errors import LockedError, PapertriageError
from papertriage.flows import browser
from papertriage.flows.lists.decisions import Decision, DecisionKind
from papertriage.flows.review.deck import Deck
from papertriage.text.clean import safe
from papertriage.tui.card import card
from papertriage.tui.dialogs import Ask, Help
from papertriage.tui.style import REVIEW
from papertriage.tui.titles import Titles
from papertriage.writers import phrases
from papertriage.writers.marks import short, shown

_T = TypeVar("_T")
_SIGNS = {"star": "★", "skip": "x", "later": "l", "read": "r", "": " "}
_FOOT = (
    "star", "skip", "later", "read", "note", "open", "undo", "next", "search", "list", "help",
    "quit",
)  # fmt: skip
"""The actions whose keys are shown below the card."""


class Review(App[None]):
    """The application that reviews a deck.

    Attributes:
        deck: the papers to review.
        at: the number of the card that is shown; None if none is left.
    """

    CSS = REVIEW
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "quit", priority=True),
        Binding("escape", "back"),
    ]

    def __init__(
        self,
        deck: Deck,
        keys: Mapping[str, Sequence[str]],
        reasons: Sequence[str] = (),
        *,
        find: Callable[[str], Deck],
        patience: float = 60.0,
        unicode: bool = True,
    ) -> None:
        """Prepare the review.

        Args:
            deck: the papers to review.
            keys: the keys of each action.
            reasons: the reasons for skipping to choose from.
            find: returns the deck of a search.
            patience: seconds to wait for another process that holds the lock.
            unicode: whether the terminal shows more than ASCII.
        """
        super().__init__()
        self.theme = "ansi-dark"
        self.deck = deck
        self.at: int | None = deck.next_open(-1)
        self._keys = keys
        self._actions = {key: action for action, each in keys.items() for key in each}
        self._reasons = reasons
        self._find = find
        self._patience = patience
        self._unicode = unicode
        self._width = 80
        self._below: list[tuple[Deck, int | None]] = []
        self._wanted: asyncio.Queue[str] = asyncio.Queue()

    def compose(self) -> ComposeResult:
        """Lay out the header, the card, and the footer."""
        yield Static(id="head", markup=False)
        with VerticalScroll(id="body", classes="" if self._unicode else "ascii"):
            yield Static(id="card", markup=False)
        yield Static(id="message", markup=False)
        yield Static(id="foot", markup=False)

    def on_mount(self) -> None:
        """Show the first paper."""
        self.show()
        self.run_worker(self._work())

    def on_resize(self, event: events.Resize) -> None:
        """Fit the header and the footer to the new width."""
        self._width = event.size.width
        self._show_lines()

    # --- keys -------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Queue the action of a key."""
        action = self._actions.get(event.character or "") or self._actions.get(event.key)
        if action is None or len(self.screen_stack) > 1:
            return
        event.stop()
        if action == "quit":
            self.exit()
        else:
            self._wanted.put_nowait(action)

    async def action_back(self) -> None:
        """Return from the deck of a search."""
        self._wanted.put_nowait("back")

    async def settled(self) -> None:
        """Wait until all queued keys are handled."""
        await self._wanted.join()

    async def _work(self) -> None:
        handlers = self._handlers()
        while True:
            action = await self._wanted.get()
            self.say("")
            try:
                await handlers[action]()
            except PapertriageError as error:
                self.say(error.message)
            finally:
                self._wanted.task_done()

    def _handlers(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """Return the handler of each action."""
        kinds: tuple[DecisionKind, ...] = ("star", "skip", "later", "read", "clear")
        return {
            **{each: partial(self._decide, Decision(kind=each)) for each in kinds},
            "reason": self._reason,
            "note": self._note,
            "undo": self._undo,
            "next": partial(self._step, 1),
            "previous": partial(self._step, -1),
            "search": self._search,
            "back": self._back,
            "list": self._list,
            "open": self._open,
            "pdf": partial(self._open, pdf=True),
            "help": self._help,
        }

    # --- decisions --------------------------------------------------------------------------------

    async def _decide(self, decision: Decision) -> None:
        at = self.at
        if at is None:
            return
        await self._written(lambda: self.deck.decide(at, decision))
        if (question := self.deck.question()) and await self._agreed(question):
            await self._written(self.deck.accept)
        self.say(self.deck.news() or self._done(decision.kind))
        self.at = at if decision.kind in {"clear", "note"} else self.deck.next_open(at)
        self.show()

    async def _agreed(self, question: str) -> bool:
        return await self.push_screen_wait(Ask(question, choices=("yes", "no"))) == "yes"

    def _done(self, kind: DecisionKind) -> str:
        if kind == "skip" and self.deck.topic:
            return f"skipped on {safe(self.deck.topic)}"
        return self.deck.done.get(kind, "note saved" if kind == "note" else "decision removed")

    async def _reason(self) -> None:
        answer = await self.push_screen_wait(Ask("Why skip it?", choices=self._reasons))
        if answer is not None:
            await self._decide(Decision(kind="skip", reason=answer or None))

    async def _note(self) -> None:
        entry = self.deck.entry(self.at) if self.at is not None else None
        if entry is None:
            return
        note = entry.mark.note if entry.mark else None
        answer = await self.push_screen_wait(Ask("Note", note or ""))
        if answer is not None and answer != (note or ""):
            await self._decide(Decision(kind="note", note=answer))

    async def _undo(self) -> None:
        found = await self._written(self.deck.undo)
        self.say("undone" if found else "undone: the decision was on a paper outside this list")
        if found:
            self.at = found[0]
        self.show()

    async def _written(self, write: Callable[[], _T]) -> _T:
        """Write in a thread, and try again while another process holds the lock.

        Raises:
            LockedError: it held the lock until the end; nothing was written.
        """
        start = time.monotonic()
        while True:
            try:
                return await asyncio.to_thread(write)
            except LockedError as error:
                if time.monotonic() - start >= self._patience:
                    raise
                holder = error.message.partition(";")[0]
                self.say(f"waiting: {holder}")

    # --- moving -----------------------------------------------------------------------------------

    async def _step(self, by: int) -> None:
        at = self.at
        if not self.deck.cards:
            return
        if at is None:
            at = len(self.deck.cards) if by < 0 else -1
        self.at = min(max(at + by, 0), len(self.deck.cards) - 1)
        self.show()

    async def _search(self) -> None:
        text = await self.push_screen_wait(Ask("Search"))
        if not text:
            return
        deck = await asyncio.to_thread(self._find, text)
        if not deck.cards:
            self.say(f"no undecided papers for: {safe(text)}")
            return
        self._below.append((self.deck, self.at))
        self.deck, self.at = deck, deck.next_open(-1)
        self.show()

    async def _back(self) -> None:
        if self._below:
            self.deck, self.at = self._below.pop()
            self.show()

    async def _help(self) -> None:
        await self.push_screen_wait(Help(self._keys))

    async def _list(self) -> None:
        if not self.deck.cards:
            return
        ellipsis = "…" if self._unicode else "..."
        titles = Titles(len(self.deck.cards), self.at or 0, self._line, ellipsis)
        chosen = await self.push_screen_wait(titles)
        if chosen is not None:
            self.at = chosen
        self.show()

    def _line(self, number: int) -> str:
        entry = self.deck.entry(number)
        title = phrases.title(entry) if entry else "(no longer in the library)"
        score = short(entry.tag.score) if entry and not self.deck.learned(number) else ""
        sign = _SIGNS[self.deck.verdict(number)]
        return shown(f"{number + 1:>5} {sign} {score:<3} {title}", unicode=self._unicode)

    async def _open(self, *, pdf: bool = False) -> None:
        entry = self.deck.entry(self.at) if self.at is not None else None
        if entry is None:
            return
        paper = entry.paper
        address = phrases.pdf(paper) if pdf else phrases.link_or_search(paper)
        if not address:
            self.say(f"no address of a {'PDF' if pdf else 'page'} is known")
        elif browser.opened(address):
            self.say(f"opened {address}")
        else:
            self.copy_to_clipboard(address)
            self.say(address)

    # --- showing ----------------------------------------------------------------------------------

    def show(self) -> None:
        """Show the card, or say that none is left."""
        body = self.query_one("#body", VerticalScroll)
        self.query_one("#card", Static).update(self._card())
        body.scroll_home(animate=False)
        body.focus()
        self._show_lines()

    def say(self, text: str) -> None:
        """Show a message below the card until the next key."""
        line = self.query_one("#message", Static)
        line.update(shown(text, unicode=self._unicode))
        line.display = bool(text)

    def _card(self) -> Text:
        if self.at is None:
            total = len(self.deck.cards)
            done = f"All {total} papers are decided." if total else "There is nothing to review."
            return Text(
                f"{done} {self._first('list')} shows the list, {self._first('quit')} quits."
            )
        entry = self.deck.entry(self.at)
        if entry is None:
            return Text("This paper is no longer in the library.")
        return card(entry, self.deck.learned(self.at), unicode=self._unicode)

    def _show_lines(self) -> None:
        self.query_one("#foot", Static).update(Text(self._foot(), "dim"))
        counts = self.deck.counts()
        place = f"{self.at + 1} of" if self.at is not None else "all of"
        parts = [safe(self.deck.name), f"{place} {len(self.deck.cards)}"]
        parts += [
            f"{counts[verdict]} {word}"
            for verdict, word in self.deck.done.items()
            if verdict in counts
        ]
        left = " · ".join(parts)
        likely = self.deck.likely(self.at) if self.at is not None else None
        right = f"{likely[0]} of the next {likely[1]} likely" if likely else ""
        gap = self._width - 2 - len(left) - len(right)
        line = f"{left}{' ' * gap}{right}" if gap > 1 else left
        self.query_one("#head", Static).update(shown(line, unicode=self._unicode))

    def _first(self, action: str) -> str:
        return self._keys[action][0]

    def _foot(self) -> str:
        """Return the keys and their actions in lines that fit the screen."""
        deck = self.deck
        lines = [""]
        for action in _FOOT:
            if action in Deck.done and action not in deck.done:
                continue
            item = f"{self._first(action)} {deck.verbs.get(action, action)}"
            if lines[-1] and len(lines[-1]) + len(item) + 3 > self._width - 2:
                lines.append(item)
            else:
                lines[-1] += f"   {item}" if lines[-1] else item
        return "\n".join(lines)
