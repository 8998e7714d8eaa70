"""Search over a library: a disposable tantivy index beside papers.jsonl.

The index finds candidates; their lines in papers.jsonl decide what they are and what they score.
"""

from papertriage.library.search.score import Found
from papertriage.library.search.searcher import Hit, Hits, Searcher
from papertriage.library.search.tantivy_query import Limits

__all__ = ["Found", "Hit", "Hits", "Limits", "Searcher"]
