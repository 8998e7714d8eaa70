"""``papertriage show``: show everything about a paper."""

from typing import Annotated, Literal

import typer

from papertriage.cli import rows
from papertriage.cli.app import command
from papertriage.cli.lists import look
from papertriage.cli.options import Ids
from papertriage.cli.output import output
from papertriage.cli.run import Run


@command("show")
def show(
    run: Run,
    ids: Ids,
    form: Annotated[
        Literal["text", "jsonl"], typer.Option("--format", "-f", help="text or jsonl.")
    ] = "text",
    url: Annotated[bool, typer.Option("--url", help="Print only the URL.")] = False,
) -> None:
    """Show everything about a paper, with tags and evidence.

    With -v it adds up each score part by part.

    Example: papertriage show 2611.04217

    Example: papertriage show 2
    """
    from papertriage.flows.lists.seen import find_remembered
    from papertriage.ranking.headline_of import headline_of
    from papertriage.writers import jsonl, phrases
    from papertriage.writers.show import show as draw

    drawn = look(run, explain=run.screen.verbose, widest=100)
    with output(None) as write:
        for number, found in enumerate(find_remembered(run.library(), rows.named(run, ids))):
            paper = found.paper
            if url:
                write(f"{phrases.address(paper)}\n".encode())
            elif form == "jsonl":
                write(jsonl.line(paper, found.mark, found.others).encode())
            else:
                write(b"\n" * bool(number))
                own = [found.mark] if found.mark else []
                parts = draw(
                    paper,
                    drawn,
                    headline=headline_of(paper),
                    marks=[*own, *found.others],
                    listed=found.listed,
                    records=found.records,
                )
                for part in parts:
                    write(part.encode("utf-8", errors="replace"))
