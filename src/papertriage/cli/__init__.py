"""The command line: options in, flows called, results on the screen, exit codes out."""

import gc

# Modules and records hold next to no cycles: looking for them each 700 objects took 4 % of a
# `rank`, and 3 to 9 % of an ingest.
gc.set_threshold(100_000)

from papertriage.cli.main import main  # noqa: E402 - imports are what is meant to be quick

__all__ = ["main"]
