"""What the commands that write lists share: ranking by tags, the format, and the look."""

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from papertriage import clock
from papertriage.cli.pipe import papers_of
from papertriage.cli.run import Run
from papertriage.cli.screen import to_terminal
from papertriage.text.clean import counted

if TYPE_CHECKING:
    from papertriage.flows.lists.taxonomy_cache import TaxonomySummary
    from papertriage.ranking.select import Criteria
    from papertriage.report import Report
    from papertriage.writers.look import Look


def default_format(out: Path | None) -> str:
    """Return the default format: a table on a terminal, else TSV."""
    return "table" if to_terminal() and not out else "tsv"


def look(
    run: Run, *, explain: bool = False, multi: bool = False, widest: int | None = None
) -> "Look":
    """Return how lists are drawn on this screen."""
    from papertriage.writers.look import Look

    return Look(
        width=min(run.screen.width, widest or run.screen.width),
        color=run.screen.colored(sys.stdout),
        links=run.screen.has_links,
        unicode=run.screen.unicode,
        explain=explain,
        verbose=run.screen.verbose,
        multi=multi,
    )


def by_tags(
    run: Run,
    inputs: Sequence[str] | None,
    criteria: "Criteria",
    summary: "TaxonomySummary",
    held: ExitStack | None = None,
) -> "Report":
    """Rank the papers of the inputs, or of the library, by their tags.

    With `held` the library stays open and entries are read lazily.
    """
    from papertriage.flows.lists.rank import rank_library, rank_papers

    today = clock.today()
    if inputs:
        return rank_papers(papers_of(run, inputs), criteria, today)
    report, others = rank_library(run.library(), criteria, today, summary.fingerprint, held)
    if others:
        papers = counted(others, "paper")
        run.screen.warn(f"{papers} tagged with other topics; run: papertriage tag")
    return report


def warn_of_untagged(run: Run, report: "Report") -> None:
    """Warn about papers that are on no list because they are not tagged."""
    if report.papers and report.untagged == report.papers:
        none_of = f"none of {counted(report.papers, 'paper')} has tags yet"
        run.screen.warn(f"{none_of}; run: papertriage tag")
    elif report.untagged:
        untagged = counted(report.untagged, "paper")
        run.screen.warn(f"{untagged} new or changed and not tagged yet; run: papertriage tag")
