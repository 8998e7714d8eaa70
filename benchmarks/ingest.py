"""Measure what ingest costs, compared with only reading and writing the same file as JSON.

    python benchmarks/ingest.py [PAPERS ...]          (default: 10000 100000)

Invents arXiv's metadata snapshot, then runs in turn, each in a process of its own:

- floor: orjson reads every line and writes it again (msgspec where orjson is not installed)
- ingest: ``papertriage ingest`` into a new library, index and near-duplicates included
- copies: the same with a snapshot in which every twentieth record is an altered copy of an earlier
  one, under another name, which measures the cost of finding and merging them

Prints medians of processor and wall time and peak memory, ratios to the floor, and the exponent
with which the time grows from the smallest to the largest size.
"""

import json
import math
import random
import shutil
import sys
import tempfile
from pathlib import Path

import corpus
from runner import interleaved, table

ROUNDS = 3
COPIED = 20
"""One record in so many of the second snapshot is an altered copy."""
_FORMULAS = (r"$O(n \log n)$", r"$\alpha$-mixing", "$k$-means", r"$\ell_2$", 'H{\\"o}lder', "5 %")

_FLOOR = """
import sys
try:
    from orjson import loads, dumps
except ImportError:
    from msgspec.json import decode as loads, encode as dumps
with open(sys.argv[1], "rb") as source, open(sys.argv[2], "wb") as copy:
    for line in source:
        copy.write(dumps(loads(line)) + b"\\n")
"""


def record(number: int) -> dict[str, object]:
    """Return the record of a number; three of ten abstracts have TeX, as in real ones."""
    chance = random.Random(number)
    made = corpus.record(number)
    if chance.random() < 0.3:
        words = str(made["abstract"]).split(" ")
        for place in chance.sample(range(2, len(words)), 3):
            words[place] = chance.choice(_FORMULAS)
        made["abstract"] = " ".join(words)
    return made


def altered(number: int) -> dict[str, object]:
    """Return a copy of an earlier record with one or two changed words, as from another source."""
    made = record(number // 2)
    words = str(made["abstract"]).split(" ")
    words[number % len(words)] = "altered"
    title = str(made["title"])
    return made | {
        "id": None,
        "doi": f"10.5555/copy.{number}",
        "title": title if number % 2 else title.upper(),
        "abstract": " ".join(words),
    }


def write(path: Path, count: int, *, copies: bool) -> None:
    """Write a snapshot of so many records."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            is_copy = copies and number % COPIED == COPIED - 1
            file.write(json.dumps(altered(number) if is_copy else record(number)) + "\n")


def measure(folder: Path, count: int) -> float:
    """Run all three in turn and print their cost; return the seconds of a plain ingest."""
    plain, copied, library = folder / "plain.jsonl", folder / "copied.jsonl", folder / "library"
    write(plain, count, copies=False)
    write(copied, count, copies=True)
    ingest = [sys.executable, "-m", "papertriage", "-q", "ingest", "--library", str(library)]
    measures = interleaved(
        {
            "floor": [sys.executable, "-c", _FLOOR, str(plain), str(folder / "floor.jsonl")],
            "ingest": [*ingest, str(plain)],
            "copies": [*ingest, str(copied)],
        },
        ROUNDS,
        lambda _name: shutil.rmtree(library, ignore_errors=True),
    )
    cpu = measures["ingest"].cpu
    print(f"## {count} papers\n\n{table(measures, 'floor', by='cpu')}")
    print(f"{cpu / count * 1e6:.0f} us of processor time a record\n", flush=True)
    return cpu


def main() -> None:
    """Measure every size."""
    sizes = sorted(int(size) for size in sys.argv[1:]) or [10_000, 100_000]
    took = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            took.append(measure(Path(name), size))
    if len(sizes) > 1:
        exponent = math.log(took[-1] / took[0]) / math.log(sizes[-1] / sizes[0])
        print(f"grows with exponent {exponent:.2f} (processor time)")


if __name__ == "__main__":
    main()
