"""Row numbers of the last list on a terminal, as names of papers."""

import json
import os
from pathlib import Path

import pytest

from cli_help import PASTES, run, run_on_terminal


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a library of the invented papers, tagged; no display opens a page."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PAPERTRIAGE_LIBRARY", str(tmp_path / "library"))
    run("-q", "ingest", *PASTES)
    run("-q", "tag")
    return tmp_path / "library"


def ids(*args: str) -> list[str]:
    """Return the ids of a list in its order."""
    return [json.loads(line)["id"] for line in run("-q", *args, "-f", "jsonl").stdout.splitlines()]


def shown(row: int | str) -> str:
    """Return the id of the paper that a row number names."""
    return str(json.loads(run("show", str(row), "-f", "jsonl").stdout)["id"])


def test_rows_are_numbered_through_all_lists(library: Path) -> None:
    """Each row of several lists has a number of its own, and each number names its paper."""
    wanted = ids("rank", "-l", "2", "--near", "0")
    screen = run_on_terminal("rank", "-l", "2", "--near", "0", environment={"NO_COLOR": "1"})

    numbers = [int(line[:2]) for line in screen.splitlines() if line[:2].strip().isdigit()]
    assert numbers == [*range(1, 9)]
    assert [shown(number) for number in numbers] == wanted
    assert "papertriage open 1" in screen
    assert "papertriage show 7" in screen  # it has no page
    assert library.exists()


@pytest.mark.usefixtures("library")
def test_the_last_list_counts() -> None:
    """A search replaces the rows of a ranking; a pipe, a file and an empty list do not."""
    run_on_terminal("rank", "-t", "faces")
    run_on_terminal("search", "faces")
    found = ids("search", "faces")
    run("rank", "-t", "distillation")
    run_on_terminal("rank", "-t", "distillation", "-o", os.devnull)
    run_on_terminal("search", "nowhere")

    assert [shown(number) for number in range(1, len(found) + 1)] == found


@pytest.mark.usefixtures("library")
def test_open_mark_and_duplicates_take_rows() -> None:
    """The page, the decision and the merges are those of the paper in the row."""
    run_on_terminal("search", "relightable")
    (key,) = ids("search", "relightable")

    assert run("open", "1").stdout == run("open", key).stdout
    assert run("duplicates", "1").stdout == run("duplicates", key).stdout != b""
    assert key in run("mark", "1", "star").stderr.decode()
    assert ids("search", "is:starred") == [key]


@pytest.mark.usefixtures("library")
def test_numbers_on_standard_input_are_ids() -> None:
    """Numbers from a file never mean the rows of a list."""
    run_on_terminal("rank", "-t", "faces")

    assert b'no paper "1"' in run("mark", "-", "skip", stdin=b"1\n", code=2).stderr


@pytest.mark.parametrize(
    ("number", "error", "hint"),
    [
        ("9", "no row 9: the last list has 1 row", "type a number of that list or an id"),
        ("0", "no row 0: the last list has 1 row", "pmid:0"),
        ("31452104", "no row 31452104", "for a PMID, type: pmid:31452104"),
    ],
)
@pytest.mark.usefixtures("library")
def test_a_number_that_is_not_a_row(number: str, error: str, hint: str) -> None:
    """One line says how many rows the last list has, and how to write a PMID."""
    run_on_terminal("search", "relightable")

    reported = run("show", number, code=2).stderr.decode()
    assert error in reported
    assert hint in reported


@pytest.mark.usefixtures("library")
def test_a_pmid_needs_its_prefix() -> None:
    """A paper whose PMID is also the number of a row is found with the prefix."""
    run("-q", "ingest", "-", stdin=b'{"title": "Kilns", "abstract": "Warm.", "pmid": "1"}\n')
    run_on_terminal("search", "relightable")

    assert shown("pmid:1") == "pmid:1"
    assert shown("1") == "arxiv:2611.04217"


def test_no_list_of_this_library_yet(library: Path, tmp_path: Path) -> None:
    """Each library has rows of its own; before its first list an error says how to get them."""
    reported = run("show", "1", code=2).stderr.decode()
    assert "no list of this library was shown in a terminal yet" in reported

    run_on_terminal("rank")
    other, same = str(tmp_path / "other"), f"{library}/../library"
    assert b"no list of this" in run("show", "1", PAPERTRIAGE_LIBRARY=other, code=2).stderr
    assert run("show", "1", PAPERTRIAGE_LIBRARY=same).stdout == run("show", "1").stdout


def test_rows_need_no_right_to_write_to_the_library(library: Path, tmp_path: Path) -> None:
    """They are in the user's state folder, readable by the user alone; the library has none."""
    before = {path for path in library.rglob("*") if path.is_file()}
    run_on_terminal("search", "faces")

    folder = tmp_path / "xdg-state" / "papertriage" / "rows"
    assert len([*folder.iterdir()]) == 1
    assert folder.stat().st_mode & 0o077 == 0
    assert "rows" not in {path.name for path in library.rglob("*")}
    assert before <= {path for path in library.rglob("*") if path.is_file()}


@pytest.mark.usefixtures("library")
def test_lists_work_where_rows_cannot_be_kept(tmp_path: Path) -> None:
    """A state folder that cannot be written, or a damaged file in it, costs only the numbers."""
    state = tmp_path / "xdg-state"
    run_on_terminal("search", "faces")
    (file,) = (state / "papertriage" / "rows").iterdir()
    file.write_bytes(b'{"not": "rows"')
    assert b"no list of this library" in run("show", "1", code=2).stderr

    blocked = tmp_path / "a-file"
    blocked.touch()
    environment = {"XDG_STATE_HOME": str(blocked)}
    assert "9 of 20 papers" in run_on_terminal("search", "faces", environment=environment)
