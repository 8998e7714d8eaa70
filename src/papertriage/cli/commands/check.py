"""``papertriage check``: check all files of the library, and set bad lines aside."""

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
        bool, typer.Option("--repair", help="Move bad lines into a separate file.")
    ] = False,
) -> int:
    """Check the library: logs, papers, tags and index.

    It prints each problem as FILE:LINE: PROBLEM. With --repair it moves bad lines, byte for byte,
    into a file beside the log, so that nothing is lost. It exits with 1 if problems remain.

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
    found = counted(count, "problem") if count else "no problems"
    if count and not repair:
        found += " (papertriage check --repair sets bad lines aside)"
    held = f"{counted(reading.papers, 'paper')}, {counted(reading.lines, 'line')}"
    run.screen.say(f"{held} in {run.shown_library()}: {found}")
    return _PROBLEMS if count else OK


def _repair(run: Run, library: "Library") -> None:
    for done in library.repair():
        split = f", {counted(done.split, 'line')} split in two" if done.split else ""
        lines = counted(done.lines, "bad line")
        run.screen.say(f"{done.file}: {lines} ({done.size} bytes) set aside in {done.into}{split}")
