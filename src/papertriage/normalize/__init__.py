"""Normalizing: a raw record becomes a paper, cleaned once, the same way for every form."""

from papertriage.normalize.days import Context
from papertriage.normalize.errors import NotAPaperError
from papertriage.normalize.record import normalize

__all__ = ["Context", "NotAPaperError", "normalize"]
