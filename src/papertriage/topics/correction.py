"""Learns from a user's decisions what to add to a topic's own score.

A linear SVM on the shipped terms separates starred papers from skipped ones; its weights,
scaled against the topic's own score (the prior), are frozen as a profile that the score adds:

    log-odds = the topic's own + intercept + sum over stems of weight * TF-IDF value

While there are few skips, undecided papers serve as negatives. How much the weights
count is chosen on decisions that the SVM did not see. Only this module loads scikit-learn for it.
"""

from collections.abc import Sequence
from math import exp, fsum, log1p, sqrt
from typing import NamedTuple

from papertriage.topics.fit import digest
from papertriage.topics.profile import Profile

PRESUMED = 100
"""With this many skips no undecided papers serve as negatives."""
MOST_WEIGHTS = 300
_C = 0.11
_PRESUMED_WEIGHT = 0.3
_BALANCE = 9.8
"""The negatives together weigh as much as the positives and one paper more, divided by this."""
_FOLDS = 5
_SCALES = (0.0, 0.25, 0.5, 1.0, 2.0, 3.0)
"""How many standard deviations of the prior one of the SVM equals; 0: nothing was learned."""
_STEPS = 50
_Vector = dict[str, float]


class Decided(NamedTuple):
    """A paper that the user decided on, or one that serves as a negative.

    Attributes:
        id: its id, which breaks ties.
        prior: the log-odds of the topic's own score.
        vector: its TF-IDF vector.
        is_on: whether it was starred.
    """

    id: str
    prior: float
    vector: _Vector
    is_on: bool


def learn(decided: Sequence[Decided], others: Sequence[Decided]) -> Profile | None:
    """Return what to add to the topic's own log-odds; None if nothing can be learned.

    The same papers give the same bytes, whatever their order.

    Args:
        decided: papers that the user starred or skipped.
        others: papers without a decision, of which some serve as negatives.
    """
    decided = sorted(decided, key=lambda one: digest(one.id))
    positives = sum(one.is_on for one in decided)
    negatives = len(decided) - positives
    if not positives or not negatives:
        return None
    presumed = sorted(others, key=lambda one: digest(one.id))[: max(0, PRESUMED - negatives)]
    unseen = _unseen(decided, presumed)
    spread = _deviation(unseen)
    if not spread:
        return None
    unit = _deviation([one.prior for one in decided]) / spread
    _, scale, shift = min(_fitted(decided, unseen, scale * unit) for scale in _SCALES)
    if not scale:
        return None
    weights, constant = _train(decided, presumed)
    largest = sorted(weights, key=lambda stem: (-abs(weights[stem]), stem))[:MOST_WEIGHTS]
    return Profile(
        intercept=round(scale * constant + shift, 4),
        weights={stem: round(scale * weights[stem], 4) for stem in sorted(largest)},
        positives=positives,
        negatives=negatives,
    )


def added(profile: Profile, vector: _Vector) -> float:
    """Return what a profile adds to the log-odds of a paper."""
    known = profile.weights
    return profile.intercept + fsum(v * known[stem] for stem, v in vector.items() if stem in known)


def _unseen(decided: Sequence[Decided], presumed: Sequence[Decided]) -> list[float]:
    """Return the SVM's value of each decided paper, trained without that fifth of them."""
    values = [0.0] * len(decided)
    for fold in range(_FOLDS):
        seen = [one for at, one in enumerate(decided) if at % _FOLDS != fold]
        if all(one.is_on for one in seen) or not any(one.is_on for one in seen):
            continue
        weights, constant = _train(seen, presumed)
        for at, one in enumerate(decided):
            if at % _FOLDS == fold:
                known = one.vector.items()
                values[at] = constant + fsum(v * weights.get(stem, 0.0) for stem, v in known)
    return values


def _train(decided: Sequence[Decided], presumed: Sequence[Decided]) -> tuple[_Vector, float]:
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.svm import LinearSVC

    rows = [*decided, *presumed]
    columns = DictVectorizer()
    vectors = columns.fit_transform([one.vector for one in rows])
    vectors.indices = vectors.indices.astype("int32")  # liblinear takes no other type
    vectors.indptr = vectors.indptr.astype("int32")
    positives = sum(one.is_on for one in decided)
    raw = [1.0] * len(decided) + [_PRESUMED_WEIGHT] * len(presumed)
    share = (positives + 1) / _BALANCE / (sum(raw) - positives)
    weights = [1.0 if row.is_on else each * share for row, each in zip(rows, raw, strict=True)]
    mean = sum(weights) / len(weights)
    model = LinearSVC(C=_C, random_state=0)
    model.fit(vectors, [one.is_on for one in rows], sample_weight=[w / mean for w in weights])
    stems = columns.get_feature_names_out()
    return dict(zip(stems, model.coef_[0].tolist(), strict=True)), float(model.intercept_[0])


def _fitted(
    decided: Sequence[Decided], values: Sequence[float], scale: float
) -> tuple[float, float, float]:
    """Return the log-loss of the best intercept for a scale, the scale, the intercept."""
    known = [one.prior + scale * value for one, value in zip(decided, values, strict=True)]
    shift = 0.0
    for _ in range(_STEPS):  # Newton's method; the tiny prior keeps it finite
        odds = [_sigmoid(each + shift) for each in known]
        slope = fsum(p - one.is_on for p, one in zip(odds, decided, strict=True)) + 0.1 * shift
        step = slope / (fsum(p * (1 - p) for p in odds) + 0.1)
        shift -= max(-1.0, min(1.0, step))
    loss = fsum(
        _softplus(-(each + shift) if one.is_on else each + shift)
        for each, one in zip(known, decided, strict=True)
    )
    return round(loss, 9), scale, shift


def _sigmoid(value: float) -> float:
    return 1 / (1 + exp(-max(-500.0, min(500.0, value))))


def _softplus(value: float) -> float:
    return value + log1p(exp(-value)) if value > 0 else log1p(exp(value))


def _deviation(values: Sequence[float]) -> float:
    mean = fsum(values) / len(values)
    return sqrt(fsum((each - mean) ** 2 for each in values) / len(values))
