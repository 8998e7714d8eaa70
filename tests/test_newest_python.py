"""`make test-newest` uses the newest Python here, if it is newer than this one."""

import importlib.util
import sys
from pathlib import Path

import pytest

PATH = Path(__file__).parents[1] / "scripts" / "newest_python.py"
SPEC = importlib.util.spec_from_file_location("newest_python", PATH)
assert SPEC
assert SPEC.loader
newest_python = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(newest_python)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a machine's programs, and keep this machine's own out of sight."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    return tmp_path


def program(path: Path, *said: str) -> None:
    """Make a program that prints lines, or fails if it has none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n" + "".join(f"echo {line}\n" for line in said or ["; exit 1"]))
    path.chmod(0o755)


def found(capsys: pytest.CaptureFixture[str]) -> str:
    newest_python.main()
    return capsys.readouterr().out


def test_one_python_is_enough(machine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """If there is only this Python, an older one or a broken one, nothing is printed."""
    assert found(capsys) == ""

    (machine / "bin" / "python3").symlink_to(sys.executable)
    program(machine / "bin" / "python3.11", "3 11 0 /old")
    program(machine / "bin" / "python3.98")
    program(machine / "bin" / "python3.99-config", "3 99 0 /config")
    (machine / "bin" / "python3.97").write_text("not a program")
    assert found(capsys) == ""


def test_the_newest_is_taken(machine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By its version, not by its name, on PATH or in the folder of pyenv."""
    program(machine / "bin" / "python3.99", "3 99 9 /a python")
    program(machine / "pyenv" / "versions" / "3.99.10" / "bin" / "python3", "3 99 10 /b python")
    program(machine / "pyenv" / "versions" / "3.99.2" / "bin" / "python3", "3 99 2 /c python")

    assert found(capsys) == "/b python\n"
