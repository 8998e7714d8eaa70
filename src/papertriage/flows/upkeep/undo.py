"""Undoes the user's last decision, by an event that names it."""

from papertriage.config.user import user_name
from papertriage.errors import UsageError
from papertriage.library import Event, Library
from papertriage.library.history import DECISIONS


def undo(library: Library, user: str = "") -> list[Event]:
    """Undo the last decision of a user, the current one if empty; return its events.

    A decision that one command made on several papers is undone as a whole.

    Raises:
        MissingInputError: there is no library.
        UsageError: there is nothing to undo.
    """
    user = user or user_name()
    library.read().close()  # raises if there is no library
    decisions = [event for event in library.history(*DECISIONS) if event.by == user]
    if not decisions:
        raise UsageError(f"{user} has no decision to undo in this library")
    newest = max(decisions, key=lambda event: (event.batch or event.at, event.at, event.id))
    last = [
        event
        for event in decisions
        if event is newest or (event.batch and event.batch == newest.batch)
    ]
    library.remember(
        Event(event="undo", by=user, of=event.id, paper=event.paper, names=event.names)
        for event in last
    )
    return last
