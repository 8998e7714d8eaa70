"""Options that several commands share, and the values that they take."""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from papertriage.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

Input = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[INPUT]...",
        help="papertriage JSON Lines: files, or - for standard input. Without: the library.",
        show_default=False,
    ),
]
OutputFile = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="FILE", help="Write to FILE instead.", show_default=False
    ),
]
TopicsFile = Annotated[
    Path | None,
    typer.Option(
        "--topics", metavar="FILE", help="A taxonomy of your own, in YAML.", show_default=False
    ),
]
Bom = Annotated[
    bool,
    typer.Option(
        "--bom", help="Open csv or tsv with a mark, for spreadsheets.", show_default=False
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", "-n", help="Count only, write nothing.", show_default=False)
]


def finite(number: float | None, option: str) -> float | None:
    """Check that a number is one: ``nan`` and ``inf`` pass for floats.

    Raises:
        UsageError: it is none.
    """
    if number is not None and not math.isfinite(number):
        raise UsageError(f"{option} {number}: not a number")
    return number


def day(text: str | None, option: str, *, latest: bool = False) -> "date | None":
    """Read a date that an option was given; a year or a month means its first or latest day.

    Raises:
        UsageError: it is none.
    """
    if text is None:
        return None
    from papertriage import dates

    partial = dates.parse(text)
    if partial is None:
        raise UsageError(f'{option} "{text}": not a date', hint="write 2026-11-20, 2026-11 or 2026")
    return dates.latest_day(partial) if latest else dates.earliest_day(partial)
