"""What an ingest tells: a table of sources on a terminal, lines elsewhere, then the sum."""

import sys
import unicodedata

from papertriage.cli.screen import Screen
from papertriage.flows.counts import KINDS, Counts
from papertriage.flows.ingest import Outcome
from papertriage.text import safe

_WIDEST = 32


def tell(screen: Screen, outcomes: list[Outcome], *, kept: str) -> None:
    """Tell what came of each source, what could not be read, and the sum that adds up."""
    total = Counts()
    for outcome in outcomes:
        total.add(outcome.counts)
    if len(outcomes) == 1:
        _tell_one(screen, outcomes[0])
    else:
        _tell_many(screen, outcomes)
        screen.say(str(total))
    for outcome in outcomes:
        for note in outcome.notes:
            screen.say(f"{safe(outcome.source)}: {note}")
        rest = f"the other {outcome.counts.kept} {kept}" if outcome.counts.kept else "none kept"
        screen.problems(outcome.source, outcome.problems, outcome.more_problems, rest)
        if outcome.failure and len(outcomes) > 1:
            screen.warn(outcome.failure.message)


def _tell_one(screen: Screen, outcome: Outcome) -> None:
    if outcome.read_as:
        screen.say(f"{outcome.counts} ({outcome.read_as})")


def _tell_many(screen: Screen, outcomes: list[Outcome]) -> None:
    if not sys.stderr or not sys.stderr.isatty():
        for outcome in outcomes:
            if outcome.read_as:
                screen.say(f"{safe(outcome.source)}: {outcome.counts} ({outcome.read_as})")
        return
    rows: list[tuple[str, ...]] = [("source", "read as", "seen", *KINDS)]
    for outcome in outcomes:
        counts = outcome.counts
        numbers = (counts.seen, *(getattr(counts, kind) for kind in KINDS))
        reason = outcome.reason or "not read"
        rows.append((safe(outcome.source), reason, *map(str, numbers)))
    widths = [max(_cells(row[i]) for row in rows) for i in range(len(rows[0]))]
    widths[0] = min(widths[0], _WIDEST)
    for number, row in enumerate(rows):
        cells = [_fit(cell, widths[i], right=i > 1) for i, cell in enumerate(row)]
        if number and row[3] != "0" and screen.colored(sys.stderr):
            cells[3] = f"\x1b[32m{cells[3]}\x1b[0m"
        screen.say(" ".join(cells).rstrip(), style=None if number else "dim")


def _fit(text: str, width: int, *, right: bool) -> str:
    while _cells(text) > width:
        text = "…" + text[2:]
    pad = " " * (width - _cells(text))
    return pad + text if right else text + pad


def _cells(text: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in text)
