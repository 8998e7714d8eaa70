"""``papertriage undo``: take back the last decision."""

from papertriage.cli.app import command
from papertriage.cli.options import As
from papertriage.cli.run import OK, Run
from papertriage.text.clean import safe


@command("undo")
def undo(run: Run, by: As = None) -> int:
    """Take back your last decision.

    It covers marks, forget and corrections of duplicates. Run it again to take back the one before.
    Decisions of other users do not change.

    Example: papertriage mark 2611.04217 skip; papertriage undo
    """
    from papertriage.flows.upkeep.undo import undo as flow

    for event in flow(run.library(), by or ""):
        name = safe(event.names[0]) if event.names else "a paper"
        run.screen.say(f"{event.event} of {name} undone (it was made on {event.date})")
    run.screen.say(f"noted in {run.shown_library()}")
    return OK
