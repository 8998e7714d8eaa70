"""``papertriage compact``: drop the lines that later ones replaced."""

from papertriage.cli.app import command
from papertriage.cli.run import OK, Run


@command("compact")
def compact(run: Run) -> int:
    """Drop the lines of the library that later ones replaced.

    The new file is written beside the old one, read again, and takes its place at once; readers
    never notice. Other writers wait meanwhile.

    Example: papertriage compact
    """
    library = run.library()
    before, after = library.compact()
    run.screen.say(
        f"papers and tags take {after / 1e6:.1f} MB, before {before / 1e6:.1f} MB,"
        f" in {run.shown_library()}"
    )
    return OK
