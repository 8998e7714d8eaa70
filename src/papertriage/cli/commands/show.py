"""``papertriage show``: show everything about a paper."""

import sys
from typing import Annotated, Literal

import typer

from papertriage.cli import rows
from papertriage.cli.app import command
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
    from papertriage.writers.look import Look
    from papertriage.writers.show import show as draw

    look = Look(
        width=min(run.screen.width, 100),
        color=run.screen.colored(sys.stdout),
        links=run.screen.has_links,
        unicode=run.screen.unicode,
        explain=run.screen.verbose,
    )
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
                    look,
                    headline=headline_of(paper),
                    marks=[*own, *found.others],
                    listed=found.listed,
                    records=found.records,
                )
                for part in parts:
                    write(part.encode("utf-8", errors="replace"))
