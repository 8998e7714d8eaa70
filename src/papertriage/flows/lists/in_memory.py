"""Holds the papers of a pipe in memory, with the answers that a library's index has for lists."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from papertriage.dates import ordinals
from papertriage.flows.lists.reading_lists import look_up
from papertriage.library.answers import TopicCount, TopicEntry
from papertriage.paper import ANNOUNCED, WITHDRAWN, Paper, Tag, announced_as
from papertriage.ranking.select import Criteria, Remembered, on_topic
from papertriage.report import Report


def report(
    papers: Iterable[Paper],
    criteria: Criteria,
    *,
    today: date,
    remembered: Remembered = Remembered(),  # noqa: B008 - frozen, so one serves all calls
) -> Report:
    """Return the reading lists of papers; arguments as those of `look_up`.

    Args:
        papers: papers with their tags, no two with the same id; those whose `tags` are None
            count as untagged.
        criteria: what to list.
        today: the day from which ages are counted (for `half_life`).
        remembered: papers that are kept off the lists, and the user's decisions.
    """
    return look_up(PapersInMemory(papers), criteria, today, remembered)


class PapersInMemory:
    """Papers with their tags, numbered from 0 in the order in which they came."""

    def __init__(self, papers: Iterable[Paper]) -> None:
        self._papers = list(papers)
        self._numbers = {paper.id: number for number, paper in enumerate(self._papers)}
        self._tagged: dict[str, list[TopicEntry]] = defaultdict(list)
        self._near: dict[str, list[TopicEntry]] = defaultdict(list)
        for number, paper in enumerate(self._papers):
            for topic, entry in self.entries_of(number):
                self._tagged[topic].append(entry)
            for tag in paper.near_tags:
                self._near[tag.topic].append(_entry(number, paper, tag, best=False))
        for entries in (*self._tagged.values(), *self._near.values()):
            entries.sort(key=_by_score)

    def __len__(self) -> int:
        """Return how many papers there are."""
        return len(self._papers)

    def tagged_by(self) -> Mapping[str, int]:
        """Return how many papers have tags, under an empty fingerprint."""
        return {"": sum(paper.tags is not None for paper in self._papers)}

    def topics(self) -> set[str]:
        """Return the topics that any tag names."""
        return {*self._tagged, *self._near}

    def entries(self, topic: str, least: float) -> Iterator[TopicEntry]:
        """Yield the papers with a score of `least` or more on a topic, the best first."""
        return (entry for entry in self._tagged.get(topic, ()) if entry.score >= least)

    def near(self, topic: str, least: float) -> Iterator[TopicEntry]:
        """Yield the other papers on a topic or near it, the best first."""
        low = [entry for entry in self._tagged.get(topic, ()) if entry.score < least]
        return iter(sorted([*low, *self._near.get(topic, ())], key=_by_score))

    def count(self, topic: str, least: float) -> TopicCount:
        """Count the papers that `entries` yields."""
        found = list(self.entries(topic, least))
        return TopicCount(
            papers=len(found),
            withdrawn=sum(entry.withdrawn for entry in found),
            best=sum(entry.best for entry in found),
            elsewhere=sum(not entry.best and not entry.withdrawn for entry in found),
        )

    def entries_of(self, number: int) -> list[tuple[str, TopicEntry]]:
        """Return a paper's topics with its entries on them, the best first."""
        paper = self._papers[number]
        return [
            (tag.topic, _entry(number, paper, tag, best=at == 0))
            for at, tag in enumerate(on_topic(paper, 0.0))
        ]

    def named(self, name: str) -> list[int]:
        """Return the numbers of the papers with an id."""
        return [self._numbers[name]] if name in self._numbers else []

    def key(self, number: int) -> str:
        """Return a paper's id."""
        return self._papers[number].id

    def paper(self, number: int) -> Paper:
        """Return a paper."""
        return self._papers[number]

    tagged = paper


def _entry(number: int, paper: Paper, tag: Tag, *, best: bool) -> TopicEntry:
    earliest, latest = ordinals(paper.date)
    announced = sum(1 << ANNOUNCED.index(kind) for kind in announced_as(paper))
    withdrawn = paper.status in WITHDRAWN
    return TopicEntry(number, tag.score, latest, earliest, best, withdrawn, announced)


def _by_score(entry: TopicEntry) -> tuple[float, int, int]:
    return -entry.score, -entry.latest, entry.paper
