"""Fit the calibration of topics with a profile on labelled papers, for each view of a paper.

    python scripts/calibrate.py LABELLED.jsonl PAPERS.jsonl...

Five folds: a paper is scored by a profile that was learned without its fold. It prints two logistic
regressions, one in which papers have equal weights and one in which topics do; the constants in
`topics/weights.py` were set by hand near the two, the words a little lower. Only the
even half (SHA-1 of the id) of LABELLED is used.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from papertriage.topics import fit, taxonomy, tfidf, weights
from papertriage.topics.keywords import Matcher, Text
from papertriage.topics.profile import Profile
from papertriage.topics.score import counting
from sources import is_kept_back, read, rows

FOLDS = 5


class Case(NamedTuple):
    """One topic of one paper: the evidence of keywords and words, and the label."""

    topic: str
    keywords: float
    words: float
    on_topic: bool


def main() -> None:
    """Print the calibration of every view."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("labelled", type=Path)
    parser.add_argument("papers", nargs="+", type=Path)
    options = parser.parse_args()
    labelled = [row for row in rows(options.labelled) if not is_kept_back(row["id"])]
    others = read([options.labelled, *options.papers], keep_back=options.labelled)
    texts = {paper.id: Text.of(paper.title, paper.abstract) for paper in others}
    folds = {row["id"]: number % FOLDS for number, row in enumerate(labelled)}
    topics = taxonomy.load(None).topics
    profiles = [
        {
            name: fit.learn([topic], [one for one in texts.items() if folds.get(one[0]) != fold])
            for name, topic in topics.items()
        }
        for fold in range(FOLDS)
    ]
    matcher = Matcher(topics.values())
    for view in ("full", "title", "abstract"):
        cases = [
            case
            for row in labelled
            for case in _cases(row, view, matcher, profiles[folds[row["id"]]])
        ]
        for alike in ("papers", "topics"):
            print(f"{view:9} {alike} alike: {_regression(cases, alike)}")


def _cases(
    row: dict[str, object], view: str, matcher: Matcher, profiles: dict[str, Profile | None]
) -> Iterator[Case]:
    title, abstract = (
        str(row[field]) if view in ("full", field) else None for field in ("title", "abstract")
    )
    text = Text.of(title, abstract)
    vector = tfidf.vector(text)
    grades = row["grades"]
    for name, hits in matcher.hits(text).items():
        counted = [weight for _, weight in counting(hits, text)]
        profile = profiles[name]
        if not counted or profile is None or not isinstance(grades, dict) or grades[name] == 1:
            continue
        said = sum(profile.weights.get(stem, 0.0) * value for stem, value in vector.items())
        yield Case(name, weights.noisy_or(counted), profile.intercept + said, grades[name] == 2)


def _regression(cases: Iterable[Case], alike: str) -> str:
    from sklearn.linear_model import LogisticRegression

    cases = list(cases)
    sizes = Counter(case.topic for case in cases)
    model = LogisticRegression(C=1000.0)
    model.fit(
        [[case.keywords, case.words] for case in cases],
        [case.on_topic for case in cases],
        sample_weight=[
            1.0 if alike == "papers" else len(cases) / len(sizes) / sizes[case.topic]
            for case in cases
        ],
    )
    keywords, words = model.coef_[0]
    return f"keywords {keywords:.2f}, words {words:.2f}, constant {model.intercept_[0]:.2f}"


if __name__ == "__main__":
    main()
