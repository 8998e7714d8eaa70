"""Count the works that are lost by wrong merges, and the duplicates that are left.

    python benchmarks/dedup.py FOLDER [work|report]        (default: report)

FOLDER has labelled sets: NAME.ris or NAME.ris.xz, where each record has an ID, and
NAME.groups.json, lists of IDs of the same publication. A work is lost if records of two
publications become one paper; a duplicate is left if one publication becomes two papers. If
bib-dedupe is installed, it runs on the same rows in the same run.
"""

import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

from papertriage.flows.ingest.read_page import read_file
from papertriage.grouping.groups import CROWD, Node, Pair, group
from papertriage.grouping.verdict import Kind, verdict
from papertriage.library.nodes import keys_of, node_of
from papertriage.library.records import record_of
from papertriage.paper import Paper

DAY = date(2026, 11, 28)


class Result(NamedTuple):
    """The result for one set."""

    records: int
    duplicates: int
    lost: int
    left: int
    seconds: float

    @property
    def line(self) -> str:
        """The counts, precision, sensitivity, F and processor time."""
        found = self.duplicates - self.left
        precision = found / (found + self.lost) if found + self.lost else 1.0
        sensitivity = found / self.duplicates if self.duplicates else 1.0
        f = 2 * precision * sensitivity / (precision + sensitivity)
        return (
            f"{self.records:>7} {self.duplicates:>6} {self.lost:>6} {self.left:>6}"
            f" {precision:>7.3f} {sensitivity:>7.3f} {f:>7.4f} {self.seconds:>8.2f}"
        )


def read(path: Path) -> list[Paper]:
    """Return the records of a file."""
    return [item for item in read_file(str(path), DAY) if isinstance(item, Paper)]


def papers_of(records: list[Paper], policy: str) -> list[set[int]]:
    """Return the papers that records make, each as a set of places in the list.

    It uses the rules of the library, without its tables.
    """
    nodes = [node_of(record_of(record)) for record in records]
    pairs = []
    for one, other in candidates(nodes):
        found = verdict(nodes[one].facts, nodes[other].facts, policy)
        if found.kind is Kind.SAME:
            pairs.append(Pair(one, other, found.strength))
    papers = []
    for component in components(len(nodes), pairs):
        inside = [pair for pair in pairs if pair.one in component]
        members = {number: nodes[number] for number in component}
        papers += group(members, inside, lambda _one, _other: None, policy)
    return papers


def candidates(nodes: list[Node]) -> list[tuple[int, int]]:
    """Return the pairs that share a name or a match key, each once."""
    sharing: defaultdict[int, list[int]] = defaultdict(list)
    for number, node in enumerate(nodes):
        for key in keys_of(node).shared:
            sharing[key].append(number)
    some = (numbers for numbers in sharing.values() if len(numbers) <= CROWD)
    return sorted({pair for numbers in some for pair in combinations(numbers, 2)})


def components(count: int, pairs: list[Pair]) -> list[set[int]]:
    """Return the sets of nodes that pairs connect."""
    found = {number: {number} for number in range(count)}
    for one, other, _ in pairs:
        short, long = sorted((found[one], found[other]), key=len)
        if short is not long:
            long |= short
            found.update(dict.fromkeys(short, long))
    return list({id(some): some for some in found.values()}.values())


def judge(groups: Iterable[Iterable[str]], labels: dict[str, int], seconds: float) -> Result:
    """Count lost works and remaining duplicates in groups of IDs."""
    lost = 0
    parts: Counter[int] = Counter()
    for members in groups:
        works = {labels[name] for name in members}
        lost += len(works) - 1
        parts.update(works)
    duplicates = len(labels) - len(set(labels.values()))
    left = sum(count - 1 for count in parts.values())
    return Result(len(labels), duplicates, lost, left, seconds)


def labels_of(path: Path, names: list[str]) -> dict[str, int]:
    """Return the publication of each ID; an ID that is in no list is its own publication."""
    labels = {name: -number for number, name in enumerate(names, 1)}
    for number, members in enumerate(json.loads(path.read_text("utf-8"))):
        labels.update(dict.fromkeys(members, number))
    return labels


def bib_dedupe(papers: list[Paper], names: list[str]) -> Iterator[list[str]]:
    """Yield the groups that bib-dedupe finds."""
    import pandas as pd
    from bib_dedupe.bib_dedupe import block, cluster, match, prep

    rows = [row_of(paper, name) for paper, name in zip(papers, names, strict=True)]
    made = prep(pd.DataFrame(rows), cpu=1, verbosity_level=0)
    matched = match(block(made, cpu=1, verbosity_level=0), cpu=1, verbosity_level=0)
    together = cluster(matched, verbosity_level=0)
    yield from together
    known = {name for members in together for name in members}
    yield from ([name] for name in names if name not in known)


def row_of(paper: Paper, name: str) -> dict[str, Any]:
    """Return a record as a row for bib-dedupe."""
    authors = (f"{a.family}, {a.given}" if a.family else a.name for a in paper.authors)
    return {
        "ID": name,
        "ENTRYTYPE": "article",
        "title": paper.title or "",
        "author": " and ".join(authors),
        "year": (paper.published or "")[:4],
        "journal": paper.venue or "",
        "volume": paper.volume or "",
        "number": paper.issue or "",
        "pages": paper.page or "",
        "doi": paper.ids.get("doi", ""),
        "abstract": paper.abstract or "",
    }


def measure(path: Path, policy: str, totals: dict[str, list[Result]]) -> None:
    """Group one set with each tool and print the results."""
    name = path.name.partition(".")[0]
    papers = read(path)
    names = [paper.sources[0].raw_id or "" for paper in papers]
    labels = labels_of(path.with_name(f"{name}.groups.json"), names)
    start = time.process_time()
    found = [[names[number] for number in members] for members in papers_of(papers, policy)]
    results = {"papertriage": judge(found, labels, time.process_time() - start)}
    try:
        start = time.process_time()
        theirs = list(bib_dedupe(papers, names))
        results["bib-dedupe"] = judge(theirs, labels, time.process_time() - start)
    except ImportError:
        pass
    for tool, result in results.items():
        print(f"{name:24} {tool:12} {result.line}", flush=True)
        totals.setdefault(tool, []).append(result)


def main() -> None:
    """Measure each set of a folder, then all of them together."""
    folder = Path(sys.argv[1])
    policy = sys.argv[2] if len(sys.argv) > 2 else "report"
    head = "records   dups   lost   left    prec    sens       F  seconds"
    print(f"{'policy ' + policy:24} {'':12} {head}")
    totals: dict[str, list[Result]] = {}
    for path in sorted(folder.glob("*.ris*")):
        measure(path, policy, totals)
    for tool, results in totals.items():
        whole = Result(*map(sum, zip(*results, strict=True)))
        print(f"{'all':24} {tool:12} {whole.line}")


if __name__ == "__main__":
    main()
