"""``papertriage export``: the live papers of the library, for other tools."""

from typing import Annotated

import typer

from papertriage.cli import complete
from papertriage.cli.app import command
from papertriage.cli.options import Bom, OutputFile
from papertriage.cli.output import byte_order_mark, output
from papertriage.cli.run import OK, Run


@command("export")
def export_(
    run: Run,
    tags: Annotated[bool, typer.Option("--tags", help="With their tags.")] = False,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="jsonl, json, csv, bibtex, ris, csl or atom.",
            autocompletion=complete.export_formats,
        ),
    ] = "jsonl",
    bom: Bom = False,
    out: OutputFile = None,
) -> int:
    """Write the library's papers as JSON Lines, or in another tool's format.

    Example: papertriage export --tags | jq -r 'select(.tags[0].score > .9) | .title'

    Example: papertriage export -f bibtex -o library.bib
    """
    from papertriage.flows.export import Export

    mark = byte_order_mark(form, wanted=bom)
    export = Export(run.library(), form, tags=tags)
    with output(out) as write:
        for part in export.parts():
            write(mark + part)
            mark = b""
    run.screen.say(f"{export.count} papers of {run.shown_library()}")
    return OK
