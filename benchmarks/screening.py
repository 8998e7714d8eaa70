"""Measure how much reading the learner saves on screened pools, compared with ASReview.

    python benchmarks/screening.py FOLDER [SEEDS]            (default: 5)

FOLDER has NAME.jsonl or NAME.jsonl.gz, records with title, abstract and label; a query for each is
in screening_queries.json. papertriage starts from the query, and every record counts. If ASReview
(pip install asreview) is installed, its default model starts from one included and one excluded
record, which are drawn at random and not counted, and fits after each 3 % more, as papertriage
does. Differences are paired by pool; the interval is a bootstrap over pools.
"""

import json
import random
import statistics
import sys
import time
from collections.abc import Iterable
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from papertriage.flows.review.labels import Labelled, read_labelled
from papertriage.learning.learner import Learner, next_fit
from papertriage.learning.simulate import Figures, figures, read_all
from papertriage.learning.stopping import replay, shuffled

DAY = date(2026, 11, 28)
QUERIES = Path(__file__).with_name("screening_queries.json")
NAMES = ("WSS@95", "RRF@10", "ATD")
DRAWS = 200
"""Checks of different random records a pool, for the certificate."""


class Run(NamedTuple):
    """The figures of one order of reading, or their means, and the processor time it took."""

    figures: Figures
    seconds: float

    @property
    def cells(self) -> str:
        """The figures in percent and the seconds, as cells of a table."""
        return " | ".join([*(f"{100 * each:.1f}" for each in self.figures), f"{self.seconds:.1f}"])


def own(pool: list[Labelled], query: str) -> tuple[Run, list[int]]:
    """Read a pool from a query to its last record."""
    start = time.process_time()
    labels = [one.included for one in pool]
    order = read_all(Learner([one.record for one in pool], query), labels)
    return Run(figures(order, labels), time.process_time() - start), order


def asreview(pool: list[Labelled], seed: int) -> Run:
    """Read a pool by ASReview's default model to its last included record."""
    import pandas as pd
    from asreview import ActiveLearningCycle, Simulate
    from asreview.models.models import AI_MODEL_CONFIGURATIONS

    start = time.process_time()
    labels = pd.Series([int(one.included) for one in pool])
    texts = pd.DataFrame([one.record._asdict() for one in pool])
    chance = random.Random(seed)
    known = [chance.choice(labels.index[labels == label].tolist()) for label in (1, 0)]
    cycle = ActiveLearningCycle.from_meta(AI_MODEL_CONFIGURATIONS[0]["value"])
    cycle.n_query = lambda results: next_fit(len(results)) - len(results)
    run = Simulate(texts, labels, [cycle], print_progress=False)
    run.label(known)
    run.review()
    read = [number for number in run._results["record_id"].tolist() if number not in known]  # noqa: SLF001 - ASReview has no public attribute for it
    rest = set(labels.index) - set(read) - set(known)
    wanted = [bool(label) for label in labels]
    return Run(figures([*read, *sorted(rest)], wanted), time.process_time() - start)


def mean(runs: Iterable[Run]) -> Run:
    """Return the mean of several runs."""
    every = list(runs)
    means = [
        statistics.fmean(values) for values in zip(*(run.figures for run in every), strict=True)
    ]
    return Run(Figures(*means), statistics.fmean(run.seconds for run in every))


def interval(differences: list[float]) -> str:
    """Return the mean of differences between pools with its 95 % bootstrap interval, in percent."""
    chance = random.Random(0)
    size = len(differences)
    means = sorted(statistics.fmean(chance.choices(differences, k=size)) for _ in range(10_000))
    middle = statistics.fmean(differences)
    return f"{100 * middle:+.1f} [{100 * means[250]:+.1f}, {100 * means[9749]:+.1f}]"


def certificate(order: list[int], labels: list[bool]) -> str:
    """Return how the certificate ends an order: promise kept, mean recall and share read."""
    ids = [str(row) for row in range(len(labels))]
    stops = [
        replay(order, labels, shuffled([f"{draw}|{row}" for row in ids])) for draw in range(DRAWS)
    ]
    shares = (
        statistics.fmean(stop.recall >= stop.promised for stop in stops),
        statistics.fmean(stop.recall for stop in stops),
        statistics.fmean(stop.read for stop in stops),
    )
    return " | ".join(f"{100 * share:.1f}" for share in shares)


def main() -> None:
    """Print the tables."""
    folder, seeds = Path(sys.argv[1]), int([*sys.argv, "5"][2])
    queries: dict[str, str] = json.loads(QUERIES.read_text("utf-8"))
    has_peer = find_spec("asreview") is not None
    pairs: list[tuple[Run, Run]] = []
    stops: list[str] = []
    print("| pool | records | included", " | WSS@95 | RRF@10 | ATD | cpu s" * 2, "|")
    print("|---" * 11 + "|")
    for path in sorted(folder.glob("*.jsonl*")):
        name = path.name.partition(".")[0]
        pool, _ = read_labelled(str(path), DAY)
        labels = [one.included for one in pool]
        ours, order = own(pool, queries[name])
        theirs = mean(asreview(pool, seed) for seed in range(seeds)) if has_peer else ours
        pairs.append((ours, theirs))
        stops.append(f"| {name} | {certificate(order, labels)} |")
        sizes = f"{len(pool)} | {sum(labels)}"
        print(f"| {name} | {sizes} | {ours.cells} | {theirs.cells} |", flush=True)
    ours, theirs = (mean(side) for side in zip(*pairs, strict=True))
    print(f"| mean | | | {ours.cells} | {theirs.cells} |")
    print("\nDifference, mean over pools [95 %]:", end=" ")
    parts = [f"{name} {interval(differences(pairs, at))}" for at, name in enumerate(NAMES)]
    print(", ".join(parts))
    print(f"\n| pool: certificate of .8, {DRAWS} draws | promise kept | recall | read |")
    print("|---|---|---|---|", *stops, sep="\n")


def differences(pairs: list[tuple[Run, Run]], figure: int) -> list[float]:
    """Return the differences of a figure, pool by pool."""
    return [ours.figures[figure] - theirs.figures[figure] for ours, theirs in pairs]


if __name__ == "__main__":
    main()
