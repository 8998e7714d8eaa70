"""The only state on disk: a folder of JSON Lines with a disposable index."""

from papertriage.library.history import Apart, Forgot, Listed, Marked
from papertriage.library.library import Library
from papertriage.library.records import TagLine, text_hash
from papertriage.library.runs import Batch, Run

__all__ = [
    "Apart",
    "Batch",
    "Forgot",
    "Library",
    "Listed",
    "Marked",
    "Run",
    "TagLine",
    "text_hash",
]
