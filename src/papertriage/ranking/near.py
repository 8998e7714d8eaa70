"""Near papers: those that are on none of a list's topics, but come closest."""

from collections.abc import Container
from datetime import date
from typing import TYPE_CHECKING

from papertriage.paper import Paper, Tag
from papertriage.ranking.order import Order

if TYPE_CHECKING:
    from papertriage.ranking.select import Criteria

DEFAULT_LEAST = 0.05
"""Minimum score of the near papers that a list shows without ``--near``.

Of 744 labelled papers below it, 27 were on the topic (four topics with one to five keywords).
"""
NEAR_ORDER = Order("score", None, date.min)
"""By score, whatever the order of the papers on topic."""


def near_tag(paper: Paper, criteria: "Criteria", skipped: Container[str] = ()) -> Tag | None:
    """Return the tag under which a paper is listed as near; None if it is not.

    A paper on one of the topics is not near them. Where there is a list for each topic, a paper on
    any of them is not near any, and others are near their best.

    Args:
        paper: the paper with its tags.
        criteria: what is listed.
        skipped: topics on whose lists the user skipped the paper.
    """
    topics, tags = criteria.topics, paper.tags or ()
    on = [tag.topic for tag in tags if tag.score >= criteria.min_score]
    if on and (not topics or any(topic in topics for topic in on)):
        return None
    rest = [
        tag
        for tag in (*tags, *paper.near_tags)
        if tag.topic not in skipped and (not topics or tag.topic in topics)
    ]
    best = max(rest, key=lambda tag: tag.score, default=None)
    return best if best and best.score >= criteria.least_near else None
