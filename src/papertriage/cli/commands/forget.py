"""``papertriage forget``: remove papers from the library."""

from typing import Annotated

import typer

from papertriage.cli.app import command
from papertriage.cli.options import DryRun
from papertriage.cli.run import Run
from papertriage.errors import UsageError
from papertriage.text.clean import counted


@command("forget")
def forget(
    run: Run,
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="An arXiv id, a DOI or a key.")
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(
            "--source", metavar="NAME", help="Remove all papers that only this source has."
        ),
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Remove papers from the library.

    A later ingest does not bring them back; papertriage undo does.

    Example: papertriage forget --source wrong-dump.txt
    """
    if bool(ids) == (source is not None):
        what = "ID and --source cannot be combined" if ids else "name papers by ID, or a --source"
        raise UsageError(what, hint="see papertriage forget --help")
    from papertriage.flows.upkeep.upkeep import forget as flow

    count = flow(run.library(), ids=ids or [], source=source, dry_run=dry_run)
    would = "would be forgotten; dry run, nothing written" if dry_run else "forgotten"
    run.screen.say(f"{counted(count, 'paper')} {would} in {run.shown_library()}")
