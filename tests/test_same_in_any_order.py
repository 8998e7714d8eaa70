"""Which records become one paper does not hang on the order or the batches they come in."""

import copy
import random
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library_help import child, stored
from papertriage import identity
from papertriage.flows.ingest.store import store
from papertriage.grouping import merge
from papertriage.library import Library
from papertriage.paper import Author, Paper, Source, to_dict

_NOUNS = "kettle spoon ladle trivet colander whisk saucer teapot sieve funnel grater mortar".split()  # noqa: SIM905 - reads better


def sentence(chance: random.Random) -> str:
    """Make a sentence that no other paper has."""
    nouns = [chance.choice(_NOUNS) + chance.choice(["", "s"]) for _ in range(6)]
    numbers = [str(chance.randrange(10_000)) for _ in range(3)]
    return f"The {' and the '.join(nouns)} of batch {' or '.join(numbers)} were weighed again. "


def make(number: int, **fields: Any) -> Paper:
    """Make a record as normalizing would; its source tells which one it is."""
    paper = Paper(id="", title=fields.pop("title", None), abstract=fields.pop("abstract", None))
    for name, value in fields.items():
        setattr(paper, name, value)
    paper.sources = [Source(form="f", name="s", raw_id=str(number))]
    if not paper.ids:
        paper.ids = {"sha1": identity.surrogate(paper).removeprefix("sha1:")}
    paper.id = identity.key(paper)
    return paper


def views(work: int) -> list[dict[str, Any]]:
    """Make the records that sources hold of one work, from whole to nearly nothing."""
    chance = random.Random(work)  # noqa: S311 - a test's dice
    title = f"Weighing the {' and the '.join(chance.sample(_NOUNS, 4))} of many kitchens"
    text = "".join(sentence(chance) for _ in range(8))
    people = [Author(name=f"{chance.choice('ABCDE')}. Writer{work}x{i}") for i in range(3)]
    arxiv, doi = f"2601.{work:05}", f"10.5555/w.{work}"
    return [
        {"title": title, "abstract": text, "published": "2026-01-05"},
        {"abstract": text.replace(" ", "  "), "ids": {"arxiv": arxiv}, "version": 1},
        {"title": title.upper(), "authors": people[:1], "published": "2026"},
        {"abstract": text[:330], "abstract_truncated": True},
        {"title": title, "ids": {"doi": doi}, "authors": people, "published": "2026-12"},
        {"title": title + ": an extended account", "abstract": text, "ids": {"arxiv": arxiv}},
        {"title": title + ": an extended account", "authors": people[:2]},
        {"ids": {"arxiv": arxiv, "doi": doi}, "title": title.rpartition(" and ")[0]},
    ]


def groups(folder: Path) -> dict[frozenset[str | None], dict[str, Any]]:
    """Return which records each paper was made from, with all of it but its names of text."""
    found = {}
    for paper in stored(folder):
        fields = to_dict(paper)
        fields.pop("id")
        fields["ids"].pop("sha1", None)
        found[frozenset(source.raw_id for source in paper.sources)] = fields
    return found


def deliver(records: list[Paper], sizes: list[int]) -> dict[frozenset[str | None], dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        library, rest = Library(Path(folder)), list(records)
        for size in [*sizes, len(records)]:
            batch, rest = rest[:size], rest[size:]
            store(library, [make_again(paper) for paper in batch])
        return groups(Path(folder))


def make_again(paper: Paper) -> Paper:
    """Copy a record, as storing may give it another key."""
    return copy.deepcopy(paper)


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
    records = [make(w * 10 + v, **fields) for w in (1, 2) for v, fields in enumerate(views(w))]
    found = deliver(records, [3, 3])
    assert sorted(len(raw_ids) for raw_ids in found) == [8, 8]


_PROCESS = """
import sys
from pathlib import Path
from papertriage.flows.ingest.store import store
from papertriage.library import Library
from test_same_in_any_order import make, views
for work, view in (map(int, name.split(".")) for name in sys.argv[2:]):
    store(Library(Path(sys.argv[1])), [make(work * 10 + view, **views(work)[view])])
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


def test_what_two_papers_forbid_goes_to_the_first_of_them() -> None:
    """A bare title that two papers bear, who are not one, joins the one stored first."""
    title = "Why watched kettles boil so late"
    one = make(1, title=title, authors=[Author(name="Ana Brandt")], ids={"arxiv": "2601.00001"})
    two = make(2, title=title, authors=[Author(name="Per Lindqvist")], ids={"arxiv": "2601.00002"})
    bare = make(3, title=title)
    assert set(deliver([one, two, bare], [])) == {frozenset("13"), frozenset("2")}
    assert set(deliver([two, one, bare], [])) == {frozenset("1"), frozenset("23")}
    assert set(deliver([two, bare, one], [])) == {frozenset("1"), frozenset("23")}


FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["Kettles that boil late", "Kettles that boil late again"]),
        "abstract": st.sampled_from(["Water. " * 20, "Water. " * 30, "Water. " * 9]),
        "abstract_truncated": st.booleans(),
        "ids": st.sampled_from([{"arxiv": "2601.00001"}, {"doi": "10.5555/b"}, {"doi": "10.5/a"}]),
        "authors": st.lists(st.sampled_from([Author(name="A B"), Author(name="C D")]), max_size=2),
        "author_count": st.integers(1, 3),
        "published": st.sampled_from(["2025", "2026", "2026-03", "2026-03-12", "2026-04-01"]),
        "updated": st.sampled_from(["2025", "2026-03", "2026-03-12"]),
        "categories": st.permutations(["cs.CV", "cs.LG"]),
        "primary_category": st.sampled_from(["cs.CV", "cs.LG"]),
        "metrics": st.dictionaries(st.sampled_from("uv"), st.integers(0, 3)),
        "comment": st.sampled_from(["12 pages", "13 pages"]),
        "extra": st.dictionaries(st.sampled_from("xy"), st.integers(0, 30)),
    },
)


@settings(max_examples=300, deadline=None)
@given(st.lists(FIELDS, min_size=3, max_size=3), st.permutations(range(3)))
def test_a_paper_made_from_three_is_the_same_in_any_order(
    fields: list[dict[str, Any]], order: list[int]
) -> None:
    """Whatever came first, the merged fields are the same; the key alone is the first one's."""
    papers = [make(number, **each) for number, each in enumerate(fields)]
    results = []
    for places in (range(3), order):
        first, second, third = (papers[place] for place in places)
        result = to_dict(merge(merge(first, second), third))
        result.pop("id")
        result["ids"].pop("sha1", None)
        results.append(result)
    assert results[0] == results[1]
