"""Whose configuration files are used, and which files they may name.

A project's configuration is found by walking up from the current folder, so anybody who can write
to a folder above could choose what is read and where it is stored. As in git (CVE-2022-24765), it
is used only if it belongs to the user or root. As it may be part of a download, it may name only
files in its own folder. ``trust: [FOLDER]`` in the user's own configuration lifts both.
"""

import os
from pathlib import Path

from papertriage.config.locations import FILE, user_folder
from papertriage.text.clean import safe
from papertriage.text.strict_yaml import Node


def folders(node: Node) -> frozenset[Path]:
    """Read the folders whose configurations the user trusts.

    Raises:
        ConfigError: one is not an absolute path.
    """
    return frozenset(map(_folder, node.items("trust")))


def _folder(node: Node) -> Path:
    path = Path(node.text("a folder")).expanduser()
    if not path.is_absolute():
        raise node.error(f"trust: {path} is not an absolute path", hint="write /srv/lab or ~/lab")
    return _real(path)


def is_trusted(folder: Path, trusted: frozenset[Path]) -> bool:
    """Return whether a folder is trusted."""
    return _real(folder) in trusted


def trusting(folder: Path) -> str:
    """Say how the user can trust a folder."""
    return f"add trust: [{folder}] to {user_folder() / FILE}, or use --config"


def other_owner(file: Path) -> str | None:
    """Return the name of a file's owner, unless that is the user or root.

    The owner of a symbolic link counts, too, as it may point to another file of the user.
    """
    users = {0, os.geteuid()}
    if os.geteuid() == 0 and (sudo := os.environ.get("SUDO_UID", "")).isdecimal():
        users.add(int(sudo))  # the user who ran sudo
    owners = {file.lstat().st_uid, file.stat().st_uid} - users
    return _name(owners.pop()) if owners else None


def is_outside(path: Path, folder: Path) -> bool:
    """Return whether a path is outside a folder, with symbolic links resolved."""
    return not _real(path).is_relative_to(_real(folder))


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))  # `Path.resolve` fails for circular links


def _name(uid: int) -> str:
    import pwd

    try:
        return safe(pwd.getpwuid(uid).pw_name)
    except KeyError:
        return f"user {uid}"
