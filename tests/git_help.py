"""Git repositories of libraries, and people who share them."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from papertriage.config.user import user_name


def git(folder: Path, *words: str | Path, code: int = 0) -> str:
    """Run git in a folder as a user without any configuration of their own; return its output."""
    if not shutil.which("git"):
        pytest.skip("no git here")
    environment = {
        **os.environ,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": os.environ.get("GIT_AUTHOR_NAME", "Ines Okafor"),
        "GIT_AUTHOR_EMAIL": "ines@example.org",
        "GIT_COMMITTER_NAME": "Ines Okafor",
        "GIT_COMMITTER_EMAIL": "ines@example.org",
    }
    done = subprocess.run(
        ["git", *map(str, words)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, f"git {words}: {done.stdout}{done.stderr}"
    return done.stdout


def make_repository(folder: Path) -> Path:
    """Make an empty repository; return its folder."""
    folder.mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "commit", "-q", "--allow-empty", "-m", "begin")
    return folder


def make_clones(folder: Path, *names: str, rebase: bool = False) -> list[Path]:
    """Make a bare repository and clones of it; return these."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "clone", "-q", "--bare", make_repository(folder / "begin"), "origin.git")
    clones = []
    for name in names:
        git(folder, "clone", "-q", "origin.git", name)
        git(folder / name, "config", "pull.rebase", str(rebase).lower())
        clones.append(folder / name)
    return clones


def commit(folder: Path, message: str = "more") -> None:
    """Commit everything, if anything changed."""
    git(folder, "add", "--all")
    if git(folder, "status", "--porcelain"):
        git(folder, "commit", "-q", "-m", message)


def share(*clones: Path) -> None:
    """Let each clone commit, pull and push, and then pull what the later ones pushed."""
    for clone in clones:
        commit(clone)
        git(clone, "pull", "-q", "--no-edit")
        git(clone, "push", "-q")
    for clone in clones:
        git(clone, "pull", "-q", "--no-edit")


@contextmanager
def as_user(name: str) -> Iterator[None]:
    """Make decisions as a user."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_AUTHOR_NAME", name)
        user_name.cache_clear()
        yield
    user_name.cache_clear()
