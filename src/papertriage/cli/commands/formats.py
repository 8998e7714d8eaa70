"""``papertriage formats``: list the formats that can be read and written."""

from papertriage.cli.app import command
from papertriage.cli.columns import columns, send
from papertriage.cli.run import Run

_INDENT = "  "


@command("formats")
def formats(run: Run) -> None:
    """List the formats that can be read and written."""
    from papertriage.readers.registry import FORMS
    from papertriage.writers.cells import wrap
    from papertriage.writers.registry import WRITERS

    room = run.screen.room - len(_INDENT)
    first, *rest = [(form.name, f"{form.title}; {form.mark}") for form in FORMS.values()]
    lines = [
        "read (ingest detects the form; --from FORM sets it):",
        *(_INDENT + line for line in columns(first, rest, room=room)),
        "written (rank --format FORMAT):",
        *(_INDENT + line for line in wrap(", ".join(WRITERS), room)),
    ]
    send(run.screen, lines)
