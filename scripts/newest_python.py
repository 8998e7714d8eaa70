"""Print the newest Python of this machine if it is newer than the one that runs this script.

    .venv/bin/python scripts/newest_python.py

It looks on PATH and in pyenv's folder. `make test-newest` uses what it prints.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

OLDEST = (3, 12, 0)
# Prints nothing for a Python that the tests do not support: PyPy, a preview, a build without GIL.
PROBE = """
import ensurepip, sys, sysconfig, venv
usual = sys.implementation.name == "cpython" and sys.version_info.releaselevel == "final"
if usual and not sysconfig.get_config_var("Py_GIL_DISABLED"):
    print(*sys.version_info[:3], sys.executable)
"""


def candidates() -> Iterator[Path]:
    """Yield the paths of files that are named like a Python 3."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    folders = [Path(folder) for folder in os.get_exec_path()]
    for folder in [*folders, *sorted(pyenv.glob("versions/*/bin"))]:
        for path in sorted(folder.glob("python3*")):
            if re.fullmatch(r"python3(?:\.\d+)?", path.name):
                yield path


def probed(path: Path) -> tuple[tuple[int, ...], str] | None:
    """Return the version and the path of a Python; None if it cannot be used."""
    command = [str(path), "-I", "-c", PROBE]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    if done.returncode or not done.stdout:
        return None
    *version, executable = done.stdout.strip().split(" ", 3)
    return tuple(map(int, version)), executable


def main() -> None:
    """Print the path, or nothing."""
    found = [python for path in candidates() if (python := probed(path))]
    version, executable = max(found, default=((0,), ""))
    if version >= OLDEST and version > sys.version_info[:3]:
        print(executable)


if __name__ == "__main__":
    main()
