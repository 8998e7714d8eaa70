"""Prints messages on standard error: their prefix, their style, and the progress bar.

Data goes to standard output, messages to standard error. A message starts with the command's name
if standard error is not a terminal, as in a mail or a log. Text from outside passes `safe`.
"""

import os
import re
import shutil
import sys
from collections.abc import Iterator
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
_SGR = re.compile(r"\x1b\[[\d;]*m")
_MOST_PROBLEMS = 5
_UNLIMITED = 10**6
_NO_LINKS = ("dumb", "linux", "eterm")
"""Terminals that would print an OSC 8 escape sequence as text."""


@dataclass(kw_only=True)
class Screen:
    """Prints the messages of one run of a command.

    Attributes:
        command: the command's name, with which messages start.
        quiet: print only warnings and errors.
        verbose: print more details.
        color: ``auto``, ``always`` or ``never``.
    """

    command: str = ""
    quiet: bool = False
    verbose: bool = False
    color: str = "auto"
    _bar: "Bar | None" = field(default=None, init=False, repr=False)

    # --- messages -------------------------------------------------------------------------------

    def say(self, line: str, *, style: str | None = None) -> None:
        """Print information, unless `quiet`."""
        if not self.quiet:
            self._print(line, style=style)

    def say_whole(self, line: str) -> None:
        """Print a line that users copy, unless `quiet`; it is not wrapped."""
        if not self.quiet:
            self._print(line, wrap=False)

    def detail(self, line: str) -> None:
        """Print a detail, if `verbose`."""
        if self.verbose:
            self._print(line, style="dim")

    def warn(self, line: str) -> None:
        """Print a warning: something is wrong, but the run goes on."""
        self._print(safe(line), label="warning:", style="warning")

    def error(self, line: str, hint: str | None = None) -> None:
        """Print why the run ended, and what to do."""
        self._print(safe(line), label="error:", style="error")
        for part in (hint or "").splitlines():
            self._print(f"  {safe(part)}")

    def problems(self, source: str, problems: list[Problem], more: int, kept: str) -> None:
        """Warn about records that could not be read: the first few, or all with -v."""
        shown = problems if self.verbose else problems[:_MOST_PROBLEMS]
        for number, problem in enumerate(shown):
            where = f"{source}:{problem.line}" if problem.line else source
            last = number == len(problems) - 1 and not more
            snippet = f' "{problem.snippet}"' if problem.snippet and self.verbose else ""
            self.warn(f"{where}: {problem.reason}{snippet}" + (f"; {kept}" if last else ""))
        if hidden := len(problems) - len(shown) + more:
            how = "" if self.verbose else " (-v lists them)"
            self.warn(f"{source}: {hidden} more like these{how}; {kept}")

    @contextmanager
    def progress(self, what: str) -> Iterator[Progress]:
        """Show a progress bar on a terminal.

        Args:
            what: the word for what is counted, such as "papers".

        Yields:
            A function that counts more as done.
        """
        from papertriage.cli.progress import Bar

        moves = _is_terminal(sys.stderr) and os.environ.get("TERM") != "dumb"
        with Bar(what, shown=moves and not self.quiet) as bar:
            self._bar = bar
            try:
                yield bar.advance
            finally:
                self._bar = None

    def _print(
        self, line: str, *, label: str = "", style: str | None = None, wrap: bool = True
    ) -> None:
        """Print a line; the style applies to the label, or without one to the whole line."""
        prefix = self._prefix()
        labelled = f"{label} {line}" if label else line
        text = prefix + labelled.lstrip() if prefix else labelled
        if not self.unicode:
            text = text.translate(ASCII)
        first, *more = self._wrapped(text) if wrap else [text]
        if label:
            first = first.replace(label, self._styled(label, style), 1)
        else:
            first = prefix + self._styled(first[len(prefix) :], style)
            more = [self._styled(part, style) for part in more]
        if self._bar:
            self._bar.hide()
        write(sys.stderr, "".join(f"{part}\n" for part in (first, *more)))
        if self._bar:
            self._bar.show()

    def _wrapped(self, text: str) -> list[str]:
        """Wrap a line at blanks on a terminal; elsewhere keep it whole."""
        from papertriage.writers import cells

        if not _is_terminal(sys.stderr) or cells.width(_SGR.sub("", text)) <= self.width:
            return [text]
        indent = " " * (len(text) - len(text.lstrip()))
        return [indent + line for line in cells.hanging(text, self.width - len(indent))]

    def _prefix(self) -> str:
        if not _is_terminal(sys.stderr):
            return f"papertriage {self.command}: " if self.command else "papertriage: "
        if not self.command:
            return ""
        piped = not (_is_terminal(sys.stdout) and _is_terminal(sys.stdin))
        return f"{self.command}: " if piped else ""

    def _styled(self, text: str, style: str | None) -> str:
        if style is None or not self.colored(sys.stderr):
            return text
        return f"{_STYLES[style]}{text}{_PLAIN}"

    # --- style ----------------------------------------------------------------------------------

    def colored(self, stream: TextIO | None) -> bool:
        """Return whether to colour a stream: by the flag, then by the environment."""
        if self.color != "auto":
            return self.color == "always"
        if os.environ.get("NO_COLOR"):
            return False
        if os.environ.get("FORCE_COLOR"):
            return True
        return _is_terminal(stream) and os.environ.get("TERM") != "dumb"

    @property
    def unicode(self) -> bool:
        """Whether the terminal shows more than ASCII; true unless the locale says otherwise."""
        for name in ("LC_ALL", "LC_CTYPE", "LANG"):
            if value := os.environ.get(name):
                return "utf" in value.lower()
        return True

    @property
    def has_links(self) -> bool:
        """Whether standard output is a terminal that may show links (OSC 8)."""
        knows = not (os.environ.get("TERM") or "dumb").startswith(_NO_LINKS)
        return to_terminal() and self.colored(sys.stdout) and knows

    @property
    def width(self) -> int:
        """Columns of the terminal, or of ``COLUMNS``."""
        return self._columns(100)

    @property
    def room(self) -> int:
        """Columns of a line of data; without ``COLUMNS``, a pipe or a file has no limit."""
        return self._columns(_UNLIMITED)

    def _columns(self, fallback: int) -> int:
        return max(40, shutil.get_terminal_size((fallback, 24)).columns)


def to_terminal() -> bool:
    """Return whether standard output is a terminal."""
    return _is_terminal(sys.stdout)


def is_interactive() -> bool:
    """Return whether questions can be asked: standard input and error are terminals."""
    return _is_terminal(sys.stdin) and _is_terminal(sys.stderr)


def _is_terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def write(stream: TextIO | None, text: str) -> None:
    """Write text as UTF-8, whatever the locale is; nothing to a closed stream."""
    if stream is None:
        return
    raw: IO[bytes] | None = getattr(stream, "buffer", None)
    if raw is None:
        stream.write(text)
        return
    stream.flush()
    raw.write(text.encode("utf-8", errors="replace"))
    raw.flush()
