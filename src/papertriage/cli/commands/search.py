"""``papertriage search``: search the library for papers."""

from itertools import chain
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from papertriage.cli import options, rows
from papertriage.cli.app import command
from papertriage.cli.lists import default_format, look
from papertriage.cli.memory import chosen
from papertriage.cli.output import byte_order_mark, put
from papertriage.cli.run import EMPTY, OK, Run
from papertriage.cli.screen import to_terminal

if TYPE_CHECKING:
    from papertriage.flows.lists.search import Answer


@command("search")
def search(
    run: Run,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="WORDS...",
            help="Words, fields: faces ti:faces au:okafor cat:cs.CV id:2611.04217 year:2026"
            ' topic:faces is:starred note:seminar distil* (one OR other) "a phrase" NOT word.',
        ),
    ],
    topic: options.OnTopics = None,
    since: options.Since = None,
    until: options.Until = None,
    undated: options.Undated = False,
    starred: options.Starred = False,
    include: options.Marked = None,
    sort: Annotated[
        Literal["score", "date"], typer.Option("--sort", help="Best or newest papers first.")
    ] = "score",
    limit: Annotated[
        int, typer.Option("--limit", "-l", metavar="N", min=1, help="Number of papers to list.")
    ] = 20,
    form: options.Format = None,
    bom: options.Bom = False,
    topics: options.TopicsFile = None,
    out: options.OutputFile = None,
    exit_status: Annotated[
        bool, typer.Option("--exit-status", "-e", help="Exit with 1 if nothing is found.")
    ] = False,
) -> int:
    """Search titles, abstracts, authors and ids in the library.

    A terminal gets a table, a pipe gets the lines of papertriage rank, id first. The score is BM25
    as a share of the highest that the query can give. A query of filters alone (au: cat: id: is:
    and the like) scores 1 and lists the newest papers first.

    Example: papertriage search 'ti:faces au:okafor -survey' --since 2026
    """
    from papertriage.flows.lists.search import SearchRequest
    from papertriage.flows.lists.search import search as find
    from papertriage.writers.registry import writer

    format_name = form or default_format(out)
    write = writer(format_name)
    mark = byte_order_mark(format_name, wanted=bom)
    request = SearchRequest(
        text=" ".join(words),
        topics=tuple(dict.fromkeys(topic or ())),
        taxonomy=run.taxonomy_summary(topics).topics if topic else (),
        since=options.day(since, "--since"),
        until=options.day(until, "--until", latest=True),
        undated=undated,
        marked=chosen(starred, include),
        limit=limit,
        newest=sort == "date",
    )
    answer = find(run.library(), request)
    is_numbered = format_name == "table" and out is None and to_terminal()
    put(chain([mark], write(answer.report, look(run))), out)
    keys = [*rows.shown(answer.report)] if is_numbered else []
    rows.keep(run, keys)
    run.screen.say(_summary(answer) + (f" · {rows.hint(answer.report, 1)}" if keys else ""))
    return EMPTY if exit_status and not answer.report.lists[0].entries else OK


def _summary(answer: "Answer") -> str:
    from papertriage.text.clean import counted, safe

    (one,) = answer.report.lists
    listed = one.counts.listed
    line = f"{safe(one.name)}: {answer.count} of {counted(answer.papers, 'paper')}, {listed} listed"
    drawn = any(entry.headline for entry in one.entries)
    line += " · ≈ headline drawn from the abstract" * drawn
    return line + " · ★ starred" * any(entry.is_starred for entry in one.entries)
