"""The command line: options in, flows called, results on the screen, exit codes out."""

from papertriage.cli.main import main

__all__ = ["main"]
