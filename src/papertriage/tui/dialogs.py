"""The dialogs of a review: an input line, a choice of reasons, and the help with the keys."""

from collections.abc import Mapping, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Input, Static

_MOST_REASONS = 9
"""Only these have a digit as their key."""
MEANINGS = {
    "star": "star it",
    "skip": "skip it",
    "reason": "skip it, and say why",
    "later": "keep it for later",
    "read": "mark it as read",
    "note": "write a note",
    "clear": "remove your decision",
    "undo": "undo your last decision",
    "next": "next paper",
    "previous": "previous paper",
    "open": "open it in the browser",
    "pdf": "open its PDF",
    "search": "search; Esc returns",
    "list": "list of papers; Enter shows one",
    "help": "show these keys",
    "quit": "quit; all decisions are saved",
}


class Ask(ModalScreen[str | None]):
    """An input line, with choices by digit; Esc returns None."""

    DEFAULT_CSS = """
    Ask { align: center bottom; }
    Ask > Vertical { width: 100%; height: auto; background: ansi_default;
        border: round ansi_default; padding: 0 1; }
    Ask Input, Ask Input:focus { border: none; height: 1; padding: 0; background: ansi_default; }
    Ask Static { height: auto; }
    """

    def __init__(self, question: str, text: str = "", choices: Sequence[str] = ()) -> None:
        super().__init__()
        self._question = question
        self._text = text
        self._choices = choices[:_MOST_REASONS]

    def compose(self) -> ComposeResult:
        """Lay out the question, the choices and the line."""
        with Vertical():
            yield Static(self._question, markup=False)
            for number, choice in enumerate(self._choices, 1):
                yield Static(f"{number} {choice}", markup=False)
            yield Input(self._text, select_on_focus=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Return the line."""
        self.dismiss(event.value.strip())

    def on_key(self, event: Key) -> None:
        """Close on Esc."""
        if event.key == "escape":
            event.stop()
            self.dismiss(None)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Return a choice if its digit alone was typed."""
        number = int(event.value) if event.value.isdecimal() else 0
        if 1 <= number <= len(self._choices):
            self.dismiss(self._choices[number - 1])


class Help(ModalScreen[None]):
    """The help with all keys; any key except those that scroll closes it."""

    DEFAULT_CSS = """
    Help { align: center middle; }
    Help > VerticalScroll { width: 56; height: auto; max-height: 100%; background: ansi_default;
        border: round ansi_default; padding: 0 1; }
    """

    def __init__(self, keys: Mapping[str, Sequence[str]]) -> None:
        super().__init__()
        self._keys = keys

    def compose(self) -> ComposeResult:
        """Lay out a line for each action."""
        with VerticalScroll():
            lines = [f"{' '.join(self._keys[name]):<16}{what}" for name, what in MEANINGS.items()]
            lines.append(f"{'up down PgUp':<16}scroll")
            yield Static("\n".join(lines), markup=False)

    def on_key(self, event: Key) -> None:
        """Close, unless the key scrolls."""
        if event.key in {"up", "down", "pageup", "pagedown"}:
            return
        event.stop()
        self.dismiss(None)
