"""The only state on disk: a folder of JSON Lines with a disposable index."""

from papertriage.library.history import Apart, Forgot
from papertriage.library.library import Library
from papertriage.library.records import TagLine, text_hash
from papertriage.library.runs import Run

__all__ = ["Apart", "Forgot", "Library", "Run", "TagLine", "text_hash"]
