"""``papertriage completion``: the script that lets a shell complete names."""

from importlib.resources import files
from typing import Annotated

import typer

from papertriage.cli import complete
from papertriage.cli.app import command
from papertriage.cli.output import put
from papertriage.cli.run import Run
from papertriage.errors import UsageError


@command("completion")
def completion(
    _run: Run,
    shell: Annotated[
        str,
        typer.Argument(metavar="SHELL", help="bash, zsh or fish.", autocompletion=complete.shells),
    ],
) -> None:
    """Print a completion script for your shell.

    Example: eval "$(papertriage completion bash)"
    """
    if shell not in complete.SHELLS:
        raise UsageError(
            f'no completion for "{shell}"', hint=f"shells: {', '.join(complete.SHELLS)}"
        )
    put([files("papertriage").joinpath("data", "completion", shell).read_text("utf-8")])
