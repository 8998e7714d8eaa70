"""``papertriage show``: one paper whole."""

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from papertriage.cli.app import command
from papertriage.cli.output import output
from papertriage.cli.run import OK, Run

if TYPE_CHECKING:
    from papertriage.paper import Paper


@command("show")
def show(
    run: Run,
    ids: Annotated[
        list[str],
        typer.Argument(metavar="ID...", help="Any known name: an arXiv id, a DOI, a key."),
    ],
    form: Annotated[
        Literal["text", "jsonl"], typer.Option("--format", "-f", help="text or jsonl.")
    ] = "text",
    url: Annotated[bool, typer.Option("--url", help="Print the address only.")] = False,
) -> int:
    """Show a paper whole, with tags and evidence.

    Example: papertriage show 2611.04217
    """
    from papertriage.flows.upkeep import find_papers
    from papertriage.paper import encode
    from papertriage.writers.look import Look
    from papertriage.writers.show import show as draw

    look = Look(
        width=min(run.screen.width, 100),
        color=run.screen.colored(sys.stdout),
        unicode=run.screen.unicode,
        explain=True,
    )
    with output(None) as write:
        for number, paper in enumerate(find_papers(run.library(), ids)):
            if url:
                write(f"{paper.url or ''}\n".encode())
            elif form == "jsonl":
                write(encode(paper) + b"\n")
            else:
                write(b"\n" * bool(number))
                for part in draw(paper, look, headline=_headline(paper)):
                    write(part.encode("utf-8", errors="replace"))
    return OK


def _headline(paper: "Paper") -> str | None:
    from papertriage.ranking.headline import headline

    links = [link for link in (paper.code_url, paper.project_url) if link]
    return None if paper.title else headline(paper.abstract or "", links)
