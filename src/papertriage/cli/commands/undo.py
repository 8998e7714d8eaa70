"""``papertriage undo``: undo the last decision."""

from contextlib import suppress
from typing import TYPE_CHECKING

from papertriage.cli.app import command
from papertriage.cli.options import As
from papertriage.cli.run import Run
from papertriage.errors import UsageError
from papertriage.text.clean import safe

if TYPE_CHECKING:
    from papertriage.library import Event, Library


@command("undo")
def undo(run: Run, by: As = None) -> None:
    """Undo your last decision.

    This is a mark, a forget or a correction of duplicates. Run it again to undo the one before.
    Decisions of other users do not change.

    Example: papertriage mark 2611.04217 skip; papertriage undo
    """
    from papertriage.flows.upkeep.undo import undo as flow

    library = run.library()
    for event in flow(library, by or ""):
        name = safe(event.names[0]) if event.names else "a paper"
        title = _title(library, event)
        run.screen.say(f"undid {event.event} of {name} (of {event.date}){title}")
    run.screen.say(f"recorded in {run.shown_library()}")


def _title(library: "Library", event: "Event") -> str:
    """Return the title of the paper, if the library has it."""
    from papertriage.flows.upkeep.upkeep import find_papers
    from papertriage.ranking.headline_of import title_of

    with suppress(UsageError):
        for paper in find_papers(library, event.names[:1]):
            return f" · {title_of(paper)}"
    return ""
