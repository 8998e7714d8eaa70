"""The command line: options in, flows called, results on the screen, exit codes out."""

import gc
import os


def main() -> None:
    """Run the command. Signals are handled first: the imports take most of a short run."""
    try:
        from papertriage.cli import signals

        signals.handle()
    except KeyboardInterrupt:
        os._exit(130)
    # Modules and records hold next to no cycles: looking for them each 700 objects took 4 % of a
    # `rank`, and 3 to 9 % of an ingest.
    gc.set_threshold(100_000)
    from papertriage.cli.command_line import run

    run()
