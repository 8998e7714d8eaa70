"""Draws papers by week as SVG: a row of bars for each topic, all on one scale."""

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

from papertriage.text.clean import safe

_LEFT, _RIGHT, _TOP, _ROW, _BOTTOM = 190, 56, 30, 44, 34
_BARS = 560
_FULL = 32
"""Height of the highest bar."""
_LEAST_FULL = 4
"""The full height means at least this many papers, so that one paper is not a peak."""
_LONGEST = 24
"""Characters of a topic's name."""
_LABELS = 6
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#333}line{stroke:#999}.bar{fill:#0072b2}"
    ".paper{fill:#fff}@media(prefers-color-scheme:dark){.paper{fill:#161616}text{fill:#ddd}"
    ".bar{fill:#56b4e9}}"
)


def weeks_plot(weeks: Sequence[date], rows: Mapping[str, Sequence[int]]) -> str:
    """Return the plot as SVG.

    Args:
        weeks: the Mondays, oldest first.
        rows: papers of each week, by the name of the row.
    """
    width, height = _LEFT + _BARS + _RIGHT, _TOP + _ROW * len(rows) + _BOTTOM
    highest = max(_LEAST_FULL, *(count for counts in rows.values() for count in counts))
    title = f"Papers by week from {weeks[0]} to {weeks[-1]}"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        f"<title>{title}</title>",
        f'<style>{_STYLE}</style><rect class="paper" width="{width}" height="{height}"/>',
        f'<text x="{_LEFT}" y="18">{title}</text>',
    ]
    for number, (name, counts) in enumerate(rows.items(), 1):
        lines += _row(name, counts, weeks, _TOP + _ROW * number, highest)
    step = max(1, -(-len(weeks) // _LABELS))
    lines += [
        _text(_x(at, len(weeks)), height - 12, weeks[at].isoformat(), "start")
        for at in range(0, len(weeks), step)
    ]
    return "\n".join([*lines, "</svg>", ""])


def _row(
    name: str, counts: Sequence[int], weeks: Sequence[date], y: int, highest: int
) -> list[str]:
    """Return a row of bars above a line, with its name and its sum."""
    shown = safe(name)
    shown = shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"
    width = 0.8 * _BARS / len(weeks)
    bars = [
        f'<rect class="bar" x="{_x(at, len(weeks)):.1f}" y="{y - _bar_height(count, highest):.1f}"'
        f' width="{width:.1f}" height="{_bar_height(count, highest):.1f}">'
        f"<title>{weeks[at]}: {count}</title></rect>"
        for at, count in enumerate(counts)
        if count
    ]
    return [
        _text(_LEFT - 10, y - 4, shown, "end"),
        f'<line x1="{_LEFT}" y1="{y}" x2="{_LEFT + _BARS}" y2="{y}"/>',
        *bars,
        _text(_LEFT + _BARS + 10, y - 4, str(sum(counts)), "start"),
    ]


def _x(at: int, weeks: int) -> float:
    return _LEFT + _BARS * at / weeks


def _bar_height(count: int, highest: int) -> float:
    return _FULL * count / highest


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'
