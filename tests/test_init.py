"""``papertriage init`` writes files to start from, and changes no existing file."""

import os
import pty
import subprocess
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cli_help import COMMAND, PASTES, lines, run
from papertriage.errors import UsageError
from papertriage.flows.upkeep.start import start
from papertriage.text.strict_yaml import scalar
from papertriage.topics.taxonomy import load


def answered(folder: Path, *answers: str) -> None:
    """Run init on a terminal and type answers."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [COMMAND, "-q", "init"], cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs
    ) as process:
        os.write(ours, "".join(f"{answer}\n" for answer in answers).encode())
        assert process.wait(timeout=60) == 0
    os.close(ours)
    os.close(theirs)


def test_a_pipe_gets_no_questions_and_the_files_work(tmp_path: Path) -> None:
    """The files that it writes are valid, and papers in the inbox are listed."""
    reported = run("init", cwd=tmp_path).stderr.decode()
    for paste in PASTES:
        (tmp_path / "inbox" / Path(paste).name).write_bytes(Path(paste).read_bytes())

    done = run("-q", "run", cwd=tmp_path)
    again = run("run", cwd=tmp_path).stderr

    assert again.count(b" papers in library/") == 1
    assert "wrote papertriage.yaml" in reported
    assert f"30 7 * * * cd {tmp_path} && " in reported
    assert b"## faces: 8 new" in done.stdout
    assert done.stderr == b""
    assert (tmp_path / "library" / "records.jsonl").is_file()


@pytest.mark.parametrize("there", ["papertriage.yaml", "topics.yaml"])
def test_what_is_there_is_kept(tmp_path: Path, there: str) -> None:
    """An existing file is kept, byte for byte, and the other one is written."""
    (tmp_path / there).write_bytes(b"# mine\r\n")

    reported = run("init", cwd=tmp_path).stderr.decode()
    run("init", cwd=tmp_path)

    assert f"{there} already exists; not changed" in reported
    assert (tmp_path / there).read_bytes() == b"# mine\r\n"
    assert {path.name for path in tmp_path.glob("*.yaml")} == {"papertriage.yaml", "topics.yaml"}


def test_the_user_s_own_folder(tmp_path: Path) -> None:
    """--user writes where the configuration for all folders is, and names no library in it."""
    run("init", "--user", cwd=tmp_path)
    shown = lines(run("config", "show", cwd=tmp_path).stdout)

    assert (tmp_path / "xdg-config" / "papertriage" / "papertriage.yaml").is_file()
    assert shown[0].endswith("# from the default")
    assert "sources: none" in shown
    assert not (tmp_path / "inbox").exists()


def test_answers_become_sources_and_a_topic(tmp_path: Path) -> None:
    """On a terminal it asks, and the answers are in the files."""
    answered(tmp_path, "cs.CV, cs.LG", "https://a.example/feed?x=#1", "Tea brewing", "tea, hot cup")

    configured = yaml.safe_load((tmp_path / "papertriage.yaml").read_text())
    topics = load(tmp_path / "topics.yaml").topics

    sources = ["arxiv:cs.CV+cs.LG", "https://a.example/feed?x=#1", "inbox/*"]
    assert configured == {"library": "library", "sources": sources}
    assert topics["tea-brewing"].title == "Tea brewing"
    assert "faces" in topics


def test_empty_answers_leave_settings_out(tmp_path: Path) -> None:
    """If the user only presses Enter, the files are those of a pipe."""
    answered(tmp_path, "", "", "")
    other = tmp_path / "other"
    other.mkdir()
    run("init", cwd=other)

    for name in ("papertriage.yaml", "topics.yaml"):
        assert (tmp_path / name).read_text() == (other / name).read_text()


@pytest.mark.parametrize(("topic", "keywords"), [("a", []), ("tea", ["*"])])
def test_a_wrong_answer_writes_nothing(tmp_path: Path, topic: str, keywords: list[str]) -> None:
    """An invalid name or keyword is refused before a file is written."""
    with pytest.raises(UsageError):
        start(tmp_path / "new", [], topic, keywords)

    assert not (tmp_path / "new").exists()


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    """One line names the file, and the exit code is that of an output that cannot be created."""
    (tmp_path / "inbox").write_text("a file")

    reported = run("init", cwd=tmp_path, code=73).stderr.decode()

    assert "inbox: File exists" in reported


def test_a_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command can be run again: no half file counts as an existing one."""
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "full")))

    run("init", cwd=tmp_path, code=74)

    assert list(tmp_path.iterdir()) == []


@given(st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1))
def test_a_scalar_is_read_as_it_was_written(text: str) -> None:
    """Whatever a user types, YAML gives the same text back."""
    text = text.strip() or "x"

    read = yaml.load(f"- {scalar(text)}\n", yaml.BaseLoader)  # noqa: S506 - makes texts only

    assert read == [text]


def test_an_earlier_library_can_be_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The printed command moves the library that was used so far into the folder."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    folder = tmp_path / "my papers"
    folder.mkdir()
    run("ingest", PASTES[0], cwd=folder)
    run("topics", "new", "kinship", cwd=folder)

    output = run("init", cwd=folder).stderr.decode()

    move = next(line for line in output.splitlines() if " mv " in line)
    subprocess.run(["/bin/sh", "-c", move.partition(":")[2]], cwd=folder, check=True)
    assert "papers      5" in run("status", cwd=folder).stdout.decode()
    assert "topics.yaml is used here instead of " in output


def test_a_project_works_beside_topics_of_the_user(tmp_path: Path) -> None:
    """Topics of the user, without a papertriage.yaml beside them, do not hide a project's file."""
    run("topics", "new", "kinship", cwd=tmp_path)
    run("init", cwd=tmp_path)

    shown = run("config", "path", cwd=tmp_path).stdout.decode()

    assert str(tmp_path / "papertriage.yaml") in shown
    assert str(tmp_path / "library") in shown
