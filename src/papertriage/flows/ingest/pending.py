"""Papers that were read and not stored yet, so that small sources share one durable write."""

import time
from collections.abc import Callable

import msgspec

from papertriage.flows.ingest.outcome import Outcome
from papertriage.flows.ingest.store import put
from papertriage.flows.progress import Progress
from papertriage.library import Library, Run
from papertriage.paper import Paper
from papertriage.text.clean import counted

BATCH = 2_500
"""Papers that are stored at once, at most: twice as many take as long and 18 MB more."""
BATCH_SECONDS = 1.0
"""Seconds after which what was read is stored."""


class _Part(msgspec.Struct):
    """What one source has in the batch.

    Attributes:
        outcome: where its papers are counted once they are durable.
        marks_only: they only mark papers that the library holds.
        papers: those that are to be stored.
        finish: called once it was read and all of it is stored; returns its line of runs.jsonl.
    """

    outcome: Outcome
    marks_only: bool = False
    papers: list[Paper] = []
    finish: Callable[[], Run | None] | None = None


class Pending:
    """The batch that is being filled.

    Args:
        library: where the papers go.
        on_message: called with a line for each source whose papers are on disk.
        progress: called with the number of records that were handled.
    """

    def __init__(
        self, library: Library, on_message: Callable[[str], None], progress: Progress
    ) -> None:
        self._library = library
        self._on_message = on_message
        self._progress = progress
        self._parts: list[_Part] = []
        self._papers = 0
        self._since = 0.0
        self._finished: list[Outcome] = []

    def of(self, outcome: Outcome) -> int:
        """Return how many papers of a source are pending."""
        return sum(len(part.papers) for part in self._parts if part.outcome is outcome)

    def is_due(self) -> bool:
        """Return whether it is time to store."""
        waited = time.monotonic() - self._since if self._parts else 0.0
        return self._papers >= BATCH or waited >= BATCH_SECONDS

    def add(self, outcome: Outcome, paper: Paper, *, marks_only: bool = False) -> None:
        """Add a paper of the source that is being read."""
        part = self._part(outcome, marks_only=marks_only)
        part.papers.append(paper)
        self._papers += 1

    def end(self, outcome: Outcome, finish: Callable[[], Run | None]) -> None:
        """Note that a source was read; `finish` is called when its papers are stored."""
        self._part(outcome).finish = finish

    def store(self) -> None:
        """Store all papers in the order of reading, then the lines that end the sources.

        Raises:
            PapertriageError: the library cannot be written. Nothing is pending any more.
        """
        parts, self._parts, self._papers = self._parts, [], 0
        try:
            if any(part.papers for part in parts):
                self._store_papers(parts)
        except (KeyboardInterrupt, SystemExit):
            self._parts = parts  # to be stored before the run ends
            raise
        runs = [run for part in parts if part.finish and (run := part.finish())]
        if runs:
            with self._library.write(in_session=True) as writer:
                for run in runs:
                    writer.record(run)
        self._finished += [part.outcome for part in parts if part.finish]

    def finished(self) -> list[Outcome]:
        """Return the sources that were read and stored since the last call."""
        finished, self._finished = self._finished, []
        return finished

    def _store_papers(self, parts: list[_Part]) -> None:
        with self._library.write(in_session=True) as writer:
            stored = [put(writer, part.papers, marks_only=part.marks_only) for part in parts]
        for part, counts in zip(parts, stored, strict=True):
            if part.papers:
                part.outcome.counts.add(counts)
                self._on_message(
                    f"{part.outcome.source}: {counted(counts.kept, 'more paper')} on disk"
                )
                self._progress(len(part.papers))
                part.papers = []

    def _part(self, outcome: Outcome, *, marks_only: bool = False) -> _Part:
        if not self._parts:
            self._since = time.monotonic()
        last = self._parts[-1] if self._parts else None
        if last is None or last.outcome is not outcome or last.marks_only != marks_only:
            last = _Part(outcome, marks_only)
            self._parts.append(last)
        return last
