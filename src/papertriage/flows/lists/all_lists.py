"""Lists a whole library, for the formats that draw lists: a page, a table, Markdown."""

from collections.abc import Iterable

from papertriage.dates import ordinals
from papertriage.paper import Paper, Tag
from papertriage.ranking.near import NEAR_ORDER
from papertriage.ranking.order import Key
from papertriage.ranking.select import Listed, Remembered, entry
from papertriage.report import ON_TOPIC, Counts, ReadingList, Report

NO_TOPIC = "no topic"
"""The list of papers that are on no topic; no topic has this name, as it contains a space."""


def all_lists(
    papers: Iterable[Paper],
    remembered: Remembered = Remembered(),  # noqa: B008 - frozen, so one serves all calls
) -> Report:
    """List each paper once: under its best topic, or on the list of papers without one.

    Nothing is left out, whatever its date, mark or status. A paper without a topic is shown with
    its best score, which may be 0. All papers are held in memory at once.

    Args:
        papers: papers with their tags; untagged ones count as without a topic.
        remembered: what users decided on them.
    """
    lists: dict[str, list[Listed]] = {}
    untagged = 0
    for paper in papers:
        untagged += paper.tags is None
        found = sorted(paper.tags or (), key=lambda tag: (-tag.score, tag.topic))
        on_topic = [tag for tag in found if tag.score >= ON_TOPIC]
        least = Tag(topic=NO_TOPIC, score=found[0].score if found else 0.0, base=0.0)
        best, *also = on_topic or [least]
        lists.setdefault(best.topic, []).append(Listed(paper, best, also))
    names = sorted(lists, key=lambda name: (name == NO_TOPIC, name))
    return Report(
        lists=[_list(name, lists[name], remembered) for name in names],
        papers=sum(map(len, lists.values())),
        untagged=untagged,
    )


def _list(name: str, papers: list[Listed], remembered: Remembered) -> ReadingList:
    papers.sort(key=_place)
    entries = [entry(rank, one, [name], remembered) for rank, one in enumerate(papers, 1)]
    counts = Counts(on_topic=len(entries), listed=len(entries))
    return ReadingList(topics=[name], entries=entries, counts=counts)


def _place(listed: Listed) -> Key:
    paper = listed.paper
    return NEAR_ORDER.key(paper.id, listed.tag.score, ordinals(paper.date)[1])
