"""``papertriage check``: read all that the library holds, and set aside what means nothing."""

from typing import TYPE_CHECKING, Annotated

import typer

from papertriage.cli.app import command
from papertriage.cli.output import output
from papertriage.cli.run import OK, Run
from papertriage.text.clean import counted, safe

if TYPE_CHECKING:
    from papertriage.library import Library

_PROBLEMS = 1


@command("check")
def check(
    run: Run,
    repair: Annotated[
        bool,
        typer.Option("--repair", help="Move bad lines into a file beside the log."),
    ] = False,
) -> int:
    """Check the library: logs, papers, tags and index.

    It prints a line for each problem, as file:line: what. With --repair it moves bad lines, byte
    for byte, into a file beside the log; nothing is lost. Exits with 1 if problems are found or
    left.

    Example: papertriage check --repair
    """
    library = run.library()
    if repair:
        _repair(run, library)
    reading = library.check()
    count = 0
    with output(None) as write:
        for defect in reading.defects():
            count += 1
            where = f"{defect.file}:{defect.line}" if defect.line else defect.file
            write(safe(f"{where}: {defect.what}").encode("utf-8", errors="replace") + b"\n")
    told = f"{count} problems" if count else "no problems"
    if count and not repair:
        told += " (papertriage check --repair sets bad lines aside)"
    held = f"{counted(reading.papers, 'paper')}, {counted(reading.lines, 'line')}"
    run.screen.say(f"{held} in {run.shown_library()}: {told}")
    return _PROBLEMS if count else OK


def _repair(run: Run, library: "Library") -> None:
    for done in library.repair():
        parted = f", {done.split} lines parted in two" if done.split else ""
        run.screen.say(
            f"{done.file}: {done.lines} bad lines ({done.size} bytes) set aside in {done.into}"
            f"{parted}"
        )
