"""The summary of an ingest: a table of sources on a terminal, else lines; then the total."""

import sys
from pathlib import Path

from papertriage.cli.columns import pad, widths_of
from papertriage.cli.screen import Screen
from papertriage.flows.ingest.counts import KINDS, Counts
from papertriage.flows.ingest.outcome import Outcome
from papertriage.sources.address import is_web
from papertriage.sources.announcements import span
from papertriage.text.clean import counted, listed, safe
from papertriage.writers import cells

_MOST_NAMES = 5
"""How many files without papers are named."""
_NARROWEST = 72
"""Width in columns below which each source gets a line instead of a row."""


def print_counts(screen: Screen, outcomes: list[Outcome], *, kept: str, fetch: str) -> None:
    """Print the counts of each source, what could not be read, and the total.

    Args:
        screen: the screen to print on.
        outcomes: the outcome of each source.
        kept: where the papers are now.
        fetch: the command that fetches missed announcements; empty if this one does.
    """
    names = _short_names([outcome.source for outcome in outcomes])
    if len(outcomes) == 1:
        if read_as := outcomes[0].read_as:
            screen.say(f"{outcomes[0].counts} ({read_as})")
    else:
        _print_many(screen, outcomes, names)
        total = Counts()
        for outcome in outcomes:
            total.add(outcome.counts)
        screen.say(str(total))
    for outcome, name in zip(outcomes, names, strict=True):
        for note in outcome.notes:
            screen.say(f"{name}: {note}")
        if skipped := _skipped(outcome.counts):
            screen.say(f"{name}: skipped {skipped}")
        for warning in outcome.warnings:
            screen.warn(f"{name}: {warning}")
        if outcome.missed and fetch:
            screen.warn(f"{name}: nothing was read of {span(outcome.missed)}; {fetch}")
        for first, number in outcome.left_out.values():
            more = f" (and {number - 1} more)" if number > 1 else ""
            screen.warn(f'{name}:{first.line}: {first.reason}: "{first.snippet}"{more}')
        rest = _rest(outcome.counts, kept)
        screen.problems(name, outcome.problems, outcome.more_problems, rest)


def without_papers(sources: list[str]) -> str:
    """Say which files of a folder have no papers: the first few, and how many more."""
    names = listed(_short_names(sources), _MOST_NAMES)
    return f"no papers found in {counted(len(sources), 'file')}: {names}"


def _skipped(counts: Counts) -> str:
    """Say which records were skipped for a reason other than --since."""
    reasons = (
        (counts.forgotten, "of papers that you forgot"),
        (counts.not_held, "of papers that the library does not have"),
        (counts.no_mark, "that report neither a retraction nor a reinstatement"),
    )
    return ", ".join(f"{number} {why}" for number, why in reasons if number)


def _rest(counts: Counts, kept: str) -> str:
    """Say where the accepted records are: "the other 213 are in the library"."""
    if not counts.kept:
        return "none kept"
    other = "the other " if counts.rejected else ""
    if counts.kept == 1:
        return f"{other}1 {kept.replace('are ', 'is ', 1)}"
    return f"{other}{counts.kept} {kept}"


def _short_names(sources: list[str]) -> list[str]:
    """Return the base names of files, or full names if two are the same."""
    bases = [
        source if is_web(source) or source.startswith("arxiv:") else Path(source).name or source
        for source in sources
    ]
    alone = len(set(bases)) == len(set(sources))
    return [safe(base if alone else source) for base, source in zip(bases, sources, strict=True)]


def _print_many(screen: Screen, outcomes: list[Outcome], names: list[str]) -> None:
    if not sys.stderr or not sys.stderr.isatty() or screen.width < _NARROWEST:
        for outcome, name in zip(outcomes, names, strict=True):
            if outcome.read_as:
                screen.say(f"{name}: {outcome.counts} ({outcome.read_as})")
        return
    rows = _rows(outcomes, names, [outcome.reason for outcome in outcomes])
    if sum(widths := widths_of(rows)) + len(widths) - 1 > screen.width:
        rows = _rows(outcomes, names, [outcome.read_as for outcome in outcomes])
        widths = _fitted(widths_of(rows), screen.width)
    for number, row in enumerate(rows):
        parts = [
            pad(cells.cut(text, width), width, right=column > 1)
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        if number and row[3] != "0" and screen.colored(sys.stderr):
            parts[3] = f"\x1b[32m{parts[3]}\x1b[0m"
        screen.say(" ".join(parts).rstrip(), style=None if number else "dim")


def _rows(outcomes: list[Outcome], names: list[str], read_as: list[str]) -> list[tuple[str, ...]]:
    """Return the cells of the table, header first."""
    rows: list[tuple[str, ...]] = [("source", "read as", "seen", *KINDS)]
    for outcome, name, form in zip(outcomes, names, read_as, strict=True):
        counts = outcome.counts
        numbers = (counts.seen, *(getattr(counts, kind) for kind in KINDS))
        rows.append((name, form or "not read", *map(str, numbers)))
    return rows


def _fitted(widths: list[int], screen: int) -> list[int]:
    """Return the widths of the columns; the first two share the room that the numbers leave."""
    name, form, *numbers = widths
    left = screen - sum(numbers) - len(numbers) - 1
    if name + form > left:
        name = min(name, max(left - form, left // 2, 8))
        form = max(left - name, 8)
    return [name, form, *numbers]
