"""Options that several commands share, and the functions that parse their values."""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from papertriage import clock
from papertriage.cli import complete
from papertriage.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

Input = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[INPUT]...",
        help="Files of papertriage JSON Lines, or - for standard input (default: the library).",
    ),
]
Ids = Annotated[
    list[str],
    typer.Argument(
        metavar="ID...", help="An arXiv id, a DOI, a key, or the number of a row of the last list."
    ),
]
OutputFile = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write to FILE."),
]
TopicsFile = Annotated[
    Path | None,
    typer.Option("--topics", metavar="FILE", help="Use the topics in FILE (YAML)."),
]
Bom = Annotated[
    bool,
    typer.Option("--bom", help="Start csv or tsv with a byte-order mark, for Excel."),
]
OnTopics = Annotated[
    list[str] | None,
    typer.Option(
        "--topic",
        "-t",
        metavar="NAME",
        help="Only papers on this topic (repeatable).",
        autocompletion=complete.topics,
    ),
]
Since = Annotated[
    str | None,
    typer.Option(
        "--since",
        metavar="DATE",
        help="Only papers from this day on: 2026-11-20, 2026, monday, 7d.",
    ),
]
Until = Annotated[
    str | None,
    typer.Option("--until", metavar="DATE", help="Only papers up to this day."),
]
Undated = Annotated[
    bool,
    typer.Option("--undated", help="Keep undated papers with --since or --until."),
]
Like = Annotated[
    list[str] | None,
    typer.Option(
        "--like",
        metavar="ID|FILE",
        help="Rank papers by likeness to this one, to a file, or to is:starred (repeatable).",
    ),
]
Query = Annotated[
    str | None,
    typer.Option("--query", metavar="TEXT", help="Rank papers by these words."),
]
Limit = Annotated[
    int | None,
    typer.Option("--limit", "-l", metavar="N", min=1, help="Number of papers per list."),
]
NEAR = 5
"""How many near papers a list for people shows by default."""
Near = Annotated[
    str | None,
    typer.Option(
        "--near",
        metavar="N|all",
        help="Number of near papers to show after those on topic (up to 5 with a score of .05 or"
        " more in table, md, html, mail and review, else 0).",
    ),
]
MinScore = Annotated[
    float | None,
    typer.Option(
        "--min-score",
        metavar="X",
        min=0,
        max=1,
        help="Minimum score to list (.50).",
    ),
]
Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        metavar="FORMAT",
        help="table, tsv, csv, jsonl, json, md, html, mail, bibtex, ris, csl or atom.",
        autocompletion=complete.formats,
    ),
]
TableOrJson = Annotated[
    Literal["table", "json"], typer.Option("--format", "-f", help="table or json.")
]
Same = Annotated[
    Literal["work", "report"] | None,
    typer.Option(
        "--same",
        help="What counts as one paper: a work in all its publications, or each report of it.",
    ),
]
As = Annotated[
    str | None,
    typer.Option("--as", metavar="NAME", help="Act as NAME instead of your git user."),
]
Starred = Annotated[bool, typer.Option("--starred", help="Only papers that you starred.")]
Marked = Annotated[
    list[str] | None,
    typer.Option(
        "--include",
        metavar="MARK",
        help="Only papers that you marked star, later, read or skip (repeatable).",
    ),
]
Backfill = Annotated[
    bool,
    typer.Option("--backfill", help="Also fetch arXiv announcements that were missed."),
]
Recall = Annotated[
    float,
    typer.Option(
        "--recall",
        metavar="X",
        min=0.01,
        max=0.99,
        help="The recall that the certificate promises.",
    ),
]
DryRun = Annotated[
    bool,
    typer.Option("--dry-run", "-n", help="Only report what would change; write nothing."),
]


def finite(number: float | None, option: str) -> float | None:
    """Check that a number is finite, as click accepts ``nan`` and ``inf``.

    Raises:
        UsageError: it is not.
    """
    if number is not None and not math.isfinite(number):
        raise UsageError(f"{option} {number}: not a number")
    return number


def near_papers(given: str | None, usual: int) -> int | None:
    """Return how many near papers a list shows; None for all.

    Raises:
        UsageError: the value is neither a number nor "all".
    """
    if given is None:
        return usual
    if given != "all" and not given.isdecimal():
        raise UsageError(f'--near "{given}": must be a number or "all"')
    return None if given == "all" else int(given)


def least_near(given: str | None) -> float:
    """Return the minimum score of near papers on a list; --near lists them with any score."""
    from papertriage.ranking.near import DEFAULT_LEAST

    return DEFAULT_LEAST if given is None else 0.0


def day(text: str | None, option: str, *, latest: bool = False) -> "date | None":
    """Parse the day of an option; a year or month means its first day, or its last if `latest`.

    Raises:
        UsageError: it is not a date.
    """
    if text is None:
        return None
    from papertriage import dates

    found = dates.named_day(text, clock.today(), latest=latest)
    if found is None:
        raise UsageError(f'{option} "{text}": not a date', hint=f"write {dates.DAYS}")
    return found
