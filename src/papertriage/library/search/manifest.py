"""The manifest: which files of tantivy's there are, what of, and how one would notice a change.

It lists the files of one generation, each with its size, time and checksum, and the revision of the
library's index that they were made from. Files that it does not list are not looked at.
"""

import os
import stat
import zlib
from pathlib import Path

import msgspec

from papertriage.errors import MissingInputError
from papertriage.library import files, layout
from papertriage.library.search import schema, terms

NAME = "manifest.json"


class File(msgspec.Struct, frozen=True):
    """One file as it was: `crc` says all, size and time tell at a glance."""

    size: int
    modified: int
    crc: int


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a generation is.

    Attributes:
        made_by: see `made_by`.
        generation: the name of its folder.
        index: the name of the library's index that it was made from.
        revision: the revision of that.
        files: its files by name.
    """

    made_by: str
    generation: str
    index: str
    revision: int
    files: dict[str, File]


def place_of(folder: Path) -> Path:
    """Return the folder of a library's index."""
    return folder / layout.SEARCH


def read(place: Path) -> Manifest | None:
    """Return the manifest if it is one, and made by this version."""
    try:
        descriptor = files.open_regular(place / NAME, os.O_RDONLY)
        with os.fdopen(descriptor, "rb") as file:
            found = msgspec.json.decode(file.read(), type=Manifest)
    except (OSError, MissingInputError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    named = found.generation.startswith("g-") and "/" not in found.generation
    return found if named and found.made_by == made_by() else None


def made_by() -> str:
    """Return what changes when a paper comes to be indexed in another way."""
    import tantivy

    probe = "On \u00c9migr\u00e9-Sampling: \u03b2-VAEs, the na\u00efve analyses of colour, dying"
    words = [terms.stem(word) for word in terms.words(probe)]
    version = tantivy.__version__  # type: ignore[attr-defined]  # its stubs lack it
    return f"{schema.FORMAT} {version} {' '.join(words)}"


def is_sound(place: Path, manifest: Manifest) -> bool:
    """Tell whether all files are what they were: by size and time, else byte for byte."""
    for name, known in manifest.files.items():
        path = place / manifest.generation / name
        try:
            status = path.lstat()
            if not stat.S_ISREG(status.st_mode) or status.st_size != known.size:
                return False
            if status.st_mtime_ns != known.modified and _crc(path) != known.crc:
                return False
        except OSError:
            return False
    return bool(manifest.files)


def noted(generation: Path, known: dict[str, File]) -> dict[str, File]:
    """Note the files of a generation; of those that were there before the checksum is known.

    What begins with a dot is tantivy's own list of them, and its locks: a thread of its may tidy
    that list when the index is long done.
    """
    found = {}
    for path in sorted(generation.iterdir()):
        if not path.name.startswith("."):
            status = path.stat()
            before = known.get(path.name)
            same = before and (before.size, before.modified) == (status.st_size, status.st_mtime_ns)
            crc = before.crc if before and same else _crc(path)
            found[path.name] = File(status.st_size, status.st_mtime_ns, crc)
    return found


def invalidate(folder: Path) -> None:
    """Remove the manifest, so that the index is built again."""
    (place_of(folder) / NAME).unlink(missing_ok=True)


def defect(folder: Path) -> str | None:
    """Return which file of the index is damaged, every byte read; None if none is in use."""
    place = place_of(folder)
    manifest = read(place)
    if manifest is None:
        return None
    for name, known in manifest.files.items():
        path = place / manifest.generation / name
        if not path.is_file() or _crc(path) != known.crc:
            return f"{layout.SEARCH}/{manifest.generation}/{name}"
    return None


def _crc(path: Path) -> int:
    crc = 0
    with path.open("rb") as file:
        while block := file.read(files.BLOCK):
            crc = zlib.crc32(block, crc)
    return crc
