"""topics missed: an estimate of what a list misses, from near papers drawn at random."""

from math import comb
from pathlib import Path

import pytest

from cli_help import run
from memory_help import paper, put
from papertriage.flows.lists.decisions import Decision, decide
from papertriage.flows.topics.missed import missed
from papertriage.learning.stopping import interval
from papertriage.library import Library


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Make a library of forty papers that are near the topic of owls, and two on it."""
    library = Library(tmp_path / "lib")
    put(library, *(paper(number) for number in range(40)), scores={"owls": 0.3})
    return library


def test_the_sample_stays_the_same_and_counts_decisions(library: Library) -> None:
    """Decided papers stay in the sample; if all are decided there is a range."""
    before = missed(library, "owls", 10, user="Ada")
    assert (before.near, before.undecided) == (40, 10)
    keys = [drawn.paper.id for drawn in before.sample]
    assert keys != sorted(keys)
    decide(library, keys[:2], Decision(kind="star", by="Ada"))
    decide(library, keys[2:6], Decision(kind="skip", topic="owls", by="Ada"))
    decide(library, keys[6:], Decision(kind="skip", by="Ada"))

    after = missed(library, "owls", 10, user="Ada")

    assert [drawn.paper.id for drawn in after.sample] == keys
    assert (after.undecided, after.belonging) == (0, 2)
    assert after.bounds == interval(40, 10, 2)
    assert missed(library, "owls", 10, user="Grace").undecided == 10


@pytest.mark.parametrize(("records", "sample", "found"), [(40, 10, 2), (400, 30, 0), (30, 30, 4)])
def test_the_range_is_exact(records: int, sample: int, found: int) -> None:
    """Beyond either end of the range, such a sample has a probability of 2.5 % at most."""

    def chance(included: int, hits: range) -> float:
        ways = (comb(included, k) * comb(records - included, sample - k) for k in hits)
        return sum(ways) / comb(records, sample)

    low, high = interval(records, sample, found)

    assert low <= found * records / sample <= high
    assert chance(low, range(found, sample + 1)) > 0.025
    assert low == 0 or chance(low - 1, range(found, sample + 1)) <= 0.025
    assert chance(high, range(found + 1)) > 0.025
    assert high == records or chance(high + 1, range(found + 1)) <= 0.025


def test_the_command_says_what_to_do_and_then_the_range(library: Library, tmp_path: Path) -> None:
    """The sample is a list of ids; undecided papers are counted, decided ones give the range."""
    topics = tmp_path / "topics.yaml"
    topics.write_text("owls:\n  keywords: [owl]\n")
    call = ("--library", library.folder, "topics", "missed", "owls", "--sample", "5")
    options = ("--topics", topics, "--as", "Ada")

    first = run(*call, *options)

    ids = [line.split()[0] for line in first.stdout.decode().splitlines()[1:]]
    assert len(ids) == 5
    assert (
        b"owls: 5 of 40 near papers drawn at random, 5 undecided: papertriage mark" in first.stderr
    )
    run("--library", library.folder, "mark", *ids, "skip", "--as", "Ada")
    second = run(*call, *options)
    assert b"0 belong on the list; estimate for all near papers: 0 to " in second.stderr


def test_without_near_papers_there_is_nothing_to_draw(tmp_path: Path) -> None:
    """Neither a range nor the header of an empty table is printed."""
    library = Library(tmp_path / "none")
    put(library, paper(1), scores={"faces": 0.9})

    done = run("--library", library.folder, "topics", "missed", "faces")

    assert done.stdout == b""
    assert b"faces: no near papers" in done.stderr
