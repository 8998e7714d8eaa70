"""One run of a command: its settings, its screen, and how errors are reported."""

import errno
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from papertriage.cli.screen import Screen
from papertriage.cli.signals import INTERRUPTED, cleaned_up
from papertriage.cli.streams import discard_stdout
from papertriage.errors import CannotWriteError, PapertriageError
from papertriage.text.clean import safe

if TYPE_CHECKING:
    from papertriage.config.config import Settings
    from papertriage.flows.lists.taxonomy_cache import TaxonomySummary
    from papertriage.library import Library
    from papertriage.library.about import Policy
    from papertriage.topics.taxonomy import Taxonomy

OK, EMPTY, PARTIAL = 0, 1, 3
_PIPE_CLOSED = 141


class Globals(NamedTuple):
    """The global options that were given before or after the command."""

    library: Path | None = None
    config: Path | None = None
    no_config: bool = False
    quiet: bool = False
    verbose: bool = False
    color: str | None = None
    lock_timeout: float | None = None
    debug: bool = False
    version: bool = False

    def joined(self, after: "Globals") -> "Globals":
        """Return these options, overridden by those given after the command."""
        given = {
            name: value
            for name, value in after._asdict().items()
            if value is not None and value is not False
        }
        return self._replace(**given)


class Run:
    """The settings, screen and library of one command.

    Attributes:
        screen: prints messages.
        flags: the global options.
    """

    def __init__(self, command: str, flags: Globals) -> None:
        self.screen = Screen(
            command=command, quiet=flags.quiet, verbose=flags.verbose, color=flags.color or "auto"
        )
        self.flags = flags

    @cached_property
    def settings(self) -> "Settings":
        """The settings of this run, read when they are first needed."""
        from papertriage.config import config  # loads YAML, which --help does not need

        flags = self.flags
        found = config.settings(
            library=flags.library,
            config=flags.config,
            no_config=flags.no_config,
            lock_timeout=flags.lock_timeout,
        )
        for warning in found.warnings:
            self.screen.warn(warning)
        return found

    def library(self, same: "Policy | None" = None) -> "Library":
        """Return the library of this run; the disk is not touched yet."""
        from papertriage.library import Library

        return Library(
            self.settings.library,
            same=same,
            lock_timeout=self.settings.lock_timeout,
            notice=self.screen.warn,
            detail=self.screen.say,
        )

    def shown_library(self) -> str:
        """Return the library's folder as messages show it."""
        return f"{self.shown_path(self.settings.library)}/"

    def shown_path(self, path: Path) -> str:
        """Return a path for messages, relative to the current folder or the home."""
        places = [(Path.cwd(), "")]
        with suppress(RuntimeError):  # without a home the path is shown in full
            places.append((Path.home(), "~/"))
        for root, short in places:
            if path.is_absolute() and path.is_relative_to(root) and path != root:
                return safe(f"{short}{path.relative_to(root)}")
        return safe(str(path))

    def taxonomy_summary(self, given: Path | None = None) -> "TaxonomySummary":
        """Return the summary of the taxonomy that `taxonomy` would read."""
        from papertriage.flows.lists.taxonomy_cache import taxonomy_summary

        return taxonomy_summary(self.library(), given or self.settings.topics)

    def taxonomy(self, given: Path | None = None) -> "Taxonomy":
        """Read the taxonomy of the option, of the settings, or the built-in one."""
        from papertriage.topics.taxonomy import load

        return load(given or self.settings.topics)


def guarded(run: Run, work: Callable[[], int | None]) -> int:
    """Run a command; report an error in one line and return the exit code."""
    try:
        with cleaned_up():
            return work() or OK
    except BrokenPipeError:
        discard_stdout()
        return _PIPE_CLOSED
    except SystemExit as stop:  # by a signal
        if stop.code == INTERRUPTED:
            run.screen.error("interrupted")
        raise
    except Exception as error:  # noqa: BLE001 - a bug is reported in one line, too
        if run.flags.debug:
            import traceback

            traceback.print_exc()
        return _report(run.screen, error)


def _report(screen: Screen, error: Exception) -> int:
    if isinstance(error, PapertriageError):
        screen.error(error.message, error.hint)
        return error.exit_code
    if isinstance(error, OSError):
        return report_os_error(screen, error)
    what = f"{type(error).__name__}: {error}"
    hint = "this is a bug; please report it with the output of --debug"
    screen.error(f"internal error: {what}", hint)
    return PapertriageError.exit_code


def report_os_error(screen: Screen, error: OSError) -> int:
    """Report an error of the operating system in one line; return the exit code."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO):
        discard_stdout()
    where = f"{error.filename}: " if error.filename else ""
    screen.error(f"{where}{error.strerror or error}")
    return CannotWriteError.exit_code
