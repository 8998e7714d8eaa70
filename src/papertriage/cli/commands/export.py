"""``papertriage export``: the live papers of the library as JSON Lines."""

from typing import Annotated

import typer

from papertriage.cli.app import command
from papertriage.cli.options import OutputFile
from papertriage.cli.output import output
from papertriage.cli.run import OK, Run


@command("export")
def export(
    run: Run,
    tags: Annotated[bool, typer.Option("--tags", help="With their tags.")] = False,
    out: OutputFile = None,
) -> int:
    """Write the library's papers as JSON Lines.

    Example: papertriage export --tags | jq -r 'select(.tags[0].score > .9) | .title'
    """
    from papertriage.flows.upkeep import live_papers
    from papertriage.paper import encode

    count = 0
    with output(out) as write:
        for paper in live_papers(run.library(), tags=tags):
            write(encode(paper) + b"\n")
            count += 1
    run.screen.say(f"{count} papers of {run.shown_library()}")
    return OK
