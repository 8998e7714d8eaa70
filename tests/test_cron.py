"""Ingest every morning: the configured sources, why a feed brought nothing, and missed days."""

import json
from datetime import date
from pathlib import Path

import pytest

from arxiv_help import API, FEED, by_id, last_run, page, paper, stored
from cli_help import run
from cron_help import at, feed, ingest, invented, journal
from papertriage.flows.ingest.backfill import portions
from papertriage.sources import announcements
from server_help import Behaviour, Server, reply

CV = "arxiv:cs.CV"
MON, TUE, WED, THU, FRI, SAT, SUN, NEXT = (f"2026-11-{day}" for day in range(16, 24))
PORT = ("10.5555/port.1", "Cranes of the inner port", "We count cranes.", "Ada Quay", "2026-11-02")


def good(library: Path) -> Path:
    """Return a file with a paper, so that there is a library to remember in."""
    path = library.with_name("good.jsonl")
    path.write_text(paper(1))
    return path


def batch(day: str, *numbers: int) -> Behaviour:
    return reply(200, feed(day, *map(invented, numbers), category="cs.CV"))


# --- why a feed brought nothing -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (SAT, "empty as expected: no announcement on a Saturday; the next is due Mon 23 Nov"),
        ("2026-11-27", "empty as expected: no announcement on Thanksgiving; the next is due"),
        ("2027-12-29", "empty; arXiv may have kept a holiday; the next is due Thu 30 Dec"),
    ],
)
def test_an_empty_feed_on_a_day_without_a_batch(
    server: Server, library: Path, day: str, why: str
) -> None:
    """At weekends, on holidays and on possible holidays the reason is a note."""
    server.answers[FEED] = reply(200, feed(day))

    (reported,) = ingest(library, day, CV)

    assert reported.startswith(f"{CV}: {why}")
    assert ingest(library, day, "-q", CV) == []


def test_an_empty_feed_where_a_batch_was_due(server: Server, library: Path) -> None:
    """On a day with announcements an empty feed is reported, also with -q."""
    server.answers[FEED] = reply(200, feed(TUE))

    reported = ingest(library, TUE, "-q", CV)

    assert reported == [f"warning: {CV}: empty, though the batch of Tue 17 Nov was due"]


@pytest.mark.parametrize("claimed", ["9999-12-31", "1999-01-04"])
def test_an_impossible_day_is_ignored(server: Server, library: Path, claimed: str) -> None:
    """A feed that claims a distant day counts as that of the day that was due."""
    server.answers[FEED] = [batch(MON, 1), batch(claimed, 2), batch(WED, 3)]

    assert [ingest(library, day, "-q", CV) for day in (MON, TUE, WED)] == [[], [], []]


def test_a_damaged_memory_of_runs_is_passed_over(server: Server, library: Path) -> None:
    """Bad lines of runs.jsonl are ignored and cost nothing else."""
    server.answers[FEED] = [batch(MON, 1), batch(TUE, 2)]
    ingest(library, MON, CV)
    path = library / "runs.jsonl"
    line = path.read_text()
    path.write_text(
        line.replace("2026-11-16T07:30:00Z", "yesterday")
        + line.replace('"day":"2026-11-16"', '"day":"2026-11-46"')
        + line.replace("2026-11-16T07:30:00Z", "2026-11-16T07:30:00")
    )

    assert ingest(library, TUE, "-q", CV) == []
    run("--library", library, "status", PAPERTRIAGE_NOW=at(TUE))


def test_a_quiet_category_has_days_without_papers(server: Server, library: Path) -> None:
    """After a batch of two papers an empty day is expected and not missed; after five it is not."""
    few, many, none = batch(MON, 1, 2), batch(THU, 3, 4, 5, 6, 7), reply(200, feed(TUE))
    server.answers[FEED] = [few, none, none, many, none]

    reported = [ingest(library, day, CV) for day in (MON, TUE, WED, THU, FRI)]

    small = "the batch of Tue 17 Nov was due, and the last was small"
    assert reported[1] == [f"{CV}: empty; {small}"]
    assert reported[2] == [f"{CV}: empty; {small.replace('Tue 17', 'Wed 18')}"]
    assert reported[3] == []
    assert reported[4] == [f"warning: {CV}: empty, though the batch of Fri 20 Nov was due"]


@pytest.mark.parametrize("claimed", [MON, TUE])
def test_an_old_batch(server: Server, library: Path, claimed: str) -> None:
    """Yesterday's batch is recognised, whatever day the feed claims."""
    server.answers[FEED] = [batch(MON, 1, 2, 3), batch(claimed, 1, 2, 3)]
    ingest(library, MON, CV)

    reported = ingest(library, TUE, "-q", CV)

    assert reported == [f"warning: {CV}: old batch again (3 of 3 ids known), a new one was due"]


def test_a_part_of_an_old_batch_is_old(server: Server, library: Path) -> None:
    """A part of yesterday's batch is reported as old, too."""
    server.answers[FEED] = [batch(MON, 1, 2, 3), batch(MON, 1, 3)]
    ingest(library, MON, CV)

    (reported,) = ingest(library, TUE, "-q", CV)

    assert "old batch again (2 of 2 ids known)" in reported


def test_an_old_batch_that_is_not_even_sent(server: Server, library: Path) -> None:
    """A server that says "not modified" where a batch was due serves an old one."""
    whole = reply(200, feed(MON, invented(1), invented(2)), {"ETag": '"monday"'})
    server.answers[FEED] = [whole, reply(304)]
    ingest(library, MON, CV)

    reported = ingest(library, TUE, "-q", CV)

    assert reported == [f"warning: {CV}: old batch again (2 of 2 ids known), a new one was due"]


@pytest.mark.parametrize("second", [batch(MON, 1, 2), reply(304)])
def test_a_second_reading_of_the_day_causes_no_alarm(
    server: Server, library: Path, second: Behaviour
) -> None:
    """The same batch on the same day, or before the next was due, is a note."""
    whole = reply(200, feed(MON, invented(1), invented(2)), {"ETag": '"monday"'})
    server.answers[FEED] = [whole, second]
    ingest(library, MON, CV)

    for day, hour in ((MON, 20), (TUE, 5)):  # 05:30 is half past midnight in New York
        reported = ingest(library, day, CV, hour=hour)
        assert reported == [
            f"{CV}: nothing new since the batch of Mon 16 Nov; the next is due Tue 17 Nov"
        ]


def test_cross_lists_that_another_feed_had_first_are_not_an_old_batch(
    server: Server, library: Path
) -> None:
    """A feed is new even if another feed of the day had all of its papers."""
    server.answers[FEED] = batch(MON, 1, 2)
    server.answers["/rss/eess.IV"] = reply(200, feed(MON, invented(1, "cross"), category="eess.IV"))
    server.answers["/rss/stat.ML"] = reply(200, feed(MON, invented(2), category="stat.ML"))

    assert ingest(library, MON, "-q", CV, "arxiv:eess.IV", "arxiv:stat.ML") == []


def test_a_replacement_is_not_an_old_batch(server: Server, library: Path) -> None:
    """The same papers in new versions, or cross-listed now, are a new batch."""
    server.answers[FEED] = [
        batch(MON, 1),
        reply(200, feed(TUE, invented(1, "replace", 2))),
        reply(200, feed(WED, invented(1, "replace", 3))),
        reply(200, feed(THU, invented(1, "cross", 3))),
    ]

    assert [ingest(library, day, "-q", CV) for day in (MON, TUE, WED, THU)] == [[], [], [], []]


def test_a_batch_that_comes_late(server: Server, library: Path) -> None:
    """A new batch of the day before is reported if today's was due."""
    server.answers[FEED] = [batch(MON, 1), batch(TUE, 2)]
    ingest(library, MON, CV)

    reported = ingest(library, WED, "-q", CV)

    assert reported == [
        f"warning: {CV}: the batch of Tue 17 Nov, though that of Wed 18 Nov was due"
    ]


def test_a_layout_that_is_not_understood(server: Server, library: Path) -> None:
    """A page that declares papers of which none can be read is an error, not an empty day."""
    listing = (
        "<html><body><h1>Computer Vision</h1><div class='paging'>Total of 40 entries</div>"
        "<dl id='articles'></dl></body></html>"
    )
    server.answers["/list"] = reply(200, listing)

    reported = ingest(library, TUE, f"{server.url}/list", "--from", "arxiv-html", code=65)

    assert reported == [
        f"error: {server.url}/list: declares 40 papers, none could be read; nothing stored"
    ]


def test_another_feed_that_becomes_empty(server: Server, library: Path) -> None:
    """A feed that became empty is reported once; one that was always empty is a note."""
    url = f"{server.url}/journal"
    empty = reply(200, journal())
    server.answers["/journal"] = [empty, reply(200, journal(PORT)), empty]

    reported = [ingest(library, day, url) for day in (MON, TUE, WED, THU)]

    assert reported == [
        [f"{url}: it says that it is empty; nothing new"],
        [],
        [f"warning: {url}: empty now, though it held 1 paper on Tue 17 Nov"],
        [f"{url}: it says that it is empty; nothing new"],
    ]


def test_what_was_not_read_to_its_end_is_not_judged(server: Server, library: Path) -> None:
    """If a limit ended the reading, no batch is recorded to compare with."""
    server.answers[FEED] = batch(MON, 1, 2, 3)
    ingest(library, MON, CV, "--limit", "1")

    assert "batch" not in last_run(library)
    assert ingest(library, TUE, "-q", CV, "--limit", "1") == []


def test_a_dry_run_reports_the_feed_and_records_nothing(server: Server, library: Path) -> None:
    """A dry run says what it found, and the next run finds the same."""
    server.answers[FEED] = batch(MON, 1, 2)
    ingest(library, MON, CV)

    for _ in range(2):
        (reported,) = ingest(library, TUE, "-q", "-n", CV)
        assert "old batch again (2 of 2 ids known)" in reported


# --- missed days --------------------------------------------------------------------------------


def test_a_missed_day_is_reported_once_and_filled(server: Server, library: Path) -> None:
    """A missed day is reported once, with the command that fetches it; the command works."""
    server.answers[FEED] = [batch(MON, 1), batch(THU, 4), batch(FRI, 5)]
    ingest(library, MON, CV)

    missed = ingest(library, THU, "-q", CV)
    again = ingest(library, FRI, "-q", CV)
    server.answers[API] = page(20, 22, 2)
    filled = ingest(library, FRI, "--backfill", CV, hour=9)
    asked = server.seen[-1].query["search_query"]
    nothing = ingest(library, FRI, "--backfill", CV, hour=10)

    assert len(missed) == 1
    assert missed[0].startswith(f"warning: {CV}: nothing was read of Tue 17 Nov, Wed 18 Nov;")
    assert missed[0].endswith("; to fetch it: papertriage ingest --backfill arxiv:cs.CV")
    assert again == []
    assert asked == "cat:cs.CV AND submittedDate:[202611131900 TO 202611171900]"
    assert not any("warning" in line for line in filled)
    assert len(stored(library)) == 5
    assert {source["name"] for each in stored(library) for source in each["sources"]} == {CV}
    assert f"{CV}: no announcements were missed" in nothing


def test_a_day_missed_before_a_weekend_is_reported_once(server: Server, library: Path) -> None:
    """A missed Friday is reported on Saturday, and not again on Sunday and Monday."""
    empty = reply(200, feed(SAT))
    server.answers[FEED] = [batch(THU, 1), empty, empty, batch(NEXT, 2)]

    reported = [ingest(library, day, "-q", CV) for day in (THU, SAT, SUN, NEXT)]

    assert [len(lines) for lines in reported] == [0, 1, 0, 0]
    assert "nothing was read of Fri 20 Nov;" in reported[1][0]


def test_days_are_missed_from_the_first_reading_on(server: Server, library: Path) -> None:
    """After a first reading on a Saturday, with an empty feed, the next Monday can be missed."""
    server.answers[FEED] = [reply(200, feed(SAT)), batch("2026-11-24", 1)]
    ingest(library, SAT, str(good(library)), CV)

    (reported,) = ingest(library, "2026-11-24", "-q", CV)

    assert "nothing was read of Mon 23 Nov;" in reported


def test_an_unreachable_morning_is_missed(server: Server, library: Path) -> None:
    """A day on which the server did not answer counts as not read."""
    server.answers[FEED] = [batch(MON, 1), reply(404), batch(WED, 3)]
    ingest(library, MON, CV)

    (error,) = ingest(library, TUE, "-q", CV, code=69)
    reported = ingest(library, WED, "-q", CV)

    assert error == f"error: {CV}: HTTP 404 (Not Found)"
    assert "nothing was read of Tue 17 Nov" in reported[0]


def test_weekends_and_holidays_are_not_missed(server: Server, library: Path) -> None:
    """From a Wednesday over Thanksgiving to a Monday only the Thursday is missed."""
    server.answers[FEED] = [batch("2026-11-25", 1), batch("2026-11-30", 2)]
    ingest(library, "2026-11-25", CV)

    (reported,) = ingest(library, "2026-11-30", "-q", CV)

    assert "nothing was read of Thu 26 Nov;" in reported


def test_a_failed_filling_leaves_the_day_open(server: Server, library: Path) -> None:
    """The next run requests again what could not be fetched."""
    server.answers[FEED] = [batch(MON, 1), batch(WED, 3)]
    ingest(library, MON, CV)
    ingest(library, WED, CV)
    server.answers[API] = [reply(404), page(20, 21, 1)]

    failed = ingest(library, WED, "-q", "--backfill", CV, code=3)
    ingest(library, WED, "-q", "--backfill", CV)

    assert failed == [f"warning: {CV}, Tue 17 Nov: HTTP 404 (Not Found)"]
    assert len(stored(library)) == 3


def test_what_cannot_be_filled_says_so(server: Server, library: Path) -> None:
    """Other feeds have no past days; --backfill says so and reads the present one."""
    url = f"{server.url}/journal"
    server.answers["/journal"] = reply(200, journal(PORT))

    reported = ingest(library, TUE, "--backfill", url)

    assert reported == [f"{url}: cannot be filled in; only arXiv categories can"]
    assert (
        "cannot be combined with -o"
        in ingest(library, TUE, "--backfill", url, "-o", "-", code=2)[0]
    )


# --- sources in the configuration ---------------------------------------------------------------


def configured(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "papertriage.yaml").write_text(text)
    return folder


def test_a_bare_ingest_reads_what_is_configured(
    server: Server, library: Path, tmp_path: Path
) -> None:
    """Feeds, addresses and files, named or not; paths start at the configuration's folder."""
    home = configured(
        tmp_path / "home",
        "sources:\n"
        f"  - arxiv:cs.CV\n"
        "  - feeds/*.jsonl\n"
        f"  - {{name: harbours, source: '{server.url}/journal', since: 2026-10}}\n"
        "  - name: seeds\n    source: ~/seeds.txt\n    from: jsonl\n",
    )
    below = home / "below"
    below.mkdir()
    (home / "feeds").mkdir()
    for number in (7, 8):
        (home / "feeds" / f"{number}.jsonl").write_text(paper(number))
    (home / "seeds.txt").write_text(paper(9))
    server.answers[FEED] = batch(MON, 1)
    old = (*PORT[:4], "2024-01-01")
    server.answers["/journal"] = reply(200, journal(PORT, ("10.5555/old", "Old quays", *old[2:])))

    done = run("--library", library, "ingest", cwd=below, HOME=str(home), PAPERTRIAGE_NOW=at(MON))

    runs = [json.loads(line) for line in (library / "runs.jsonl").read_text().splitlines()]
    assert [(each["source"], each.get("name")) for each in runs] == [
        (CV, None),
        ("feeds/7.jsonl", "feeds/*.jsonl"),
        ("feeds/8.jsonl", "feeds/*.jsonl"),
        ("harbours", None),
        ("seeds", None),
    ]
    assert b"harbours: 2 seen = 1 added + 0 updated + 0 unchanged + 1 skipped" in done.stderr
    names = [each["sources"][0]["name"] for each in stored(library)]
    assert names == [CV, "7.jsonl", "8.jsonl", "harbours", "seeds"]


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("sources: arxiv:cs.CV", ":1: sources must be a list, not text"),
        (
            "sources:\n  - {sorce: a}",
            ':2: unknown key "sorce" in a source\n  did you mean "source"',
        ),
        ("sources:\n  - {name: a}", ":2: the key source is missing"),
        ("sources:\n  - a.txt\n  - a.txt", ':3: source "a.txt" is already on line 2'),
        (
            "sources:\n  - {name: a/b, source: x}",
            ':2: a name cannot be a path or a pattern: "a/b"',
        ),
        ("sources:\n  - '-'", ":2: standard input (-) cannot be a configured source"),
        ("sources:\n  - {source: a, since: soon}", ':2: since: "soon" is not a date'),
        ("sources:\n  - {source: a, from: rsi}", ':2: no form "rsi"; did you mean "ris"'),
        ("sources:\n  - a\n  - arxiv:Quay", ":3: arxiv:Quay: not an arXiv source"),
        ("sources:\n  - http://ada:pearl@lamps.example/", ":2: http://lamps.example/: an address"),
    ],
)
def test_a_wrong_source_is_reported_with_its_place(
    tmp_path: Path, text: str, reported: str
) -> None:
    """A mistake in the list of sources names file and line before anything is read."""
    configured(tmp_path / "home", text)

    done = run("ingest", cwd=tmp_path / "home", code=78)

    plain = done.stderr.decode().replace("papertriage ingest: ", "  ").replace("  error: ", "")
    assert f"papertriage.yaml{reported}" in plain
    assert "pearl" not in plain


def test_a_bare_ingest_without_sources(tmp_path: Path) -> None:
    """Without sources the error shows how to configure them."""
    reported = run("ingest", cwd=tmp_path, code=2).stderr.decode()

    assert "no SOURCE given, and none configured" in reported
    assert "sources: [arxiv:cs.CV, papers/*.ris]" in reported


def test_a_pattern_that_no_file_matches(library: Path, tmp_path: Path) -> None:
    """An empty inbox is a note; a missing folder is a failure."""
    home = configured(tmp_path / "home", "sources: [inbox/*.ris, good.jsonl]")
    (home / "good.jsonl").write_text(paper(1))
    (home / "inbox").mkdir()

    empty = ingest(library, MON, cwd=home)
    (home / "inbox").rmdir()
    gone = ingest(library, MON, cwd=home, code=3)

    assert empty == ["*.ris: no file matches"]
    assert gone == ["warning: inbox/*.ris: inbox is not a folder"]


def test_a_file_whose_name_looks_like_a_pattern(library: Path, tmp_path: Path) -> None:
    """An existing file is read, whatever characters its name has."""
    home = configured(tmp_path / "home", "sources: ['notes[1].jsonl']")
    (home / "notes[1].jsonl").write_text(paper(1))

    ingest(library, MON, cwd=home)

    assert last_run(library)["source"] == "notes[1].jsonl"


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ((reply(404), reply(200, paper(1))), 3),
        ((reply(404), reply(404)), 69),
        ((reply(404), reply(429)), 75),
    ],
)
def test_exit_codes_of_a_morning(
    server: Server, library: Path, tmp_path: Path, answers: tuple[Behaviour, Behaviour], code: int
) -> None:
    """One failed source among good ones is 3; if all network sources fail, it is their code."""
    home = configured(tmp_path / "home", f"sources: ['{server.url}/a', '{server.url}/b']")
    server.answers["/a"], server.answers["/b"] = answers

    ingest(library, MON, cwd=home, code=code)


def test_ids_of_a_configuration_stand_alone(server: Server, library: Path, tmp_path: Path) -> None:
    """Ids in a configuration keep their names; they are not gathered with others."""
    home = configured(
        tmp_path / "home", "sources: [arxiv:2611.00001, {name: two, source: 'arxiv:2611.00002'}]"
    )
    server.answers[API] = by_id()

    ingest(library, MON, cwd=home)

    assert [seen.query["id_list"] for seen in server.seen] == ["2611.00001", "2611.00002"]
    assert last_run(library)["source"] == "two"


def test_a_long_absence_is_fetched_in_portions() -> None:
    """A search covers at most five batches, and no days that were read."""
    days = announcements.due(date(2026, 11, 1), date(2026, 11, 13))
    assert [len(portion) for portion in portions(days)] == [5, 5]
    assert [len(portion) for portion in portions(days[:2] + days[3:6])] == [2, 3]


# --- the morning in one command -----------------------------------------------------------------

FACES = json.dumps({"id": "arxiv:2611.00009", "title": "Face recognition in fog", "abstract": None})


def test_a_morning_reads_tags_and_lists_what_is_new(library: Path, tmp_path: Path) -> None:
    """`run` does what ingest, tag and rank --new --mark-seen do; then all is listed."""
    home = configured(tmp_path / "home", "sources: [good.jsonl]")
    (home / "good.jsonl").write_text(FACES)

    first = run("--library", library, "-q", "run", cwd=home)
    second = run("--library", library, "-q", "run", cwd=home)

    assert b"## faces: 1 new" in first.stdout
    assert b"Face recognition in fog" in first.stdout
    assert second.stdout == first.stderr == second.stderr == b""


def test_a_morning_prints_the_configured_format(library: Path, tmp_path: Path) -> None:
    """The configuration names the format, and the option overrides it."""
    home = configured(tmp_path / "home", "sources: [good.jsonl]\nrank: {format: tsv}\n")
    (home / "good.jsonl").write_text(FACES)

    run("--library", library, "-q", "run", "-o", "list.tsv", cwd=home)
    assert (home / "list.tsv").read_text().startswith("arxiv:2611.00009\t")
    (library / "history.jsonl").unlink()
    listed = run("--library", library, "-q", "run", "-f", "json", cwd=home).stdout
    assert json.loads(listed)[0]["id"] == "arxiv:2611.00009"


@pytest.mark.parametrize(
    ("sources", "code"),
    [("good.jsonl, gone.jsonl", 3), ("gone.jsonl", 66), ("nothing.txt", 65)],
)
def test_a_source_that_fails_does_not_stop_the_morning(
    library: Path, tmp_path: Path, sources: str, code: int
) -> None:
    """The other papers are tagged and listed, and the exit code is that of ingest."""
    home = configured(tmp_path / "home", f"sources: [{sources}]")
    (home / "good.jsonl").write_text(FACES)
    (home / "nothing.txt").write_text("No paper is in this text.\n")
    run("--library", library, "-q", "ingest", "good.jsonl", cwd=home)

    done = run("--library", library, "-q", "run", cwd=home, code=code)

    assert b"## faces: 1 new" in done.stdout
    assert done.stderr.startswith((b"papertriage run: warning: ", b"papertriage run: error: "))


def test_a_morning_without_a_library_reports_the_failure(library: Path, tmp_path: Path) -> None:
    """If nothing was ever read, only the failure is reported, not a missing library."""
    home = configured(tmp_path / "home", "sources: [gone.jsonl]")

    done = run("--library", library, "-q", "run", cwd=home, code=66)

    assert done.stderr.decode().splitlines() == [
        f"papertriage run: error: {home}/gone.jsonl: no such file"
    ]


def test_a_morning_without_sources(tmp_path: Path) -> None:
    """Without configured sources the error shows how to add them."""
    reported = run("run", cwd=tmp_path, code=2).stderr.decode()

    assert "no sources configured" in reported
    assert "sources: [arxiv:cs.CV, papers/*.ris]" in reported
