"""Reading lists made the plain way: every option is applied to every paper in turn."""

from collections import Counter
from datetime import date

import msgspec

from papertriage.dates import ordinals
from papertriage.paper import WITHDRAWN, Paper, Tag, announced_as
from papertriage.ranking.near import near_tag
from papertriage.ranking.order import Order
from papertriage.ranking.select import Criteria, Remembered, on_topic
from papertriage.report import Counts


class Listing(msgspec.Struct):
    """A list: ids with the tag that listed them, near papers last, and the counts."""

    topics: list[str]
    entries: list[tuple[str, Tag, bool]]
    counts: Counts


def plain_lists(
    papers: list[Paper], criteria: Criteria, today: date, remembered: Remembered
) -> list[Listing]:
    """Return the reading lists of some papers."""
    if criteria.topics:
        return [_listing(papers, criteria.topics, criteria, today, remembered)]
    tagged = {tag.topic for one in papers for tag in on_topic(one, criteria.min_score)}
    topics = [*criteria.taxonomy, *sorted(tagged.difference(criteria.taxonomy))]
    return [_listing(papers, (topic,), criteria, today, remembered) for topic in topics]


def _listing(
    papers: list[Paper],
    topics: tuple[str, ...],
    criteria: Criteria,
    today: date,
    remembered: Remembered,
) -> Listing:
    found: list[tuple[Paper, Tag]] = []
    near: list[tuple[Paper, Tag]] = []
    counts: Counter[str] = Counter()
    for one in papers:
        skipped = remembered.skipped.get(one.id, frozenset())
        out = _memory(one, remembered)
        if tag := _own_tag(one, topics, criteria, skipped):
            where = out or ("skipped" if tag.topic in skipped else None)
            where = where or _criteria(one, criteria)
            if not where and not criteria.topics and tag is not _best(one, criteria, skipped):
                where = "elsewhere"
            counts["on_topic"] += 1
            counts[where or "listed"] += 1
            found += [] if where else [(one, tag)]
        close = near_tag(one, criteria, skipped)
        if close and close.topic in topics and not (out or _criteria(one, criteria)):
            near.append((one, close))
    order = Order(criteria.sort, criteria.half_life, today)
    best = _first(found, order, criteria.limit)
    near = _first(near, Order("score", None, today), criteria.near)
    counts["beyond_limit"] = len(found) - len(best)
    counts.update({"listed": len(best) - len(found), "near": len(near)})
    entries = [(one.id, tag, False) for one, tag in best]
    entries += [(one.id, tag, True) for one, tag in near]
    return Listing(list(topics), entries, Counts(**counts))


def _own_tag(
    one: Paper, topics: tuple[str, ...], criteria: Criteria, skipped: frozenset[str]
) -> Tag | None:
    own = [tag for tag in on_topic(one, criteria.min_score) if tag.topic in topics]
    return min(own, key=lambda tag: tag.topic in skipped, default=None)


def _best(one: Paper, criteria: Criteria, skipped: frozenset[str]) -> Tag:
    return min(on_topic(one, criteria.min_score), key=lambda tag: tag.topic in skipped)


def _memory(one: Paper, remembered: Remembered) -> str | None:
    if one.id in remembered.out:
        return remembered.out[one.id]
    return "other_mark" if remembered.only is not None and one.id not in remembered.only else None


def _criteria(one: Paper, criteria: Criteria) -> str | None:
    if one.status in WITHDRAWN:
        return "withdrawn"
    names = [name.lower() for name in one.categories]
    if criteria.categories and not any(
        f"{name}.".startswith(f"{wanted.lower()}.")
        for name in names
        for wanted in criteria.categories
    ):
        return "other_category"
    if criteria.announced and not criteria.announced & announced_as(one):
        return "other_announce"
    return _days(one, criteria)


def _days(one: Paper, criteria: Criteria) -> str | None:
    earliest, latest = ordinals(one.date)
    if not (criteria.since or criteria.until):
        return None
    if not latest:
        return None if criteria.undated else "undated"
    since, until = criteria.since or date.min, criteria.until or date.max
    return "outside_dates" if latest < since.toordinal() or earliest > until.toordinal() else None


def _first(
    found: list[tuple[Paper, Tag]], order: Order, limit: int | None
) -> list[tuple[Paper, Tag]]:
    by_key = {order.key(one.id, tag.score, ordinals(one.date)[1]): (one, tag) for one, tag in found}
    return [by_key[key] for key in sorted(by_key)][:limit]
