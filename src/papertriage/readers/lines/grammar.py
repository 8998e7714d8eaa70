"""The grammar of a line-oriented form: which line opens a record, and which lines belong to it.

A reader of such a form is a `Grammar`; `readers.lines.splitter` runs any number of them over the
same lines, so that a paste of several forms is cut where a line opens one of them.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from enum import Enum, auto

from papertriage.errors import Problem
from papertriage.readers.raw import Raw
from papertriage.text.clean import snippet

Line = tuple[int, str]
"""A line: its number from 1, and its text."""
Block = list[Line]
"""The lines of one record."""


class Fit(Enum):
    """Whether a line belongs to the record that is being collected."""

    MORE = auto()
    LAST = auto()  # it belongs to the record and ends it
    NOT_MINE = auto()  # the record ended before it


class Grammar(ABC):
    """The grammar of one form over one document; it may keep state from line to line.

    Attributes:
        form: the row of the registry.
        opener: a pattern that a line which opens a record matches at its start.
        rest: the text after the end of a record on its last line.
    """

    form: str
    opener: str
    rest: str = ""

    def __init__(self, source: str) -> None:
        self.source = source

    def opens(self, text: str) -> bool:  # noqa: ARG002 - most forms need no more than their opener
        """Return whether a line that matches the opener opens a record, given what came before."""
        return True

    def begin(self, text: str) -> Fit:  # noqa: ARG002 - as above
        """Take the line that opens a record."""
        return Fit.MORE

    def add(self, text: str) -> Fit:  # noqa: ARG002 - as above
        """Take a further line of a record, or refuse it."""
        return Fit.NOT_MINE

    def gather(self, lines: Iterator[Line], block: Block) -> Line | None:  # noqa: ARG002 - as above
        """Add further lines that certainly belong to a record; return the line after them.

        This only saves time: without it every line is offered to `add` and to the other forms. If
        all lines belong to the record, the result is None; there may be more in the document.
        """
        return next(lines, None)

    @abstractmethod
    def read(self, block: Block) -> list[Raw | Problem] | None:
        """Read a record; None if the lines are not a record of this form."""

    def owns(self, at: int, text: str) -> bool:  # noqa: ARG002 - most forms have nothing between records
        """Return whether a line between records belongs to the form: a rule, a head, a footer."""
        return False

    def finish(self) -> list[Raw | Problem]:
        """Return what is known only at the end of the document."""
        return []

    def problem(self, at: int, reason: str, text: str, *, lost: bool = True) -> Problem:
        """Build a problem at a line of the document."""
        return Problem(
            source=self.source, line=at, reason=reason, snippet=snippet(text), rejected=lost
        )
