"""Completion: the names that the shell offers for an option or an argument after TAB.

Each function returns the names that start with what was typed. None may fail or print anything,
as the user is in the middle of typing a line.
"""

from collections.abc import Iterable
from pathlib import Path

import typer

from papertriage.errors import PapertriageError

VARIABLE = "_PAPERTRIAGE_COMPLETE"
"""The variable that the scripts of ``papertriage completion`` set and Typer reads."""

SHELLS = ("bash", "zsh", "fish")


def prepare() -> None:
    """Let Typer answer the completion scripts; needed only when `VARIABLE` is set."""
    # Typer does this itself only if it may add its own options to --help.
    from typer._completion_classes import completion_init

    completion_init()


def topics(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the topics of the taxonomy in effect, with --topics and --config of the same line."""
    from papertriage.config import config
    from papertriage.topics.taxonomy import load

    given = ctx.find_root().params | {name: value for name, value in ctx.params.items() if value}
    named = {name: Path(given[name]) for name in ("config", "topics") if given.get(name)}
    no_config = bool(given.get("no_config"))
    try:
        found = config.settings(config=named.get("config"), no_config=no_config)
        path = named.get("topics") or found.topics
        return _beginning(load(path).topics, incomplete)
    except (PapertriageError, OSError):
        return []


def formats(incomplete: str) -> list[str]:
    """Offer the formats of reading lists."""
    from papertriage.writers.registry import WRITERS

    return _beginning(WRITERS, incomplete)


def export_formats(incomplete: str) -> list[str]:
    """Offer the formats of an export."""
    from papertriage.flows.lists.export import FORMATS

    return _beginning(FORMATS, incomplete)


def forms(incomplete: str) -> list[str]:
    """Offer the forms that ingest reads."""
    from papertriage.readers.registry import FORMS

    return _beginning(FORMS, incomplete)


def shells(incomplete: str) -> list[str]:
    """Offer the shells that have a script."""
    return _beginning(SHELLS, incomplete)


def _beginning(names: Iterable[str], incomplete: str) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]
