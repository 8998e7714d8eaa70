"""The figures that ship with papertriage: background frequencies and the topics' weights.

`scripts/build_background.py` and `scripts/fit_builtin.py` make them from abstracts that do not
ship. Both files contain single stems only, none of them rare, so no sentence can be read from them.
"""

import gzip
import hashlib
from functools import cache
from pathlib import Path

import msgspec

from papertriage.topics.profile import Profile

SCORING = 4
"""Raised by every change of code or constants that can move a score: `tag` then tags again."""


class Background(msgspec.Struct, frozen=True):
    """How common stems are: `df` of `papers` abstracts contain a stem."""

    papers: int
    df: dict[str, int]


@cache
def background() -> Background:
    """Return the document frequencies of stems in a broad sample of abstracts."""
    return msgspec.json.decode(gzip.decompress(_read("background.json.gz")), type=Background)


@cache
def profiles() -> dict[str, Profile]:
    """Return the weights of the built-in topics."""
    return msgspec.json.decode(_read("profiles.json"), type=dict[str, Profile])


@cache
def digest() -> str:
    """Return a hash of both files and of `SCORING`: if it differs, scores may."""
    figures = _read("background.json.gz") + _read("profiles.json")
    return hashlib.sha256(figures + str(SCORING).encode()).hexdigest()


def taxonomy_file() -> Path:
    """Return the file of the built-in topics: in a wheel, else in the checkout."""
    packaged = Path(__file__).parents[1] / "data" / "taxonomy.yaml"
    checkout = Path(__file__).parents[3] / "configs" / "taxonomy.yaml"
    return packaged if packaged.exists() else checkout


def _read(name: str) -> bytes:
    return (Path(__file__).parents[1] / "data" / name).read_bytes()
