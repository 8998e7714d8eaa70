"""Searches a library with a tantivy index, which can be rebuilt at any time.

The index finds candidates; hits and scores are computed from the papers themselves.
"""

from papertriage.library.search.score import Found
from papertriage.library.search.searcher import Hit, Hits, Searcher
from papertriage.library.search.tantivy_query import Limits

__all__ = ["Found", "Hit", "Hits", "Limits", "Searcher"]
