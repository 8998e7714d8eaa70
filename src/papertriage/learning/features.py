"""The learner's features of a pool of texts: weighted terms, nearness to a query, neighbours.

All of it depends on the pool and the query alone and is computed once. Recipe and figures are in
benchmarks/RESULTS.md, "Screening".
"""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any

from papertriage.topics.tfidf import stem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

NEIGHBOURS = 30
_WORD = re.compile(r"\b\w\w+\b")
_COMMONEST = 0.95
"""A term in a larger share of the pool distinguishes nothing."""
_PAIR = 1 << 32
"""The code of a pair of words is first * _PAIR + second; that of a word is its number, from 1."""

_QUERY_WORD = re.compile(r"[a-z0-9]+")
_K1, _B = 1.5, 0.75
_BLOCK = 256
"""Records that are compared with the pool at a time: 40 MB at 20,000 records."""


class Terms:
    """TF-IDF of words and of pairs of adjacent words.

    tf is 1 + ln(count), idf is ln((1 + n) / (1 + df)) + 1 over the pool, and a row has length 1.
    Terms of a single record are dropped last: they connect it with nothing.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        """Count the pool's terms."""
        import numpy as np

        numbers: dict[str, int] = defaultdict(count(1).__next__)
        codes, rows = _codes(texts, numbers.__getitem__)
        self._numbers = dict(numbers)
        terms, columns = np.unique(codes, return_inverse=True)
        pairs, counts = np.unique(rows * max(1, len(terms)) + columns, return_counts=True)
        rows, columns = np.divmod(pairs, max(1, len(terms)))
        df = np.bincount(columns, minlength=len(terms))
        usual = df <= _COMMONEST * len(texts)
        self._codes = terms[usual]
        self._idf = np.log((1 + len(texts)) / (1 + df[usual])) + 1
        self._shared = np.flatnonzero(df[usual] > 1)
        place = np.cumsum(usual) - 1
        kept = usual[columns]
        self.matrix = self._rows(len(texts), rows[kept], place[columns[kept]], counts[kept])

    def row(self, text: str) -> Any:
        """Return a text from outside the pool as one row of the matrix."""
        import numpy as np

        codes, _ = _codes([text], lambda word: self._numbers.get(word, 0))
        found, counts = np.unique(codes[np.isin(codes, self._codes)], return_counts=True)
        columns = np.searchsorted(self._codes, found)
        return self._rows(1, np.zeros_like(columns), columns, counts)

    def words(self, columns: "Ints") -> list[str]:
        """Return the terms of columns of the matrix, a pair with a blank between."""
        names = list(self._numbers)
        codes = self._codes[self._shared[columns]].tolist()
        return [
            " ".join(names[number - 1] for number in divmod(code, _PAIR) if number)
            for code in codes
        ]

    def _rows(self, height: int, rows: "Ints", columns: "Ints", counts: "Ints") -> Any:
        import numpy as np
        from scipy import sparse

        weights = (1 + np.log(counts)) * self._idf[columns]
        lengths = np.sqrt(np.bincount(rows, weights**2, minlength=height))
        places = rows.astype(np.int32), columns.astype(np.int32)  # liblinear takes no others
        whole = sparse.coo_array(
            (weights / lengths[rows], places), shape=(height, len(self._codes))
        )
        return whole.tocsc()[:, self._shared].tocsr()


def _codes(texts: Sequence[str], number: Callable[[str], int]) -> tuple["Ints", "Ints"]:
    """Return the code of each word and pair in some texts, and the row of each."""
    import numpy as np

    each = [list(map(number, _WORD.findall(text.lower()))) for text in texts]
    words = np.fromiter((word for row in each for word in row), np.int64)
    rows = np.repeat(np.arange(len(each)), [len(row) for row in each])
    adjacent = (rows[:-1] == rows[1:]) & (words[:-1] > 0) & (words[1:] > 0)
    pairs = words[:-1] * _PAIR + words[1:]
    return np.concatenate([words, pairs[adjacent]]), np.concatenate([rows, rows[:-1][adjacent]])


class Nearness:
    """BM25 of each record for a query: k1 1.5, b .75, idf ln(1 + (n - df + .5) / (df + .5)).

    Words are Snowball stems without stop words. A word that occurs c times in the query counts
    1 + ln(c) times.
    """

    def __init__(self, texts: Sequence[str], query: str) -> None:
        """Score the pool."""
        import numpy as np
        from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

        def content(text: str) -> list[str]:
            return [word for word in _words(text) if word not in ENGLISH_STOP_WORDS]

        wanted = [stem(word) for word in content(query)]
        self.stems = sorted(set(wanted))
        place = {root: column for column, root in enumerate(self.stems)}
        columns: dict[str, int] = {}
        counts = np.zeros((len(texts), len(self.stems)))
        lengths = np.zeros(len(texts))
        for row, text in enumerate(texts):
            words = content(text)
            lengths[row] = len(words)
            for word in words:
                column = columns.get(word)
                if column is None:
                    column = columns[word] = place.get(stem(word), -1)
                if column >= 0:
                    counts[row, column] += 1
        df = (counts > 0).sum(axis=0)
        idf = np.log(1 + (len(texts) - df + 0.5) / (df + 0.5))
        emphasis = 1 + np.log([wanted.count(root) for root in self.stems])
        usual = lengths.sum() / max(1, len(texts)) or 1.0
        room = _K1 * (1 - _B + _B * lengths / usual)[:, None]
        self.shares: Floats = counts * (_K1 + 1) / (counts + room) * idf * emphasis
        """One row for each record, one column for each stem of the query."""
        self.scores: Floats = self.shares.sum(axis=1)

    def words(self, row: int, text: str) -> list[tuple[str, float]]:
        """Return the query's words as a record's text has them, with their shares of its score."""
        shares = dict(zip(self.stems, self.shares[row].tolist(), strict=True))
        first: dict[str, str] = {}
        for word in _words(text):
            first.setdefault(stem(word), word)
        found = [(first[root], share) for root, share in shares.items() if share > 0]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def _words(text: str) -> list[str]:
    return _QUERY_WORD.findall(text.lower())


def neighbours(matrix: Any) -> Any:
    """Return for each record the 30 that are nearest by cosine, or all of a smaller pool.

    Returns:
        a sparse matrix; a row has the cosines, divided by their sum.
    """
    import numpy as np
    from scipy import sparse

    size = matrix.shape[0]
    most = min(NEIGHBOURS, size - 1)
    columns, weights = [], []
    across = matrix.T.tocsr()
    for start in range(0, size, _BLOCK):
        near = (matrix[start : start + _BLOCK] @ across).toarray()
        rows = np.arange(len(near))
        near[rows, start + rows] = 0
        found = np.argpartition(-near, most, axis=1)[:, :most]
        cosines = np.take_along_axis(near, found, axis=1)
        weights.append(cosines / (cosines.sum(axis=1, keepdims=True) + 1e-12))
        columns.append(found)
    rows = np.repeat(np.arange(size), most)
    values = np.concatenate(weights).ravel(), (rows, np.concatenate(columns).ravel())
    return sparse.csr_array(values, shape=(size, size))
