"""The learner: the order in which it reads a pool, and what it says about it."""

import doctest
import math
import time
from itertools import pairwise
from threading import Thread
from typing import Any

import numpy as np
import pytest

from learning_help import QUERY, invented_pool
from papertriage.flows.review import reading_order as reading_order_module
from papertriage.learning import learner as learner_module
from papertriage.learning.features import Nearness, Terms, neighbours
from papertriage.learning.learner import Decision, Learner, Record, last_fit, next_fit
from papertriage.learning.simulate import figures, read_all

TEXTS = [
    "Owls hear well; barn owls hear best.",
    "Barn doors and barn swallows",
    "",
    "Das Ohr der Schleiereule: ein Überblick über barn owls",
    "owls owls owls hear",
]


def test_terms_are_those_of_scikit_learn() -> None:
    """Weights are those of scikit-learn's TF-IDF; terms of only one record are left out."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, max_df=0.95)
    expected = vectorizer.fit_transform(TEXTS).toarray()
    shared = (expected > 0).sum(axis=0) > 1
    names = vectorizer.get_feature_names_out()[shared].tolist()

    terms = Terms(TEXTS)

    columns = np.arange(terms.matrix.shape[1])
    place = {word: column for column, word in zip(columns, terms.words(columns), strict=True)}
    assert sorted(place) == names
    order = [place[name] for name in names]
    assert np.allclose(terms.matrix.toarray()[:, order], expected[:, shared])
    outside = "hear barn owls, unheard-of owls"
    row = vectorizer.transform([outside]).toarray()[:, shared]
    assert np.allclose(terms.row(outside).toarray()[:, order], row)


def test_nearness_is_bm25() -> None:
    """A record's nearness is BM25 over stems, computed here by hand for one word."""
    near = Nearness(TEXTS, "The hearing of OWLS, owls")

    assert near.stems == ["hear", "owl"]
    idf = math.log(1 + (5 - 3 + 0.5) / (3 + 0.5))
    lengths = [6, 4, 0, 9, 4]  # without stop words
    room = 1.5 * (0.25 + 0.75 * lengths[4] / (sum(lengths) / 5))
    assert near.shares[4, 1] == pytest.approx((1 + math.log(2)) * idf * 3 * 2.5 / (3 + room))
    assert near.scores[2] == 0


def test_neighbours_are_the_nearest_by_cosine() -> None:
    """The neighbours of a record are those with the largest cosines, itself left out."""
    pool, _ = invented_pool(3, 60, 10)
    matrix = Terms([record.abstract for record in pool]).matrix
    cosines = (matrix @ matrix.T).toarray()
    np.fill_diagonal(cosines, 0)

    graph = neighbours(matrix).toarray()

    assert ((graph > 0).sum(axis=1) <= 30).all()
    row = int(np.argmax(cosines.sum(axis=1)))
    kept = np.sort(cosines[row])[-30:]
    assert np.allclose(np.sort(graph[row])[-30:], kept / kept.sum())
    assert neighbours(matrix[:7]).shape == (7, 7)


def test_starts_from_the_query_and_learns() -> None:
    """The query's words come first; decisions correct a query that misleads."""
    pool, labels = invented_pool(1, 400, 24)

    good, bad = (Learner(pool, query).fit([]).ranking.tolist() for query in (QUERY, "bread oven"))
    learned = figures(read_all(Learner(pool, "bread oven"), labels), labels)

    assert figures(good, labels).rrf10 > 0.5
    assert figures(bad, labels).rrf10 < 0.2
    assert learned.atd < figures(bad, labels).atd - 0.2
    assert learned.wss95 > figures(bad, labels).wss95 + 0.2


def test_shuffled_labels_are_worse_than_the_query_alone() -> None:
    """A learner that gets wrong labels falls below the query: it does learn from decisions."""
    pool, labels = invented_pool(2, 300, 30)
    learner = Learner(pool, QUERY)

    by_query = figures(learner.fit([]).ranking.tolist(), labels)
    nonsense = figures(read_all(learner, labels[::-1]), labels)

    assert nonsense.wss95 < by_query.wss95
    assert nonsense.atd > by_query.atd


def test_later_labels_never_change_what_was_read_before() -> None:
    """The first k records stay the same if every label after the k-th is flipped."""
    pool, labels = invented_pool(4, 150, 20)
    learner = Learner(pool, QUERY)
    order = read_all(learner, labels)
    for k in (0, 1, 37, 90, 149):
        early = set(order[:k])
        flipped = [label == (number in early) for number, label in enumerate(labels)]
        assert read_all(learner, flipped)[: k + 1] == order[: k + 1]


def test_next_depends_on_the_decisions_alone() -> None:
    """With a new learner for each record the order is the same."""
    pool, labels = invented_pool(5, 80, 12)
    order = read_all(Learner(pool, QUERY), labels)
    decisions: list[Decision] = []
    for number in order:
        assert Learner(pool, QUERY).next(decisions)[0] == number
        decisions.append(Decision(number, labels[number]))
    assert Learner(pool, QUERY).next(decisions) == []


def test_fits_come_after_3_percent_more() -> None:
    """Fits are made at each decision up to 67, and then after 3 % more."""
    fits = [0]
    while fits[-1] < 1000:
        fits.append(next_fit(fits[-1]))
    assert fits[:68] == list(range(68))
    assert all(after - before == before * 3 // 100 for before, after in pairwise(fits[67:]))
    assert [last_fit(decided) for decided in (0, 5, 67, 68, 69)] == [0, 5, 67, 67, 69]


def test_says_why() -> None:
    """A record's reasons are the query's stems in it, learned terms, and included neighbours."""
    pool, labels = invented_pool(6, 200, 20)
    learner = Learner(pool, QUERY)
    decisions = [Decision(number, labels[number]) for number in read_all(learner, labels)[:12]]
    fit = learner.fit(decisions)
    number = next(each for each in fit.ranking.tolist() if "owl" in pool[each].abstract)

    why = learner.why(number, fit, decisions)

    text = f"{pool[number].title} {pool[number].abstract}".lower()
    assert all(share.word.split()[0] in text for share in why.learned)
    assert any(share.share > 0 for share in why.learned)
    assert {"owl", "owls"} & {share.word for share in why.query}
    assert all(share.word in text for share in why.query)
    whole = learner.why(number, fit, decisions, most=10**6)
    margins = learner._terms.matrix @ fit.weights
    assert sum(share.share for share in whole.learned) == pytest.approx(margins[number])
    assert margins[fit.ranking].std() == pytest.approx(1)
    included = {decision.number for decision in decisions if decision.included}
    assert why.neighbours
    assert set(why.neighbours) <= included


@pytest.mark.parametrize(
    ("pool", "query"),
    [
        ([Record("", "")], ""),
        ([Record("One", "")], "one"),
        ([Record("", "")] * 5, "owl"),
        ([Record("Same words here", "same words here")] * 40, "same words"),
        ([Record("鳥の聴覚", "フクロウ"), Record("鳥の聴覚", "")], "フクロウ"),
    ],
)
def test_poor_pools_are_read_whole(pool: list[Record], query: str) -> None:
    """Pools without words, of one record or of equal ones are read to their end, once each."""
    for label in (True, False):
        order = read_all(Learner(pool, query), [label] * len(pool))
        assert sorted(order) == list(range(len(pool)))


def test_an_empty_pool_has_nothing_to_read() -> None:
    """A pool without records gives an empty order, not an error."""
    assert Learner([], "owls").next([]) == []


@pytest.mark.slow
def test_a_refit_is_quick() -> None:
    """A fit at 2,000 records takes less than 50 ms of processor time."""
    pool, labels = invented_pool(7, 2000, 100)
    learner = Learner(pool, QUERY)
    decisions = [Decision(number, labels[number]) for number in learner.next([])[:300]]
    learner.fit(decisions)  # the neighbours are looked for once

    start = time.process_time()
    for _ in range(5):
        learner.fit(decisions)

    assert (time.process_time() - start) / 5 < 0.05


def test_the_public_function_orders_any_texts() -> None:
    """Its examples hold, and it gives what the learner gives."""
    failed, tried = doctest.testmod(reading_order_module)
    assert (failed, tried) == (0, 3)
    pool, labels = invented_pool(9, 40, 6)
    decisions = [(number, labels[number]) for number in (3, 9, 4)]

    order = reading_order_module.reading_order(pool, QUERY, decisions)

    assert order == Learner(pool, QUERY).next([Decision(*each) for each in decisions])
    assert sorted(order) == sorted(set(range(40)) - {3, 9, 4})


def test_neighbours_are_looked_for_once_by_any_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Preparing the learner in the background saves this work in the first fit."""
    calls: list[int] = []

    def slow(matrix: Any) -> Any:
        calls.append(1)
        time.sleep(0.05)
        return neighbours(matrix)

    monkeypatch.setattr(learner_module, "neighbours", slow)
    pool, labels = invented_pool(9, 40, 6)
    learner = Learner(pool, QUERY)
    thread = Thread(target=learner.prepare)
    thread.start()

    learner.fit([Decision(labels.index(True), included=True)])

    thread.join()
    assert calls == [1]
