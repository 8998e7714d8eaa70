"""Count lost works and remaining duplicates after merging overlapping exports of five databases.

    python benchmarks/overlap.py PAPERS.jsonl.gz [WORKS] [RECORDS] [SEED]

Each line of PAPERS has a title, an abstract, authors separated by ";" and a year. WORKS of them
(600) are drawn and written as five databases write them, RECORDS in all (900). Then one fact of
each record is changed, so that it describes another paper, and none may be merged with the
original.
"""

import gzip
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import msgspec
from databases import DATABASES, Work
from dedup import judge, papers_of, read

from papertriage.grouping.verdict import Kind, verdict
from papertriage.paper import Author, Paper

_PARTED = (";", "\u00b7")


def works_of(path: Path, count: int, chance: random.Random) -> list[Work]:
    """Draw works from a file of papers; their venues are invented."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    rows = [row for row in rows if row.get("authors") and row.get("title") and row.get("date")]
    return [work_of(number, row, chance) for number, row in enumerate(chance.sample(rows, count))]


def work_of(number: int, row: dict[str, str], chance: random.Random) -> Work:
    """Make a work of a row."""
    sign = next((sign for sign in _PARTED if sign in row["authors"]), ";")
    people = [name.split() for name in row["authors"].split(sign) if name.strip()]
    first = chance.randint(1, 3000)
    return Work(
        number=number,
        title=row["title"],
        abstract=row.get("abstract") or "",
        authors=[(" ".join(name[:-1]), name[-1]) for name in people],
        year=int(row["date"][:4]),
        venue=f"Journal of {(row.get('venue') or 'things').title()}",
        volume=chance.randint(1, 90),
        issue=chance.randint(1, 12),
        first=first,
        last=first + chance.randint(1, 20),
    )


def records_of(works: list[Work], count: int, chance: random.Random) -> list[tuple[int, Paper]]:
    """Write works as databases do, read them again; return each record with its work's number."""
    drawn = [(work, name) for work in works for name in DATABASES]
    chance.shuffle(drawn)
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for name, write in DATABASES.items():
            mine = [work for work, database in drawn[:count] if database == name]
            path = Path(folder, name)
            path.write_text(write(mine, chance), "utf-8")
            papers = read(path)
            if len(papers) != len(mine):
                raise SystemExit(f"{name}: {len(papers)} of {len(mine)} records read")
            found += [(work.number, paper) for work, paper in zip(mine, papers, strict=True)]
    return found


def renumber(paper: Paper) -> Paper:
    """Give a paper the next number in a series, before the additions of a database."""
    title, _, more = (paper.title or "").rstrip(".").partition(" [")
    return msgspec.structs.replace(paper, title=f"{title}, Part 2" + (f" [{more}" if more else ""))


def move(paper: Paper) -> Paper:
    """Move a paper to other pages of its journal."""
    volume = str(int(paper.volume or "0") + 100)
    return msgspec.structs.replace(paper, volume=volume, page="7001-7003")


def hand_over(paper: Paper) -> Paper:
    """Give a paper another author and another text."""
    author = Author(name="Ngozi Quillwater", family="Quillwater", given="Ngozi")
    return msgspec.structs.replace(paper, authors=[author], abstract=None)


def correct(paper: Paper) -> Paper:
    """Turn a paper into its erratum."""
    return msgspec.structs.replace(paper, title=f"Erratum: {paper.title}")


def answer(paper: Paper) -> Paper:
    """Turn a paper into a reply to it."""
    return msgspec.structs.replace(paper, title=f"Reply to: {paper.title}")


def rename(paper: Paper) -> Paper:
    """Give the authors of a paper other given names, and leave out those without one."""
    families = [author.family for author in paper.authors if author.family]
    authors = [Author(name=f"\u03a8. {name}", family=name, given="\u03a8.") for name in families]
    return msgspec.structs.replace(paper, authors=authors, abstract=None)


CHANGES: tuple[Callable[[Paper], Paper], ...] = (
    *(renumber, move, hand_over, rename, correct, answer),
)


def joined(records: list[tuple[int, Paper]], change: Callable[[Paper], Paper]) -> tuple[int, int]:
    """Return how many changed records are still merged with their work, and how many there are."""
    by_work: dict[int, list[Paper]] = {}
    for number, paper in records:
        by_work.setdefault(number, []).append(paper)
    count = wrong = 0
    for papers in by_work.values():
        for one, other in pairwise(papers):
            bare = msgspec.structs.replace(one, ids={"sha1": one.ids.get("sha1", "")})
            if change is move and not (one.volume and other.volume and one.page and other.page):
                continue
            changed = change(bare)
            if not (changed.authors and other.authors):
                continue
            count += 1
            wrong += verdict(changed, other).kind is Kind.SAME
    return wrong, count


def main() -> None:
    """Draw, write, read, group and count; then change each record in one fact."""
    numbers = [int(word) for word in sys.argv[2:]]
    count, size, seed = (*numbers, *(600, 900, 1)[len(numbers) :])
    chance = random.Random(seed)
    records = records_of(works_of(Path(sys.argv[1]), count, chance), size, chance)
    labels = {str(place): number for place, (number, _) in enumerate(records)}
    start = time.process_time()
    found = papers_of([paper for _, paper in records], "work")
    seconds = time.process_time() - start
    result = judge((map(str, members) for members in found), labels, seconds)
    print("records   dups   lost   left    prec    sens       F  seconds")
    print(result.line)
    for change in CHANGES:
        wrong, of = joined(records, change)
        print(f"{change.__name__:10} {wrong} of {of} changed records joined")


if __name__ == "__main__":
    main()
