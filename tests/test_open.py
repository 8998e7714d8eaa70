"""``papertriage open``: opens a paper's page in the browser, or prints its address."""

import json
import time
from pathlib import Path

import pytest

from cli_help import run, run_process
from papertriage.flows.browser import opened

PAPERS = (
    {"id": "arxiv:2611.04217", "title": "Lamps of the inner harbour"},
    {"id": "doi:10.5555/x.1", "title": "Kilns", "pdf_url": "https://kilns.example/x.pdf"},
    {"id": "doi:10.5555/x.2", "title": "Looms", "pdf_url": "file:///etc/passwd"},
    {"id": "sha1:0123456789abcdef", "title": "Quays", "url": "javascript:alert(1)"},
)


@pytest.fixture(autouse=True)
def _no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the tests without a display."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME", "BROWSER", "SSH_CONNECTION"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Make a library of papers with and without addresses."""
    lines = [
        json.dumps({**each, "abstract": None, "ids": dict([each["id"].split(":", 1)])})
        for each in PAPERS
    ]
    run("-q", "ingest", "-", "--library", tmp_path, stdin="\n".join(lines).encode())
    return tmp_path


@pytest.mark.parametrize(
    ("args", "address"),
    [
        (["2611.04217"], "https://arxiv.org/abs/2611.04217"),
        (["2611.04217", "--pdf"], "https://arxiv.org/pdf/2611.04217"),
        (["10.5555/x.1"], "https://doi.org/10.5555/x.1"),
        (["10.5555/x.1", "--pdf"], "https://kilns.example/x.pdf"),
        (["sha1:0123"], "https://arxiv.org/search/?searchtype=title&query=Quays"),
    ],
)
def test_without_a_display_the_address_is_printed(
    shelf: Path, args: list[str], address: str
) -> None:
    """Over SSH, or in a pipe, the address goes to standard output."""
    done = run("open", *args, "--library", shelf)

    assert done.stdout.decode() == f"{address}\n"


@pytest.mark.parametrize("args", [["sha1:0123", "--pdf"], ["10.5555/x.2", "--pdf"]])
def test_only_web_addresses_are_opened(shelf: Path, args: list[str]) -> None:
    """A script or a local file in a record is never opened."""
    done = run("open", *args, "--library", shelf, code=66)

    assert done.stdout == b""
    assert b"no address of a " in done.stderr


def test_a_paper_without_an_address_does_not_stop_the_others(shelf: Path) -> None:
    """A warning names the paper, and the exit code is that of a partial success."""
    done = run("open", "sha1:0123", "2611.04217", "--pdf", "--library", shelf, code=3)

    assert done.stdout == b"https://arxiv.org/pdf/2611.04217\n"
    assert b"warning: sha1:" in done.stderr


def test_the_browser_of_the_user_gets_the_address(shelf: Path) -> None:
    """BROWSER names a program, which is started with the address as its argument."""
    argument = shelf / "argument"
    program = shelf / "browser"
    program.write_text(f'#!/bin/sh\nprintf "%s" "$1" > "{argument}"\n')
    program.chmod(0o755)

    done = run_process("open", "2611.04217", "--library", shelf, BROWSER=str(program))

    deadline = time.monotonic() + 20
    while not (argument.exists() and argument.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert argument.read_text() == "https://arxiv.org/abs/2611.04217"
    assert done.stdout == b""


@pytest.mark.parametrize(
    ("variables", "can"),
    [
        ("", False),
        ("SSH_CONNECTION", False),
        ("SSH_CONNECTION WAYLAND_DISPLAY", False),
        ("SSH_CONNECTION DISPLAY", True),
        ("SSH_CONNECTION BROWSER", True),
        ("WAYLAND_DISPLAY", True),
        ("WSL_DISTRO_NAME", True),
    ],
)
def test_no_browser_is_started_where_none_can_show(
    monkeypatch: pytest.MonkeyPatch, variables: str, *, can: bool
) -> None:
    """Over SSH, or without a display, only the browser that BROWSER names is started."""
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("webbrowser.open", lambda _: True)
    for name in variables.split():
        monkeypatch.setenv(name, "x")

    assert opened("https://example.org") == can
