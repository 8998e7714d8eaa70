"""What the docs say about topics and scores is true."""

import math
import re
from pathlib import Path

import pytest

from papertriage.paper import Tag
from papertriage.topics import weights
from papertriage.topics.check import check
from papertriage.topics.score import Tagger
from papertriage.topics.taxonomy import load
from papertriage.writers.explain import arithmetic

DOCS = Path(__file__).parents[1] / "docs"
EXAMPLES = re.findall(r"```yaml\n(.*?)```", (DOCS / "taxonomy.md").read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_load_and_pass_the_check(tmp_path: Path, example: str) -> None:
    """Every YAML block of docs/taxonomy.md is a valid taxonomy without findings."""
    file = tmp_path / "topics.yaml"
    file.write_text(example, encoding="utf-8")

    assert check(load(file).topics.values()) == []


@pytest.fixture
def text() -> str:
    return (DOCS / "scores.md").read_text("utf-8")


@pytest.fixture
def tag(text: str) -> Tag:
    title, abstract = [line[2:] for line in text.splitlines() if line.startswith("> ")]
    tags = Tagger(load(None)).tags(title.strip("*"), abstract)
    return next(tag for tag in tags if tag.topic == "faces")


def test_the_worked_paper_scores_as_the_page_says(text: str, tag: Tag) -> None:
    """Each line of the sum is what the tool prints for this paper."""
    printed = [line.strip() for line in text.splitlines() if re.match(r"    [+−]\d", line)]

    assert printed == list(arithmetic(tag))


def test_the_steps_of_the_worked_paper_are_right(text: str, tag: Tag) -> None:
    """The noisy-or, its log-odds, the base and the shares can be followed by hand."""
    found = weights.noisy_or([0.80, 0.25, 0.025])
    whole = found - weights.NOTHING
    parts = [-math.log(1 - weight) for weight in (0.80, 0.25, 0.025)]
    shares = [part.share for part in tag.evidence if part.kind == "keyword"]
    calibration, profile = weights.WITH_PROFILE["full"], load(None).topics["faces"].profile

    assert f"K = 1 − (1 − .80)(1 − .25)(1 − .025) = {f'{1 - 0.2 * 0.75 * 0.975:.4f}'[1:]}" in text
    assert f"= {found:.3f}; without" in text.replace("ln(K / (1 − K)) ", "")
    assert f"−{-weights.NOTHING:.3f}. The difference,\n{whole:.3f}" in text
    assert shares == pytest.approx(
        [calibration.keywords * whole * part / sum(parts) for part in parts], abs=1e-6
    )
    assert profile
    assert f"the profile's −{-profile.intercept:.4f}" in text
    assert tag.base == pytest.approx(
        calibration.keywords * weights.NOTHING
        + calibration.terms * profile.intercept
        + calibration.constant,
        abs=1e-6,
    )


def test_the_table_of_weights_is_the_one_in_use(text: str) -> None:
    """The weights that the page prints are those of the code."""
    for level in weights.IN_TITLE:
        row = [
            f"{table[level]:.2f}"[1:]
            for table in (weights.IN_TITLE, weights.IN_ABSTRACT, weights.IN_ABSTRACT_ALONE)
        ]
        assert f"| {level} | {' | '.join(row)} |" in text
