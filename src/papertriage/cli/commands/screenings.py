"""``papertriage screenings``: the progress and the conflicts of the library's screenings."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from papertriage.cli.app import command
from papertriage.cli.columns import columns, send
from papertriage.cli.options import OutputFile
from papertriage.cli.run import Run
from papertriage.errors import UsageError
from papertriage.text.clean import counted, safe
from papertriage.writers.cells import hanging

if TYPE_CHECKING:
    from papertriage.flows.review.progress import Progress
    from papertriage.flows.review.screenings import Screener, Summary
    from papertriage.library import Library


@command("screenings")
def screenings(
    run: Run,
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="Show this screening."),
    ] = None,
    conflicts: Annotated[
        bool, typer.Option("--conflicts", help="List the papers on which users disagree.")
    ] = False,
    form: Annotated[
        Literal["table", "csv"],
        typer.Option("--format", "-f", help="table, or csv with a row per decision."),
    ] = "table",
    out: OutputFile = None,
) -> None:
    """List screenings, or show one with its conflicts.

    It shows users, reasons for exclusion, and certificates. papertriage review --learn starts and
    resumes a screening. Users do not see each other's decisions until --conflicts lists them.

    Example: papertriage screenings owls --conflicts
    """
    if name is None and (conflicts or form == "csv"):
        raise UsageError("--conflicts and -f csv need the NAME of a screening")
    lines = _lines(run.library(), name, run.screen.room, conflicts=conflicts, form=form)
    send(run.screen, lines, out)


def _lines(
    library: "Library", name: str | None, room: int, *, conflicts: bool, form: str
) -> Iterator[str]:
    from papertriage.flows.review.screenings import summaries, summary

    library.read().close()  # raises if there is no library
    if name is None:
        return _list(summaries(library), room)
    if form == "csv":
        return _csv(library, name, conflicts=conflicts)
    if conflicts:
        return _conflicts(library, name, room)
    return _one(summary(library, name), room)


def _list(found: "list[Summary]", room: int) -> Iterator[str]:
    if not found:
        return hanging("no screenings; papertriage review --learn --query TEXT starts one", room)
    rows = [
        (safe(one.pool.name), str(len(one.pool.members)), _decided(one), safe(one.pool.query))
        for one in found
    ]
    return columns(("name", "papers", "decided", "query"), rows, right={1}, room=room)


def _decided(one: "Summary") -> str:
    return ", ".join(f"{safe(each.name)} {len(each.progress.decisions)}" for each in one.screeners)


def _one(found: "Summary", room: int) -> Iterator[str]:
    pool = found.pool
    papers = counted(len(pool.members), "paper")
    yield f"{safe(pool.name)}: {papers} · {safe(pool.query)} ({pool.recipe})"
    head = ("by", "decided", "included", "excluded", "unread")
    rows = [(safe(each.name), *map(str, _counts(each.progress))) for each in found.screeners]
    yield from columns(head, rows, right=range(1, len(head)), room=room)
    for each in found.screeners:
        yield from _reasons(each)
        if proved := each.progress.certificate:
            verdict = "enough" if proved.kept else "not enough"
            promise = f"{verdict} for a recall of {proved.promised:.2f}"
            yield f"{safe(each.name)}: {proved.words}; {promise}"


def _counts(now: "Progress") -> tuple[int, int, int, int]:
    decided = len(now.decisions)
    return decided, now.included, decided - now.included, now.unread


def _reasons(one: "Screener") -> Iterator[str]:
    if any(one.reasons):
        parts = [
            f"{count} {safe(reason) or 'without a reason'}" for reason, count in one.reasons.items()
        ]
        yield f"{safe(one.name)} excluded: {', '.join(parts)}"


def _conflicts(library: "Library", name: str, room: int) -> Iterator[str]:
    from papertriage.flows.review.screenings import is_conflict, verdicts

    rows = [
        (safe(of_paper[0].paper.id), safe("; ".join(each.words for each in of_paper)),
         safe(of_paper[0].paper.title or ""))
        for of_paper in verdicts(library, name)
        if is_conflict(of_paper)
    ]  # fmt: skip
    yield from columns(("id", "decided", "title"), rows, room=room)


def _csv(library: "Library", name: str, *, conflicts: bool) -> Iterator[str]:
    from papertriage.flows.review.screenings import is_conflict, verdicts
    from papertriage.writers.csv_table import row

    yield "id,title,by,decision,reason"
    for of_paper in verdicts(library, name):
        if conflicts and not is_conflict(of_paper):
            continue
        for one in of_paper:
            decision = "included" if one.included else "excluded"
            cells = (one.paper.id, one.paper.title, one.by, decision, one.reason)
            yield row([safe(each or "") for each in cells]).rstrip("\n")
