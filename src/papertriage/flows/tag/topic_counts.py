"""Counts papers by topic, for the closing line of `tag`."""

import msgspec

from papertriage.paper import Tag
from papertriage.report import ON_TOPIC
from papertriage.text.clean import counted
from papertriage.topics.taxonomy import Taxonomy

MOST_NAMED = 20
"""How many topics the closing line names."""


class TopicCounts(msgspec.Struct, kw_only=True):
    """How many papers are on each topic.

    Attributes:
        papers: papers that have tags.
        tagged: those that were tagged in this run.
        topics: topic -> papers on it, for every topic of the taxonomy.
        without: papers on no topic.
    """

    papers: int = 0
    tagged: int = 0
    topics: dict[str, int] = {}
    without: int = 0

    @classmethod
    def of(cls, taxonomy: Taxonomy) -> "TopicCounts":
        """Start at zero for every topic."""
        return cls(topics=dict.fromkeys(taxonomy.topics, 0))

    def count(self, tags: list[Tag]) -> None:
        """Count a paper that is tagged now, by its tags."""
        self.papers += 1
        self.tagged += 1
        on_topic = [tag.topic for tag in tags if tag.score >= ON_TOPIC]
        for topic in on_topic:
            self.topics[topic] = self.topics.get(topic, 0) + 1
        self.without += not on_topic

    def add(self, other: "TopicCounts") -> None:
        """Add other counts by the same taxonomy."""
        self.papers += other.papers
        self.tagged += other.tagged
        self.without += other.without
        for topic, count in other.topics.items():
            self.topics[topic] = self.topics.get(topic, 0) + count

    def __str__(self) -> str:
        """Return the counts in words: "faces 8, distillation 4, no topic 5".

        Of many topics only those with the most papers are named, in the order of the taxonomy.
        """
        counts = self.topics
        if len(counts) > MOST_NAMED:
            counts = dict(sorted(counts.items(), key=lambda pair: -pair[1])[:MOST_NAMED])
        parts = [f"{topic} {count}" for topic, count in self.topics.items() if topic in counts]
        if hidden := len(self.topics) - len(counts):
            parts.append(counted(hidden, "other topic"))
        return ", ".join([*parts, f"no topic {self.without}"])
