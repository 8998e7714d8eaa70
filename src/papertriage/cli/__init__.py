"""The command line: options in, flows called, results on the screen, exit codes out."""

import gc

# Modules and records hold next to no cycles: looking for them each 700 objects takes 4 % of a
# short command and more of a long one (benchmarks/startup.py).
gc.set_threshold(100_000)

from papertriage.cli.main import main  # noqa: E402 - imports are what is meant to be quick

__all__ = ["main"]
