"""Reads papers from a pipe or a file of JSON Lines and warns about bad lines."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from papertriage.cli.run import Run
from papertriage.errors import NoRecordsError, Problem
from papertriage.text.clean import counted

if TYPE_CHECKING:
    from papertriage.paper import Paper

_MOST_SHOWN = 5


def papers_of(run: Run, inputs: Sequence[str]) -> "Iterator[Paper]":
    """Yield the papers of the inputs, and warn about lines that are not papers.

    Raises:
        NoRecordsError: there were lines, but none was a paper.
        MissingInputError: a file does not exist.
    """
    from papertriage.flows.tag.json_lines import read_papers

    rejections = Rejections(run, inputs)
    papers = 0
    for item in read_papers(inputs):
        if isinstance(item, Problem):
            rejections.add(item)
        else:
            papers += 1
            yield item
    rejections.close(papers)


class Rejections:
    """Counts the lines that are not papers, and warns about the first few."""

    def __init__(self, run: Run, inputs: Sequence[str]) -> None:
        self._run = run
        self._inputs = inputs
        self._count = 0

    def add(self, problem: Problem) -> None:
        """Count a line that is not a paper."""
        self._count += 1
        if self._count <= _MOST_SHOWN or self._run.screen.verbose:
            self._run.screen.warn(f"{problem.source}:{problem.line}: {problem.reason}")

    def close(self, papers: int) -> None:
        """Warn how many lines were rejected, and how many papers were read.

        Raises:
            NoRecordsError: all lines were rejected.
        """
        count, screen = self._count, self._run.screen
        if count and not papers:
            names, lines = ", ".join(self._inputs), counted(count, "line")
            raise NoRecordsError(f"{names}: no papers found in {lines}")
        if count > _MOST_SHOWN and not screen.verbose:
            screen.warn(f"{count - _MOST_SHOWN} more like these (-v lists them)")
        if count:
            screen.warn(f"{counted(count, 'line')} rejected, {counted(papers, 'paper')} read")
