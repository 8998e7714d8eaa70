"""Which records become one paper does not depend on the order or the batches they come in."""

import random
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library_help import child, store
from papertriage.paper import Author, Paper
from works_help import groups, make, make_again, records_of, views


def deliver(records: list[Paper], sizes: list[int]) -> dict[frozenset[str | None], dict[str, Any]]:
    """Store records in batches of these sizes, the rest in one; return the papers they make."""
    with tempfile.TemporaryDirectory() as folder:
        rest = list(records)
        for size in [*sizes, len(records)]:
            batch, rest = rest[:size], rest[size:]
            store(Path(folder), *map(make_again, batch))
        return groups(Path(folder))


RECORDS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 7)), min_size=2, max_size=14, unique=True
)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(chosen=RECORDS, order=st.randoms(use_true_random=False), sizes=st.lists(st.integers(0, 4)))
def test_any_order_and_any_batches_give_the_same_papers(
    chosen: list[tuple[int, int]], order: random.Random, sizes: list[int]
) -> None:
    """Overlapping records of several works, shuffled and cut into batches: the same papers."""
    records = [make(work * 10 + view, **views(work)[view]) for work, view in chosen]
    shuffled = list(records)
    order.shuffle(shuffled)
    assert deliver(records, []) == deliver(shuffled, sizes)


def test_all_records_of_a_work_are_one_paper() -> None:
    """Where every view of a work is there they become one, and two works stay two."""
    found = deliver(records_of(1, 2), [3, 3])
    assert sorted(len(raw_ids) for raw_ids in found) == [8, 8]


_PROCESS = """
import sys
from pathlib import Path
from library_help import store
from works_help import make, views
for work, view in (map(int, name.split(".")) for name in sys.argv[2:]):
    store(Path(sys.argv[1]), make(work * 10 + view, **views(work)[view]))
"""


@pytest.mark.parametrize("seed", range(2))
def test_any_number_of_processes_gives_the_same_papers(tmp_path: Path, seed: int) -> None:
    """Four processes that deliver at once end in the papers that one would have made."""
    names = [(work, view) for work in range(4) for view in range(8)]
    alone = deliver([make(w * 10 + v, **views(w)[v]) for w, v in names], [])
    random.Random(seed).shuffle(names)  # noqa: S311 - a test's dice
    parts = [names[i::4] for i in range(4)]
    processes = [child(_PROCESS, tmp_path, *(f"{w}.{v}" for w, v in part)) for part in parts]
    for process in processes:
        _, talk = process.communicate()
        assert process.returncode == 0, talk
    assert groups(tmp_path) == alone


@pytest.mark.parametrize("seed", range(10))
def test_near_copies_become_one_in_any_order(seed: int) -> None:
    """Copies with a word misspelt here and there are one paper, whichever came first."""
    chance = random.Random(seed)  # noqa: S311 - a test's dice
    title, text = views(7)[0]["title"], views(7)[0]["abstract"]
    records = [make(0, title=title, abstract=text)]
    for number in range(1, 5):
        words = text.split()
        for place in chance.sample(range(len(words)), 4):
            words[place] += "q"
        spoilt = title.replace("kitchens", "kitchnes") if number % 2 else None
        records.append(make(number, title=spoilt, abstract=" ".join(words)))
    chance.shuffle(records)
    assert set(deliver(records, [1, 1])) == {frozenset("01234")}


def test_a_record_that_two_papers_claim_goes_the_same_way_in_any_order() -> None:
    """A bare title that two papers bear, who are not one, joins the same one every time."""
    title = "Why watched kettles boil so late"
    one = make(1, title=title, authors=[Author(name="Ana Brandt")], ids={"arxiv": "2601.00001"})
    two = make(2, title=title, authors=[Author(name="Per Lindqvist")], ids={"arxiv": "2601.00002"})
    bare = make(3, title=title)
    found = deliver([one, two, bare], [])
    assert len(found) in {2, 3}
    assert deliver([two, one, bare], []) == found
    assert deliver([two, bare, one], [1, 1]) == found
    assert deliver([bare, one, two], [1]) == found
