"""Which papers come out depends on the set of records, never on order, batches or processes."""

import random
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clusters_help import cluster_records, deliver, export_of_all, from_other_sources
from crash_help import Child, Report, figure, scaled
from library_help import defects, exported, records_in
from papertriage.flows.upkeep.regroup import regroup
from papertriage.library import Library
from papertriage.paper import Author, Paper
from reference_papers import export_of
from works_help import groups, make, records_of, views


@pytest.fixture(scope="module")
def everything() -> list[Paper]:
    """Return the records of the clusters, and copies of some from other sources."""
    records = list(cluster_records())
    return records + from_other_sources(records, random.Random(0))


@pytest.fixture(scope="module")
def expected(everything: list[Paper], tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the export of all of them, stored at once."""
    return export_of_all(tmp_path_factory.mktemp("at-once"), everything)


def test_the_clusters_are_not_easy(everything: list[Paper], tmp_path: Path) -> None:
    """The clusters make papers of one record and of many, and pairs that stay apart."""
    expected = export_of_all(tmp_path, everything)
    assert expected == export_of(records_in(tmp_path))
    assert 80 < expected.count(b"\n") < 200
    with Library(tmp_path).read() as view:
        sizes = {len(view.records(number)) for number in view.numbers()}
        kinds = {relation.kind for relation in view.related()}
        apart = sum(view.paper_of(r.one) != view.paper_of(r.other) for r in view.related())
    assert {1, 2, 3, 4, 5} <= sizes
    assert {"same", "conflict"} <= kinds
    assert apart > 40


@pytest.mark.slow
@pytest.mark.parametrize("seed", scaled(6, 50))
def test_any_order_and_any_batches_give_the_same_bytes(
    tmp_path: Path, everything: list[Paper], expected: bytes, seed: int
) -> None:
    """Three hundred shuffled records, some in chains, give the same bytes in any batches."""
    chance = random.Random(seed)
    records = chance.sample(everything, len(everything))
    deliver(tmp_path, records, chance)
    assert exported(tmp_path) == expected
    assert defects(tmp_path) == []
    assert regroup(Library(tmp_path), None, dry_run=True).moved == []


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 3, 10])
def test_any_number_of_processes_gives_the_same_bytes(
    tmp_path: Path, everything: list[Paper], expected: bytes, count: int
) -> None:
    """Processes that deliver at once end in the papers that one would have made."""
    chance = random.Random(count)
    records = chance.sample(everything, len(everything))
    children = [
        Child(partial(_deliver, tmp_path, records[each::count], each)) for each in range(count)
    ]
    for each in children:
        assert each.wait().code == 0, each.talk
    assert exported(tmp_path) == expected
    assert defects(tmp_path) == []
    figure(f"{len(records)} records by {count} processes")


def _deliver(folder: Path, records: list[Paper], seed: int, _: Report) -> None:
    deliver(folder, records, random.Random(seed))


CHOSEN = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 7)), min_size=2, max_size=14, unique=True
)


@settings(max_examples=40, deadline=None)
@given(chosen=CHOSEN, order=st.randoms(use_true_random=False))
def test_any_set_of_records_makes_the_papers_of_the_reference(
    tmp_path_factory: pytest.TempPathFactory, chosen: list[tuple[int, int]], order: random.Random
) -> None:
    """Any views of some works, in any order, make the papers of the reference."""
    records = [make(work * 10 + view, **views(work)[view]) for work, view in chosen]
    found = []
    for _ in range(2):
        folder = tmp_path_factory.mktemp("order")
        order.shuffle(records)
        deliver(folder, records, order)
        found.append(exported(folder))
    assert found[0] == found[1] == export_of(records_in(folder))


def test_all_records_of_a_work_are_one_paper(tmp_path: Path) -> None:
    """If every view of a work is there they become one, and two works stay two."""
    deliver(tmp_path, records_of(1, 2), random.Random(0))
    assert sorted(len(raw_ids) for raw_ids in groups(tmp_path)) == [8, 8]


@pytest.mark.parametrize("seed", range(4))
def test_near_copies_become_one_in_any_order(tmp_path: Path, seed: int) -> None:
    """Copies with some misspelt words are one paper, whichever came first."""
    chance = random.Random(seed)
    title, text = views(7)[0]["title"], views(7)[0]["abstract"]
    records = [make(0, title=title, abstract=text)]
    for number in range(1, 5):
        words = text.split()
        for place in chance.sample(range(len(words)), 4):
            words[place] += "q"
        misspelt = title.replace("kitchens", "kitchnes") if number % 2 else None
        records.append(make(number, title=misspelt, abstract=" ".join(words)))
    chance.shuffle(records)
    deliver(tmp_path, records, chance)
    assert set(groups(tmp_path)) == {frozenset("01234")}


def test_a_record_of_two_papers_goes_to_the_same_one_in_any_order(tmp_path: Path) -> None:
    """A bare title that two papers have does not simply join the one that was stored first."""
    title = "Why watched kettles boil so late in the kitchens of the north"
    one = make(1, title=title, authors=[Author(name="Ana Brandt")], ids={"arxiv": "2601.00001"})
    two = make(2, title=title, authors=[Author(name="Per Lindqvist")], ids={"arxiv": "2601.00002"})
    bare = make(3, title=title)
    found = set()
    for number, order in enumerate(([one, two, bare], [two, one, bare], [bare, two, one])):
        deliver(tmp_path / str(number), order, random.Random(0))
        found.add(frozenset(groups(tmp_path / str(number))))
    assert len(found) == 1
    assert frozenset("12") not in found.pop()
