"""The screen: what goes to which stream, in which dress.

Data goes to standard output, talk to standard error. A line of talk names its sender where a
mail or a journal will carry it. Everything that came from outside passes `safe` on its way.
"""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, TextIO

from papertriage.errors import Problem
from papertriage.flows.progress import Progress
from papertriage.text.clean import safe
from papertriage.writers.marks import ASCII

if TYPE_CHECKING:
    from papertriage.cli.progress import Bar

_STYLES = {"error": "\x1b[1;31m", "warning": "\x1b[33m", "good": "\x1b[32m", "dim": "\x1b[2m"}
_PLAIN = "\x1b[0m"
_MOST_PROBLEMS = 5


@dataclass(kw_only=True)
class Screen:
    """How to talk to the user in one run of one command.

    Attributes:
        command: the command's name, to open lines of talk with.
        quiet: drop information, keep warnings and errors.
        verbose: tell more.
        color: ``auto``, ``always`` or ``never``.
    """

    command: str = ""
    quiet: bool = False
    verbose: bool = False
    color: str = "auto"
    _bar: "Bar | None" = field(default=None, init=False, repr=False)

    # --- talk -----------------------------------------------------------------------------------

    def say(self, line: str, *, style: str | None = None) -> None:
        """Tell something that may be dropped."""
        if not self.quiet:
            self._talk(self._dressed(line, style))

    def detail(self, line: str) -> None:
        """Tell something only to those who asked for more."""
        if self.verbose:
            self._talk(self._dressed(line, "dim"))

    def warn(self, line: str) -> None:
        """Warn: something was not as it should be, and the run went on."""
        self._talk(f"{self._dressed('warning:', 'warning')} {safe(line)}")

    def error(self, line: str, hint: str | None = None) -> None:
        """Say why the run ended, and what to do."""
        self._talk(f"{self._dressed('error:', 'error')} {safe(line)}")
        for part in (hint or "").splitlines():
            self._talk(f"  {safe(part)}")

    def problems(self, source: str, problems: list[Problem], more: int, kept: str) -> None:
        """Warn of what a source held that could not be read: the first few, or all with -v."""
        shown = problems if self.verbose else problems[:_MOST_PROBLEMS]
        for number, problem in enumerate(shown):
            where = f"{source}:{problem.line}" if problem.line else source
            last = number == len(problems) - 1 and not more
            snippet = f' "{problem.snippet}"' if problem.snippet and self.verbose else ""
            self.warn(f"{where}: {problem.reason}{snippet}" + (f"; {kept}" if last else ""))
        if hidden := len(problems) - len(shown) + more:
            told = "" if self.verbose else " (-v lists them)"
            self.warn(f"{source}: {hidden} more like these{told}; {kept}")

    @contextmanager
    def progress(self, what: str) -> Iterator[Progress]:
        """Show how far long work has come, on a terminal.

        Args:
            what: the word for what is counted, "papers".

        Yields:
            What counts so many more as done.
        """
        from papertriage.cli.progress import Bar

        moves = _is_terminal(sys.stderr) and os.environ.get("TERM") != "dumb"
        with Bar(what, shown=moves and not self.quiet) as bar:
            self._bar = bar
            try:
                yield bar.advance
            finally:
                self._bar = None

    def _talk(self, line: str) -> None:
        prefix = self._prefix()
        text = f"{prefix}{line}" if not prefix else f"{prefix}{line.lstrip()}"
        if self._bar:
            self._bar.hide()
        write(sys.stderr, (text if self.unicode else text.translate(ASCII)) + "\n")
        if self._bar:
            self._bar.show()

    def _prefix(self) -> str:
        if not _is_terminal(sys.stderr):
            return f"papertriage {self.command}: " if self.command else "papertriage: "
        if not self.command:
            return ""
        piped = not (_is_terminal(sys.stdout) and _is_terminal(sys.stdin))
        return f"{self.command}: " if piped else ""

    def _dressed(self, text: str, style: str | None) -> str:
        if style is None or not self.colored(sys.stderr):
            return text
        return f"{_STYLES[style]}{text}{_PLAIN}"

    # --- dress ----------------------------------------------------------------------------------

    def colored(self, stream: TextIO | None) -> bool:
        """Tell whether to colour what goes to a stream: the flag, then the environment."""
        if self.color != "auto":
            return self.color == "always"
        if os.environ.get("NO_COLOR"):
            return False
        if os.environ.get("FORCE_COLOR"):
            return True
        return _is_terminal(stream) and os.environ.get("TERM") != "dumb"

    @property
    def unicode(self) -> bool:
        """Whether terminals here show more than ASCII; unless the locale says no, they do."""
        for name in ("LC_ALL", "LC_CTYPE", "LANG"):
            if value := os.environ.get(name):
                return "utf" in value.lower()
        return True

    @property
    def width(self) -> int:
        """Columns of the terminal, or of ``COLUMNS``."""
        return max(40, shutil.get_terminal_size((100, 24)).columns)


def to_terminal() -> bool:
    """Tell whether standard output is a terminal."""
    return _is_terminal(sys.stdout)


def _is_terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def write(stream: TextIO | None, text: str) -> None:
    """Write text as UTF-8, whatever the locale says; a closed stream takes nothing."""
    if stream is None:
        return
    raw: IO[bytes] | None = getattr(stream, "buffer", None)
    if raw is None:
        stream.write(text)
        return
    stream.flush()
    raw.write(text.encode("utf-8", errors="replace"))
    raw.flush()


def write_all(stream: TextIO | None, parts: Iterable[str]) -> None:
    """Write parts of text as they come, in blocks."""
    block: list[str] = []
    size = 0
    for part in parts:
        block.append(part)
        size += len(part)
        if size > 1 << 16:
            write(stream, "".join(block))
            block, size = [], 0
    write(stream, "".join(block))
