"""Standard error that cannot be written changes no exit code and loses no work."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from cli_help import COMMAND, PASTES, run
from papertriage.cli.commands import COMMANDS

_CASES = {
    "ingest": ["ingest more.jsonl", "ingest none.jsonl", "ingest more.jsonl none.jsonl"],
    "tag": ["tag --all"],
    "rank": ["rank --new --mark-seen -f md", "rank -t no-such-topic"],
    "search": ["search the", "search ("],
    "show": ["show sha1:none"],
    "topics": ["topics check"],
    "evaluate": ["evaluate none.csv"],
    "export": ["export -v -o out.jsonl"],
    "obsidian": ["obsidian notes"],
    "duplicates": ["duplicates"],
    "mark": ["mark sha1:none read"],
    "screenings": ["screenings", "screenings none"],
    "help": ["help rank", "help none"],
    "stats": ["stats"],
    "init": ["init"],
    "run": ["run"],
    "open": ["open sha1:none"],
    "review": ["review nothing"],
    "simulate": ["simulate screened.jsonl --query owls"],
    "undo": ["undo"],
    "forget": ["forget sha1:none"],
    "status": ["status", "status --sources"],
    "check": ["check"],
    "compact": ["compact"],
    "formats": ["formats"],
    "config": ["config path"],
    "completion": ["completion bash", "completion csh"],
}
"""Calls of each command, the more talkative ones."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a tagged library and a file with more papers."""
    folder = tmp_path_factory.mktemp("streams")
    (folder / "more.jsonl").write_text('{"title": "Harbour lamps in a mild fog"}\nnot a paper\n')
    (folder / "screened.jsonl").write_text('{"title": "Owls", "label": 1}\nnot a record\n')
    for step in (["ingest", *PASTES], ["tag"], ["mark", "2611.04217", "star"]):
        run("--library", folder / "library", *step)
    return folder


def outcome(folder: Path, copy: Path, call: str, stderr: int) -> tuple[object, ...]:
    """Run a command in a copy of a folder; return its exit code, output and files."""
    shutil.copytree(folder, copy)
    done = subprocess.run(
        [COMMAND, "--library", "library", *call.split()],
        stdout=subprocess.PIPE,
        stderr=stderr,
        stdin=subprocess.DEVNULL,
        cwd=copy,
        env={**os.environ, "PAPERTRIAGE_NOW": "2026-11-20T08:00:00+00:00"},
        timeout=60,
        check=False,
    )
    files = {
        path.relative_to(copy): path.read_bytes()
        for path in copy.rglob("*")
        if path.is_file() and "/." not in str(path.relative_to(copy))
    }
    return done.returncode, done.stdout, files


def test_every_command_has_a_call() -> None:
    """A new command must be in the table of calls."""
    assert _CASES.keys() == set(COMMANDS)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("call", [call for calls in _CASES.values() for call in calls])
def test_messages_on_a_full_disk(call: str, folder: Path, tmp_path: Path) -> None:
    """Exit code, output and files are those of a run whose messages arrive."""
    with Path("/dev/full").open("wb") as full:
        found = outcome(folder, tmp_path / "full", call, full.fileno())

    assert found == outcome(folder, tmp_path / "heard", call, subprocess.DEVNULL)


@pytest.mark.parametrize("call", ["ingest more.jsonl", "rank --new --mark-seen -f md"])
def test_messages_to_a_reader_that_left(call: str, folder: Path, tmp_path: Path) -> None:
    """They are the same when the pipe for the messages has no reader."""
    read_end, write_end = os.pipe()
    os.close(read_end)
    found = outcome(folder, tmp_path / "left", call, write_end)
    os.close(write_end)

    assert found == outcome(folder, tmp_path / "heard", call, subprocess.DEVNULL)
