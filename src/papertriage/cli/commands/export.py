"""``papertriage export``: the live papers of the library, for other tools."""

from typing import Annotated

import typer

from papertriage.cli import complete
from papertriage.cli.app import command
from papertriage.cli.lists import look
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
            help="jsonl, json, csv, bibtex, ris, csl, atom, table, tsv, md or html.",
            autocompletion=complete.export_formats,
        ),
    ] = "jsonl",
    bom: Bom = False,
    out: OutputFile = None,
) -> int:
    """Write all papers of the library, as JSON Lines or in another format.

    Formats that draw lists (table, tsv, md, html) have each paper once: under its best topic, or
    with those that are on none.

    Example: papertriage export --tags | jq -r 'select(.tags[0].score > .9) | .title'

    Example: papertriage export -f bibtex -o library.bib
    """
    from papertriage.flows.lists.export import Export

    mark = byte_order_mark(form, wanted=bom)
    export = Export(run.library(), form, look(run, multi=True), tags=tags)
    with output(out) as write:
        for part in export.parts():
            write(mark + part)
            mark = b""
    run.screen.say(f"{export.count} papers of {run.shown_library()}")
    return OK
