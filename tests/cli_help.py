"""Running the installed command as a user's shell does."""

import os
import subprocess
import sys
from pathlib import Path

COMMAND = str(Path(sys.executable).with_name("papertriage"))
EXAMPLES = Path(__file__).parents[1] / "examples"
PASTES = [str(EXAMPLES / name) for name in ("abstracts.txt", "listing.txt", "page.txt")]


def run(
    *args: str | Path,
    stdin: bytes = b"",
    code: int | None = 0,
    cwd: Path | None = None,
    **environment: str,
) -> subprocess.CompletedProcess[bytes]:
    """Run papertriage and check its exit code; None accepts any."""
    done = subprocess.run(
        [COMMAND, *map(str, args)],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, **environment},
        timeout=120,
        check=False,
    )
    if code is not None:
        assert done.returncode == code, done.stderr.decode()
    assert b"Traceback" not in done.stderr or "--debug" in args
    return done


def lines(data: bytes) -> list[str]:
    """Return output as lines of text."""
    return data.decode().splitlines()
