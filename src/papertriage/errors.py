"""The errors that users see: one line, a hint, and the exit code of the process.

PapertriageError        70  a bug, unless a subclass says otherwise
  UsageError             2  wrong options or names
  NoRecordsError        65  the input has no usable records
  MissingInputError     66  the input or the library does not exist
  NetworkError          69  a network request failed
    TryLaterError       75  the server asks to try again later
  CannotCreateError     73  an output or a library cannot be created
  CannotWriteError      74  a write failed: disk full, quota
  LockedError           75  another process holds the library's lock
  DamagedIndexError     75  the library's index was damaged, and was removed: try again
  ConfigError           78  configuration or taxonomy is wrong
"""

from dataclasses import dataclass
from typing import ClassVar


class PapertriageError(Exception):
    """An error in one line that says what was wrong and where; `hint` says what to do next."""

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
    """Something in a source that could not be read; the run continues.

    Attributes:
        source: the source's name as the user gave it.
        line: the first line of it, from 1; 0 if the source has no lines.
        reason: what was wrong, in words.
        snippet: the start of the offending text, cleaned and short.
        rejected: whether a record was lost with it (it counts as rejected).
        kept: whether the record was kept, and only a part of it was left out.
    """

    source: str
    line: int
    reason: str
    snippet: str = ""
    rejected: bool = True
    kept: bool = False
