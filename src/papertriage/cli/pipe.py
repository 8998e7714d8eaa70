"""Papers that come in through a pipe or a file of JSON Lines, bad lines told on the way."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from papertriage.cli.run import Run
from papertriage.errors import NoRecordsError, Problem

if TYPE_CHECKING:
    from papertriage.paper import Paper

_MOST_TOLD = 5


def papers_of(run: Run, inputs: Sequence[str]) -> "Iterator[Paper]":
    """Yield the papers of the inputs, and warn of lines that are none.

    Raises:
        NoRecordsError: there were lines, and not one was a paper.
        MissingInputError: a file is not there.
    """
    from papertriage.flows.lines import read_papers

    papers = rejected = 0
    for item in read_papers(inputs):
        if isinstance(item, Problem):
            rejected += 1
            if rejected <= _MOST_TOLD or run.screen.verbose:
                run.screen.warn(f"{item.source}:{item.line}: {item.reason}")
        else:
            papers += 1
            yield item
    if rejected and not papers:
        raise NoRecordsError(f"{', '.join(inputs)}: none of {rejected} lines is a paper")
    if rejected > _MOST_TOLD and not run.screen.verbose:
        run.screen.warn(f"{rejected - _MOST_TOLD} more like these (-v lists them)")
    if rejected:
        run.screen.warn(f"{rejected} lines rejected, {papers} papers read")
