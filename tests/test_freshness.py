"""A feed of several categories may be half of yesterday, under today's date."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arxiv_help import last_run
from cli_help import run
from cron_help import News, at, feed, ingest, invented
from papertriage.flows.ingest.announced import Announced
from papertriage.library import runs
from papertriage.paper import Event, Paper
from server_help import Behaviour, Server, reply

BOTH = "arxiv:cs.AI+cs.CL"
FEED = "/rss/cs.AI+cs.CL"
AI, CL = "cs.AI", "cs.CL"
MON, TUE, WED, THU, FRI = (f"2026-11-{day}" for day in range(16, 21))


def of(*categories: str, **numbers: tuple[int, ...]) -> list[News]:
    """Return new papers of these categories with these numbers."""
    return [invented(at, "new", 1, *categories) for each in numbers.values() for at in each]


def batch(day: str, *news: News) -> Behaviour:
    return reply(200, feed(day, *news))


def days(library: Path) -> dict[str, str]:
    """Return the day of announcement of each paper, by the last digits of its id."""
    lines = run("--library", library, "export").stdout.splitlines()
    papers: list[dict[str, Any]] = list(map(json.loads, lines))
    return {paper["ids"]["arxiv"][-2:]: paper["announced"] for paper in papers}


TUESDAY = [*of(AI, a=(1, 2, 3)), *of(CL, b=(11, 12)), *of(CL, AI, c=(21,))]
OLD_HALF = [*of(AI, a=(1, 2, 3)), *of(CL, AI, c=(21,))]
NEW_HALF = [*of(CL, b=(13, 14)), *of(CL, AI, c=(22,))]


def test_half_a_stale_feed_is_noticed_and_moves_no_day(server: Server, library: Path) -> None:
    """A warning names the category; its papers are unchanged and keep their day."""
    server.answers[FEED] = [batch(TUE, *TUESDAY), batch(WED, *OLD_HALF, *NEW_HALF)]
    ingest(library, TUE, BOTH)

    done = run("--library", library, "ingest", BOTH, PAPERTRIAGE_NOW=at(WED)).stderr.decode()

    assert "7 seen = 3 added + 0 updated + 4 unchanged" in done
    assert (
        f"warning: {BOTH}: old batch of cs.AI again (4 of 5 ids known), a new one was due" in done
    )
    assert days(library) == {
        **dict.fromkeys(("01", "02", "03", "11", "12", "21"), TUE),
        **dict.fromkeys(("13", "14", "22"), WED),
    }


def test_what_the_stale_half_hid_is_missed_later(server: Server, library: Path) -> None:
    """Once the category moves on, the day in between is reported as missed."""
    server.answers[FEED] = [
        batch(TUE, *TUESDAY),
        batch(WED, *OLD_HALF, *NEW_HALF),
        batch(WED, *OLD_HALF, *NEW_HALF),
        batch(THU, *OLD_HALF, *of(CL, b=(15,))),
        batch(FRI, *of(AI, a=(5,)), *of(CL, b=(16,))),
    ]

    reported = [
        ingest(library, day, "-q", BOTH, hour=hour)
        for day, hour in [(TUE, 7), (WED, 7), (WED, 20), (THU, 7), (FRI, 7)]
    ]

    assert [len(lines) for lines in reported] == [0, 1, 0, 2, 1]
    assert "old batch of cs.AI again (4 of 4 ids known)" in reported[3][0]
    assert "nothing was read of Wed 18 Nov" in reported[3][1]
    assert "nothing was read of Thu 19 Nov" in reported[4][0]
    assert last_run(library)["batch"]["days"] == {AI: FRI, CL: FRI}


@pytest.mark.parametrize(
    "wednesday",
    [
        [*of(AI, a=(4,)), *of(CL, b=(13,))],
        [*of(AI, a=(4,)), *of(CL, AI, c=(22,))],
        of(CL, b=(13, 14)),  # a day without papers in the other one
        [invented(1, "replace", 2, AI), *of(CL, b=(13,))],
        [invented(11, "cross", 1, CL, AI), *of(CL, b=(13,)), *of(AI, a=(4,))],
        [*of(AI, a=(1, 4)), *of(CL, b=(13,))],  # one paper comes twice
    ],
)
def test_a_feed_with_news_in_each_category_causes_no_alarm(
    server: Server, library: Path, wednesday: list[News]
) -> None:
    """New papers, versions and cross-lists are new; a day without papers causes no warning."""
    server.answers[FEED] = [batch(TUE, *TUESDAY), batch(WED, *wednesday)]
    ingest(library, TUE, BOTH)

    assert ingest(library, WED, "-q", BOTH) == []


def test_an_old_batch_of_one_category_moves_no_day(server: Server, library: Path) -> None:
    """A feed that serves yesterday's papers under today's date changes none of them."""
    server.answers["/rss/cs.AI"] = [batch(TUE, *OLD_HALF), batch(WED, *OLD_HALF)]
    ingest(library, TUE, "arxiv:cs.AI")

    done = run("--library", library, "ingest", "arxiv:cs.AI", PAPERTRIAGE_NOW=at(WED)).stderr

    assert b"4 seen = 0 added + 0 updated + 4 unchanged" in done
    assert b"old batch again (4 of 4 ids known)" in done
    assert set(days(library).values()) == {TUE}


def test_a_dry_run_finds_the_stale_half(server: Server, library: Path) -> None:
    """A dry run compares with the library that it does not touch."""
    server.answers[FEED] = [batch(TUE, *TUESDAY), batch(WED, *OLD_HALF, *NEW_HALF)]
    ingest(library, TUE, BOTH)

    (reported,) = ingest(library, WED, "-q", "-n", BOTH)

    assert "old batch of cs.AI again" in reported
    assert set(days(library).values()) == {TUE}


def test_runs_of_an_earlier_version_are_remembered(server: Server, library: Path) -> None:
    """A batch without days by category counts for all categories."""
    server.answers[FEED] = [batch(TUE, *TUESDAY), batch(THU, *OLD_HALF, *NEW_HALF)]
    ingest(library, TUE, BOTH)
    path = library / "runs.jsonl"
    line = json.loads(path.read_text())
    del line["batch"]["days"]
    path.write_text(json.dumps(line) + "\n")
    read = runs.parse(path.read_bytes())
    assert read is not None
    assert read.batch is not None
    assert (read.batch.day, read.batch.days) == (date(2026, 11, 17), {})

    reported = ingest(library, THU, "-q", BOTH)

    assert "old batch of cs.AI again" in reported[0]
    assert "nothing was read of Wed 18 Nov" in reported[1]


# --- which half it is ----------------------------------------------------------------------------

_NAMES = ("a", "b", "c")
_CATEGORIES = st.sets(st.sampled_from(_NAMES), min_size=1, max_size=2)


class _Stored(dict[str, Paper]):
    """A view that holds papers by their keys."""


@given(
    before=st.lists(_CATEGORIES, max_size=8),
    after=st.lists(_CATEGORIES, max_size=8),
    stale=st.sets(st.sampled_from(_NAMES), max_size=2),
)
def test_the_stale_categories_are_found(
    before: list[set[str]], after: list[set[str]], stale: set[str]
) -> None:
    """If each category has a paper of its own on both days, exactly the stale ones are named."""
    fresh = set(_NAMES) - stale
    first = [*before, *({name} for name in _NAMES)]
    second = [*(each for each in after if each & fresh), *({name} for name in fresh)]
    stored: Any = _Stored()
    for number, categories in enumerate(first):
        paper = _paper(number, categories, "2026-11-17")
        stored[paper.id] = paper
    announced = Announced(_NAMES)
    for number, categories in enumerate(first):
        if categories & stale:
            announced.take(_paper(number, categories, "2026-11-18"), stored)
    for number, categories in enumerate(second, 100):
        announced.take(_paper(number, categories, "2026-11-18"), stored)

    assert announced.old() == stale


def _paper(number: int, categories: set[str], day: str) -> Paper:
    return Paper(
        id=f"arxiv:2611.{number:05}",
        title=None,
        abstract=None,
        version=1,
        categories=sorted(categories),
        announced=day,
        events=[Event(type="new", date=day)],
    )
