"""The view: a library as it was when a command began to read it."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Self

import msgspec

from papertriage.library import history, layout, runs
from papertriage.library.blocks import BrokenIndexError, open_blocks, private_blocks
from papertriage.library.index import Index
from papertriage.library.log import Snapshot
from papertriage.library.lookup import Lookup
from papertriage.library.records import Alias, TagLine
from papertriage.library.standings import Standing, Standings, Sum
from papertriage.paper import Paper, Tag


class TagCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How far a library is tagged.

    Attributes:
        papers: live papers.
        tagged: those whose tags still hold.
        stale: papers that changed since they were tagged, by whatever taxonomy.
        others: papers tagged by another taxonomy, whether they changed or not.
        without: papers that were never tagged.
        on_topic: papers a topic; one paper counts under each of its topics.
        no_topic: tagged papers that are on no topic.
    """

    papers: int
    tagged: int
    stale: int
    others: int
    without: int
    on_topic: dict[str, int]
    no_topic: int

    @property
    def untagged(self) -> int:
        """Papers that are new, or changed since they were tagged."""
        return self.papers - self.tagged


class View(Lookup):
    """One consistent reading of a library: no lock, no write, unmoved by what others write.

    Close it (it is a context manager) before waiting for anything, such as a pager: as long as
    it is open, writers cannot bring the index on disk up to date.
    """

    def __init__(self, folder: Path, *, marks: bool = False) -> None:
        """Open the library's files; see `Library.read`."""
        with ExitStack() as stack:
            # The index first: then it never covers more of a log than the snapshot holds.
            remedies = [private_blocks]
            try:
                blocks = open_blocks(folder / layout.INDEX, writable=False)
                stack.callback(blocks.close)
                remedies.insert(0, lambda: blocks)
            except BrokenIndexError:
                pass  # the logs alone will do
            self._papers, self._tags, self._runs, self._history = (
                self._snapshot(stack, folder / name)
                for name in (layout.PAPERS, layout.TAGS, layout.RUNS, layout.HISTORY)
            )
            self._index = Index(self._papers, self._tags, *remedies, marks=marks)
            stack.callback(self._index.close)
            self._files = stack.pop_all()

    def close(self) -> None:
        """Let go of the files."""
        self._files.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        return self._index.live

    @property
    def is_indexed(self) -> bool:
        """Whether the index on disk answers; else a writer should be opened, which mends it."""
        return not self._index.is_makeshift

    @property
    def unreadable(self) -> int:
        """How many lines of papers.jsonl could not be read and are passed over."""
        return self._index.unreadable

    def papers(self) -> Iterator[Paper]:
        """Yield the live papers in the order of first storing."""
        return (paper for _, paper in self._index.papers())

    def tagged(self) -> Iterator[tuple[Paper, TagLine | None]]:
        """Yield the live papers in that order, each with its last tag line, fitting or not."""
        return ((paper, self._index.tag_line(row)) for row, paper in self._index.papers())

    def untagged(self) -> Iterator[Paper]:
        """Yield the live papers without tags, or with tags of another text, in that order."""
        return (paper for _, paper in self._index.waiting())

    def get(self, name: str) -> Paper | None:
        """Return the live paper of a key, of any known id (``arxiv:2401.00001``), of an alias."""
        found = self._index.get(name)
        return found[1] if found else None

    def aliases(self) -> Iterator[tuple[Alias, Paper]]:
        """Yield the names that mean a paper though they are not its own, each with the paper."""
        for alias in self._index.aliases():
            paper = self.get(alias.id)
            if paper is not None:
                yield alias, paper

    def tag_line(self, name: str) -> TagLine | None:
        """Return the last tag line of the paper that a name means."""
        found = self._index.get(name)
        return self._index.tag_line(found[0]) if found else None

    def topics(self) -> set[str]:
        """Return the topics that any tag names, however low its score."""
        return self._index.told(Standings.topics)

    def standings(self, topic: str, least: float) -> Iterator[Standing]:
        """Yield where papers with a score of `least` or more stand on a topic, the best first.

        Equal scores come by day, the latest first, undated last; equal days in no order that
        means anything. No paper is read.
        """
        return self._index.standings(topic, least)

    def sum(self, topic: str, least: float) -> Sum:
        """Count the papers that `standings` yields, without looking at them."""
        return self._index.told(lambda standings: standings.sum(topic, least))

    def key(self, standing: Standing) -> str:
        """Return the key of a paper."""
        return self._index.key(standing.row)

    def paper(self, standing: Standing) -> Paper:
        """Return a paper without its tags."""
        return self._index.paper(standing.row)

    def tags(self, standing: Standing) -> list[Tag]:
        """Return the tags of a paper."""
        line = self._index.tag_line(standing.row)
        return line.tags if line else []

    def standings_of(self, key: str) -> list[tuple[str, Standing]]:
        """Return where the paper of a key stands, topic by topic; nowhere without tags."""
        row = self._index.row(key)
        return [] if row is None else self._index.standings_of(row)

    def tag_counts(self, threshold: float, by: str | None = None) -> TagCounts:
        """Count papers by topic; no paper is read.

        Args:
            threshold: the score from which a paper is on topic.
            by: fingerprint of a taxonomy; tags by another then count as none.
        """
        return self._index.told(lambda standings: _tag_counts(standings, len(self), threshold, by))

    def runs(self) -> Iterator[runs.Run]:
        """Yield what was read, oldest first."""
        return (run for _, line in self._runs.lines() if (run := runs.parse(line)))

    def history(self, *kinds: type[history.Event]) -> Iterator[history.Event]:
        """Yield what the user saw and decided, oldest first; of these kinds only, if named."""
        return history.events(self._history.lines(), *(kinds or history.KINDS))

    @staticmethod
    def _snapshot(stack: ExitStack, path: Path) -> Snapshot:
        snapshot = Snapshot(path)
        stack.callback(snapshot.close)
        return snapshot


def _tag_counts(standings: Standings, papers: int, threshold: float, by: str | None) -> TagCounts:
    fitting, stale = standings.told.tagged, standings.told.stale
    tagged = fitting.get(by, 0) if by else sum(fitting.values())
    sums = {topic: standings.sum(topic, threshold, by, fits=True) for topic in standings.topics()}
    any_line = sum(fitting.values()) + sum(stale.values())
    return TagCounts(
        papers=papers,
        tagged=tagged,
        stale=sum(stale.values()),
        others=any_line - fitting.get(by, 0) - stale.get(by, 0) if by else 0,
        without=papers - any_line,
        on_topic={topic: each.papers for topic, each in sums.items() if each.papers},
        no_topic=tagged - sum(each.best for each in sums.values()),
    )
