"""Merging: are two records one paper, and which field of each is the better? Both pure."""

from papertriage.grouping.fields import merge
from papertriage.grouping.verdict import Kind, Verdict, contrary, same, verdict

__all__ = ["Kind", "Verdict", "contrary", "merge", "same", "verdict"]
