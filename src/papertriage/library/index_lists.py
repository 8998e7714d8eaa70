"""Lists in the index: the papers on each topic, in the order of a reading list, and their number.

A list is a topic as one taxonomy scored it. It repeats what the tags say, so that a reading list
is read from its top, and its papers are counted without reading them.
"""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from papertriage.library.database import Database
from papertriage.library.tags import TagLine
from papertriage.paper import Tag

LISTED_FROM = 0.5
"""The score from which the table `list` counts papers; for others the entries are counted."""
_ADD = "INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_DROP = "DELETE FROM entry WHERE list = ? AND near = ? AND score = ? AND latest = ? AND paper = ?"
_COUNT = (
    "UPDATE list SET papers = papers + ?, withdrawn = withdrawn + ?, best = best + ?,"
    " elsewhere = elsewhere + ? WHERE number = ?"
)
_Entry = tuple[int, int, float, int, int, int, int, int, int]
"""A row of the table `entry`."""


class Row(NamedTuple):
    """A row of the table `paper`; see `database.TABLES`."""

    number: int
    key: str
    text: bytes
    earliest: int
    latest: int
    withdrawn: int
    announced: int
    tag: int | None
    changed: int


class TopicLists:
    """The tables `list`, `entry` and `tagged`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ask = database.execute
        self._numbers = {
            (topic, taxonomy): number
            for number, topic, taxonomy in self._ask("SELECT number, topic, taxonomy FROM list")
        }
        self._counts: dict[int, Counter[str]] = {}
        self._tagged: Counter[str] = Counter()

    def enter(self, row: Row, line: TagLine) -> None:
        """Put a paper on the lists that its tags name."""
        entries = self._entries(row, line)
        self._database.executemany(_ADD, entries)
        self._count(entries, line, 1)

    def leave(self, row: Row, line: TagLine) -> None:
        """Take a paper off those lists."""
        entries = self._entries(row, line)
        self._database.executemany(_DROP, [entry[:5] for entry in entries])
        self._count(entries, line, -1)

    def clear(self) -> None:
        """Drop all lists."""
        for table in ("entry", "list", "tagged"):
            self._ask(f"DELETE FROM {table}")  # noqa: S608 - constants
        self._numbers.clear()

    def save_counts(self) -> None:
        """Write the changes of the counts."""
        counted = [
            (c["papers"], c["withdrawn"], c["best"], c["elsewhere"], number)
            for number, c in self._counts.items()
        ]
        self._database.executemany(_COUNT, counted)
        for taxonomy, papers in self._tagged.items():
            self._ask("INSERT OR IGNORE INTO tagged VALUES (?, 0)", (taxonomy,))
            add = "UPDATE tagged SET papers = papers + ? WHERE taxonomy = ?"
            self._ask(add, (papers, taxonomy))
        self._counts.clear()
        self._tagged.clear()

    def _entries(self, row: Row, line: TagLine) -> list[_Entry]:
        tags: list[Tag] = sorted(line.tags, key=lambda tag: -tag.score)
        entries = [(tag, int(at == 0), 0) for at, tag in enumerate(tags)]
        entries += [(tag, 0, 1) for tag in line.near]
        return [
            (
                self._number(tag.topic, line.by),
                *(near, tag.score, row.latest, row.number, row.earliest),
                *(best, row.withdrawn, row.announced),
            )
            for tag, best, near in entries
        ]

    def _number(self, topic: str, taxonomy: str) -> int:
        number = self._numbers.get((topic, taxonomy))
        if number is None:
            number = self._numbers[topic, taxonomy] = len(self._numbers)
            self._ask("INSERT INTO list VALUES (?, ?, ?, 0, 0, 0, 0)", (number, topic, taxonomy))
        return number

    def _count(self, entries: Iterable[_Entry], line: TagLine, step: int) -> None:
        self._tagged[line.by] += step
        for number, near, score, _, _, _, best, withdrawn, _ in entries:
            if score >= LISTED_FROM and not near:
                counts = self._counts.setdefault(number, Counter())
                counts["papers"] += step
                counts["withdrawn"] += step * withdrawn
                counts["best"] += step * best
                counts["elsewhere"] += step * (not best and not withdrawn)
