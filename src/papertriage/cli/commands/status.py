"""``papertriage status``: what the library holds and when its sources were read."""

from papertriage.cli.app import command
from papertriage.cli.output import output
from papertriage.cli.run import OK, Run
from papertriage.text import safe


@command("status")
def status(run: Run) -> int:
    """Tell what the library holds.

    What is tagged, on which topics, and when each source was last read.
    """
    from papertriage.flows.upkeep import library_status

    found = library_status(run.library(), run.taxonomy())
    lines = [
        f"library   {run.shown_library()}",
        f"papers    {found.papers}",
        f"tagged    {found.tagged}" + (f", {found.waiting} waiting" if found.waiting else ""),
        f"topics    {', '.join(f'{name} {count}' for name, count in found.topics.items())}",
    ]
    if found.unreadable:
        lines.append(f"unreadable lines {found.unreadable}")
    for source in found.sources:
        problem = f" · {safe(source.problem)}" if source.problem else ""
        form = safe(source.form or "not read")
        lines.append(
            f"source    {source.when[:16].replace('T', ' ')}  {safe(source.source)}"
            f" ({form}): {source.seen} seen, {source.added} added{problem}"
        )
    with output(None) as write:
        write("".join(f"{line}\n" for line in lines).encode("utf-8", errors="replace"))
    return OK
