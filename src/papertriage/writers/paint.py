"""Colours and links of a terminal: makes text of pieces, each with a style.

Without colour that is plain text, and rich is not loaded. A link is an OSC 8 escape sequence
(gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda); terminals that do not know it show
the text alone.
"""

from collections.abc import Callable

from papertriage.writers.look import Look

Span = tuple[str, str]
"""A piece of a line and its style: words such as ``bold+underline``, then a blank and a link."""
Line = list[Span]


def painter(look: Look) -> Callable[[Line], str]:
    """Return a function that makes a line of text of its pieces."""
    if not look.color:
        return lambda line: "".join(text for text, _ in line).rstrip() + "\n"

    from rich.color import ColorSystem
    from rich.style import Style

    def piece(span: Span) -> str:
        text, (word, _, address) = span[0], span[1].partition(" ")
        painted = Style.parse(word.replace("+", " ")).render(
            text, color_system=ColorSystem.STANDARD
        )
        if not (look.links and address.isascii() and address):
            return painted
        return f"\x1b]8;;{address}\x1b\\{painted}\x1b]8;;\x1b\\"

    def paint(line: Line) -> str:
        return "".join(piece(span) for span in line if span[0]).rstrip() + "\n"

    return paint


def linked(style: str, address: str) -> str:
    """Return a style that also links to an address, if there is one."""
    return f"{style} {address}" if address else style
