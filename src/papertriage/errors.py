"""Errors that a user meets: one line, a hint, and the exit code of the process.

PapertriageError        70  a bug, unless a subclass says otherwise
  UsageError             2  wrong options or names
  NoRecordsError        65  nothing usable in the input
  MissingInputError     66  the input, or the library, is not there
  NetworkError          69  the network gave up
    TryLaterError       75  the server says later
  CannotCreateError     73  an output or a library cannot be made
  CannotWriteError      74  a write failed: disk full, quota
  LockedError           75  another process holds the library
  DamagedIndexError     75  the library's index was damaged and is gone: try again
  ConfigError           78  configuration or taxonomy is wrong
"""

from dataclasses import dataclass
from typing import ClassVar


class PapertriageError(Exception):
    """What went wrong, in one line that names the place; `hint` says what to do next."""

    exit_code: ClassVar[int] = 70

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(PapertriageError):
    exit_code = 2


class NoRecordsError(PapertriageError):
    exit_code = 65


class MissingInputError(PapertriageError):
    exit_code = 66


class NetworkError(PapertriageError):
    exit_code = 69


class TryLaterError(NetworkError):
    exit_code = 75


class CannotCreateError(PapertriageError):
    exit_code = 73


class CannotWriteError(PapertriageError):
    exit_code = 74


class LockedError(PapertriageError):
    exit_code = 75


class DamagedIndexError(PapertriageError):
    exit_code = 75


class ConfigError(PapertriageError):
    exit_code = 78


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """Something in a source that could not be read; the run goes on.

    Attributes:
        source: the source's name as the user gave it.
        line: first line of the place, from 1; 0 where lines mean nothing.
        reason: what was wrong, in words.
        snippet: the start of the offending text, cleaned and short.
        rejected: True if a record was lost with it (it counts as rejected).
        kept: True if the record itself was kept, and only a part of it was left out.
    """

    source: str
    line: int
    reason: str
    snippet: str = ""
    rejected: bool = True
    kept: bool = False
