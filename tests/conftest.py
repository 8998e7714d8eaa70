"""Fixtures of all tests: a clean environment, servers, and the folder of real papers."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from server_help import Clock, Server, serving

DATA = Path(__file__).parent / "data"

# A busy machine does not make a program slower; pytest-timeout ends a test that hangs.
settings.register_profile("papertriage", deadline=None)
settings.load_profile("papertriage")


@pytest.fixture(scope="session", autouse=True)
def _signals_for_children() -> None:
    """Let child processes receive the signals that `nohup`, or a shell's "&", makes us ignore.

    A process inherits what its parent ignores, but not a handler, even one that does nothing.
    """
    for number in (signal.SIGHUP, signal.SIGINT):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda *_: None)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep a test away from the library, configuration and terminal of the user who runs it."""
    for name in ("LIBRARY", "CONFIG", "LOCK_TIMEOUT", "OFFLINE", "ARXIV", "PACE", "NOW"):
        monkeypatch.delenv(f"PAPERTRIAGE_{name}", raising=False)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):  # servers of tests are on this machine
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg-data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg-config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "xdg-state"))


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Return the folder of real papers; skip the test if there is none."""
    folder = os.environ.get("PAPERTRIAGE_REAL_DATA")
    if not folder:
        pytest.skip("no real papers here: PAPERTRIAGE_REAL_DATA names no folder")
    return Path(folder)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Run a server that replaces arXiv, without a pause between requests."""
    with serving() as running:
        monkeypatch.setenv("PAPERTRIAGE_ARXIV", running.url)
        monkeypatch.setenv("PAPERTRIAGE_PACE", "0.01")
        yield running


@pytest.fixture
def clock() -> Clock:
    """Return a clock of the test's own."""
    return Clock()


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Return the folder of a library that does not exist yet."""
    return tmp_path / "library"
