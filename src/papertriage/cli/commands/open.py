"""``papertriage open``: a paper's page or PDF in the browser."""

from typing import Annotated

import typer

from papertriage.cli import rows
from papertriage.cli.app import command
from papertriage.cli.options import Ids
from papertriage.cli.output import put
from papertriage.cli.run import OK, PARTIAL, Run
from papertriage.errors import MissingInputError
from papertriage.text.clean import safe


@command("open")
def open_papers(
    run: Run,
    ids: Ids,
    pdf: Annotated[bool, typer.Option("--pdf", help="Open the PDF instead of the page.")] = False,
) -> int:
    """Open the page of a paper in the browser.

    For a paper whose page is not known it opens a search of arXiv for the title. Where there is no
    display, such as over SSH, it prints the address instead. BROWSER names a browser of your
    choice. Only addresses that start with http or https are opened.

    A whole number is a row of the last list that rank or search printed in a terminal; a PMID is
    written pmid:31452104.

    Example: papertriage open 2611.04217 --pdf

    Example: papertriage open 1
    """
    from papertriage.flows.browser import opened
    from papertriage.flows.upkeep.upkeep import find_papers
    from papertriage.writers import phrases

    address_of, what = (phrases.pdf, "PDF") if pdf else (phrases.link_or_search, "page")
    papers = list(find_papers(run.library(), rows.named(run, ids)))
    without = [safe(paper.id) for paper in papers if not address_of(paper)]
    if len(without) == len(papers):
        raise MissingInputError(
            f"no address of a {what} is known for {', '.join(without)}",
            hint="papertriage show ID prints what is known of a paper",
        )
    for address in filter(None, map(address_of, papers)):
        if opened(address):
            run.screen.say(f"opened {address}")
        else:
            put([f"{address}\n"])
    for key in without:
        run.screen.warn(f"{key}: no address of a {what} is known")
    return PARTIAL if without else OK
