"""``papertriage export``: write the papers of the library for other tools."""

from pathlib import Path
from typing import Annotated

import typer

from papertriage.cli import complete
from papertriage.cli.app import command
from papertriage.cli.lists import look
from papertriage.cli.memory import chosen
from papertriage.cli.options import Bom, Marked, OutputFile, Same, Starred
from papertriage.cli.output import byte_order_mark, output
from papertriage.cli.run import Run
from papertriage.errors import UsageError
from papertriage.text.clean import counted


@command("export")
def export_(
    run: Run,
    tags: Annotated[bool, typer.Option("--tags", help="Include tags.")] = False,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="jsonl, json, csv, bibtex, ris, csl, atom, table, tsv, md, html or mail.",
            autocompletion=complete.export_formats,
        ),
    ] = "jsonl",
    records: Annotated[
        bool, typer.Option("--records", help="Write the original records instead of merged papers.")
    ] = False,
    starred: Starred = False,
    include: Marked = None,
    same: Same = None,
    bom: Bom = False,
    out: OutputFile = None,
) -> None:
    """Write the papers of the library in any format.

    --records writes all records in the order in which they were stored; papertriage ingest rebuilds
    the same library from them.

    Formats with lists (table, tsv, md, html, mail) show each paper once, under its best topic or
    under "no topic".

    Example: papertriage export --tags | jq -r 'select(.tags[0].score > .9) | .title'

    Example: papertriage export --starred -f bibtex -o starred.bib
    """
    from papertriage.flows.lists.export import Export

    marked = chosen(starred, include)
    if records:
        if marked:
            raise UsageError("--records cannot be combined with --starred or --include")
        _records(run, form, out, tags=tags)
        return
    mark = byte_order_mark(form, wanted=bom).encode()
    drawn = look(run, multi=True)
    export = Export(run.library(), form, drawn, tags=tags, same=same, marked=marked)
    with output(out) as write:
        for part in export.parts():
            write(mark + part)
            mark = b""
    run.screen.say(f"{counted(export.count, 'paper')} of {run.shown_library()}")


def _records(run: Run, form: str, out: Path | None, *, tags: bool) -> None:
    """Write the records of the library."""
    from papertriage.flows.lists.export import records

    if form != "jsonl" or tags:
        raise UsageError("--records writes JSON Lines without tags", hint="leave out -f and --tags")
    count = 0
    with output(out) as write:
        for line in records(run.library()):
            write(line)
            count += 1
    run.screen.say(f"{counted(count, 'record')} of {run.shown_library()}")
