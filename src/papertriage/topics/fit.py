"""Learns a topic's weights without labels, from the papers that its keywords are sure of.

A linear model is trained to tell papers that are surely on the topic from papers without any of
its keywords; what it learns beyond the keywords (the words that go with them) is frozen as the
topic's profile. The idea is self-training: D. Yarowsky, "Unsupervised word sense disambiguation
rivaling supervised methods", ACL 1995. Only this module loads scikit-learn.
"""

import hashlib
from collections.abc import Iterable
from operator import itemgetter
from typing import NamedTuple

from papertriage.topics import tfidf
from papertriage.topics.keywords import Hit, Matcher, Text
from papertriage.topics.shipped import Profile
from papertriage.topics.taxonomy import Topic

MOST_NEGATIVES = 1500
"""More papers without a keyword teach nothing new (measured)."""

MOST_WEIGHTS = 300
"""The largest weights of a profile that are kept."""

_REGULARIZATION = 1.0
"""scikit-learn's C: small, since the sure papers of a rare topic are few."""


class Learnt(NamedTuple):
    """A profile and the numbers of papers that it was learnt from."""

    profile: Profile
    positives: int
    negatives: int


def is_sure(hits: Iterable[Hit]) -> bool:
    """Whether these keywords leave no doubt that the paper is on the topic.

    A strong one in the title; or a normal one there and another in the abstract; or three
    strong ones in the abstract.
    """
    live = [hit for hit in hits if hit.voided_by is None]
    strong = [hit.field for hit in live if hit.level in ("definite", "strong")]
    normal = {hit.field for hit in live if hit.level != "weak"}
    return "title" in strong or normal == {"title", "abstract"} or strong.count("abstract") >= 3


def learn(topic: Topic, papers: Iterable[tuple[str, Text]]) -> Learnt | None:
    """Learn a topic's profile from (id, text) of papers; None if none is surely on it.

    The same papers give the same profile, whatever their order.
    """
    matcher = Matcher([topic])
    positives: dict[str, Text] = {}
    negatives: dict[str, Text] = {}
    for paper_id, text in papers:
        hits = matcher.hits(text).get(topic.name, [])
        if is_sure(hits):
            positives[paper_id] = text
        elif not hits:
            negatives[paper_id] = text
    chosen = sorted(negatives, key=_digest)[:MOST_NEGATIVES]
    if not positives or not chosen:
        return None
    on_topic = [tfidf.vector(positives[paper_id]) for paper_id in sorted(positives)]
    off_topic = [tfidf.vector(negatives[paper_id]) for paper_id in chosen]
    return Learnt(_train(on_topic, off_topic), len(on_topic), len(off_topic))


def _train(on_topic: list[dict[str, float]], off_topic: list[dict[str, float]]) -> Profile:
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    columns = DictVectorizer()
    vectors = columns.fit_transform([*on_topic, *off_topic])
    vectors.indices = vectors.indices.astype("int32")  # all that liblinear takes
    vectors.indptr = vectors.indptr.astype("int32")
    model = LogisticRegression(
        C=_REGULARIZATION, class_weight="balanced", solver="liblinear", random_state=0
    )
    model.fit(vectors, [1] * len(on_topic) + [0] * len(off_topic))
    weights = zip(columns.get_feature_names_out(), model.coef_[0].tolist(), strict=True)
    largest = sorted(weights, key=lambda pair: (-abs(pair[1]), pair[0]))[:MOST_WEIGHTS]
    kept = {str(stem): round(weight, 4) for stem, weight in sorted(largest, key=itemgetter(0))}
    return Profile(round(float(model.intercept_[0]), 4), kept)


def _digest(paper_id: str) -> str:
    return hashlib.sha1(paper_id.encode(), usedforsecurity=False).hexdigest()
