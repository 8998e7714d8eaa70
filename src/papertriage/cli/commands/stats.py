"""``papertriage stats``: count papers by week and topic, decisions by user, and sources."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from papertriage import clock
from papertriage.cli.app import command
from papertriage.cli.columns import columns, send
from papertriage.cli.options import TableOrJson
from papertriage.cli.output import put
from papertriage.cli.run import Run
from papertriage.text.clean import counted, safe

if TYPE_CHECKING:
    from papertriage.flows.upkeep.stats import Stats

_MOST_WEEKS = 520
_WEEK_COLUMN = 7
"""Width of a week's column in cells."""
_NAME = 30
_PEOPLE = ("decisions by", "star", "later", "read", "skip", "notes")
_SOURCES = ("last read", "reads", "failed", "seen", "added", "source")


@command("stats")
def stats(
    run: Run,
    weeks: Annotated[
        int,
        typer.Option(
            "--weeks",
            metavar="N",
            min=1,
            max=_MOST_WEEKS,
            help="Number of weeks to count, up to the newest paper.",
        ),
    ] = 12,
    form: TableOrJson = "table",
    plot: Annotated[
        Path | None,
        typer.Option(
            "--plot",
            metavar="FILE",
            help="Write a plot of papers by week and topic to FILE as SVG.",
        ),
    ] = None,
) -> None:
    """Count papers by week and topic, decisions, and sources.

    Decisions are counted by user, as they hold now. Weeks start on Monday. Papers without a full
    date count only in the totals. The table shows as many of the latest weeks as fit; json and the
    plot show all of them.

    Example: papertriage stats --weeks 52 --plot weeks.svg
    """
    from papertriage.flows.upkeep.stats import library_stats
    from papertriage.text.json_out import indented

    found = library_stats(run.library(), run.taxonomy_summary().topics, weeks, clock.today())
    if plot is not None:
        from papertriage.writers.weeks_plot import weeks_plot

        rows = {name: each.by_week for name, each in found.topics.items()}
        put([weeks_plot(found.weeks, rows)], plot)
    send(run.screen, [indented(found)] if form == "json" else _tables(run, found))


def _tables(run: Run, found: "Stats") -> Iterator[str]:
    yield f"{run.shown_library()}: {counted(found.all.papers, 'paper')}"
    yield ""
    yield from _weeks(run.screen.room, found)
    if found.people:
        yield ""
        rows = [
            (safe(name), *(str(getattr(person, key)) for key in _PEOPLE[1:]))
            for name, person in found.people.items()
        ]
        yield from columns(_PEOPLE, rows, right=set(range(1, 6)), room=run.screen.room)
    if found.sources:
        yield ""
        rows = [
            (each.last, str(each.runs), str(each.failed), str(each.read), str(each.added),
             safe(name))
            for name, each in found.sources.items()
        ]  # fmt: skip
        yield from columns(_SOURCES, rows, right=set(range(1, 5)), room=run.screen.room)


def _weeks(room: int, found: "Stats") -> Iterator[str]:
    """Yield the table of topics by week, with as many of the latest weeks as fit."""
    rows = {"all papers": found.all, **{safe(name): each for name, each in found.topics.items()}}
    names = max(len("weeks to 2026-11-16"), min(max(map(len, rows)), _NAME))
    fit = max(1, (room - names - len("  papers")) // _WEEK_COLUMN)
    head = (
        f"weeks to {found.weeks[-1]}",
        "papers",
        *(f"{monday:%m-%d}" for monday in found.weeks[-fit:]),
    )
    body = [
        (name[:_NAME], str(each.papers), *(str(count or "·") for count in each.by_week[-fit:]))
        for name, each in rows.items()
    ]
    yield from columns(head, body, right=set(range(1, len(head))), room=room)
