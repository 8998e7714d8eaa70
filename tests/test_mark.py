"""Marks: decisions stay with their paper, even if its identifiers change."""

import json
from pathlib import Path

import pytest

from cli_help import run
from memory_help import DAY, library_of, mark, mark_seen, names, paper, put, ranked
from papertriage.config.user import user_name
from papertriage.errors import UsageError
from papertriage.flows.lists.decisions import DecisionKind
from papertriage.flows.lists.search import SearchRequest, search
from papertriage.flows.lists.seen import find_remembered
from papertriage.flows.upkeep.duplicates import join
from papertriage.library import Library
from papertriage.paper import decode
from papertriage.report import Mark, Verdict
from papertriage.writers.look import Look
from papertriage.writers.registry import WRITERS, writer
from papertriage.writers.summary import summary

FIRST, SECOND = "arxiv:2611.00001", "arxiv:2611.00002"
STARS = {
    "table": "★ Warm Rafters",
    "tsv": "\t★ Warm Rafters",
    "md": "★ [Warm",
    "mail": "★ <b>",
    "html": "★",
    "json": '"star"',
    "jsonl": '"star"',
    "csv": ",yes,",
    "bibtex": "papertriage:starred",
    "ris": "KW  - papertriage:starred",
    "csl": "papertriage:starred",
    "atom": "starred",
}


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Make a library of two papers."""
    return library_of(tmp_path / "lab", paper(1), paper(2))


@pytest.mark.parametrize(
    ("verdict", "count"), [("later", "later"), ("read", "read"), ("skip", "skipped")]
)
def test_read_and_skipped_papers_leave_the_lists(
    library: Library, verdict: Verdict, count: str
) -> None:
    """They are counted by their verdict, and --include lists them again."""
    mark(library, ["2611.00001"], verdict, None, DAY)
    report = ranked(library)
    assert names(report) == [SECOND]
    assert getattr(report.lists[0].counts, count) == 1
    assert f"{count}, 1 listed" in summary(report)[0]
    back = ranked(library, include=frozenset({verdict}))
    assert names(back) == [FIRST, SECOND]
    assert back.lists[0].entries[0].mark == Mark(
        verdict=verdict,
        date="2026-11-20",
        by=user_name(),
    )


def test_the_last_word_counts_and_clear_takes_it_back(library: Library) -> None:
    """A paper has one verdict, the last; after clear it is as if there had been none."""
    steps: list[tuple[DecisionKind, int]] = [
        ("read", 1),
        ("star", 2),
        ("skip", 1),
        ("clear", 2),
    ]
    for verdict, kept in steps:
        mark(library, [FIRST], verdict, None, DAY)
        assert len(names(ranked(library))) == kept
    assert ranked(library).lists[0].entries[0].mark is None


def test_a_verdict_comes_before_what_was_listed(library: Library) -> None:
    """The summary counts a paper that was listed and read as read."""
    mark_seen(library, ranked(library), DAY)
    mark(library, [FIRST], "read", None, DAY)
    counts = ranked(library, new=True).lists[0].counts
    assert (counts.read, counts.listed_before, counts.listed) == (1, 1, 0)


@pytest.mark.parametrize("form", WRITERS)
def test_every_format_shows_a_star(library: Library, form: str) -> None:
    """Every format marks the starred paper, without colour, and no other paper."""
    mark(library, [FIRST], "star", None, DAY)
    text = "".join(writer(form)(ranked(library), Look()))
    assert text.count(STARS[form]) == 1


@pytest.mark.parametrize("name", [FIRST, "doi:10.5555/snow"])
def test_search_shows_the_star(library: Library, name: str) -> None:
    """Search shows the star of a paper, whichever identifier it was starred under."""
    put(library, paper(1, id="doi:10.5555/snow", ids={"doi": "10.5555/snow"}, title="Another"))
    mark(library, [name, SECOND], "star", None, DAY)
    mark(library, [SECOND], "clear", None, DAY)
    join(library, "doi:10.5555/snow", FIRST)
    hits = search(library, SearchRequest(text="village")).report.lists[0].entries
    assert {hit.paper.id: hit.is_starred for hit in hits} == {FIRST: True, SECOND: False}
    reported = run("search", "village", "--library", library.folder)
    assert b"\t\xe2\x98\x85 Warm" in reported.stdout
    assert "★ starred" in reported.stderr.decode()


def test_a_star_is_ascii_where_the_terminal_is(library: Library) -> None:
    """An ASCII-only terminal gets an asterisk."""
    mark(library, [FIRST], "star", None, DAY)
    text = "".join(writer("table")(ranked(library), Look(unicode=False)))
    assert "* Warm Rafters" in text
    assert text.isascii()


def test_output_read_again_brings_no_mark_into_the_record(library: Library) -> None:
    """A mark in JSON Lines is not a field of the paper."""
    mark(library, [FIRST], "star", "for the seminar", DAY)
    line = "".join(writer("jsonl")(ranked(library, limit=1), Look()))
    assert json.loads(line)["mark"]["note"] == "for the seminar"
    assert decode(line).extra == {}


def test_marks_follow_merges(library: Library) -> None:
    """If papers are joined, the later of their two marks counts."""
    other = paper(1, id="doi:10.5555/snow", ids={"doi": "10.5555/snow"}, title="Another Name of It")
    put(library, other)
    mark(library, ["doi:10.5555/snow"], "star", None, DAY)
    mark(library, [FIRST], "read", None, DAY)
    join(library, "doi:10.5555/snow", FIRST)
    assert names(ranked(library)) == [SECOND]
    found = next(find_remembered(library, ["doi:10.5555/snow"])).mark
    assert found is not None
    assert found.verdict == "read"


def test_a_mark_of_a_paper_that_was_joined(library: Library) -> None:
    """A decision on a paper holds for the paper that it was joined with, in `show` as well."""
    put(library, paper(1, id="sha1:00aa", ids={"sha1": "00aa"}, title="Another Name of It"))
    mark(library, ["sha1:00aa"], "star", None, DAY)
    join(library, "sha1:00aa", FIRST)
    found = next(find_remembered(library, [FIRST])).mark
    assert found is not None
    assert ranked(library).lists[0].entries[0].mark == found


def test_a_mark_means_one_of_two_papers_that_share_a_name(tmp_path: Path) -> None:
    """If two papers share a DOI, a decision on one does not apply to the other."""
    pair = [
        paper(n, id=f"pmid:{n}", ids={"pmid": str(n), "doi": "10.5555/shared"}) for n in (31, 32)
    ]
    library = library_of(tmp_path / "pair", *pair)
    mark(library, ["pmid:31"], "read", None, DAY)
    assert names(ranked(library)) == ["pmid:32"]


def test_an_unknown_name_marks_nothing(library: Library) -> None:
    """If one of several ids is wrong, nothing is stored."""
    with pytest.raises(UsageError, match="no paper"):
        mark(library, [FIRST, "2699.99999"], "read", None, DAY)
    assert not (library.folder / "history.jsonl").exists()


# --- the command ---------------------------------------------------------------------------------


@pytest.fixture
def lab(library: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Library:
    """Select the library by the environment."""
    monkeypatch.setenv("PAPERTRIAGE_LIBRARY", str(library.folder))
    monkeypatch.chdir(tmp_path)
    return library


def test_mark_says_what_it_did(lab: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """Several papers get one verdict by any name; each is printed, and show has the note."""
    monkeypatch.setenv("PAPERTRIAGE_NOW", "2026-11-20T07:00+00:00")
    done = run(
        "mark", "2611.00001v2", FIRST, "arxiv:2611.00002", "star", "--note", "seminar\x1b[2J"
    )
    reported = done.stderr.decode()
    assert reported.count("starred") == 2
    assert "lab/" in reported.splitlines()[-1]
    mark_seen(lab, ranked(lab), DAY)
    lines = [line.split(maxsplit=1) for line in run("show", FIRST).stdout.decode().splitlines()]
    shown = {line[0]: line[1] for line in lines if len(line) == 2}
    assert shown["mark"] == f"★ starred, 2026-11-20 by {user_name()}"
    assert "seminar" in shown["note"]
    assert "\x1b" not in shown["note"]
    assert shown["listed"] == "2026-11-20"
    (line,) = run("show", "--format", "jsonl", FIRST).stdout.splitlines()
    assert json.loads(line)["mark"]["verdict"] == "star"
    assert decode(line).extra == {}
    assert "\x1b" not in line.decode()
    run("mark", FIRST, "clear")
    assert b'"mark"' not in run("show", "-f", "jsonl", FIRST).stdout


@pytest.mark.usefixtures("lab")
@pytest.mark.parametrize(
    ("words", "reported"),
    [
        (["2611.00001"], "a paper and a decision"),
        (["read"], "a paper and a decision"),
        (["2611.00001", "red"], '"red" is not a decision'),
        (["2611.00001", "clear", "--note", "x"], "--note cannot be combined with clear"),
        (["2699.00001", "read"], 'no paper "2699.00001"'),
        (["", "read"], 'no paper ""'),
        ([" ", "read"], 'no paper ""'),
        (["\udcff", "read"], 'no paper "?"'),
    ],
)
def test_mark_needs_papers_and_a_verdict(words: list[str], reported: str) -> None:
    """The error says what is missing; the exit code is 2."""
    assert reported in run("mark", *words, code=2).stderr.decode()
