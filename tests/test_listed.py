"""``rank --listed``: what was listed once can be printed again."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli_help import PASTES, run
from memory_help import (
    DAY,
    library_of,
    mark,
    mark_seen,
    morning,
    names,
    paper,
    put,
    ranked,
    replaced,
)
from papertriage.errors import UsageError
from papertriage.flows.lists.listed import list_again
from papertriage.flows.lists.similar import rank_similar, wanted
from papertriage.flows.upkeep.duplicates import join
from papertriage.flows.upkeep.upkeep import forget
from papertriage.library import Library, TagLine, text_hash
from papertriage.paper import Tag
from papertriage.ranking.select import Criteria
from papertriage.report import Report
from papertriage.writers.look import Look
from papertriage.writers.registry import WRITERS, writer
from papertriage.writers.summary import summary

NEXT = DAY + timedelta(days=1)
MULTI = Look(multi=True)


def two_lists(folder: Path) -> Library:
    """Make a library of three papers on owls first and two on barns first."""
    library = library_of(folder, *map(paper, range(1, 6)))
    with library.write() as writing, library.read() as view:
        for number, one in enumerate(view.papers(), 1):
            scores = {"owls": 0.9, "barns": 0.6} if number < 4 else {"barns": 0.8, "owls": 0.7}
            tags = [Tag(topic=topic, score=score, base=0.0) for topic, score in scores.items()]
            writing.put_tags([TagLine(of=text_hash(one).hex(), by="test", tags=tags)])
    return library


def shown(report: Report) -> list[tuple[str, int, str, float]]:
    """Return list, rank, key and score of each entry."""
    return [
        (one.name, entry.rank, entry.paper.id, entry.tag.score)
        for one in report.lists
        for entry in one.entries
    ]


@pytest.mark.parametrize("form", sorted(set(WRITERS) - {"html"}))
@pytest.mark.parametrize("topics", [(), ("owls",), ("owls", "barns")])
def test_the_same_list_in_every_format(tmp_path: Path, form: str, topics: tuple[str, ...]) -> None:
    """The same library gives the same bytes; the page has the day in its headings."""
    library = two_lists(tmp_path)
    mark(library, ["2611.00002"], "star", None, DAY)
    report = ranked(library, *topics)
    mark_seen(library, report, DAY)

    again = list_again(library, None).report
    assert "".join(writer(form)(again, MULTI)) == "".join(writer(form)(report, MULTI))
    assert " listed on 2026-11-20" in summary(again)[0]
    assert "listed on 2026-11-20" in "".join(writer("html")(again, MULTI))


@settings(max_examples=30, deadline=None)
@given(lengths=st.lists(st.integers(0, 3), min_size=1, max_size=5), data=st.data())
def test_each_day_is_printed_as_it_was(
    lengths: list[int], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever was listed later, a day has its own papers in their order."""
    library = library_of(tmp_path_factory.mktemp("days"), paper(100))
    days: dict[date, list[tuple[str, int, str, float]]] = {}
    for number, length in enumerate(lengths):
        put(library, *(paper(10 * number + each) for each in range(length)))
        day = DAY + timedelta(days=number)
        days[day] = shown(morning(library, day, limit=data.draw(st.integers(1, 4))))

    for day, entries in days.items():
        assert [each[:3] for each in shown(list_again(library, day).report)] == [
            each[:3] for each in entries
        ]


def test_the_last_listing_is_that_of_the_latest_day(tmp_path: Path) -> None:
    """Two runs of one day are one listing: each paper once, under the list that had it."""
    library = library_of(tmp_path, paper(1), paper(2))
    morning(library)
    put(library, paper(3))
    morning(library, NEXT)
    mark_seen(library, ranked(library, limit=1), NEXT)

    again = list_again(library, None)
    assert (again.day, again.last) == (NEXT, NEXT)
    assert names(again.report) == ["arxiv:2611.00003", "arxiv:2611.00001"]
    assert [rank for _, rank, _, _ in shown(again.report)] == [1, 2]
    assert names(list_again(library, DAY).report) == ["arxiv:2611.00001", "arxiv:2611.00002"]


def test_topics_choose_among_the_lists(tmp_path: Path) -> None:
    """A topic leaves the other lists out; an unknown topic is an error."""
    library = two_lists(tmp_path)
    mark_seen(library, ranked(library), DAY)

    assert [one.name for one in list_again(library, None, ("barns",)).report.lists] == ["barns"]
    with pytest.raises(UsageError, match='did you mean "barns"'):
        list_again(library, None, ("barn",))


def test_missing_papers_are_counted(tmp_path: Path) -> None:
    """A forgotten paper is counted; one that joined another is listed once."""
    library = library_of(tmp_path, *map(paper, range(4)))
    morning(library)
    forget(library, ids=["2611.00002"], source=None)
    join(library, "arxiv:2611.00003", "arxiv:2611.00000")

    again = list_again(library, None)
    assert names(again.report) == ["arxiv:2611.00000", "arxiv:2611.00001"]
    assert again.missing == 1


def test_a_paper_is_listed_as_it_is_now(tmp_path: Path) -> None:
    """Text, tags and marks are today's; a withdrawn or skipped paper is listed all the same."""
    library = library_of(tmp_path, paper(1), paper(2), paper(3))
    morning(library)
    put(library, paper(1, status="withdrawn"), scores={"owls": 0.7})
    mark(library, ["2611.00002"], "skip", "not mine", DAY)

    one, two, _ = list_again(library, None).report.lists[0].entries
    assert (one.paper.status, one.tag.score) == ("withdrawn", 0.7)
    assert two.mark is not None
    assert two.mark.note == "not mine"


def test_a_list_by_words_keeps_its_scores(tmp_path: Path) -> None:
    """No tag holds the scores of --query, so those of the day are printed."""
    library = library_of(tmp_path, paper(1), paper(2))
    target = wanted(library, [], "snow under falling feathers")
    report = rank_similar(library, None, target, Criteria(min_score=0), DAY)
    mark_seen(library, report, DAY)

    assert report.lists[0].entries
    assert shown(list_again(library, None).report) == shown(report)


def test_what_had_changed_is_reported_again(tmp_path: Path) -> None:
    """The entries under "Changed since listed" are printed again, whatever has changed since."""
    library = library_of(tmp_path, paper(1, version=1), paper(2, version=1), paper(3))
    morning(library)
    put(library, replaced(paper(1), version=2), paper(2, status="withdrawn"))
    put(library, replaced(paper(3), day="2026-11-21"))
    then = morning(library, NEXT)
    put(library, replaced(paper(1), version=3))
    morning(library, NEXT + timedelta(days=1))

    again = list_again(library, NEXT).report
    assert [(one.paper.id, one.kind, one.before, one.listed) for one in again.changed] == [
        (one.paper.id, one.kind, one.before, one.listed) for one in then.changed
    ]
    assert len(again.changed) == 3
    assert again.changed[0].paper.version == 3


def test_listings_of_an_earlier_version_are_printed_too(tmp_path: Path) -> None:
    """Lines without rank and score make one list per topic, in the order of the file.

    A line with an invalid day is ignored.
    """
    library = two_lists(tmp_path)
    lines = [
        {"event": "listed", "names": [paper(number).id], "topics": [topic], "date": str(DAY)}
        for number, topic in [(3, "owls"), (1, "owls"), (4, "barns")]
    ]
    lines.insert(0, {"event": "listed", "names": [paper(2).id], "topics": ["owls"], "date": "soon"})
    history = "".join(json.dumps(line) + "\n" for line in lines)
    (tmp_path / "history.jsonl").write_text(history, "utf-8")

    again = list_again(library, None).report
    assert [(name, rank, key[-1]) for name, rank, key, _ in shown(again)] == [
        ("owls", 1, "3"),
        ("owls", 2, "1"),
        ("barns", 1, "4"),
    ]
    assert [score for *_, score in shown(again)] == [0.9, 0.9, 0.8]


# --- the command ---------------------------------------------------------------------------------


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a library of the examples, tagged and listed, and select it by the environment."""
    monkeypatch.setenv("PAPERTRIAGE_LIBRARY", str(tmp_path / "lab"))
    monkeypatch.setenv("PAPERTRIAGE_NOW", "2026-11-20T08:00+00:00")
    monkeypatch.chdir(tmp_path)
    run("-q", "ingest", *PASTES)
    run("-q", "tag")
    return tmp_path


def test_a_mail_that_failed_is_printed_again(lab: Path) -> None:
    """A list that a broken pipe lost is recorded as listed, and can be printed again by its day."""
    line = ("-q", "rank", "--new", "--mark-seen", "-f", "jsonl")
    first = run(*line).stdout
    assert run(*line).stdout == b""

    for day in ("last", "today", "2026-11-20", "friday"):
        assert run("-q", "rank", "--listed", day, "-f", "jsonl").stdout == first
    run("-q", "rank", "--listed", "last", "-f", "jsonl", "-o", lab / "again.jsonl")
    assert (lab / "again.jsonl").read_bytes() == first
    assert run(*line).stdout == b""


@pytest.mark.usefixtures("lab")
def test_a_day_without_a_listing_says_which_had_one() -> None:
    """Nothing is printed, the last day with a listing is named, and -e exits with 1."""
    nothing = run("rank", "--listed", "last", "-e", code=1)
    assert b"no list was recorded yet" in nothing.stderr
    run("-q", "rank", "--mark-seen")
    done = run("rank", "--listed", "yesterday")
    assert done.stdout == b""
    assert b"nothing was listed on 2026-11-19; the last list is from 2026-11-20" in done.stderr
    run("forget", "2611.04217")
    assert b"1 paper is no longer in" in run("rank", "--listed", "last").stderr


@pytest.mark.usefixtures("lab")
@pytest.mark.parametrize(
    "more",
    [["--since", "7d"], ["--new"], ["--mark-seen"], ["-l", "3"], ["--query", "owls"], ["x.jsonl"]],
    ids=" ".join,
)
def test_listed_cannot_be_combined_with_other_options(more: list[str]) -> None:
    """Options for other lists are refused, not ignored."""
    done = run("rank", "--listed", "last", *more, code=2)
    assert b"cannot be combined" in done.stderr


def test_a_past_listing_needs_a_day(lab: Path) -> None:
    """A word that is not a day is an error, and without a library there is nothing to print."""
    assert b'--listed "soon": not a date' in run("rank", "--listed", "soon", code=2).stderr
    run("--library", lab / "none", "rank", "--listed", "last", code=66)
