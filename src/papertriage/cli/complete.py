"""What the shell offers after a TAB: the names that an option or an argument takes.

Each function returns the names that begin with what was typed. None of them may fail or talk: the
user is in the middle of a line.
"""

from collections.abc import Iterable
from pathlib import Path

import typer

from papertriage.errors import PapertriageError

VARIABLE = "_PAPERTRIAGE_COMPLETE"
"""Set by the scripts of ``papertriage completion``; Typer looks for it."""

SHELLS = ("bash", "zsh", "fish")


def prepare() -> None:
    """Let Typer answer the scripts; only wanted when `VARIABLE` is set."""
    # Typer does this by itself only where it may add options of its own to --help.
    from typer._completion_classes import completion_init

    completion_init()


def topics(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the topics of the taxonomy that is in effect, by what stands before on the line too."""
    from papertriage.config import config
    from papertriage.topics.taxonomy import load

    given = ctx.find_root().params | {name: value for name, value in ctx.params.items() if value}
    named = {name: Path(given[name]) for name in ("config", "topics") if given.get(name)}
    flags = config.Flags(config=named.get("config"), no_config=bool(given.get("no_config")))
    try:
        path = named.get("topics") or config.settings(flags).topics
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
    """Offer the shells that there is a script for."""
    return _beginning(SHELLS, incomplete)


def _beginning(names: Iterable[str], incomplete: str) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]
