"""Compare how fast papertriage and other libraries read common files.

    python benchmarks/forms.py [RECORDS] [ROUNDS] [KIND...]     (default: 10000 3, all)

The same invented papers as RIS, MEDLINE, PubMed XML, BibTeX, CSV and arXiv mail, as their sources
write them. papertriage reads, cleans and normalizes them; the other libraries only parse
them and access the fields. Each runs in its own process, rounds are interleaved, and the minimum of
the processor time without imports counts. Libraries that are not installed are skipped.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from importlib.util import find_spec
from pathlib import Path

Peer = Callable[[Path], int]
"""Reads a file; returns how many records it found."""


def ours(path: Path) -> int:
    """Read and normalize, as `ingest` does before anything is stored."""
    from papertriage.flows.ingest.read_page import How, Reading
    from papertriage.paper import Paper

    with path.open("rb") as stream:
        reading = Reading(stream, How(name=path.name, base=path.name, as_of=date(2026, 11, 20)))
        return sum(isinstance(item, Paper) for item in reading)


def rispy(path: Path) -> int:
    import rispy

    with path.open(encoding="utf-8-sig") as file:
        return len(rispy.load(file))


def lxml(path: Path) -> int:
    """Read six fields of each article, then free the article."""
    from lxml import etree

    paths = (
        "MedlineCitation/PMID", "MedlineCitation/Article/ArticleTitle",
        "MedlineCitation/Article/Abstract/AbstractText", "MedlineCitation/Article/Journal/Title",
        "MedlineCitation/Article/AuthorList/Author/LastName",
        "MedlineCitation/Article/Journal/JournalIssue/PubDate/Year",
    )  # fmt: skip
    count = 0
    for _, article in etree.iterparse(str(path), tag="PubmedArticle"):
        for place in paths:
            ["".join(found.itertext()) for found in article.iterfind(place)]
        count += 1
        article.clear()
    return count


def bibtexparser(path: Path) -> int:
    from bibtexparser.entrypoint import parse_file

    return len(parse_file(str(path)).entries)


def csv(path: Path) -> int:
    import csv

    csv.field_size_limit(2**31 - 1)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _ in csv.DictReader(file))


def pandas(path: Path) -> int:
    import pandas as pd

    return len(pd.read_csv(path))


PEERS: dict[str, tuple[str, ...]] = {
    "ris": ("ours", "rispy"),
    "nbib": ("ours",),
    "xml": ("ours", "lxml"),
    "bib": ("ours", "bibtexparser"),
    "csv": ("ours", "csv", "pandas"),
    "mail": ("ours",),
}
"""What reads each kind of file; the second one is what papertriage is measured by."""
NEEDS = {"rispy", "lxml", "bibtexparser", "pandas"}


def main() -> None:
    """Write the files, measure every reader on each, and print a table."""
    if sys.argv[1:2] == ["--one"]:
        measure(sys.argv[2], Path(sys.argv[3]))
        return
    count, rounds = map(int, (sys.argv[1:3] + ["10000", "3"][len(sys.argv[1:3]) :]))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_all(folder, count)
        print("| file | MB | reader | us a record | MB/s | x peer |\n|---|---|---|---|---|---|")
        for kind in sys.argv[3:] or PEERS:
            peers = PEERS[kind]
            for line in rows(folder / f"papers.{kind}", peers, count, rounds):
                print(line, flush=True)


def rows(path: Path, peers: tuple[str, ...], count: int, rounds: int) -> Iterator[str]:
    """Yield the lines of the table for one file."""
    here = [peer for peer in peers if peer not in NEEDS or find_spec(peer)]
    least = dict.fromkeys(here, float("inf"))
    for _ in range(rounds):
        for peer in here:
            least[peer] = min(least[peer], one(peer, path, count))
    base = least.get(peers[1]) if len(peers) > 1 else None
    size = path.stat().st_size / 1e6
    for peer, seconds in least.items():
        ratio = f"{seconds / base:.1f}" if base else ""
        name = "papertriage" if peer == "ours" else peer
        figures = f"{seconds / count * 1e6:.0f} | {size / seconds:.0f}"
        yield f"| {path.name} | {size:.1f} | {name} | {figures} | {ratio} |"


def one(peer: str, path: Path, count: int) -> float:
    """Return the processor time in seconds of one reading in its own process."""
    command = [sys.executable, __file__, "--one", peer, str(path)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found, seconds = done.stdout.split()
    if int(found) != count:
        raise RuntimeError(f"{peer} found {found} of {count} records in {path.name}")
    return float(seconds)


def measure(peer: str, path: Path) -> None:
    """Read a file after all imports, and print the count of records and the processor time."""
    read: Peer = globals()[peer]
    head = path.with_name(f"head-{path.name}")
    read(head)  # loads what it needs
    begin = time.process_time()
    count = read(path)
    print(count, time.process_time() - begin)


def write_all(folder: Path, count: int) -> None:
    """Write the files, and others with the first records of each."""
    from form_files import WRITERS

    for kind, write in WRITERS.items():
        for name, papers in (("papers", count), ("head-papers", 3)):
            with (folder / f"{name}.{kind}").open("w", encoding="utf-8", newline="") as out:
                write(out, papers)


if __name__ == "__main__":
    main()
