"""Orders the records of a closed pool by what to read next, from a query and decisions.

It starts from the query's words alone. The score of a record is

    z(S) + 2 * 30 / (30 + n) * z(p) + z(M)

over the unread records, where n is the number of records included so far, S a linear SVM, p the
BM25 of the query and M naive Bayes; then n / (n + 20) times the mean score of its neighbours is
added. Everything is a function of the pool, the query and the decisions in their order. Recipe
and figures are in benchmarks/RESULTS.md, "Screening".
"""

from collections.abc import Sequence
from hashlib import sha1
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from papertriage.learning.features import Nearness, Terms, neighbours

if TYPE_CHECKING:
    from papertriage.learning.features import Floats, Ints

RECIPE = "words-1"
"""The version of all that an order depends on: a screening keeps the one it started with."""

_PENALTY = 0.11
_PRESUMED = 100
"""Unread records that are presumed to be excluded, less those that are."""
_PRESUMED_WEIGHT = 0.3
_RATIO = 9.8
"""The total weight of the included records, as a multiple of that of the excluded ones."""
_SMOOTHING = 0.3
_QUERY_WEIGHT, _QUERY_FADES = 2.0, 30
_NEIGHBOURS_GROW = 20
_STEP = 0.03
"""The share of what was read that is read before the next fit."""


class Record(NamedTuple):
    """A record of a pool, as the learner reads it."""

    title: str
    abstract: str


class Decision(NamedTuple):
    """A decision about a record of a pool, by its number, from 0."""

    number: int
    included: bool


class Share(NamedTuple):
    """A word and what it adds to a score."""

    word: str
    share: float


class Why(NamedTuple):
    """Why a record comes next; all shares are parts of one score, in standard deviations.

    Attributes:
        learned: its terms that count for or against it by the decisions, the largest first.
        query: its words that are in the query too, the largest contribution first.
        neighbours: included records that are most similar to it, the nearest first.
    """

    learned: list[Share]
    query: list[Share]
    neighbours: list[int]


class Fit(NamedTuple):
    """What was learned from some decisions.

    Attributes:
        ranking: the unread records in the order in which to read them; ties by their numbers.
        weights: of the SVM, one per term, in standard deviations of the unread records.
        query: those of BM25, likewise.
    """

    ranking: "Ints"
    weights: "Floats"
    query: float


class Learner:
    """A pool and a query, ready to learn from decisions about the pool's records.

    >>> learner = Learner([Record("Owls at dusk", ""), Record("Bread", "")], "owls")
    >>> learner.next([])
    [0, 1]
    """

    def __init__(self, pool: Sequence[Record], query: str) -> None:
        """Read the pool; the learner keeps all of it in memory.

        Args:
            pool: the records, in an order that is part of what is learned: it breaks ties.
            query: a title, keywords, a description; any words.
        """
        import numpy as np

        texts = [f"{record.title} {record.abstract}" for record in pool]
        self._texts = texts
        self.size = len(texts)
        self._terms = Terms(texts)
        self._query = self._terms.row(query)
        self._near = Nearness(texts, query)
        chance = [
            sha1(f"{number}|{record.title}".encode(), usedforsecurity=False).digest()
            for number, record in enumerate(pool)
        ]
        self._shuffled = np.array(sorted(range(self.size), key=chance.__getitem__), dtype=np.int64)
        self._neighbours: Any = None
        self._looking = Lock()

    def next(self, decisions: Sequence[Decision]) -> list[int]:
        """Return the undecided records in the order in which to read them, as known now.

        The first ones up to the next fit are certain, whatever is decided about them.
        """
        decided = {decision.number for decision in decisions}
        ranking = self.fit(decisions[: last_fit(len(decisions))]).ranking
        return [number for number in ranking.tolist() if number not in decided]

    def prepare(self) -> None:
        """Find the neighbours, which are needed from the first included record on; thread-safe."""
        _ = self._graph

    def fit(self, decisions: Sequence[Decision]) -> Fit:
        """Learn from all of these decisions."""
        import numpy as np

        read = np.array([decision.number for decision in decisions], dtype=np.int64)
        labels = np.array([decision.included for decision in decisions], dtype=bool)
        unread = np.setdiff1d(np.arange(self.size), read)
        weights = self._svm(read, labels, unread)
        margins = self._terms.matrix @ weights
        included = int(labels.sum())
        query = _QUERY_WEIGHT * _QUERY_FADES / (_QUERY_FADES + included)
        score = _standard(margins, unread) + query * _standard(self._near.scores, unread)
        if 0 < included < len(read):
            score += _standard(self._naive_bayes(read, labels), unread)
        if included:  # without included records the neighbours have no weight
            score += included / (included + _NEIGHBOURS_GROW) * (self._graph @ score)
        return Fit(
            unread[np.argsort(-score[unread], kind="stable")],
            weights / _spread(margins, unread),
            query / _spread(self._near.scores, unread),
        )

    def why(self, number: int, fit: Fit, decisions: Sequence[Decision], most: int = 5) -> Why:
        """Return the reasons for a record, at most `most` of each kind."""
        import numpy as np

        row = self._terms.matrix[[number]]
        learned = row.data * fit.weights[row.indices]
        largest = np.argsort(-np.abs(learned), kind="stable")[:most]
        words = self._terms.words(row.indices[largest])
        shared = self._near.words(number, self._texts[number])[:most]
        return Why(
            learned=[Share(*pair) for pair in zip(words, learned[largest].tolist(), strict=True)],
            query=[Share(word, share * fit.query) for word, share in shared],
            neighbours=self._included_neighbours(number, decisions, most),
        )

    def _included_neighbours(
        self, number: int, decisions: Sequence[Decision], most: int
    ) -> list[int]:
        import numpy as np

        included = {decision.number for decision in decisions if decision.included}
        if not included:
            return []
        row = self._graph[[number]]
        nearest = row.indices[np.argsort(-row.data, kind="stable")].tolist()
        return [other for other in nearest if other in included][:most]

    @property
    def _graph(self) -> Any:
        with self._looking:
            if self._neighbours is None:
                self._neighbours = neighbours(self._terms.matrix)
        return self._neighbours

    def _svm(self, read: "Ints", labels: "Ints", unread: "Ints") -> "Floats":
        """Return the weights of a linear SVM with squared hinge loss, one per term.

        The query's own words are one more included record, and some unread records are presumed
        to be excluded, so that there is something to learn from before the first decision.
        """
        import numpy as np
        from scipy import sparse
        from sklearn.svm import LinearSVC

        included = int(labels.sum())
        excluded = len(read) - included
        wanted = max(0, _PRESUMED - excluded)
        presumed = self._shuffled[np.isin(self._shuffled, unread)][:wanted]
        mass = excluded + _PRESUMED_WEIGHT * len(presumed)
        if not mass or not self._query.shape[1]:
            return np.zeros(self._query.shape[1])
        each = (included + 1) / _RATIO / mass
        weight = np.concatenate([
            np.where(labels, 1.0, each), [1.0], np.full(len(presumed), _PRESUMED_WEIGHT * each)
        ])  # fmt: skip
        matrix = self._terms.matrix
        model = LinearSVC(C=_PENALTY, random_state=0).fit(
            sparse.vstack([matrix[read], self._query, matrix[presumed]]).tocsr(),
            np.concatenate([labels, [True], np.zeros(len(presumed), dtype=bool)]),
            sample_weight=weight * (len(weight) / weight.sum()),
        )
        coefficients: Floats = model.coef_.ravel()
        return coefficients

    def _naive_bayes(self, read: "Ints", labels: "Ints") -> "Floats":
        """Return the log-odds of naive Bayes; excluded records weigh a third of included ones."""
        import numpy as np

        included = int(labels.sum())
        weight = np.where(labels, 1.0, included / (3 * (len(read) - included)))
        weight *= len(read) / weight.sum()
        matrix = self._terms.matrix
        of_included, of_excluded = (
            matrix[read[side]].T @ weight[side] + _SMOOTHING for side in (labels, ~labels)
        )
        odds = np.log(of_included / of_included.sum()) - np.log(of_excluded / of_excluded.sum())
        scores: Floats = matrix @ odds
        return scores


def next_fit(fitted: int) -> int:
    """Return how many decisions the next fit learns from, given those of the last one."""
    return fitted + max(1, int(_STEP * fitted))


def last_fit(decided: int) -> int:
    """Return how many of the first decisions the next record depends on."""
    at = 0
    while next_fit(at) <= decided:
        at = next_fit(at)
    return at


def _standard(values: "Floats", among: "Ints") -> "Floats":
    """Return values less their mean, in standard deviations, of some of them."""
    if not len(among):
        return values * 0
    result: Floats = (values - values[among].mean()) / _spread(values, among)
    return result


def _spread(values: "Floats", among: "Ints") -> float:
    """Return the standard deviation of some values; never 0."""
    return float(values[among].std()) + 1e-9 if len(among) else 1.0
