"""Draws the recall curve of a simulated screening as SVG."""

from collections.abc import Sequence

_WIDTH, _HEIGHT = 640, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 16, 24, 48
_MOST_POINTS = 600
_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#333}line,path{fill:none;stroke:#999}"
    ".found{stroke:#0072b2;stroke-width:2}.chance{stroke-dasharray:4 4}"
    ".grid{stroke-opacity:.35}.stop{stroke:#d55e00;stroke-width:1.5}rect{fill:#fff}"
    "@media(prefers-color-scheme:dark){rect{fill:#161616}text{fill:#ddd}}"
)


def recall_plot(found: Sequence[int], stop: float, promised: float) -> str:
    """Return the plot as SVG.

    Args:
        found: how many included records were found after each record that was read.
        stop: the share of the records that was read when the certificate ended the reading.
        promised: the share of the included records that it promised.
    """
    size, included = len(found), found[-1]
    step = max(1, size // _MOST_POINTS)
    places = [*range(0, size, step), size - 1]
    points = [(0.0, 0.0), *(((place + 1) / size, found[place] / included) for place in places)]
    curve = "L".join(f"{_x(read):.1f} {_y(share):.1f}" for read, share in points)
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">',
        f"<title>{included} included of {size} records: found against read</title>",
        f'<style>{_STYLE}</style><rect width="{_WIDTH}" height="{_HEIGHT}"/>',
        *(_tick(percent) for percent in range(0, 101, 25)),
        _line("chance", (0, 0), (1, 1)),
        _line("stop", (stop, 0), (stop, 1)),
        f'<path class="found" d="M{curve}"/>',
        _text(_x(stop) - 4, _y(0) - 6, f"stop, {100 * promised:.0f} % promised", "end"),
        _text(_x(0.5), _HEIGHT - 8, "records read", "middle"),
        _text(_x(0), 16, "included records found", "start"),
        "</svg>",
        "",
    ])  # fmt: skip


def _tick(percent: int) -> str:
    share = percent / 100
    return (
        _text(_x(share), _y(0) + 18, f"{percent} %", "middle")
        + _text(_x(0) - 6, _y(share) + 4, f"{percent} %", "end")
        + _line("grid", (0, share), (1, share))
    )


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{words}</text>'


def _line(kind: str, start: tuple[float, float], end: tuple[float, float]) -> str:
    return (
        f'<line class="{kind}" x1="{_x(start[0]):.1f}" y1="{_y(start[1]):.1f}"'
        f' x2="{_x(end[0]):.1f}" y2="{_y(end[1]):.1f}"/>'
    )


def _x(share: float) -> float:
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)
