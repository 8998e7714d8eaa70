"""The files of a plan: one file, those in a folder, a Maildir, those that match a pattern."""

import os
from collections.abc import Generator
from glob import glob, has_magic
from itertools import takewhile
from pathlib import Path

import msgspec

from papertriage.config.subscription import Subscription
from papertriage.errors import MissingInputError
from papertriage.flows.ingest.planned import Planned, nothing
from papertriage.flows.ingest.source_name import is_network
from papertriage.sources.files import STDIN, open_source
from papertriage.sources.page import Page
from papertriage.text.clean import safe

_MAILDIR = ("cur", "new")
"""The folders in which a Maildir keeps its mails."""


def is_on_disk(one: Subscription) -> bool:
    """Return whether a source is a regular file, which can be read without waiting."""
    if one.source == STDIN or is_network(one.source):
        return False
    return os.path.isfile(one.path(one.source))  # noqa: PTH113 - Path's raises where this is false


def files_of(one: Subscription, plan: Planned) -> list[Planned]:
    """Return the files of a folder or of a pattern; any other source unchanged."""
    if plan.is_network or one.source == STDIN:
        return [plan]
    path = Path(one.path(one.source))
    if path.is_dir():
        return _in_folder(one, plan, path)
    return _fitting(one, plan) if one.is_subscribed and not path.exists() else [plan]


def _in_folder(one: Subscription, plan: Planned, path: Path) -> list[Planned]:
    """Return the files of a folder, or the mails of a Maildir; hidden files are left alone."""
    is_maildir = all((path / part).is_dir() for part in _MAILDIR)
    places = [path / part for part in _MAILDIR] if is_maildir else [path]
    inside = sorted(each for place in places for each in place.iterdir() if each.name[0] != ".")
    names = [str(Path(one.source) / each.relative_to(path)) for each in inside if each.is_file()]
    replace = msgspec.structs.replace
    found = [replace(each, is_found=True) for each in _planned(one, plan, names)]
    if not is_maildir and any(each.is_dir() for each in inside):
        note = "its subfolders were not read; name them too"
    elif not found:
        note = "contains no files"
    else:
        return found
    page = nothing(plan.name, notes=(note,))
    return [*found, replace(plan, waits=False, open=lambda _: (each for each in (page,)))]


def _fitting(one: Subscription, plan: Planned) -> list[Planned]:
    """Return the files that match a pattern; if none does, opening the source says so."""
    if not has_magic(one.source):
        return [plan]
    pattern = str(Path(one.source).expanduser())
    found = sorted(glob(pattern, root_dir=one.folder, recursive=True))  # noqa: PTH207 - absolute ones, too
    names = [name for name in found if Path(one.path(name)).is_file()]
    return _planned(one, plan, names) or [
        msgspec.structs.replace(plan, open=lambda _: _no_file(plan.name, pattern, one))
    ]


def _planned(one: Subscription, plan: Planned, names: list[str]) -> list[Planned]:
    return [
        msgspec.structs.replace(
            plan,
            name=safe(name),
            belongs_to=plan.name,
            waits=False,
            open=lambda _, name=name: file_page(one.path(name)),
        )
        for name in names
    ]


def _no_file(name: str, pattern: str, one: Subscription) -> Generator[Page, None, None]:
    """Say that no file matches a pattern; a missing folder is an error.

    Raises:
        MissingInputError: there is no such folder.
    """
    parts = Path(pattern).parts
    fixed = Path(*takewhile(lambda part: not has_magic(part), parts))
    if not Path(one.path(str(fixed))).is_dir():
        raise MissingInputError(f"{name}: {safe(str(fixed))} is not a folder")
    yield nothing(name, notes=("no file matches",))


def file_page(source: str) -> Generator[Page, None, None]:
    with open_source(source) as page:
        yield page
