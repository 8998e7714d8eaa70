"""``papertriage help``: print the help of a command, as --help does."""

from collections.abc import Iterable
from typing import Annotated

import typer

from papertriage.cli.app import app, command
from papertriage.cli.output import put
from papertriage.cli.run import Run
from papertriage.errors import UsageError
from papertriage.text.clean import safe


@command("help")
def help_(
    run: Run,  # noqa: ARG001 - every command takes it
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[COMMAND]...", help="A command."),
    ] = None,
) -> None:
    """Show the help of a command.

    Example: papertriage help topics new
    """
    found = typer.main.get_command(app)
    context = found.make_context("papertriage", [], resilient_parsing=True)
    for word in words or ():
        inner = found.get_command(context, word) if hasattr(found, "get_command") else None
        if inner is None:
            raise _unknown(word, getattr(found, "commands", ()))
        found = inner
        context = found.make_context(word, [], parent=context, resilient_parsing=True)
    put([f"{found.get_help(context)}\n"])


def _unknown(word: str, known: Iterable[str]) -> UsageError:
    from papertriage.text.suggest import did_you_mean

    return UsageError(
        f'no such command "{safe(word)}"{did_you_mean(word, known)}', hint="see papertriage --help"
    )
