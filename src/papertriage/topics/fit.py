"""Learns a topic's weights without labels, from papers that its keywords decide with certainty.

A linear model is trained to separate papers certainly on the topic from papers without any of
its keywords; what it learns beyond the keywords (the words that go with them) is frozen as the
topic's profile. The idea is self-training: D. Yarowsky, "Unsupervised word sense disambiguation
rivaling supervised methods", ACL 1995. Only this module loads scikit-learn.
"""

import hashlib
from collections.abc import Iterable, Sequence

from papertriage.topics import tfidf
from papertriage.topics.keywords import Hit, Matcher, Text
from papertriage.topics.profile import Profile
from papertriage.topics.topic import Topic

MOST_NEGATIVES = 1500
"""More papers without a keyword do not improve the model (measured)."""

MOST_WEIGHTS = 300
"""The largest weights of a profile that are kept."""

_REGULARIZATION = 1.0
"""scikit-learn's C: small, since a rare topic has few certain papers."""

_HALF_TRUST = 5
"""With this many certain papers half of what is learned counts: n / (n + 5)."""


def is_sure(hits: Iterable[Hit]) -> bool:
    """Return whether these keywords leave no doubt that the paper is on the topic.

    A strong one in the title; or a normal one there and another in the abstract; or three
    strong ones in the abstract.
    """
    live = [hit for hit in hits if hit.voided_by is None]
    strong = [hit.field for hit in live if hit.level in ("definite", "strong")]
    normal = {hit.field for hit in live if hit.level != "weak"}
    return "title" in strong or normal == {"title", "abstract"} or strong.count("abstract") >= 3


def learn(
    topics: Sequence[Topic], papers: Iterable[tuple[str, Text]], examples: Iterable[str] = ()
) -> Profile | None:
    """Learn a topic's profile; None if no paper is certainly on it, or none certainly off.

    The same papers give the same profile, whatever their order.

    Args:
        topics: the topic, then its narrower ones, whose keywords also count for it.
        papers: id and text of each.
        examples: ids of papers that the user says are on the topic.
    """
    name, known = topics[0].name, frozenset(examples)
    matcher = Matcher(topics)
    positives: dict[str, Text] = {}
    negatives: dict[str, Text] = {}
    for paper_id, text in papers:
        hits = matcher.hits(text).get(name, [])
        if paper_id in known or is_sure(hits):
            positives[paper_id] = text
        elif not hits:
            negatives[paper_id] = text
    chosen = sorted(negatives, key=digest)[:MOST_NEGATIVES]
    if not positives or not chosen:
        return None
    on_topic = [tfidf.vector(positives[paper_id]) for paper_id in sorted(positives)]
    off_topic = [tfidf.vector(negatives[paper_id]) for paper_id in chosen]
    return _train(on_topic, off_topic)


def _train(on_topic: list[dict[str, float]], off_topic: list[dict[str, float]]) -> Profile:
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    columns = DictVectorizer()
    vectors = columns.fit_transform([*on_topic, *off_topic])
    vectors.indices = vectors.indices.astype("int32")  # liblinear takes no other type
    vectors.indptr = vectors.indptr.astype("int32")
    model = LogisticRegression(
        C=_REGULARIZATION, class_weight="balanced", solver="liblinear", random_state=0
    )
    model.fit(vectors, [1] * len(on_topic) + [0] * len(off_topic))
    weights = zip(columns.get_feature_names_out(), model.coef_[0].tolist(), strict=True)
    largest = sorted(weights, key=lambda pair: (-abs(pair[1]), pair[0]))[:MOST_WEIGHTS]
    trust = len(on_topic) / (len(on_topic) + _HALF_TRUST)
    kept = {str(stem): round(trust * weight, 4) for stem, weight in sorted(largest)}
    return Profile(
        intercept=round(trust * float(model.intercept_[0]), 4),
        weights=kept,
        positives=len(on_topic),
        negatives=len(off_topic),
    )


def digest(paper_id: str) -> str:
    """Return a key that orders papers at random, the same way each time."""
    return hashlib.sha1(paper_id.encode(), usedforsecurity=False).hexdigest()
