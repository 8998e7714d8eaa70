"""``rank --announce``: a replacement of a paper that was never listed is not a new paper."""

import json
from pathlib import Path

import pytest
from msgspec import structs

from cli_help import run
from memory_help import DAY, TOPICS, library_of, morning, names, paper, put, ranked, replaced
from papertriage.flows.lists.rank import rank_papers
from papertriage.paper import Announced, Event, Paper, Tag
from papertriage.ranking.select import Criteria
from papertriage.writers.summary import summary


def announced(number: int, *kinds: str) -> Paper:
    """Return the paper of a number, announced in these ways on successive days."""
    events = [Event(type=kind, date=f"2026-11-{day}") for day, kind in enumerate(kinds, 16)]
    return paper(number, events=events)


SIX = [
    announced(1, "new"),
    announced(2, "cross"),
    announced(3, "replace"),
    announced(4, "replace-cross"),
    announced(5),
    announced(6, "new", "replace"),
]
"""All kinds; the last but one is of a source without announcements, and so is new."""


def numbers(found: list[str]) -> list[int]:
    return sorted(int(name[-1]) for name in found)


@pytest.mark.parametrize(
    ("announce", "wanted"),
    [
        ({"new"}, [1, 5, 6]),
        ({"cross"}, [2]),
        ({"replace"}, [3, 4, 6]),
        ({"new", "cross"}, [1, 2, 5, 6]),
        ({"new", "cross", "replace"}, [1, 2, 3, 4, 5, 6]),
        (set(), [1, 2, 3, 4, 5, 6]),
    ],
)
def test_kinds_choose_papers(tmp_path: Path, announce: set[Announced], wanted: list[int]) -> None:
    """A paper that was ever announced as one of the kinds is listed, from a library or a pipe."""
    asked = Criteria(topics=("owls",), taxonomy=TOPICS, announce=frozenset(announce))
    library = library_of(tmp_path, *SIX)
    tags = [Tag(topic="owls", score=0.9, base=0.0)]
    piped = [structs.replace(one, tags=tags) for one in SIX]

    report = ranked(library, "owls", announce=asked.announce)
    assert numbers(names(report)) == wanted
    assert report.lists[0].counts.other_announce == 6 - len(wanted)
    assert numbers(names(rank_papers(piped, asked, DAY))) == wanted


def test_what_is_new_does_not_begin_with_old_papers(tmp_path: Path) -> None:
    """--new leaves replacements out, counts them, and lists them on request."""
    library = library_of(tmp_path, *SIX)
    first = morning(library)
    assert numbers(names(first)) == [1, 2, 5, 6]
    assert "2 announced as replace only, 4 new" in summary(first)[0]
    assert names(morning(library)) == []
    assert numbers(names(morning(library, announce=frozenset({"replace"})))) == [3, 4]


def test_changes_of_listed_papers_are_reported_all_the_same(tmp_path: Path) -> None:
    """The next version of a listed paper is reported; --announce affects only the lists."""
    library = library_of(tmp_path, paper(1, version=1))
    morning(library)
    put(library, replaced(paper(1), version=2, day="2026-11-21"), announced(3, "replace"))
    report = morning(library)
    assert names(report) == []
    assert [change.paper.id for change in report.changed] == ["arxiv:2611.00001"]


def test_the_option_takes_words_and_refuses_others(tmp_path: Path) -> None:
    """Kinds are joined by commas or repeated; for another word the error names all three."""
    lines = [
        {
            "id": f"arxiv:2611.0000{number}",
            "title": f"Harbour {number} and its lamps",
            "abstract": None,
            "events": [{"type": kind, "date": "2026-11-18"}],
            "tags": [{"topic": "harbours", "score": 0.9, "base": 0.0}],
        }
        for number, kind in enumerate(("new", "cross", "replace"), 1)
    ]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))

    def listed(*more: str) -> list[str]:
        done = run("rank", "in.jsonl", *more, cwd=tmp_path)
        return [line.split("\t")[0][-1] for line in done.stdout.decode().splitlines()]

    assert listed("--announce", "new,replace") == ["1", "3"]
    assert listed("--announce", "new", "--announce", "cross") == ["1", "2"]
    assert listed() == ["1", "2", "3"]
    wrong = run("rank", "in.jsonl", "--announce", "old", cwd=tmp_path, code=2)
    assert b'--announce "old": must be one of new, cross, replace' in wrong.stderr
