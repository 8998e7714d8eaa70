"""Whose configuration is used, and which files it may name.

A project's configuration is found by walking up from the current folder, so anybody who can write
to a folder above could choose what is read and where it is stored. As in git (CVE-2022-24765) one
is used only if it belongs to the user or to root; and as it may have come with a download, it names
files of its own folder only. ``trust: [FOLDER]`` in the user's own configuration lifts both.
"""

import os
from pathlib import Path

from papertriage.config.places import FILE, user_folder
from papertriage.text.clean import safe
from papertriage.text.strict_yaml import Node


def folders(node: Node) -> frozenset[Path]:
    """Read the folders whose configurations the user trusts.

    Raises:
        ConfigError: one is no folder by its full name.
    """
    return frozenset(map(_folder, node.items("trust")))


def _folder(node: Node) -> Path:
    path = Path(node.text("a folder")).expanduser()
    if not path.is_absolute():
        raise node.error(f"trust: {path} is not a full path", hint="write /srv/lab or ~/lab")
    return _real(path)


def is_trusted(folder: Path, trusted: frozenset[Path]) -> bool:
    """Tell whether a folder is one of those."""
    return _real(folder) in trusted


def how_to(folder: Path) -> str:
    """Say how the user comes to trust a folder."""
    return f"add trust: [{folder}] to {user_folder() / FILE}, or use --config"


def stranger(file: Path) -> str | None:
    """Return the name of a file's owner, unless that is the user or root.

    A link counts by its own owner, too: it may lead to a file of the user's in another place.
    """
    users = {0, os.geteuid()}
    if os.geteuid() == 0 and (sudo := os.environ.get("SUDO_UID", "")).isdecimal():
        users.add(int(sudo))  # who became root by sudo
    owners = {file.lstat().st_uid, file.stat().st_uid} - users
    return _name(owners.pop()) if owners else None


def leads_out(path: Path, folder: Path) -> bool:
    """Tell whether a path leads out of a folder, links included."""
    return not _real(path).is_relative_to(_real(folder))


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))  # `Path.resolve` fails for links in a circle


def _name(uid: int) -> str:
    import pwd

    try:
        return safe(pwd.getpwuid(uid).pw_name)
    except KeyError:
        return f"user {uid}"
