"""Search over a library: a disposable tantivy index beside the library's own.

It finds candidates; the papers themselves decide whether they are hits, and what they score.
"""

from papertriage.library.search.score import Found
from papertriage.library.search.searcher import Hit, Hits, Searcher
from papertriage.library.search.tantivy_query import Limits

__all__ = ["Found", "Hit", "Hits", "Limits", "Searcher"]
