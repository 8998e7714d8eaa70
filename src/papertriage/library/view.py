"""The view: a library as it was when a command opened it."""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any, Self

from papertriage import identity
from papertriage.library import history, runs, weeks
from papertriage.library.answers import Member, Placed, Relation, TagCounts, TopicCount, TopicEntry
from papertriage.library.history import Event
from papertriage.library.index import Index
from papertriage.library.index_lists import LISTED_FROM
from papertriage.library.log import Snapshot
from papertriage.paper import Paper, Record

_ENTRIES = (
    "SELECT paper, score, latest, earliest, best, withdrawn, announced FROM entry"
    " WHERE list = ? AND near = ? AND score >= ? AND score < ?"
    " ORDER BY score DESC, latest DESC, paper"
)
_ANY = 2.0  # above every score
_NEAR_SOME = (
    "SELECT paper FROM entry WHERE near OR score < ?1"
    " EXCEPT SELECT paper FROM entry WHERE NOT near AND score >= ?1"
)
_STORED_COUNT = (
    "SELECT sum(papers), sum(withdrawn), sum(best), sum(elsewhere) FROM list"
    " WHERE topic = ?1 AND ?2 > 0"
)
_COUNT = (
    "SELECT count(*), sum(withdrawn), sum(best), sum(NOT best AND NOT withdrawn) FROM entry"
    " WHERE list IN (SELECT number FROM list WHERE topic = ?) AND NOT near AND score >= ?"
)


class View:
    """A consistent state of a library, without a lock; later writes do not change it.

    Papers and records have numbers, which are valid for one view. Close it (it is a context
    manager) before waiting for anything, such as a pager: while it is open, writers cannot update
    the index on disk.
    """

    def __init__(self, index: Index, runs_log: Snapshot, held: ExitStack) -> None:
        """Use `Library.read`; `held` closes the files."""
        self._index = index
        self._runs = runs_log
        self._held = held
        self._ask = index.database.execute

    def close(self) -> None:
        """Close the files."""
        self._held.close()

    def close_with(self, other: ExitStack) -> None:
        """Close something else with the files."""
        self._held.push(other)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: Any) -> None:  # noqa: PYI036 - as that of a stack takes it
        self._held.__exit__(*exception)  # `blame_index` is called with the exception

    def __len__(self) -> int:
        return int(self._index.database.value("papers") or 0)

    @property
    def unreadable(self) -> int:
        """How many lines of records.jsonl could not be read, and are skipped."""
        return self._index.state.unreadable

    @property
    def is_private(self) -> bool:
        """Whether the index, or the end of it, was built for this command alone."""
        return self._index.database.is_private

    @property
    def index_name(self) -> str:
        """The name of the index; numbers of papers are valid as long as it is the same."""
        return self._index.state.name

    @property
    def revision(self) -> int:
        """The revision of the index."""
        return self._index.state.revision

    def changed_since(self, revision: int) -> tuple[list[int], list[int]]:
        """Return the papers that changed after a revision of the index, and those removed."""
        changed = self._ask("SELECT number FROM paper WHERE changed > ?", (revision,)).fetchall()
        removed = self._ask("SELECT number FROM gone WHERE changed > ?", (revision,)).fetchall()
        return sorted(n for (n,) in changed), [n for (n,) in removed]

    # --- papers -----------------------------------------------------------------------------------

    def numbers(self, *, by_key: bool = False) -> list[int]:
        """Return the numbers of all papers, in the order of storing or of their keys."""
        order = "key" if by_key else "number"
        rows = self._ask(f"SELECT number FROM paper ORDER BY {order}")  # noqa: S608 - constants
        return [number for (number,) in rows]

    def papers(self) -> Iterator[Paper]:
        """Yield all papers, in the order in which they were stored."""
        return (self.paper(number) for number in self.numbers())

    def untagged(self) -> Iterator[Paper]:
        """Yield the papers without tags, in that order."""
        rows = self._ask("SELECT number FROM paper WHERE tag IS NULL ORDER BY number").fetchall()
        return (self.paper(number) for (number,) in rows)

    def paper(self, number: int) -> Paper:
        """Return a paper, without its tags."""
        return self._index.papers.paper(number)

    def key(self, number: int) -> str:
        """Return the key of a paper."""
        row = self._index.papers.row(number)
        return row.key if row else ""

    def keys(self, numbers: Iterable[int]) -> dict[int, str]:
        """Return the keys of papers, in a tenth of the time of single queries."""
        query = "SELECT number, key FROM paper WHERE number IN (SELECT value FROM json_each(?))"
        return dict(self._ask(query, (str(list(numbers)),)))

    def tagged(self, number: int) -> Paper:
        """Return a paper with its tags."""
        paper = self.paper(number)
        row = self._index.papers.row(number)
        if row is not None and row.tag is not None:
            line = self._index.papers.tag_line(row.tag)
            paper.tags, paper.near_tags = line.tags, line.near
        return paper

    def records(self, number: int) -> list[Record]:
        """Return the records of a paper."""
        return self._index.papers.records(number)

    def names(self, number: int) -> list[str]:
        """Return every name of a paper: its key first, then those of its records."""
        names = {
            name
            for record in self.records(number)
            for name in (
                *identity.names(record.paper),
                *record.former,
                identity.surrogate(record.paper),
            )
        }
        return list(dict.fromkeys([self.key(number), *sorted(names)]))

    def all_records(self) -> Iterator[Record]:
        """Yield all records that are in a paper, in the order of records.jsonl."""
        query = "SELECT number FROM record WHERE paper NOT NULL ORDER BY offset"
        return (self._index.records.load(number) for (number,) in self._ask(query).fetchall())

    # --- looking up -------------------------------------------------------------------------------

    def named(self, name: str) -> list[int]:
        """Return the papers with a name: the one with this key, else all that have the name."""
        found = self._index.papers.named(name)
        return [number for number in found if self.key(number) == name] or found

    def get(self, name: str) -> Paper | None:
        """Return the paper with a name, the first stored of several; None if there is none."""
        found = self.named(name)
        return self.paper(found[0]) if found else None

    def starting_with(self, start: str) -> list[int]:
        """Return the papers whose keys start with a text, three at most."""
        query = "SELECT number FROM paper WHERE substr(key, 1, ?) = ? ORDER BY key LIMIT 3"
        return [number for (number,) in self._ask(query, (len(start), start))]

    def papers_about(self, events: Sequence[Event]) -> list[tuple[Event, list[int]]]:
        """Return events with the papers that each is about, by its first record, else by names."""
        hashes = [event.paper[0] for event in events if event.paper]
        papers = self._index.papers_of_records(hashes)
        return [
            (event, [papers[event.paper[0]]])
            if event.paper and event.paper[0] in papers
            else (event, self._by_names(event.names))
            for event in events
        ]

    def _by_names(self, names: Sequence[str]) -> list[int]:
        by_key = self.named(names[0]) if names else []
        return by_key or sorted({number for name in names for number in self.named(name)})

    def candidates(self, paper: Paper) -> set[int]:
        """Return the papers to compare with a paper from elsewhere."""
        return self._index.groups.candidates(paper)

    def same(self, paper: Paper) -> list[int]:
        """Return the papers that are the same as a paper from elsewhere, by the rules."""
        return self._index.groups.same(paper)

    def relations(self, number: int) -> Iterator[Relation]:
        """Yield the pairs of a paper's nodes."""
        members = self._index.records.of_paper(number)
        for node in sorted(self._index.records.nodes_of(members)):
            rows = self._ask("SELECT * FROM pair WHERE node = ? ORDER BY other", (node,))
            yield from (Relation(*row) for row in rows.fetchall())

    def related(self) -> list[Relation]:
        """Return all pairs of nodes, each once."""
        rows = self._ask("SELECT * FROM pair WHERE node < other ORDER BY node, other")
        return [Relation(*row) for row in rows]

    def against(self, one: int, other: int) -> str | None:
        """Return, in words, a fact that shows that two papers are not one, or None."""
        return self._index.groups.against(one, other)

    def members(self, number: int) -> list[Member]:
        """Return the records of a paper with their nodes, in the order of storing."""
        table = self._index.records
        return [
            Member(next(iter(table.nodes_of([each]))), table.load(each))
            for each in table.of_paper(number)
        ]

    def holding(self, keys: Iterable[str]) -> set[int]:
        """Return the papers with one of some records, given by hash, or with one of some names."""
        known = list(keys)
        names = {number for name in known if ":" in name for number in self.named(name)}
        return names.union(self._index.papers_of_records(known).values())

    def placed(self) -> Iterator[Placed]:
        """Yield each record that is in a paper, in the order of records.jsonl."""
        query = (
            "SELECT paper, min(offset) OVER (PARTITION BY paper) FROM record"
            " WHERE paper NOT NULL ORDER BY offset"
        )
        return (Placed(*row) for row in self._ask(query))

    def paper_of(self, record: int) -> int | None:
        """Return the number of a record's paper."""
        return self._index.records.paper_of(record)

    def merged(self) -> list[int]:
        """Return the papers that have several records."""
        query = "SELECT DISTINCT paper FROM record WHERE number <> paper ORDER BY paper"
        return [number for (number,) in self._ask(query)]

    # --- topics -----------------------------------------------------------------------------------

    def topics(self) -> set[str]:
        """Return the topics of all tags, whatever the score."""
        return {topic for (topic,) in self._ask("SELECT DISTINCT topic FROM list")}

    def entries(self, topic: str, least: float) -> Iterator[TopicEntry]:
        """Yield the papers with a score of `least` or more on a topic, the best first.

        Equal scores are sorted by day, the latest first and undated last, then in the order of
        storing. No paper is read.
        """
        return self._ordered(topic, (0, least, _ANY))

    def near(self, topic: str, least: float) -> Iterator[TopicEntry]:
        """Yield the papers on a topic that `entries` leaves out, in the same order.

        They have a lower score, or no keyword.
        """
        return self._ordered(topic, (0, 0.0, least), (1, 0.0, _ANY))

    def _ordered(self, topic: str, *ranges: tuple[int, float, float]) -> Iterator[TopicEntry]:
        lists = self._ask("SELECT number FROM list WHERE topic = ?", (topic,)).fetchall()
        rows = [self._ask(_ENTRIES, (*of, *each)) for of in lists for each in ranges]
        merged = heapq.merge(*rows, key=lambda row: (-row[1], -row[2], row[0]))
        return map(TopicEntry._make, merged)

    def near_some(self, least: float) -> list[int]:
        """Return the papers that are near some topic, but on none."""
        return [number for (number,) in self._ask(_NEAR_SOME, (least,))]

    def withdrawn(self) -> list[int]:
        """Return the papers that are withdrawn or retracted."""
        return [number for (number,) in self._ask("SELECT number FROM paper WHERE withdrawn")]

    def count(self, topic: str, least: float) -> TopicCount:
        """Count the papers that `entries` yields."""
        query = _STORED_COUNT if least == LISTED_FROM else _COUNT
        counts = (count or 0 for count in self._ask(query, (topic, least)).fetchone())
        return TopicCount(**dict(zip(TopicCount.__struct_fields__, counts, strict=True)))

    def weeks(self, least: float) -> weeks.WeekCounts:
        """Count the papers of each week, in all and by topic."""
        return weeks.count(self._ask, least)

    def entries_of(self, number: int) -> list[tuple[str, TopicEntry]]:
        """Return the entries of a paper, with their topics."""
        row = self._index.papers.row(number)
        if row is None or row.tag is None:
            return []
        tags = sorted(self._index.papers.tag_line(row.tag).tags, key=lambda tag: -tag.score)
        facts = (row.latest, row.earliest)
        return [
            (
                tag.topic,
                TopicEntry._make(
                    (number, tag.score, *facts, at == 0, row.withdrawn, row.announced)
                ),
            )
            for at, tag in enumerate(tags)
        ]

    def tagged_by(self) -> dict[str, int]:
        """Return the number of tagged papers by the fingerprint of the taxonomy."""
        return {by: count for by, count in self._ask("SELECT * FROM tagged") if count}

    def tag_counts(self, least: float, taxonomy: str | None = None) -> TagCounts:
        """Return how many papers are tagged.

        Args:
            least: the score from which a paper is on a topic.
            taxonomy: the fingerprint of a taxonomy; None counts tags of any.
        """
        by = self.tagged_by()
        tagged = by.get(taxonomy, 0) if taxonomy else sum(by.values())
        topics = {topic: self.count(topic, least) for topic in sorted(self.topics())}
        return TagCounts(
            papers=len(self),
            tagged=tagged,
            others=sum(by.values()) - tagged,
            on_topic={topic: count.papers for topic, count in topics.items() if count.papers},
            no_topic=max(0, tagged - sum(count.best for count in topics.values())),
        )

    # --- what happened ----------------------------------------------------------------------------

    def runs(self) -> Iterator[runs.Run]:
        """Yield the runs, oldest first."""
        return (run for _, line in self._runs.lines() if (run := runs.parse(line)))

    def history(self, *kinds: str) -> list[Event]:
        """Return what users saw and decided, oldest first; all kinds by default."""
        return history.events(self._index.logs.history.lines(), kinds)
