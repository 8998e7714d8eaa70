"""``papertriage duplicates``: what was merged and why, and near pairs left apart."""

from typing import TYPE_CHECKING, Annotated

import typer

from papertriage.cli.app import command
from papertriage.cli.output import output
from papertriage.cli.run import OK, Run
from papertriage.cli.screen import to_terminal
from papertriage.errors import UsageError
from papertriage.text.clean import safe

if TYPE_CHECKING:
    from papertriage.flows.upkeep.duplicates import Finding

_APART = "apart"


@command("duplicates")
def duplicates(
    run: Run,
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID]... | apart ID ID",
            help="Papers to tell of, all without; or the word apart and two that are not one.",
        ),
    ] = None,
) -> int:
    """Tell which records became one paper and why, and which alike ones did not.

    One line a pair: merged, near (left apart; see for yourself) or apart, the two names, the
    reason, the title. After "papertriage duplicates apart ID ID" no ingest merges these two.

    Example: papertriage duplicates 2611.04217
    """
    if ids and ids[0] == _APART:
        return _set_apart(run, ids[1:])
    from papertriage.flows.upkeep.duplicates import duplicates as flow

    counts = {"merged": 0, "near": 0, "apart": 0}
    with output(None) as write:
        for finding in flow(run.library(), ids or []):
            counts[finding.kind] += 1
            write(_line(finding).encode("utf-8", errors="replace"))
    told = f"{counts['merged']} merged, {counts['near']} near and left apart"
    run.screen.say(f"{told}, {counts['apart']} set apart, in {run.shown_library()}")
    return OK


def _line(finding: "Finding") -> str:
    cells = (finding.kind, finding.id, finding.other, finding.why, finding.title or "no title")
    kind, one, other, why, title = map(safe, cells)
    if not to_terminal():
        return f"{kind}\t{one}\t{other}\t{why}\t{title}\n"
    return f"{kind:<6}  {one:<22}  {other:<22}  {why} · {title}\n"


def _set_apart(run: Run, names: list[str]) -> int:
    if len(names) != 2:
        raise UsageError("apart takes two papers", hint="papertriage duplicates apart ID ID")
    from papertriage.flows.upkeep.duplicates import set_apart

    one, other = set_apart(run.library(), *names)
    run.screen.say(f"{one} and {other} stay two papers, in {run.shown_library()}")
    return OK
