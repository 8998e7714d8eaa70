"""The manifest of the search index, which shows whether tantivy's files are complete and unchanged.

It lists the files of one generation, each with its size, time and checksum, and the revision of the
library's index that they were made from. Files that it does not list are ignored.
"""

import stat
import zlib
from pathlib import Path

import msgspec

from papertriage.errors import MissingInputError
from papertriage.library import files, layout
from papertriage.library.search import schema, terms

NAME = "manifest.json"


class File(msgspec.Struct, frozen=True):
    """One file as it was; its checksum is computed only if size or time differ."""

    size: int
    modified: int
    crc: int


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The description of a generation.

    Attributes:
        made_by: see `made_by`.
        generation: the name of its folder.
        index: the name of the library's index that it was made from.
        revision: the revision of that index.
        files: its files by name.
    """

    made_by: str
    generation: str
    index: str
    revision: int
    files: dict[str, File]


def place_of(folder: Path) -> Path:
    """Return the folder of a library's search index."""
    return folder / layout.SEARCH


def read(place: Path) -> Manifest | None:
    """Return the manifest if it is valid, and of this version."""
    try:
        found = msgspec.json.decode(files.read(place / NAME), type=Manifest)
    except (OSError, MissingInputError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    named = found.generation.startswith("g-") and "/" not in found.generation
    return found if named and found.made_by == made_by() else None


def made_by() -> str:
    """Return a text that changes when papers are indexed in another way."""
    import tantivy

    probe = "On \u00c9migr\u00e9-Sampling: \u03b2-VAEs, the na\u00efve analyses of colour, dying"
    words = [terms.stem(word) for word in terms.words(probe)]
    version = tantivy.__version__  # type: ignore[attr-defined]  # its stubs lack it
    return f"{schema.FORMAT} {version} {' '.join(words)}"


def is_sound(place: Path, manifest: Manifest) -> bool:
    """Return whether all files are unchanged: by size and time, else by checksum."""
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
    """Describe the files of a generation; known checksums of unchanged files are kept.

    Files that start with a dot are tantivy's list of files and its locks. They are left out, as a
    thread of tantivy may change that list later.
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
    """Return a damaged file of the index, after reading all of them; None without any."""
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
