"""``papertriage config``: paths and settings in effect."""

import re

from papertriage.cli.app import command, group
from papertriage.cli.output import put
from papertriage.cli.run import Run
from papertriage.text.clean import safe

config = group("config", no_args_is_help=True, help="Show paths and settings.")


@command("path", to=config)
def path(run: Run) -> None:
    """Print the paths of the library, the topics and the configuration files."""
    from papertriage.config.config import topics_home

    found = run.settings
    files = [f"configuration  {file}" for file in found.files]
    topics = found.topics or f"built in (yours would be {topics_home(found)})"
    _print([f"library        {found.library}", f"topics         {topics}", *files])


@command("show", to=config)
def show(run: Run) -> None:
    """Print the settings in effect, and where the library was set."""
    from papertriage.flows.ingest.source_name import name_of

    found = run.settings
    _print(
        [
            f"library: {found.library}  # from {found.library_from}",
            f"topics: {found.topics or 'built in'}",
            f"sources: {', '.join(map(name_of, found.sources)) or 'none'}",
            f"known: {', '.join(map(str, found.known)) or 'none'}",
            f"trust: {', '.join(sorted(map(str, found.trusted))) or 'none'}",
            f"rank limit: {found.limit or 'none'}",
            f"rank min-score: {found.min_score}",
            f"rank format: {found.format or 'table on a terminal, tsv elsewhere'}",
            f"lock-timeout: {found.lock_timeout:g}",
        ]
    )


def _print(lines: list[str]) -> None:
    # Make names safe but keep the runs of blanks between columns.
    parts = (re.split(r"( {2,})", line) for line in lines)
    shown = ("".join(part if part.isspace() else safe(part) for part in line) for line in parts)
    put(f"{line}\n" for line in shown)
