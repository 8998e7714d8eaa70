"""The learner on pools that people screened; CONTRIBUTING.md says where they are."""

import json
from datetime import date
from pathlib import Path
from statistics import fmean

import pytest

from papertriage.flows.review.labels import read_labelled
from papertriage.learning.learner import Learner
from papertriage.learning.simulate import figures, read_all
from papertriage.learning.stopping import replay, shuffled

QUERIES = Path(__file__).parents[1] / "benchmarks" / "screening_queries.json"


@pytest.mark.slow
def test_reading_is_saved_and_the_promise_kept(real_data: Path) -> None:
    """WSS@95 is .66 in the mean, shuffled labels fall below the query alone, promises are kept."""
    folder = real_data / "eval" / "screening-dev"
    saved: dict[str, list[float]] = {"labels": [], "shuffled": [], "query": []}
    for name, query in json.loads(QUERIES.read_text("utf-8")).items():
        pool, problems = read_labelled(str(folder / f"{name}.jsonl.gz"), date(2026, 11, 28))
        assert problems == []
        labels = [one.included for one in pool]
        learner = Learner([one.record for one in pool], query)
        order = read_all(learner, labels)
        chance = shuffled([f"labels {row}" for row in range(len(labels))])
        nonsense = read_all(learner, [labels[row] for row in chance])
        orders = {"labels": order, "shuffled": nonsense, "query": learner.next([])}
        for kind, read in orders.items():
            saved[kind].append(figures(read, labels).wss95)
        draws = [shuffled([f"{draw} {row}" for row in range(len(labels))]) for draw in range(60)]
        kept = [replay(order, labels, draw).recall >= 0.8 for draw in draws]
        assert fmean(kept) >= 0.95
    assert fmean(saved["labels"]) > 0.66
    assert fmean(saved["shuffled"]) < fmean(saved["query"])
