"""What ingest costs beside merely reading and writing the same file as JSON.

    python benchmarks/ingest.py [PAPERS ...]          (default: 10000 100000)

Invents arXiv's metadata snapshot, then runs in turn, each in a fresh process: the floor (orjson
reads each line and writes it again; msgspec where orjson is not installed), ``papertriage ingest``
into a new library, and the same of a snapshot of which one record in twenty is an altered copy of
an earlier one under another name. Prints medians, their ratios, records a second, peak memory of
the process and its helpers, and the exponent with which the time grows from the smallest to the
largest size.
"""

import json
import math
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import accumulate
from pathlib import Path
from typing import Any

from papertriage import likeness

ROUNDS = 3
COPIED = 20
"""One record in so many of the second corpus is an altered copy."""
_WORDS = list(likeness._ranks())  # noqa: SLF001 - the one list of words at hand
_COMMON = list(accumulate((rank + 20) ** -1.4 for rank in range(len(_WORDS))))
_SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo zu".split()  # noqa: SIM905 - reads better
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FORMULAS = (r"$O(n \log n)$", r"$\alpha$-mixing", "$k$-means", r"$\ell_2$", 'H{\\"o}lder', "5 %")
_CATEGORIES = ("cs.LG", "cs.CV cs.LG", "math.CO", "hep-ph", "quant-ph cs.IT math.IT", "stat.ML")

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


def invent(number: int) -> dict[str, Any]:
    """Make the record of a number: words as common as in real ones, one in ten unknown."""
    chance = random.Random(number)  # noqa: S311 - no secrets here
    words = chance.choices(_WORDS, cum_weights=_COMMON, k=chance.randint(110, 210))
    for place in range(0, len(words), 10):
        words[place] = _name(chance).lower()
    if chance.random() < 0.3:
        for place in chance.sample(range(len(words)), 3):
            words[place] = chance.choice(_FORMULAS)
    month, serial = divmod(number, 99_999)
    year, month = 2015 + month // 12, month % 12 + 1
    people = [(_name(chance), f"{chance.choice('ABCDEFGH')}.") for _ in range(chance.randint(1, 6))]
    days = [f"Mon, {chance.randint(1, 28)} {_MONTHS[month - 1]} {year} 12:00:00 GMT"]
    days += days[: chance.randint(0, 1)]
    return {
        "id": f"{year % 100}{month:02}.{serial + 1:05}",
        "submitter": " ".join(people[0]),
        "authors": ", ".join(f"{given} {family}" for family, given in people),
        "title": _wrapped([_name(chance) + ":", *words[: chance.randint(4, 11)]]),
        "comments": f"{chance.randint(4, 40)} pages, {chance.randint(1, 12)} figures",
        "journal-ref": None,
        "doi": f"10.5555/bench.{number}" if number % 2 else None,
        "report-no": None,
        "categories": chance.choice(_CATEGORIES),
        "license": "http://arxiv.org/licenses/nonexclusive-distrib/1.0/",
        "abstract": "  " + _wrapped(words[11:]) + ".\n",
        "versions": [
            {"version": f"v{version}", "created": day} for version, day in enumerate(days, 1)
        ],
        "update_date": f"{year}-{month:02}-28",
        "authors_parsed": [[family, given, ""] for family, given in people],
    }


def altered(record: dict[str, Any], number: int) -> dict[str, Any]:
    """Make a copy as another index has it: no arXiv id of its own, a word or two changed."""
    words = record["abstract"].split()
    words[number % len(words)] = "altered"
    title = record["title"] if number % 2 else record["title"].upper()
    fields = {"id": None, "doi": f"10.5555/copy.{number}", "abstract": " ".join(words)}
    return record | fields | {"title": title}


def write(path: Path, count: int, *, copies: bool) -> None:
    """Write a snapshot of that many records, made in the order of their numbers."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            is_copy = copies and number % COPIED == COPIED - 1
            record = invent(number // 2 if is_copy else number)
            file.write(json.dumps(altered(record, number) if is_copy else record) + "\n")


def _name(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=3)).title()


def _wrapped(words: list[str]) -> str:
    """Join words as the snapshot does, which wraps at about twelve."""
    lines = (words[at : at + 12] for at in range(0, len(words), 12))
    return "\n  ".join(" ".join(line) for line in lines)


def _run(*command: str) -> tuple[float, float]:
    """Run a command; return wall seconds and the peak memory of all its processes together, MB."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _memory(process.pid))
        time.sleep(0.02)
    seconds = time.perf_counter() - start
    if process.returncode:
        raise SystemExit((process.stderr.read() if process.stderr else b"").decode())
    return seconds, peak


def _memory(session: int) -> float:
    """Return the memory of a session's processes in MB; pages that they share count once each."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            if os.getsid(int(status.parent.name)) == session:
                pages = (status.parent / "statm").read_text().split()
                total += int(pages[1])
        except (OSError, IndexError):  # it ended meanwhile
            continue
    return total * os.sysconf("SC_PAGE_SIZE") / 1e6


def measure(folder: Path, count: int) -> float:
    """Run all three in turn, print what they took; return the seconds of a plain ingest."""
    plain, copied = folder / "plain.jsonl", folder / "copied.jsonl"
    write(plain, count, copies=False)
    write(copied, count, copies=True)
    seconds: dict[str, list[float]] = {"floor": [], "ingest": [], "with copies": []}
    peaks = dict.fromkeys(seconds, 0.0)
    for round_ in range(ROUNDS):
        ingest = [sys.executable, "-m", "papertriage", "-q", "ingest", "--library"]
        for name, command in (
            ("floor", [sys.executable, "-c", _FLOOR, str(plain), str(folder / "floor")]),
            ("ingest", [*ingest, str(folder / f"plain{round_}"), str(plain)]),
            ("with copies", [*ingest, str(folder / f"copied{round_}"), str(copied)]),
        ):
            took, peak = _run(*command)
            seconds[name].append(took)
            peaks[name] = max(peaks[name], peak)
    floor = statistics.median(seconds["floor"])
    for name, rounds in seconds.items():
        median = statistics.median(rounds)
        print(
            f"{count:>9} {name:12} {median:>8.2f} s {median / floor:>7.1f} x floor"
            f" {count / median:>9.0f} records/s {peaks[name]:>7.0f} MB",
            flush=True,
        )
    return statistics.median(seconds["ingest"])


def main() -> None:
    """Measure every size."""
    sizes = sorted(int(size) for size in sys.argv[1:]) or [10_000, 100_000]
    took = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            took.append(measure(Path(name), size))
    if len(sizes) > 1:
        exponent = math.log(took[-1] / took[0]) / math.log(sizes[-1] / sizes[0])
        print(f"grows with exponent {exponent:.2f}")


if __name__ == "__main__":
    main()
