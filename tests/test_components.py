"""Many records that share a name, a title or a chain of likeness: the work stays bounded.

`make crash` tries the full numbers, and reports processor time and memory.
"""

import copy
import random
import resource
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cli_help import run
from crash_help import FULL, Child, Report, figure
from library_help import decide, defects, partition
from papertriage import __version__
from papertriage.library import Library
from papertriage.library.records import encode_record, record_of
from papertriage.paper import Author, Paper
from works_help import make

pytestmark = pytest.mark.slow

BATCH = 100
MOST_TIME, MOST_MEMORY = 8.0, 100
"""How much more a record may cost among four times as many (4 if each batch looks at all of them,
16 if it compares all of them with one another), and MiB that all may take."""
SLIPS = "qxzkvjwyb"


def of_a_supplement(number: int) -> Paper:
    """Make an abstract of a meeting that has the DOI of the whole supplement."""
    chance = random.Random(number)
    title, abstract = (_words(chance, count) for count in (7, 80))
    return make(
        number,
        title=title,
        abstract=abstract,
        ids={"doi": "10.5555/supplement.1"},
        authors=[Author(name=f"Ines Writer{number}", family=f"Writer{number}")],
    )


def _words(chance: random.Random, count: int) -> str:
    """Make words that no other text has."""
    letters = "bcdfghklmnprstvz"
    words = (
        "".join(f"{chance.choice(letters)}{chance.choice('aeiou')}" for _ in range(4))
        for _ in range(count)
    )
    return " ".join(words).capitalize()


def editorial(number: int) -> Paper:
    """Make a text with a title that thousands have, in one of forty journals."""
    authors = [Author(name=f"Ada Editor{number}", family=f"Editor{number}")]
    year, venue = str(1950 + number % 70), f"Journal of Kettle {number % 40}"
    return make(number, title="Editorial", authors=authors, published=year, venue=venue)


def reading(number: int) -> Paper:
    """Make another reading of one record, elsewhere in a source."""
    return make(number, title="Editorial")


def link(number: int) -> Paper:
    """Make a title that differs by one letter from that of the number before."""
    words = [
        *("longitudinal", "characterization", "behavioural", "interaction", "heterogeneous"),
        *("populations", "environmental", "metabolic", "regulation", "rehabilitation"),
    ]
    for slip in range(number):
        turn, at = divmod(slip, len(words))
        place, letter = 2 + turn % 6, SLIPS[turn // 6 % len(SLIPS)]
        words[at] = words[at][:place] + letter + words[at][place + 1 :]
    author = Author(name="Ana Writer", family="Writer")
    return make(number, title=f"Towards {' '.join(words)}", authors=[author])


def fill(folder: Path, records: list[Paper]) -> float:
    """Store records in batches; return the seconds of processor time."""
    library, left = Library(folder), copy.deepcopy(records)
    start = time.process_time()
    with library.session():
        while left:
            batch, left = left[:BATCH], left[BATCH:]
            with library.write(in_session=True) as writer:
                writer.put(batch)
    return time.process_time() - start


@pytest.mark.parametrize(
    ("kind", "count", "papers"),
    [
        (of_a_supplement, 5_000, None),
        (editorial, 5_000, None),
        (reading, 5_000, 1),
        (link, 2_000, 0),
    ],
)
def test_a_crowd_is_not_compared_with_itself(
    tmp_path: Path, kind: Callable[[int], Paper], count: int, papers: int | None
) -> None:
    """No record is lost, none joins what it is not, and time and memory are bounded.

    `papers` is how many come out: None as many as there are records, 0 what the rules say.
    """
    many = count if FULL else count // 5
    records = [kind(number) for number in range(many)]
    random.Random(0).shuffle(records)

    def work(report: Report) -> None:
        few = min(fill(tmp_path / f"few{n}", records[: many // 4]) for n in range(2))
        before = _peak()
        whole = fill(tmp_path / "many", records)
        report(f"few {few * 1e6 / (many // 4):.0f}")
        report(f"many {whole * 1e6 / many:.0f}")
        report(f"memory {_peak() - before}")

    child = Child(work).wait()
    assert child.code == 0, child.talk
    cost = child.reported
    figure(
        f"{many} x {kind.__name__}: {cost['many'] * many / 1e6:.1f} s of processor time,"
        f" {cost['many'] / cost['few']:.1f} x a record among a quarter of them,"
        f" {cost['memory']} MiB more"
    )
    with Library(tmp_path / "many").read() as view:
        kept = {source.raw_id for paper in view.papers() for source in paper.sources}
        assert kept == {str(number) for number in range(many)}
        if papers != 0:
            assert len(view) == (papers or many)
    assert defects(tmp_path / "many") == []
    assert cost["many"] < MOST_TIME * cost["few"]
    assert cost["memory"] < MOST_MEMORY


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def pasted_and_published(work: int) -> list[Paper]:
    """Make a title with an abstract, and the same title with a DOI and an author."""
    chance = random.Random(work)
    title, doi = _words(chance, 7), f"10.5555/w.{work}"
    fields = {
        "ids": {"doi": doi},
        "authors": [Author(name=f"Ines Writer{work}", family=f"Writer{work}")],
        "url": f"https://doi.org/{doi}",
    }
    return [
        make(10 * work, title=title, abstract=_words(chance, 80)),
        make(10 * work + 1, title=title, **fields),
    ]


def test_all_merges_are_undone(tmp_path: Path) -> None:
    """Records that were merged and then all split are exported byte for byte as they went in."""
    works = 6_000 if FULL else 90
    pasted = [pasted_and_published(work)[0] for work in range(works)]
    published = [pasted_and_published(work)[1] for work in range(works) if work % 3]
    records = [*pasted, *published]
    random.Random(0).shuffle(records)
    source = tmp_path / "records.jsonl"
    source.write_bytes(
        b"".join(encode_record(record_of(each, by=__version__)) + b"\n" for each in records)
    )
    library = tmp_path / "library"
    start = time.process_time()
    run("ingest", source, "--library", library)
    with Library(library).read() as view:
        assert len(view) == works
        merged = [[one.record for one in view.members(number)] for number in view.merged()]
    stored = time.process_time()
    assert len(records) == works + len(merged)
    decide(library, *(partition(*([record.paper] for record in each)) for each in merged))
    with Library(library).read() as view:
        assert len(view) == len(records)
    figure(
        f"{len(records)} records merged into {works} papers in {stored - start:.1f} s of processor"
        f" time, all split again in {time.process_time() - stored:.1f} s"
    )
    assert run("export", "--records", "--library", library).stdout == source.read_bytes()
    assert defects(library) == []
