"""The command line: reads options, calls the flows, and prints results and exit codes."""

import gc
import os


def main() -> None:
    """Run the command. Signal handlers come first, as imports take most of a short run."""
    try:
        from papertriage.cli import signals

        signals.handle()
    except KeyboardInterrupt:
        os._exit(130)
    # Modules and records have hardly any reference cycles, so collect garbage rarely: every 700
    # objects took 4 % of a `rank` and 3 to 9 % of an ingest.
    gc.set_threshold(100_000)
    from papertriage.cli.command_line import run

    run()
