"""A cache of expensive results in ``.cache/``.

An entry may be deleted, damaged or replaced at any time: it has a checksum, and one that is damaged
or answers another question is ignored. Nothing is cached where the folder cannot be written to.
"""

import contextlib
import hashlib
from collections.abc import Sequence
from pathlib import Path

from papertriage.errors import PapertriageError
from papertriage.library import files, layout


def load(folder: Path, name: str, question: str) -> list[bytes] | None:
    """Return the lines that were kept under a name for this question, or None."""
    try:
        head, _, body = files.read(folder / layout.CACHE / name).partition(b"\n")
    except (OSError, PapertriageError):
        return None
    return body.splitlines() if head == _head(question, body) else None


def keep(folder: Path, name: str, question: str, lines: Sequence[bytes]) -> None:
    """Keep lines, without newlines in them, for the next `load` of this question."""
    body = b"".join(line + b"\n" for line in lines)
    path = folder / layout.CACHE / name
    with contextlib.suppress(OSError, PapertriageError):
        files.make_cache(path.parent)
        files.replace(path, [_head(question, body), *lines])


def _head(question: str, body: bytes) -> bytes:
    asked = hashlib.blake2b(question.encode(errors="surrogateescape"), digest_size=16).hexdigest()
    kept = hashlib.blake2b(body, digest_size=16).hexdigest()
    return f"{asked} {kept}".encode()
