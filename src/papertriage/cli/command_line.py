"""Runs the command line and exits with its code; reports usage errors and failed output."""

import gc
import os
import re
import sys

import typer

from papertriage.cli import complete, streams
from papertriage.cli.app import app
from papertriage.cli.run import report_os_error
from papertriage.cli.screen import Screen, write

# Typer up to 0.25 uses click, later versions a private copy. In both, the base class of Typer's
# public error is that of all usage errors.
_UsageError: type[Exception] = typer.BadParameter.__bases__[0]
_PIPE_CLOSED, _CANNOT_WRITE = 141, 74


def run() -> None:
    """Run the command line and exit with its code (docs/pipes.md lists them)."""
    streams.prepare()
    if complete.VARIABLE in os.environ:
        complete.prepare()
    stdout = sys.stdout
    code = _run()
    if code == 1 and sys.stdout is not stdout:
        code = _PIPE_CLOSED  # Typer met a closed pipe while it printed help
    code = _flush(code)
    # Skip the garbage collection at exit: it took 11 of 85 ms of a `search`, to free memory
    # that is freed anyway.
    gc.freeze()
    sys.exit(code)


def _run() -> int:
    try:
        result = app(standalone_mode=False, prog_name="papertriage")
    except _UsageError as error:
        return _usage_error(error)
    except OSError as error:  # from --help and --version; commands handle their own
        return report_os_error(Screen(), error)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 1
    return result if isinstance(result, int) else 0


def _usage_error(error: Exception) -> int:
    """Say in one line what was wrong with the command line."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "papertriage"
    message: str = error.format_message()  # type: ignore[attr-defined]  # click's, see above
    if type(error).__name__ == "NoArgsIsHelpError":
        write(sys.stderr, message + "\n")  # the help itself
        return 2
    screen = Screen(command=path.partition(" ")[2])
    screen.error(_reworded(message), f"see {path} --help")
    return 2


def _reworded(message: str) -> str:
    """Return click's message in our style: no capital, and the usual "did you mean"."""
    message = re.sub(r" ?\(Possible options: (\S+?)[,)].*", r"; did you mean \1?", message)
    message = message.replace(". Did you mean ", "; did you mean ")
    message = re.sub(r"'([^']*)'", r'"\1"', message)
    return message[0].lower() + message[1:].rstrip(".")


def _flush(code: int) -> int:
    """Flush standard output now, while an error can still be reported."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        code = _PIPE_CLOSED
    except (OSError, ValueError) as error:
        Screen().error(f"standard output: {getattr(error, 'strerror', None) or error}")
        code = _CANNOT_WRITE
    except AttributeError:
        return code  # there is no standard output
    else:
        return code
    streams.discard_stdout()
    return code
