"""``papertriage compact``: drop the lines that later ones replaced."""

from papertriage.cli.app import command
from papertriage.cli.run import OK, Run


@command("compact")
def compact(run: Run) -> int:
    """Drop lines of the library that say nothing any more.

    These are superseded, identical and forgotten lines. The new file is written beside the old one,
    read again, and then replaces it; readers are not affected, and other writers wait.

    Example: papertriage compact
    """
    library = run.library()
    before, after = library.compact()
    run.screen.say(
        f"papers and tags take {after / 1e6:.1f} MB, before {before / 1e6:.1f} MB,"
        f" in {run.shown_library()}"
    )
    return OK
