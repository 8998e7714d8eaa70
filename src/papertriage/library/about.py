"""library.json, which describes a library, and the files that git needs."""

import os
from pathlib import Path
from typing import Any, Literal

import msgspec

from papertriage.errors import ConfigError
from papertriage.library import files, layout

Policy = Literal["work", "report"]
"""What counts as one paper: a work in all its publications, or each publication."""
_IGNORED = (b".lock", b".cache/", b"tags.jsonl")
_MERGED = b"*.jsonl merge=union"


class About(msgspec.Struct, frozen=True, omit_defaults=True):
    """The content of library.json.

    Attributes:
        format: that of the library's files.
        same: the policy by which its records are grouped.
        imported: the files of format 1 that were imported, with their sizes at that time.
    """

    format: int = layout.FORMAT
    same: Policy = "work"
    imported: dict[str, int] = {}


def about_of(folder: Path) -> About | None:
    """Return the description of a library; None if there is no library.

    Raises:
        ConfigError: a newer papertriage wrote it, or library.json is damaged.
        MissingInputError: library.json cannot be read.
    """
    path = folder / layout.ABOUT
    try:
        about = _parsed(files.read(path, files.BLOCK))
    except FileNotFoundError:
        has_papers = os.path.lexists(folder / layout.FORMER_PAPERS)
        has_records = os.path.lexists(folder / layout.RECORDS)
        return About(format=1) if has_papers and not has_records else None
    if about is None:
        raise ConfigError(
            f"{files.shown(path)}: damaged; nothing was read or stored",
            hint=f'if only this file is damaged, write {{"format": {layout.FORMAT}}} into it',
        )
    if about.format > layout.FORMAT:
        raise ConfigError(
            f"{files.shown(path)}: format {about.format} is newer than format {layout.FORMAT} of"
            " this papertriage; nothing was read or stored",
            hint="upgrade papertriage, or choose another library with --library",
        )
    return about


def write_about(folder: Path, about: About) -> None:
    """Write library.json, and before it the files that git needs.

    An existing .gitattributes gets a line if it lacks it: without it a merge would put conflict
    markers into a log.

    Raises:
        CannotWriteError: the old library.json is unchanged.
        CannotCreateError: .gitattributes is not a regular file.
    """
    ignored, attributes = folder / ".gitignore", folder / ".gitattributes"
    if not os.path.lexists(ignored):
        files.replace(ignored, _IGNORED)
    try:
        there = files.read(attributes, flags=os.O_RDWR).splitlines()
    except FileNotFoundError:
        there = []
    if _MERGED not in there:
        files.replace(attributes, [*there, _MERGED])
    files.replace(folder / layout.ABOUT, [_encode(about)])


def _encode(about: About) -> bytes:
    fields = {"format": about.format, "same": about.same}
    return msgspec.json.encode(fields | ({"imported": about.imported} if about.imported else {}))


def _parsed(data: bytes) -> About | None:
    try:
        fields = msgspec.json.decode(data, type=dict[str, Any])
        about = msgspec.convert({k: v for k, v in fields.items() if k in _FIELDS}, About)
    except (ValueError, RecursionError):  # ValueError: msgspec's own errors and bad UTF-8
        return None
    return about if "format" in fields and about.format > 0 else None


_FIELDS = frozenset(About.__struct_fields__)
