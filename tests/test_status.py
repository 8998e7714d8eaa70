"""Status of sources: ages, failures, missed days, and where the papers came from."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arxiv_help import FEED, paper
from cli_help import lines, run
from cron_help import at, feed, ingest, invented
from papertriage.flows.upkeep.source_status import ago
from server_help import Server, reply

CV = "arxiv:cs.CV"
MON, WED, THU, NEXT = "2026-11-16", "2026-11-18", "2026-11-19", "2026-11-23"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a folder with a configuration of three sources, one of them without any file."""
    folder = tmp_path / "home"
    (folder / "inbox").mkdir(parents=True)
    (folder / "papertriage.yaml").write_text(
        "library: lib\n"
        "sources: [arxiv:cs.CV, 'inbox/*.jsonl', {name: notes, source: notes.jsonl}]\n"
    )
    (folder / "inbox" / "a.jsonl").write_text(paper(1) + paper(2))
    (folder / "inbox" / "b.jsonl").write_text(paper(2) + paper(3) + paper(3))
    (folder / "notes.jsonl").write_text(paper(3) + paper(4))
    return folder


def status(home: Path, day: str, *args: str, code: int = 0) -> list[str]:
    done = run("status", *args, cwd=home, code=code, PAPERTRIAGE_NOW=at(day))
    return lines(done.stdout) + lines(done.stderr)


@pytest.fixture
def monday(home: Path, server: Server) -> Path:
    """Return the same folder after the ingest of a Monday."""
    server.answers[FEED] = [
        reply(200, feed(MON, invented(1))),
        reply(404),
        reply(200, feed(THU, invented(5))),
    ]
    ingest(home / "lib", MON, cwd=home)
    return home


def test_each_source_has_its_age(monday: Path) -> None:
    """The configured sources are listed in order, with the day and age of the last reading."""
    reported = status(monday, WED)

    assert reported[reported.index("") + 1 :] == [
        "last read                     seen  added  source",
        "2026-11-16 07:30  2 days ago     1      1  arxiv:cs.CV (arxiv-feed)",
        "2026-11-16 07:30  2 days ago     5      3  inbox/*.jsonl (jsonl)",
        "2026-11-16 07:30  2 days ago     2      1  notes (jsonl)",
    ]


def test_a_failure_does_not_count_as_a_reading(monday: Path) -> None:
    """The last successful reading counts; a failure since then is shown as well."""
    ingest(monday / "lib", WED, cwd=monday, code=3)

    reported = status(monday, WED)

    assert any(
        line.startswith("2026-11-16 07:30  2 days ago") and "arxiv:cs.CV" in line
        for line in reported
    )
    assert "arxiv:cs.CV failed 2026-11-18 07:30: arxiv:cs.CV: HTTP 404 (Not Found)" in reported


def test_a_pattern_is_of_all_its_forms(monday: Path) -> None:
    """Files of two forms under one pattern are listed with their forms."""
    (monday / "inbox" / "c.bib").write_text("@misc{a, title = {Doors of the Old Town at Night}}")
    text = (monday / "papertriage.yaml").read_text()
    (monday / "papertriage.yaml").write_text(text.replace("inbox/*.jsonl", "inbox/*"))
    ingest(monday / "lib", MON, cwd=monday, code=3)
    reported = status(monday, MON)
    assert any("inbox/* (jsonl + bibtex)" in line for line in reported)


def test_missed_days_are_listed_until_they_are_filled(monday: Path) -> None:
    """Missed days are listed with the command that fetches them."""
    ingest(monday / "lib", WED, cwd=monday, code=3)
    ingest(monday / "lib", THU, cwd=monday)

    reported = status(monday, THU)

    wanted = "missed Tue 17 Nov, Wed 18 Nov (papertriage ingest --backfill)"
    assert sum(wanted in line for line in reported) == 1


@pytest.mark.parametrize(
    ("day", "age", "late"),
    [
        (WED, "3d", []),
        (WED, "49h", []),
        (WED, "47h", [CV, "inbox/*.jsonl", "notes"]),
        (NEXT, "1w", []),
        (NEXT, "6d", [CV, "inbox/*.jsonl", "notes"]),
    ],
)
def test_too_old_is_an_exit_code(monday: Path, day: str, age: str, late: list[str]) -> None:
    """--max-age names sources not read for so long and exits with 1; else -q is silent."""
    reported = status(monday, day, "-q", "--max-age", age, code=1 if late else 0)

    assert [line.split("warning: ")[1].rpartition(": ")[0] for line in reported] == late


def test_what_was_never_read_is_too_old(monday: Path) -> None:
    """A source that was added to the configuration and never read is named."""
    text = (monday / "papertriage.yaml").read_text().replace("sources: [", "sources: [new.ris, ")
    (monday / "papertriage.yaml").write_text(text)

    reported = status(monday, MON, "-q", "--max-age", "3d", code=1)

    assert reported == ["papertriage status: warning: new.ris: never read successfully"]


def test_without_configured_sources_the_library_is_judged(monday: Path) -> None:
    """Without configured sources the latest good reading of all counts."""
    args = ("-q", "--no-config", "--library", "lib", "--max-age", "3d")

    assert status(monday, WED, *args) == []
    reported = status(monday, NEXT, *args, code=1)
    assert reported == ["papertriage status: warning: all sources: last read 7 days ago"]


def test_a_missing_library_fails_monitoring(tmp_path: Path) -> None:
    """Monitoring fails if there is no library, and an invalid age is an error."""
    run("-q", "status", "--max-age", "3d", cwd=tmp_path, code=66)
    reported = run("status", "--max-age", "3 days", cwd=tmp_path, code=2).stderr.decode()
    assert '"3 days": not an age' in reported


def test_sources_are_counted_as_prisma_wants(monday: Path) -> None:
    """Each source has read, unique and shared papers; identified = duplicates + remaining."""
    assert status(monday, MON, "--sources") == [
        "source       read  papers  unique  shared",
        "a.jsonl         2       2       1       1",
        "b.jsonl         3       2       0       2",
        "notes           2       2       1       1",
        "arxiv:cs.CV     1       1       1       0",
        "identified 7 in 4 sources",
        "duplicates removed 2",
        "remaining 5",
    ]


def test_reading_again_identifies_nothing_new(monday: Path) -> None:
    """A second reading adds to the records read, and to nothing else."""
    before = json.loads("\n".join(status(monday, MON, "--sources", "-f", "json")))
    ingest(monday / "lib", MON, cwd=monday, code=3)
    after = json.loads("\n".join(status(monday, MON, "--sources", "-f", "json")))

    read = [
        {each.pop("source"): each.pop("read") for each in one["sources"]} for one in (before, after)
    ]
    assert read[1] == {name: 2 * count for name, count in read[0].items()} | {CV: 1}
    assert before == after
    assert after["identified"] == after["duplicates"] + after["remaining"]


def test_scripts_get_json_and_lines(monday: Path) -> None:
    """-f json has everything, -f tsv a line for each source without a header, also with -q."""
    assert status(monday, WED, "-q", "-f", "tsv", "--max-age", "3d")
    about = json.loads("\n".join(status(monday, WED, "-f", "json")))

    assert about["papers"] == 5
    assert [each["source"] for each in about["sources"]] == [CV, "inbox/*.jsonl", "notes"]
    assert about["sources"][0]["read"] == "2026-11-16T07:30:00Z"
    (first, *_) = status(monday, WED, "-f", "tsv")
    assert first == f"{CV}\t2026-11-16T07:30:00Z\t1\t1\t\t"


@given(st.integers(0, 10**7))
def test_ages_read_well(minutes: int) -> None:
    """An age has one unit, and is never rounded up."""
    number, unit = ago(timedelta(minutes=minutes)).split()

    size = {"min": 1, "h": 60, "days": 24 * 60}[unit]
    assert int(number) * size <= minutes < (int(number) + 1) * size


def test_the_clock_is_the_tests_own(tmp_path: Path) -> None:
    """A moment without an offset is an error."""
    (tmp_path / "a.jsonl").write_text(paper(1))

    reported = run("ingest", tmp_path / "a.jsonl", code=78, PAPERTRIAGE_NOW="2026-11-20T08:00")

    assert b"PAPERTRIAGE_NOW=2026-11-20T08:00: not a time with an offset" in reported.stderr
