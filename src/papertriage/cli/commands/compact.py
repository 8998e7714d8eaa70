"""``papertriage compact``: remove the lines that later ones replaced."""

from papertriage.cli.app import command
from papertriage.cli.run import Run


@command("compact")
def compact(run: Run) -> None:
    """Remove superseded and forgotten lines from the library.

    Identical lines are removed, too. It writes a new file beside the old one, verifies it, and
    replaces the old one. Meanwhile readers are not affected, and other writers wait.

    Example: papertriage compact
    """
    library = run.library()
    before, after = library.compact()
    run.screen.say(
        f"compacted {run.shown_library()}: papers and tags take {after / 1e6:.1f} MB,"
        f" before {before / 1e6:.1f} MB"
    )
