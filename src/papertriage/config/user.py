"""The name of the user, under which decisions are stored."""

import getpass
import os
from functools import cache

from papertriage.text.clean import safe


@cache
def user_name() -> str:
    """Return the user's name in git, else the login, else "somebody".

    A lab may share a library by git, so a person should have the same name in both.
    """
    name = os.environ.get("GIT_AUTHOR_NAME") or _git_name()
    if not name.strip():
        try:
            name = getpass.getuser()
        except (KeyError, OSError):  # a user id without a name
            name = "somebody"
    return safe(name.strip())


def _git_name() -> str:
    import subprocess

    command = ["git", "config", "--get", "user.name"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=5, check=False)  # noqa: S603 - constants
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout
