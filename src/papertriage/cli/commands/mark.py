"""``papertriage mark``: what the user says of a paper."""

from typing import TYPE_CHECKING, Annotated, cast

import typer

from papertriage.cli.app import command
from papertriage.cli.run import OK, Run
from papertriage.errors import UsageError
from papertriage.text.clean import safe

if TYPE_CHECKING:
    from papertriage.flows.lists.seen import Said

_DONE = {
    "read": "read: off the lists (rank --include read brings it back)",
    "star": "starred: it bears a star on the lists",
    "skip": "skipped: off the lists (rank --include skip brings it back)",
    "clear": "cleared: as if nothing had been said",
}


@command("mark")
def mark(
    run: Run,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="ID... read|star|skip|clear",
            help="Any known names of papers, then what you say of them.",
        ),
    ],
    note: Annotated[
        str | None,
        typer.Option("--note", metavar="TEXT", help="A few words of your own; show tells them."),
    ] = None,
) -> int:
    """Say of papers that they are read, starred or to be skipped.

    Read and skipped papers leave the lists. The last word on a paper counts; clear takes it back.

    Example: papertriage mark 2611.04217 star --note "for the seminar"
    """
    *names, verdict = words
    if verdict not in _DONE or not names:
        what = f'"{safe(verdict)}" is no verdict' if names else "a paper and a verdict are needed"
        raise UsageError(what, hint="papertriage mark ID... read|star|skip|clear")
    if note is not None and verdict == "clear":
        raise UsageError("clear takes the note back too; it takes none")
    from papertriage.flows.lists.seen import mark as flow

    said = cast("Said", verdict)
    for paper in flow(run.library(), names, said, note):
        title = f" · {safe(paper.title)}" if paper.title else ""
        run.screen.say(f"{safe(paper.id)} {_DONE[verdict]}{title}")
    run.screen.say(f"noted in {run.shown_library()}")
    return OK
