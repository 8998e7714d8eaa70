"""The list of a deck, one line per paper; only visible lines are read from the library."""

from collections.abc import Callable
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Static

from papertriage.writers import cells


class _Lines(ScrollView, can_focus=True):
    """Lines with a cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)"),
        Binding("down,j", "move(1)"),
        Binding("pageup", "page(-1)"),
        Binding("pagedown,space", "page(1)"),
        Binding("home", "go(0)"),
        Binding("end", "go(-1)"),
    ]

    def __init__(self, count: int, at: int, line: Callable[[int], str], ellipsis: str) -> None:
        super().__init__()
        self.at = at
        self._count = count
        self._line = line
        self._ellipsis = ellipsis
        self.virtual_size = Size(1, count)

    def on_mount(self) -> None:
        """Scroll to the cursor."""
        self.call_after_refresh(self._show)

    def render_line(self, y: int) -> Strip:
        """Draw a line of the screen."""
        number = y + self.scroll_offset.y
        if number >= self._count:
            return Strip.blank(self.size.width)
        width = max(self.size.width - 1, 1)
        text = cells.pad(cells.cut(self._line(number), width, self._ellipsis), width)
        return Strip([Segment(text, Style(reverse=number == self.at))])

    def action_move(self, by: int) -> None:
        """Move the cursor by lines."""
        self.at = min(max(self.at + by, 0), self._count - 1)
        self._show()

    def action_page(self, by: int) -> None:
        """Move the cursor by screens."""
        self.action_move(by * max(self.size.height - 1, 1))

    def action_go(self, to: int) -> None:
        """Move the cursor to the first line or to the last."""
        self.action_move(self._count if to < 0 else -self._count)

    def _show(self) -> None:
        self.scroll_to_region(Region(0, self.at, 1, 1), animate=False)
        self.refresh()


class Titles(Screen[int | None]):
    """The list; Enter returns the number of the paper, Esc returns None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose"),
        Binding("escape,q,b", "dismiss(None)"),
    ]

    DEFAULT_CSS = """
    Titles > #keys { height: 1; text-style: dim; }
    """

    def __init__(self, count: int, at: int, line: Callable[[int], str], ellipsis: str) -> None:
        super().__init__()
        self._lines = _Lines(count, at, line, ellipsis)

    def compose(self) -> ComposeResult:
        """Lay out the lines above their keys."""
        yield self._lines
        yield Static(" enter show   esc back", id="keys")

    def action_choose(self) -> None:
        """Return the paper under the cursor."""
        self.dismiss(self._lines.at)
