"""Evaluate: labels as people write them, and measures that agree with counts by hand."""

import re
from pathlib import Path

import pytest

from cli_help import run, run_on_terminal
from papertriage.errors import MissingInputError, NoRecordsError, Problem
from papertriage.flows.topics.evaluate import evaluate
from papertriage.flows.topics.labels import Labelled, read_labels
from papertriage.library import Library
from papertriage.paper import Paper
from papertriage.topics.taxonomy import load

TOPICS = ["faces", "distillation"]
STORED = {"arxiv:2611.00001": Paper(id="arxiv:2611.00001", title="Face swapping", abstract=None)}


def read(folder: Path, text: str, only: str | None = None) -> list[Labelled | Problem]:
    file = folder / "labels"
    file.write_text(text, encoding="utf-8")
    return list(read_labels(file, TOPICS, only, STORED.get))


@pytest.mark.parametrize(
    ("text", "grades"),
    [
        ('{"title": "T", "labels": {"faces": true, "distillation": false}}', [2, 0]),
        ('{"title": "T", "labels": {"faces": 1, "distillation": "no"}}', [2, 0]),
        ('{"title": "T", "grades": {"faces": 1, "distillation": 2}}', [1, 2]),
        ('{"title": "T", "faces": "near", "distillation": 0}', [1, 0]),
        ("title,faces,distillation\nT,yes,no\n", [2, 0]),
        ("title,faces,distillation\nT,included,excluded\n", [2, 0]),
        ("title;faces;distillation\nT;1;0\n", [2, 0]),
        ("\ufefftitle\tfaces\tdistillation\r\nT\t1.0\t\r\n", [2, None]),
        ('id,faces\narxiv:2611.00001,"1"\n', [2, None]),
    ],
)
def test_labels_are_read_in_every_spelling(
    tmp_path: Path, text: str, grades: list[int | None]
) -> None:
    """Labels in JSON Lines or CSV may be words or figures, with a text or with an id."""
    (row,) = read(tmp_path, text)

    assert isinstance(row, Labelled)
    assert [row.grades.get(topic) for topic in TOPICS] == grades
    assert row.paper.title == ("Face swapping" if "arxiv:" in text else "T")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"title": "T"}', "no label of a topic"),
        ('{"title": "T", "label": 1}', "--topic NAME says"),
        ('{"title": "T", "faces": "maybe"}', '"maybe" is not a label'),
        ('{"id": "arxiv:2611.99999", "faces": 1}', "in the library, and no title given"),
        ('{"title": "T", "faces"', "not JSON"),
    ],
)
def test_a_line_that_cannot_be_used_is_a_problem(tmp_path: Path, text: str, reason: str) -> None:
    """The problem says why, and the lines around it are read."""
    good = '{"title": "T", "faces": 1}'
    rows = read(tmp_path, f"{good}\n{text}\n{good}\n")

    assert isinstance(rows[0], Labelled)
    assert isinstance(rows[1], Problem)
    assert reason in rows[1].reason
    assert rows[1].line == 2
    assert isinstance(rows[2], Labelled)


def test_a_lone_label_is_about_the_topic_that_the_command_names(tmp_path: Path) -> None:
    """A screening table has one column `label`."""
    (row,) = read(tmp_path, "title,abstract,label\nT,A,1\n", "faces")

    assert isinstance(row, Labelled)
    assert row.grades == {"faces": 2}


def test_no_labels_at_all_is_an_error(tmp_path: Path) -> None:
    """For a missing, an empty and a useless file the error says so."""
    with pytest.raises(MissingInputError):
        list(read_labels(tmp_path / "none", TOPICS, None, STORED.get))
    with pytest.raises(NoRecordsError, match="empty"):
        read(tmp_path, " \n")
    (tmp_path / "labels").write_text("title,year\nT,2026\n")
    with pytest.raises(NoRecordsError, match="contains no labelled papers; line 2"):
        evaluate(Library(tmp_path / "library"), load(None), tmp_path / "labels")


def test_measures_agree_with_a_count_by_hand(tmp_path: Path) -> None:
    """There is a hit, a false positive, a miss, and a near paper that counts for order only."""
    file = tmp_path / "labels.csv"
    file.write_text(
        "title,faces\nFace recognition of owls,1\nFace detection for clocks,0\n"
        "Owls at night,1\nFacial expressions of a moon,near\nClocks,0\n"
    )
    found = evaluate(Library(tmp_path / "library"), load(None), file)
    (faces,) = found.topics

    assert found.papers == 5
    assert (faces.papers, faces.positives, tuple(faces.counts)) == (4, 2, (1, 1, 1))
    assert faces.counts.f1 == 0.5
    assert 0 <= faces.interval[0] < 0.5 < faces.interval[1] <= 1
    assert 0 < faces.ndcg_at_10 < 1
    assert [one.paper.title for one in faces.wrong] == [
        "Face detection for clocks",
        "Owls at night",
    ]
    assert faces.wrong[0].tag
    assert sum(part.papers for part in found.reliability) == 2


def test_a_narrow_terminal_shows_the_first_measures(tmp_path: Path) -> None:
    """The table is not wider than the terminal; a wide one shows every measure."""
    file = tmp_path / "labels.jsonl"
    file.write_text('{"title": "Face detection", "faces": 1}\n{"title": "Tea", "faces": 0}\n')
    narrow, wide = (
        run_on_terminal("evaluate", file, "--library", tmp_path / "library", width=width)
        for width in (60, 100)
    )

    assert "  F1" in narrow
    assert "nDCG@10" not in narrow
    assert "nDCG@10" in wide
    assert all(len(line) <= 60 for line in re.sub(r"\x1b\[\d*m", "", narrow).splitlines())


def test_a_pipe_gets_every_measure(tmp_path: Path) -> None:
    """Outside a terminal every measure is printed, however long the name of a topic is."""
    topics, file = tmp_path / "topics.yaml", tmp_path / "labels.jsonl"
    name = "faces-" * 7 + "x"
    topics.write_text(f"{name}: {{keywords: [face]}}\n")
    file.write_text(
        f'{{"title": "Face detection", "{name}": 1}}\n{{"title": "Tea", "{name}": 0}}\n'
    )

    done = run("evaluate", file, "--topics", topics, "--library", tmp_path / "library")

    assert b"nDCG@10" in done.stdout.splitlines()[0]
