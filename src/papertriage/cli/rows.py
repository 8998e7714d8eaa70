"""The rows of the last list on a terminal, so that ``open 1`` and ``mark 3 star`` name its papers.

They are kept for each user and library in the user's state folder, as a library may be read-only
or shared. A whole number always means a row: a PMID is written with its prefix.
"""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from papertriage.cli.run import Run
from papertriage.errors import PapertriageError, UsageError
from papertriage.text.clean import counted

if TYPE_CHECKING:
    from papertriage.report import Report

_MOST_DIGITS = 4
"""Digits of a row's number; a longer number is more likely a PMID."""


def shown(report: "Report") -> Iterable[str]:
    """Yield the keys of the papers of a report in the order in which the table numbers them."""
    for one in report.lists:
        yield from (entry.paper.id for entry in one.entries)
    yield from (change.paper.id for change in report.changed)


def hint(report: "Report", row: int) -> str:
    """Return what to type for the first paper of a report, which is in a row."""
    from papertriage.writers import phrases

    papers = (entry.paper for one in report.lists for entry in one.entries)
    changed = (change.paper for change in report.changed)
    first = next(chain(papers, changed))
    return f"papertriage {'open' if phrases.link(first) else 'show'} {row}"


def keep(run: Run, keys: Sequence[str]) -> None:
    """Keep the papers of a list that a terminal has shown; an empty list leaves the last one."""
    if not keys:
        return
    import msgspec

    from papertriage.library import files

    # A user without a home, or without room in it, gets no row numbers.
    with suppress(OSError, RuntimeError, PapertriageError):
        path = _path(run)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        files.replace(path, [msgspec.json.encode(keys)])


def named(run: Run, names: Sequence[str]) -> list[str]:
    """Return names of papers, with each row number replaced by the key of the paper in that row.

    Raises:
        UsageError: there is no such row.
    """
    if not any(_is_number(name) for name in names):
        return list(names)
    rows = _rows(run)
    return [_key(name, rows) if _is_number(name) else name for name in names]


def _is_number(name: str) -> bool:
    return name.isascii() and name.isdecimal()


def _key(name: str, rows: Sequence[str]) -> str:
    if len(name) <= _MOST_DIGITS and 0 < int(name) <= len(rows):
        return rows[int(name) - 1]
    if len(name) > _MOST_DIGITS:
        raise UsageError(f"no row {name}", hint=f"for a PMID, type: pmid:{name}")
    if not rows:
        raise UsageError(
            f"no row {name}: no list of this library was shown in a terminal yet",
            hint="papertriage rank and papertriage search number their rows",
        )
    raise UsageError(
        f"no row {name}: the last list has {counted(len(rows), 'row')}",
        hint=f"type a number of that list or an id (a PMID as pmid:{name})",
    )


def _rows(run: Run) -> list[str]:
    """Return the keys of the last list, none where it cannot be read."""
    import msgspec

    from papertriage.library import files

    try:
        return msgspec.json.decode(files.read(_path(run)), type=list[str])
    except (OSError, RuntimeError, PapertriageError, msgspec.DecodeError):
        return []


def _path(run: Run) -> Path:
    import hashlib

    from platformdirs import user_state_path

    library = os.fsencode(run.settings.library.resolve())
    name = hashlib.blake2b(library, digest_size=8).hexdigest()
    return user_state_path("papertriage", appauthor=False) / "rows" / f"{name}.json"
