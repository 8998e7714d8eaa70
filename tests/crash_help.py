"""The crash suite's scale: short in `make test`, whole in `make crash`."""

import os

FULL = os.environ.get("PAPERTRIAGE_CRASH") == "full"
"""Whether every kill, cut and flip is tried, which takes some minutes."""


def scaled(short: int, full: int) -> range:
    """Return the seeds of a trial: a few of them, or all."""
    return range(full if FULL else short)
