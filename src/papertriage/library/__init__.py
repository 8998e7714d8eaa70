"""The only state on disk: a folder of JSON Lines with a disposable index."""

from papertriage.library.history import Forgot
from papertriage.library.library import Library
from papertriage.library.records import TagLine, text_hash
from papertriage.library.runs import Run

__all__ = ["Forgot", "Library", "Run", "TagLine", "text_hash"]
