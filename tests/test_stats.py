"""``papertriage stats``: papers by week and topic, decisions by user, and the sources."""

import json
import xml.etree.ElementTree as ET
from datetime import date
from pathlib import Path

import pytest

from cli_help import lines, run
from cron_help import at
from papertriage.writers.weeks_plot import weeks_plot

DAY = "2026-11-20"
FACES = ("2026-11-16", "2026-11-20", "2026-11-22", "2026-11-09", "2026-11", None, "2027-03-01")


def record(number: int, title: str, day: str | None) -> str:
    return json.dumps(
        {"id": f"doi:10.5555/s.{number}", "ids": {"doi": f"10.5555/s.{number}"}, "title": title,
         "abstract": None, "published": day}
    )  # fmt: skip


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Make a library of papers on faces of several weeks, and one on no topic."""
    folder = tmp_path / "library"
    known = [record(n, f"Face recognition in harbour {n}", day) for n, day in enumerate(FACES)]
    text = "\n".join([*known, record(99, "Lamps of the quay", "2026-11-17")])
    run("-q", "ingest", "-", "--library", folder, stdin=text.encode(), PAPERTRIAGE_NOW=at(DAY))
    run("-q", "tag", "--library", folder)
    return folder


def figures(library: Path, *args: str) -> dict[str, object]:
    done = run("stats", "-f", "json", *args, "--library", library, PAPERTRIAGE_NOW=at(DAY))
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_papers_are_counted_by_week_and_topic(library: Path) -> None:
    """A week is from Monday to Sunday; papers without a full date count only in the total."""
    found = figures(library, "--weeks", "3")

    assert found["weeks"] == ["2026-11-02", "2026-11-09", "2026-11-16"]
    assert found["all"] == {"papers": 8, "by_week": [0, 1, 4]}
    topics = found["topics"]
    assert isinstance(topics, dict)
    assert topics["faces"] == {"papers": 7, "by_week": [0, 1, 3]}
    assert topics["distillation"] == {"papers": 0, "by_week": [0, 0, 0]}


def test_decisions_are_counted_by_person(library: Path) -> None:
    """Decisions in force count, under the name of the user."""
    for number, by, *said in (
        (0, "Ada Quay", "skip"),
        (0, "Ada Quay", "star"),
        (1, "Ada Quay", "later"),
        (1, "Ada Quay", "note", "--note", "why?"),
        (2, "Ada Quay", "star"),
        (2, "Ada Quay", "clear"),
        (3, "Bo Rope", "skip"),
    ):
        run("-q", "mark", f"10.5555/s.{number}", *said, "--as", by, "--library", library)

    nothing = {"star": 0, "later": 0, "read": 0, "skip": 0, "notes": 0}
    assert figures(library)["people"] == {
        "Ada Quay": {**nothing, "star": 1, "later": 1, "notes": 1},
        "Bo Rope": {**nothing, "skip": 1},
    }


def test_sources_are_counted_by_their_runs(library: Path, tmp_path: Path) -> None:
    """Each source has its runs, failures, records read, papers added and last day."""
    (tmp_path / "more.jsonl").write_text(record(0, "Face recognition in harbour 0", FACES[0]))
    for day in ("2026-11-18", "2026-11-19"):
        run(
            "-q",
            "ingest",
            "more.jsonl",
            "--library",
            library,
            cwd=tmp_path,
            PAPERTRIAGE_NOW=at(day),
        )

    assert figures(library)["sources"] == {
        "standard input": {"runs": 1, "read": 8, "added": 8, "failed": 0, "last": DAY},
        "more.jsonl": {"runs": 2, "read": 2, "added": 0, "failed": 0, "last": "2026-11-19"},
    }


@pytest.mark.parametrize("width", [60, 80, 100, 140, 200])
def test_the_table_fits_the_terminal(library: Path, width: int) -> None:
    """The latest weeks are shown, as many as there is room for."""
    done = run("stats", "--library", library, COLUMNS=str(width), PAPERTRIAGE_NOW=at(DAY))
    _, *reported = lines(done.stdout)

    assert max(map(len, reported)) <= width
    assert next(line for line in reported if line.startswith("weeks to 2026-11-16")).endswith(
        "11-16"
    )
    assert any(line.startswith("faces ") and line.endswith("3") for line in reported)


def test_the_plot_is_svg_with_a_bar_for_each_week_that_has_papers(
    library: Path, tmp_path: Path
) -> None:
    """Each topic is a row, and a bar says its week and number."""
    out = tmp_path / "weeks.svg"
    figures(library, "--weeks", "3", "--plot", str(out))

    root = ET.fromstring(out.read_text())
    space = "{http://www.w3.org/2000/svg}"
    bars = [each.findtext(f"{space}title") for each in root.iter(f"{space}rect")]
    assert bars == [None, "2026-11-09: 1", "2026-11-16: 3"]
    assert "faces" in [each.text for each in root.iter(f"{space}text")]


def test_a_topic_s_name_cannot_act_in_the_plot() -> None:
    """Names in the plot are text, whatever they contain."""
    drawn = weeks_plot([date(2026, 11, 16)], {"<script>&\x1b[2J": [0]})

    assert "<script" not in drawn
    assert "\x1b" not in drawn
    ET.fromstring(drawn)
