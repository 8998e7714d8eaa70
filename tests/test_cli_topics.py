"""The topics commands as a shell runs them: data to paste, messages, exit codes."""

from pathlib import Path

import pytest

from cli_help import PASTES, lines, run
from papertriage.topics.taxonomy import load

SCARF = "sha1:a7782f2ca45dea90"
"""The key of "Landmarks That Survive a Scarf" in the examples."""


@pytest.fixture
def library(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    run("ingest", *PASTES, "--library", folder, "--as-of", "2026-11-20")
    return folder


@pytest.fixture
def topics(tmp_path: Path) -> Path:
    file = tmp_path / "topics.yaml"
    file.write_text("mine:\n  keywords:\n    - landmark\n    - face alignment\n", encoding="utf-8")
    return file


def test_check_reports_file_and_line_and_exits_with_1(topics: Path) -> None:
    """A good file gives no output and 0, a doubtful one its lines and 1, a wrong one 78."""
    sound = run("topics", "check", topics)
    assert sound.stdout == b""
    assert b"1 topic, 2 keywords, 0 problems" in sound.stderr
    topics.write_text("mine:\n  keywords:\n    - landmark*\n    - landmarks\n")
    reported = lines(run("topics", "check", topics, code=1).stdout)
    assert reported == [
        f'{topics}:4: mine: "landmarks" adds nothing to "landmark*"; drop it, or raise its level'
    ]
    topics.write_text("mine: {keywords: [C++]}")
    run("topics", "check", topics, code=78)


def test_audit_prints_one_row_per_keyword(library: Path, topics: Path) -> None:
    """Columns go under a header; the sums go to standard error."""
    done = run("topics", "audit", "mine", "--topics", topics, "--library", library)

    assert lines(done.stdout)[0].split()[-2:] == ["level", "mine"]
    assert len(lines(done.stdout)) == 3
    assert b"of 20 papers" in done.stderr


def test_what_suggest_prints_can_be_pasted(library: Path, topics: Path) -> None:
    """Standard output is YAML that fits below the keywords."""
    topics.write_text("mine:\n  keywords:\n    - face\n    - facial\n    - face alignment\n")
    pasted = run("topics", "suggest", "mine", "--topics", topics, "--library", library).stdout
    before = load(topics).topics["mine"].keywords
    topics.write_bytes(topics.read_bytes() + pasted)

    assert pasted
    assert len(load(topics).topics["mine"].keywords) > len(before)


def test_new_like_a_paper_drafts_keywords_and_keeps_the_example(
    library: Path, tmp_path: Path
) -> None:
    """The paper becomes an example, its phrases keywords; the built-in topics stay."""
    file = tmp_path / "new.yaml"
    run("topics", "new", "scarf", "--like", SCARF, "--topics", file, "--library", library)
    topics = load(file).topics

    assert "faces" in topics
    assert topics["scarf"].examples == (SCARF,)
    assert len(topics["scarf"].keywords) > 1
    run("tag", "--topics", file, "--library", library)
    listed = run("rank", "-t", "scarf", "--topics", file, "--library", library).stdout
    assert listed.startswith(SCARF.encode())
    assert b"an example of yours" in listed


def test_built_in_topics_are_neither_fitted_nor_taken_back(library: Path) -> None:
    """Built-in topics have their own weights, so both commands refuse them."""
    for command in ("fit", "unfit"):
        done = run("topics", command, "faces", "--library", library, code=2)
        assert b"faces is built in" in done.stderr


def test_evaluate_prints_measures_and_the_wrong_ones(library: Path, tmp_path: Path) -> None:
    """Labels may name papers by title or by id; a useless line causes a warning."""
    labels = tmp_path / "labels.csv"
    labels.write_text(f"id,title,faces\n{SCARF},,1\n,Face alignment of clocks,0\n,T,?\n")
    done = run("evaluate", labels, "--library", library)
    text = done.stdout.decode()

    assert "R at P .9" in text
    assert "1 wrongly on topic" in text
    assert "Face alignment of clocks" in text
    assert b'"?" is not a label' in done.stderr
    run("evaluate", tmp_path / "none.csv", code=66)


def test_rank_by_words_needs_no_tags(library: Path) -> None:
    """--query and --like rank an untagged library, and a pipe; --topic excludes them."""
    arguments = ("--library", library, "-l", "3", "--min-score", ".05")
    query = lines(run("rank", "--query", "landmarks below a scarf", *arguments).stdout)
    assert query[0].startswith(SCARF)
    like = run("rank", "--like", SCARF, *arguments).stdout
    assert like
    assert SCARF not in [line.partition("\t")[0] for line in lines(like)]
    piped = run("export", "--library", library).stdout
    assert (
        lines(
            run("rank", "-", "--query", "landmarks below a scarf", *arguments, stdin=piped).stdout
        )
        == query
    )
    run("rank", "--query", "scarf", "-t", "faces", *arguments, code=2)
