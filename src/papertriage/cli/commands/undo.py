"""``papertriage undo``: undo the last decision."""

from papertriage.cli.app import command
from papertriage.cli.options import As
from papertriage.cli.run import OK, Run
from papertriage.text.clean import safe


@command("undo")
def undo(run: Run, by: As = None) -> int:
    """Undo your last decision.

    This is a mark, a forget or a correction of duplicates. Run it again to undo the one before.
    Decisions of other users do not change.

    Example: papertriage mark 2611.04217 skip; papertriage undo
    """
    from papertriage.flows.upkeep.undo import undo as flow

    for event in flow(run.library(), by or ""):
        name = safe(event.names[0]) if event.names else "a paper"
        run.screen.say(f"undid {event.event} of {name} (of {event.date})")
    run.screen.say(f"recorded in {run.shown_library()}")
    return OK
