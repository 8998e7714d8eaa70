"""How the commands that print lists of papers choose a format and a dress for them."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from papertriage.cli.run import Run
from papertriage.cli.screen import to_terminal

if TYPE_CHECKING:
    from papertriage.writers.look import Look


def fitting(out: Path | None) -> str:
    """Return the format that fits the stream: a table on a terminal, else TSV."""
    return "table" if to_terminal() and not out else "tsv"


def look(run: Run, *, explain: bool = False, multi: bool = False) -> "Look":
    """Return how lists are drawn on this screen."""
    from papertriage.writers.look import Look

    return Look(
        width=run.screen.width,
        color=run.screen.colored(sys.stdout),
        unicode=run.screen.unicode,
        explain=explain,
        multi=multi,
    )
