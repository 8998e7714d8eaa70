"""Invented papers as five databases write them: copies are merged, other papers are not."""

import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from databases import DATABASES, Work
from dedup import papers_of
from overlap import CHANGES, joined, records_of

from papertriage.paper import Paper
from works_help import sentence

WORKS = 20
GIVEN = ("Ada", "Bo Kristian", "Ngozi", "Jean-Pierre", "Sólveig", "Wei")
FAMILIES = ("Okafor", "Lind", "van der Berg", "Müller", "García Márquez", "O'Neill", "Wang")


def work(number: int) -> Work:
    """Invent a work."""
    chance = random.Random(number)
    nouns = chance.sample("kettles spoons ladles lanterns samovars trivets".split(), 3)
    return Work(
        number=number,
        title=f"Weighing {nouns[0]} and {nouns[1]} beside {nouns[2]} in {number + 21} harbours",
        abstract="".join(sentence(chance) for _ in range(6)),
        authors=[(chance.choice(GIVEN), chance.choice(FAMILIES)) for _ in range(3)],
        year=2000 + number,
        venue="Journal of Odd Kitchens",
        volume=number + 1,
        issue=3,
        first=100 + number,
        last=110 + number,
    )


@pytest.fixture(scope="module")
def records() -> list[tuple[int, Paper]]:
    """Return all records that five databases have of the works, each with its work's number."""
    works = [work(number) for number in range(WORKS)]
    return records_of(works, WORKS * len(DATABASES), random.Random(1))


def test_each_work_is_one_paper(records: list[tuple[int, Paper]]) -> None:
    """Records of one work are one paper, however names, title and pages are written."""
    papers = papers_of([record for _, record in records], "work")
    found = sorted(sorted(records[at][0] for at in paper) for paper in papers)
    assert found == [[number] * len(DATABASES) for number in range(WORKS)]


@pytest.mark.parametrize("change", CHANGES)
def test_a_record_with_one_contrary_fact_joins_none(
    records: list[tuple[int, Paper]], change: Callable[[Paper], Paper]
) -> None:
    """A record with another part, place, author or given name, an erratum or a reply joins none."""
    wrong, of = joined(records, change)
    assert of >= WORKS
    assert wrong == 0
