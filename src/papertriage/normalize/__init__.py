"""Normalizing: a raw record becomes a paper, cleaned once, the same way for every form."""

from papertriage.normalize.record import Context, NotAPaperError, normalize

__all__ = ["Context", "NotAPaperError", "normalize"]
