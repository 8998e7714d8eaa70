"""Joins the lines of pasted text that a mail program or an editor wrapped."""

from collections.abc import Iterable, Iterator

from papertriage.readers.lines.pasted_lines import FORM_OF, Kind, classify

_WIDEST = 130
"""The longest line that a wrapped text may have."""


def unwrap(
    lines: Iterable[tuple[int, str]], width: int | None, form: str | None
) -> Iterator[tuple[int, str]]:
    """Yield (number of the first line, text), joining lines that were wrapped at a column.

    Args:
        lines: line numbers and texts.
        width: the column, see `wrap_width`; None: the lines are whole.
        form: the one form whose marks count.
    """
    if width is None:
        yield from lines
        return
    held: list[str] = []
    first = last = 0
    for at, text in lines:
        # A line was wrapped if the next one's first word would not have fitted any more.
        wrapped = last and last + 1 + len(text.split(maxsplit=1)[0]) > width if text.split() else 0
        if held and wrapped and classify(text, at, only=form).kind is Kind.TEXT:
            held[-1] = held[-1].rstrip()
            held.append(text.strip())
        else:
            if held:
                yield first, " ".join(held)
            first, held = at, [text]
        last = len(text.rstrip())
    if held:
        yield first, " ".join(held)


def wrap_width(lines: list[str]) -> int | None:
    """Return the column at which a text was wrapped, None if its lines are whole."""
    widths = sorted(len(line) for line in lines if len(line) > 20)
    if len(widths) < 12 or widths[-1] > _WIDEST:
        return None
    width = widths[len(widths) * 3 // 4]
    if width < 50 or not any(classify(line, 0).kind in FORM_OF for line in lines):
        return None
    return width
