"""Retraction Watch's table marks papers of the library, and adds none."""

import shutil
from pathlib import Path

import pytest

from cli_help import run
from conftest import DATA
from library_help import defects, records_in, stored

TABLE = DATA / "retraction-watch.csv"
SOUP = "@article{a, title={Soup cools faster when nobody looks at it}, doi={10.55555/soup.9}}"
TEA = "@article{b, title={Invisible tea in double-blind cups}, author={Norrman, M.}, year=2022}"
LADLE = "@article{d, title={Ladles at high altitude}, author={Lind, B.}, doi={10.55555/ladle.4}}"
SPOON = """@article{c, title={RETRACTED: Spoons that weigh themselves}, author={Okafor, A.},
    doi={10.55555/spoon.3}}"""
MARKED = {"Soup": "retracted", "Invisible": "retracted", "Ladles": None}


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Make a library of two papers that were retracted and one that only raised concern."""
    (tmp_path / "lib.bib").write_text(f"{SOUP}\n{TEA}\n{LADLE}\n")
    run("--library", tmp_path / "L", "ingest", tmp_path / "lib.bib")
    return tmp_path / "L"


def ingest(library: Path, *words: str | Path) -> str:
    """Run an ingest and return its messages."""
    return run("--library", library, "ingest", *words).stderr.decode()


def statuses(library: Path) -> dict[str, str | None]:
    """Return the status of each paper, by the first word of its title."""
    return {(paper.title or "").partition(" ")[0]: paper.status for paper in stored(library)}


def test_only_papers_of_the_library_are_marked(library: Path) -> None:
    """Found by DOI or by title; rows of other papers are skipped and counted."""
    output = ingest(library, TABLE)

    assert statuses(library) == MARKED
    assert "5 seen = 0 added + 2 updated + 0 unchanged + 3 skipped + 0 rejected" in output
    assert (
        "retraction-watch.csv: skipped 1 of papers that the library does not have,"
        " 2 that report neither a retraction nor a reinstatement" in output
    )


def test_a_mark_keeps_its_day_and_reason(library: Path) -> None:
    """What the notice says is kept in addition to the paper's own records."""
    ingest(library, TABLE)
    output = run("--library", library, "show", "10.55555/soup.9").stdout.decode()

    assert "events    retracted 2023-08-16" in output
    assert "retraction_doi: 10.55555/notice.1" in output
    assert "retraction_reason: Concerns/Issues About Data; Spilled Broth" in output


def test_reading_the_table_again_changes_nothing(library: Path, tmp_path: Path) -> None:
    """The same marks are unchanged, under another file name, too, and no line is added."""
    ingest(library, TABLE)
    before = len(records_in(library))
    again = shutil.copy(TABLE, tmp_path / "later.csv")

    for table in (TABLE, again):
        assert "0 added + 0 updated + 2 unchanged + 3 skipped" in ingest(library, table)
    assert len(records_in(library)) == before


def test_marks_survive_a_lost_index(library: Path) -> None:
    """They are records: an index that is built again knows them."""
    ingest(library, TABLE)
    shutil.rmtree(library / ".cache")

    assert statuses(library) == MARKED
    assert not defects(library)


def test_a_dry_run_counts_the_same(library: Path) -> None:
    """It reports what would be marked, and marks nothing."""
    output = ingest(library, "-n", TABLE)

    assert "5 seen = 0 added + 2 updated + 0 unchanged + 3 skipped + 0 rejected" in output
    assert set(statuses(library).values()) == {None}


def test_a_table_marks_what_was_read_before_it(tmp_path: Path) -> None:
    """Papers of an earlier source of the same run are marked, also on their way into a pipe."""
    (tmp_path / "lib.bib").write_text(SOUP)
    out = run("ingest", tmp_path / "lib.bib", TABLE, "-o", "-").stdout
    ingest(tmp_path / "L", tmp_path / "lib.bib", TABLE)

    assert out.count(b"\n") == 1
    assert b'"status":"retracted"' in out
    assert statuses(tmp_path / "L") == {"Soup": "retracted"}


def test_a_paper_that_comes_later_is_marked_by_the_next_reading(library: Path) -> None:
    """A row that was skipped once is read again."""
    ingest(library, TABLE)
    ingest(library, "--from", "bibtex", _file(library, SPOON))

    assert "0 added + 1 updated + 2 unchanged + 2 skipped" in ingest(library, TABLE)


def test_a_reinstated_paper_is_not_retracted(library: Path) -> None:
    """A reinstatement counts more than any other source's word of a retraction."""
    ingest(library, _file(library, SPOON))
    assert statuses(library)["RETRACTED:"] == "retracted"

    ingest(library, TABLE)
    assert "reinstated" in statuses(library).values()


def test_a_doi_of_another_title_marks_nothing(tmp_path: Path) -> None:
    """A wrong DOI in a row is a conflict: no paper is marked by it."""
    other = SOUP.replace("Soup cools faster when nobody looks at it", "Lanterns on twelve doors")
    ingest(tmp_path / "L", _file(tmp_path, other.replace("doi", "author={Rao, Mira}, doi")))

    assert "0 updated + 0 unchanged + 5 skipped" in ingest(tmp_path / "L", TABLE)


def test_exported_records_are_not_marks_only(library: Path) -> None:
    """A marked paper comes whole into another library, and its mark as a record of its own."""
    ingest(library, TABLE)
    for options in ([], ["--records"]):
        other = library.parent / f"other{len(options)}"
        exported = library.parent / "exported.jsonl"
        run("--library", library, "export", *options, "-o", exported)
        ingest(other, exported)
        assert statuses(other) == MARKED


def _file(beside: Path, text: str) -> Path:
    path = beside.parent / "more.bib"
    path.write_text(text)
    return path
