"""A bare ``papertriage``: what is new, and what to type next."""

import json
from pathlib import Path

import pytest

from cli_help import PASTES, lines, run, run_on_terminal
from cron_help import at
from test_startup import HEAVY, roots
from test_startup import run as started

DAY = "2026-11-20"
NEXT = "papertriage rank --new --mark-seen, or papertriage review to decide on each"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a project with an inbox that was read and tagged in the morning."""
    (tmp_path / "papertriage.yaml").write_text("library: library\nsources: [inbox/*]\n")
    (tmp_path / "inbox").mkdir()
    for paste in PASTES:
        (tmp_path / "inbox" / Path(paste).name).write_bytes(Path(paste).read_bytes())
    return tmp_path


def shown(folder: Path, *args: str, day: str = DAY) -> list[str]:
    return lines(run(*args, cwd=folder, PAPERTRIAGE_NOW=at(day)).stdout)


def test_without_a_library_it_says_how_to_begin(tmp_path: Path) -> None:
    """The commands that make a first list are named, each with what it does."""
    reported = shown(tmp_path)

    assert any("no library at xdg-data/papertriage/ yet" in line for line in reported)
    assert [line.split()[1] for line in reported if line.startswith("  papertriage")] == [
        *("ingest", "tag", "rank"),
        *("init", "run"),
    ]


def test_the_first_screen_fits_a_narrow_terminal() -> None:
    """Commands keep a line of their own, and what they do wraps beside them."""
    screen = run_on_terminal("--library", "/nowhere/at/all", "--no-config", width=60).splitlines()

    assert all(len(line) <= 60 for line in screen)
    assert "  papertriage ingest FILE...  # pasted pages, feeds, mails," in screen


def test_with_sources_and_no_library_it_names_the_one_command(folder: Path) -> None:
    """With configured sources it names only `run`."""
    assert shown(folder)[-1].endswith("run: papertriage run")


def test_it_counts_what_is_new_and_leads_on(folder: Path) -> None:
    """After each step it names the next one; listed papers are not new any more."""
    shown(folder, "-q", "ingest")
    ingested = shown(folder)
    shown(folder, "-q", "tag")
    tagged = shown(folder)
    listed = lines(run("-q", "rank", "--new", "--mark-seen", cwd=folder).stdout)
    seen = shown(folder)

    assert "20 papers not tagged yet" in ingested
    assert ingested[-1] == "next: papertriage tag"
    assert tagged[0] == "library/: 20 papers, 15 new on topic (no list recorded yet)"
    assert "  8  faces" in tagged
    assert tagged[-1] == f"next: {NEXT}"
    assert len(listed) == 15
    assert seen[0].startswith("library/: 20 papers, 0 new on topic since your list of ")
    assert seen[-1].startswith("nothing new;")


def test_it_agrees_with_the_list_of_what_is_new(folder: Path) -> None:
    """Decided and owned papers count neither in the overview nor in the list."""
    shown(folder, "-q", "ingest")
    shown(folder, "-q", "tag")
    shown(folder, "-q", "mark", "2607.01934", "skip")
    owned = {"id": "arxiv:2611.04217", "title": "PoreField", "ids": {"arxiv": "2611.04217"}}
    (folder / "own.jsonl").write_text(json.dumps({**owned, "abstract": None}))
    with (folder / "papertriage.yaml").open("a") as stream:
        stream.write("known: [own.jsonl]\n")

    reported = shown(folder)
    listed = shown(folder, "-q", "rank", "--new")

    assert f", {len(listed)} new on topic" in reported[0]
    assert len(listed) == 13


def test_sources_show_when_they_were_read_and_are_due_again(folder: Path) -> None:
    """On the next morning the next step is `run`; a failed source is shown with the reason."""
    shown(folder, "-q", "run")
    with (folder / "papertriage.yaml").open("w") as stream:
        stream.write("library: library\nsources: [inbox/*, gone.bib]\n")
    run("-q", "ingest", cwd=folder, code=3, PAPERTRIAGE_NOW=at(DAY))

    reported = shown(folder, day="2026-11-21")

    assert any(line.startswith("inbox/*   24 h ago: 25 seen, 0 added") for line in reported)
    assert any(line.startswith("gone.bib  never · failed:") for line in reported)
    assert reported[-1] == "next: papertriage run"


def test_it_loads_nothing_heavy(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The overview loads none of the slow libraries."""
    shown(folder, "-q", "run")
    monkeypatch.chdir(folder)

    done, imported = started()

    assert "new on topic" in done.stdout
    assert roots(imported) & HEAVY == set()
