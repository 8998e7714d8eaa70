"""Stores everything that is kept: a folder of JSON Lines, with an index that can be rebuilt."""

from papertriage.library.history import Event
from papertriage.library.library import Library
from papertriage.library.runs import Batch, Run
from papertriage.library.tags import TagLine, text_hash

__all__ = ["Batch", "Event", "Library", "Run", "TagLine", "text_hash"]
