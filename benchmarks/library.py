"""Measure how the cost of commands grows with the size of the library.

    python benchmarks/library.py [--in FOLDER] [--rounds N] [PAPERS ...]  (default: 10000 100000)

Fills a library of each size with invented papers and tags it, and prints how much was written and
how large the index is. Then it times commands on all libraries in turn, each in a new process:
median wall and processor time, peak memory, and the ratio to the same command on the smallest
library. "add 300" ingests a file of 300 papers, half of them known, tags new papers and ranks; a
first line says how much of the library the ingest reads. At the end each library is compacted once.
With --in the libraries stay in that folder and are used again.
"""

import argparse
import compileall
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from runner import Measure, interleaved, run_once

ADDED = 300
BATCH = 10_000
_COMMAND = str(Path(sys.executable).with_name("papertriage"))


def fill(folder: Path, count: int) -> None:
    """Store the papers 0 to count - 1 and tag them; print the cost."""
    from corpus import paper

    from papertriage.flows.tag.tag import tag_library
    from papertriage.library import Library
    from papertriage.topics.taxonomy import load

    library = Library(folder)
    spent, before = 0.0, _io("wchar")
    with library.session():
        for first in range(0, count, BATCH):
            papers = [paper(number) for number in range(first, min(first + BATCH, count))]
            start = time.process_time()
            with library.write(in_session=True) as writer:
                writer.put(papers)
            spent += time.process_time() - start
        start = time.process_time()
    stored = time.process_time()
    written = (_io("wchar") - before) / count / 1000
    tag_library(library, load(None))
    tagged = time.process_time()
    index = (folder / ".cache" / "index.sqlite").stat().st_size / 1e6
    print(
        f"{count} papers: stored in {spent + stored - start:.1f} s of processor time,"
        f" {written:.1f} kB written a paper; tagged in {tagged - stored:.1f} s;"
        f" index {index:.0f} MB"
    )


def write_new(folder: Path, count: int) -> None:
    """Write a file of 300 papers, half of them known; each call has other new papers."""
    from corpus import paper

    from papertriage.paper import encode

    since = folder / "added"
    added = int(since.read_text()) if since.exists() else 0
    since.write_text(str(added + ADDED))
    numbers = [*range(ADDED // 2), *range(count + added, count + added + ADDED // 2)]
    lines = b"".join(encode(paper(number)) + b"\n" for number in numbers)
    (folder / "new.jsonl").write_bytes(lines)


def add(folder: Path, count: int) -> None:
    """Store 300 papers, half of them known; print how much was read from disk."""
    from corpus import paper

    from papertriage.flows.ingest.store import put
    from papertriage.library import Library

    papers = [paper(n + (count - ADDED // 2)) for n in range(ADDED)]
    before, start = _io("rchar"), time.perf_counter()
    with Library(folder).write() as writer:
        counts = put(writer, papers)
    seconds, megabytes = time.perf_counter() - start, (_io("rchar") - before) / 1e6
    print(f"{count} papers: {counts.added} added, {megabytes:.2f} MB read, {seconds * 1000:.0f} ms")


def _io(field: str) -> int:
    fields = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    return int(fields[field])


def commands(folder: Path) -> dict[str, list[str]]:
    """Return the commands that are timed on the library in a folder."""
    base = [_COMMAND, "-q", "--no-config", "--library", str(folder)]
    return {
        "rank --topic faces -l 50": [*base, "rank", "--topic", "faces", "-l", "50"],
        "rank -l 50": [*base, "rank", "-l", "50"],
        "tag, nothing to do": [*base, "tag"],
        "show": [*base, "show", "arxiv:1501.00008"],
        "status": [*base, "status"],
    }


def adding(folder: Path) -> list[str]:
    """Return the command that ingests, tags and ranks 300 papers."""
    base = f"'{_COMMAND}' -q --no-config --library '{folder}'"
    steps = [f"ingest '{folder / 'new.jsonl'}'", "tag", "rank --topic faces -l 50"]
    return ["sh", "-ec", "; ".join(f"{base} {step}" for step in steps)]


def measure(folders: dict[int, Path], rounds: int) -> dict[str, Measure]:
    """Time all commands on all libraries, interleaved, then the adding, then the compacting."""
    named = {"python -c pass": [sys.executable, "-c", "pass"]}
    for name in commands(Path()):
        named |= {f"{name} | {size}": commands(at)[name] for size, at in folders.items()}
    measures = interleaved(named, rounds)
    sizes = {f"add 300 | {size}": size for size in folders}
    measures |= interleaved(
        {name: adding(folders[size]) for name, size in sizes.items()},
        rounds,
        before=lambda name: _apart("new", folders[sizes[name]], sizes[name]),
    )
    for size, folder in folders.items():
        compacting = [_COMMAND, "-q", "--no-config", "--library", str(folder), "compact"]
        measures[f"compact | {size}"] = run_once(compacting)
    return measures


def table(measures: dict[str, Measure]) -> str:
    """Return a Markdown table with the ratio of each row to the same command's first."""
    lines = [
        "| | papers | wall ms | cpu ms | peak MiB | x smallest (cpu) |",
        "|---|---|---|---|---|---|",
    ]
    first: dict[str, float] = {}
    for key, one in measures.items():
        name, _, size = key.partition(" | ")
        ratio = one.cpu / first.setdefault(name, one.cpu)
        lines.append(
            f"| {name} | {size} | {one.wall * 1000:.0f} | {one.cpu * 1000:.0f} |"
            f" {one.peak:.0f} | {ratio:.2f} |"
        )
    return "\n".join(lines)


def _apart(what: str, folder: Path, size: int) -> None:
    """Run it in another process, because a child never reports less peak memory than its parent."""
    command = [sys.executable, __file__, "--apart", what, "--in", str(folder), str(size)]
    subprocess.run(command, check=True)


def main() -> None:
    """Fill, measure, print."""
    options = argparse.ArgumentParser(description="What a library costs as it grows.")
    options.add_argument("sizes", nargs="*", type=int, default=[10_000, 100_000])
    options.add_argument("--in", dest="folder", type=Path)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--apart", help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.apart:
        {"fill": fill, "new": write_new, "add": add}[asked.apart](asked.folder, *asked.sizes)
        return
    # Compile the modules, as the installation of a wheel does.
    compileall.compile_dir(Path(__file__).parents[1] / "src", quiet=1)
    with tempfile.TemporaryDirectory() as name:
        folders = {size: (asked.folder or Path(name)) / str(size) for size in asked.sizes}
        for size, folder in folders.items():
            if not folder.exists():
                _apart("fill", folder, size)
            _apart("add", folder, size)
        print(table(measure(folders, asked.rounds)))


if __name__ == "__main__":
    main()
