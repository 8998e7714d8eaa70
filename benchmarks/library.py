"""What it costs to add 300 papers to a library that holds many already.

    python benchmarks/library.py [PAPERS ...]          (default: 10000 100000)

Prints, for each size: the time to fill the library in batches, then for a fresh process that
looks up 300 papers (half of them known) and stores the new ones: bytes read by system calls
(`rchar` of /proc/self/io, the interpreter's own start-up taken off), wall time, and peak memory.
All papers are invented.
"""

import random
import resource
import subprocess
import sys
import tempfile
import time
from itertools import accumulate
from pathlib import Path

from papertriage import likeness
from papertriage.flows.store import store
from papertriage.library import Library
from papertriage.paper import Author, Paper, Source

ADDED = 300
BATCH = 10_000
_WORDS = list(likeness._ranks())  # noqa: SLF001 - the one list of words at hand
_COMMON = list(accumulate((rank + 20) ** -1.4 for rank in range(len(_WORDS))))
_SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo zu".split()  # noqa: SIM905 - reads better


def invent(number: int) -> Paper:
    """Make the paper of a number: about 1.5 kB of words as common as in real ones."""
    chance = random.Random(number)  # noqa: S311 - no secrets here
    words = chance.choices(_WORDS, cum_weights=_COMMON, k=180)
    method = "".join(chance.choices(_SYLLABLES, k=3)).title()
    month, serial = divmod(number, 99_999)
    arxiv = f"{15 + month // 12:02}{month % 12 + 1:02}.{serial + 1:05}"
    people = [
        " ".join("".join(chance.choices(_SYLLABLES, k=3)).title() for _ in "ab") for _ in "abc"
    ]
    return Paper(
        id=f"arxiv:{arxiv}",
        ids={"arxiv": arxiv, "doi": f"10.5555/bench.{number}"},
        title=f"{method}: {' '.join(words[:8])}",
        abstract=" ".join(words[8:]).capitalize() + ".",
        authors=[Author(name=name) for name in people],
        published="2026-01",
        sources=[Source(form="jsonl", name="bench.jsonl", raw_id=arxiv)],
    )


def fill(library: Library, count: int) -> float:
    """Store the papers 0 to count - 1 and return the seconds it took."""
    start = time.perf_counter()
    for first in range(0, count, BATCH):
        with library.write() as writer:
            for number in range(first, min(first + BATCH, count)):
                writer.put(invent(number))
    return time.perf_counter() - start


def add(folder: Path, count: int) -> None:
    """Look up 300 papers, half of them known, store the rest; print bytes, seconds, memory."""
    papers = [invent(count - ADDED // 2 + i) for i in range(ADDED)]
    before, start = _read(), time.perf_counter()
    counts = store(Library(folder), papers)
    seconds, megabytes = time.perf_counter() - start, (_read() - before) / 1e6
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{count:>9} {counts.added:>5} {megabytes:>9.2f} {seconds * 1000:>8.0f} {memory:>10.0f}",
        end="",
    )


def _read() -> int:
    fields = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    return int(fields["rchar"])


def main() -> None:
    """Fill libraries and add to each in a process of its own."""
    if sys.argv[1:2] == ["--add"]:
        add(Path(sys.argv[2]), int(sys.argv[3]))
        return
    sizes = [int(size) for size in sys.argv[1:]] or [10_000, 100_000]
    print("   papers   new   MB read       ms   MB memory   seconds to fill", flush=True)
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            seconds = fill(Library(Path(name)), size)
            command = [sys.executable, __file__, "--add", name, str(size)]
            subprocess.run(command, check=True)
            print(f"   {seconds:>15.1f}", flush=True)


if __name__ == "__main__":
    main()
