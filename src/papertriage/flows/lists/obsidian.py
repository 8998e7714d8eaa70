"""Keeps a folder of Obsidian notes up to date with a reading list.

A note is found by the ids in its front matter, so users may rename it, move it into a subfolder or
edit its properties, and its paper may get another title. What is below the marker line is kept byte
for byte; a note without the line is left alone. Notes of papers that left the list stay. Each note
is replaced as a whole, by rename.
"""

import errno
import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import msgspec

from papertriage.errors import CannotCreateError, MissingInputError
from papertriage.flows.whole_file import whole_file
from papertriage.report import Entry
from papertriage.text.clean import safe
from papertriage.writers.citekey import citekey
from papertriage.writers.listing import item_of
from papertriage.writers.notes import IDS, MARKER, names_of, note

_HEAD = 64 * 1024
"""Bytes of a note in which its front matter is looked for."""
_PROPERTY = re.compile(
    rf"^[\"']?(?P<name>id|{'|'.join(sorted(IDS))})[\"']?:(?P<value>.*(?:\n[ \t]+\S.*)*)$",
    re.MULTILINE,
)
"""A property that identifies a paper; its value may continue in indented lines."""
_KEY = re.compile(rf"(?:sha1|{'|'.join(sorted(IDS))}):")
_BLOCK = re.compile(r"\A(?:[>|][+-]?\s|- )")
"""The indicator of a block scalar, or of the only item of a list."""
_COMMENT = re.compile(r"\s#.*")
_MARKER = re.compile(rb"^" + re.escape(MARKER.encode()) + rb"[ \t]*\r?$\n?", re.MULTILINE)


class Written(msgspec.Struct, kw_only=True):
    """How many notes were added, updated and unchanged; `left_alone` have no marker line."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    left_alone: list[Path] = []


def write_notes(folder: Path, entries: Iterable[Entry]) -> Written:
    """Write a note for each entry of a list into a folder, or update the one that is there.

    Raises:
        CannotCreateError: the folder or a note cannot be created.
        CannotWriteError: a note cannot be written; the old one is still there.
        MissingInputError: a note cannot be read.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"{safe(str(folder))}: cannot be created ({error.strerror})"
        raise CannotCreateError(message) from None
    known = dict(_known(folder))
    done = Written()
    for entry in entries:
        names = names_of(entry.paper)
        path = next((known[name] for name in names if name in known), None)
        path = path or _free(folder, citekey(entry.paper))
        _update(path, note(item_of(entry)).encode(), done)
        known.update(dict.fromkeys(names, path))
    return done


def _update(path: Path, head: bytes, done: Written) -> None:
    old = _read(path)
    if old is None:
        _write(path, head + b"\n")
        done.added += 1
        return
    marker = _MARKER.search(old)
    if marker is None:
        done.left_alone.append(path)
    elif (new := head + old[marker.end() :]) == old:
        done.unchanged += 1
    else:
        _write(path, new)
        done.updated += 1


def _known(folder: Path) -> Iterator[tuple[tuple[str, str], Path]]:
    """Yield the names that the notes of a folder have in their front matter, in a fixed order."""
    for path in sorted(_files(folder), reverse=True):  # of two notes the first by name counts
        head = (_read(path, _HEAD) or b"").decode("utf-8", errors="replace")
        opened, _, rest = head.replace("\r\n", "\n").partition("---\n")
        front, closed, _ = rest.partition("\n---\n")
        if opened or not closed:
            continue
        names = {found["name"]: _scalar(found["value"]) for found in _PROPERTY.finditer(front)}
        # Users' own notes may have a DOI, too.
        if MARKER in rest or _KEY.match(names.get("id", "")):
            yield from ((name, path) for name in names.items())


def _files(folder: Path) -> Iterator[Path]:
    """Yield the Markdown files of a folder and its subfolders, except those in hidden folders.

    Links to folders are followed; each folder is visited once.
    """
    met = set()
    for place, folders, files in os.walk(folder, onerror=_unreadable, followlinks=True):
        real = os.path.realpath(place)
        if real in met:
            folders.clear()
            continue
        met.add(real)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(place, name) for name in files if name.endswith(".md"))


def _scalar(text: str) -> str:
    """Return the text of a short YAML scalar: plain, quoted or in a block."""
    text = _BLOCK.sub("", " ".join(text.split()))
    if text.startswith('"'):
        with suppress(msgspec.DecodeError):
            return msgspec.json.decode(text, type=str)
    if text.startswith("'"):
        return text.strip("'").replace("''", "'")
    return _COMMENT.sub("", text)


def _free(folder: Path, name: str) -> Path:
    """Return a path for a new note that does not exist yet."""
    path, number = folder / f"{name}.md", 1
    while os.path.lexists(path):
        number += 1
        path = folder / f"{name}-{number}.md"
    return path


def _read(path: Path, most: int = -1) -> bytes | None:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return None
        with path.open("rb") as stream:
            return stream.read(most)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ELOOP):
            return None
        _unreadable(error)


def _unreadable(error: OSError) -> NoReturn:
    path = safe(str(error.filename))
    raise MissingInputError(f"{path}: cannot be read ({error.strerror})") from None


def _write(path: Path, data: bytes) -> None:
    with whole_file(path) as stream:
        stream.write(data)
