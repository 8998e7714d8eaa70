"""The built-in topics on real labelled papers, where these are available.

This uses only the half for tuning; `benchmarks/tagging.py --half odd` reports the other.
"""

import importlib.util
import os
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = os.environ.get("PAPERTRIAGE_REAL_DATA")
PLAIN_SEARCH = {
    "faces": 0.80,
    "vision-transformers": 0.68,
    "distillation": 0.72,
    "sparse-attention": 0.76,
}
"""F1 of a plain keyword search in title or abstract on all of the labelled papers."""

pytestmark = pytest.mark.skipif(
    FOLDER is None, reason="PAPERTRIAGE_REAL_DATA does not name the folder of real papers"
)


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    path = Path(__file__).parents[1] / "benchmarks" / "tagging.py"
    spec = importlib.util.spec_from_file_location("tagging_benchmark", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_better_than_plain_search_on_labelled_papers(benchmark: ModuleType) -> None:
    """Each topic's F1 is clearly above that of a plain keyword search."""
    papers = list(benchmark.labelled(Path(FOLDER or ""), odd=False))
    outcomes = benchmark.measure(papers, benchmark.tagger())

    for topic, plain in PLAIN_SEARCH.items():
        assert outcomes[topic].counts.f1 > plain + 0.05, topic


def test_micro_f1_on_the_seeds(benchmark: ModuleType) -> None:
    """On the 70 pasted papers, as our readers read them, micro-F1 is at least .93."""
    papers = list(benchmark.seeds(Path(FOLDER or "")))
    outcomes = benchmark.measure(papers, benchmark.tagger())

    assert len(papers) == 70
    assert benchmark.pooled(row.counts for row in outcomes.values()).f1 >= 0.93


def test_scores_are_probabilities_on_labelled_papers(benchmark: ModuleType) -> None:
    """The calibration error is at most .05, for whole papers and for titles and abstracts alone."""
    papers = list(benchmark.labelled(Path(FOLDER or ""), odd=False))

    for view in ("full", "title", "abstract"):
        outcomes = benchmark.measure(benchmark.view(papers, view), benchmark.tagger())
        stored = [pair for row in outcomes.values() for pair in row.pairs if pair[0] >= 0.05]
        assert benchmark.calibration_error(stored) <= 0.05, view
