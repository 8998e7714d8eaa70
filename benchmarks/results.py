"""Run the speed benchmarks one after the other and write their tables to RESULTS.md.

    python benchmarks/results.py [NAME ...]            (some twenty minutes; names: see below)

The machine should be idle. With names only those benchmarks run, and the other sections of
RESULTS.md do not change. Each section says when it was measured, and at what load.
"""

import os
import platform
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

FOLDER = Path(__file__).parent
OUT = FOLDER / "RESULTS.md"

SECTIONS: dict[str, tuple[str, list[str]]] = {
    "startup": ("Start-up", ["startup.py", "21"]),
    "ingest": ("Ingest of arXiv's snapshot", ["ingest.py", "10000", "100000"]),
    "forms": ("Files that users have", ["forms.py", "10000", "3"]),
    "library": ("A library as it grows", ["library.py", "10000", "100000"]),
    "tag": ("Tagging, file to file", ["tag_speed.py", "--count", "60000", "--rounds", "2"]),
    "search": ("Search, cold", ["search.py", "10000", "100000"]),
    "peers": ("Beside what one would use instead", ["peers.py", "20000", "3"]),
    "duplicates": ("Near-duplicates: planted copies", ["duplicates.py", "100000"]),
    "page": ("The page in a browser", ["page.py"]),
}

HEAD = """# What it costs

`benchmarks/results.py` writes the tables; its docstring says how to repeat them. All papers are
invented (`corpus.py`). Each command runs in its own process, rounds are interleaved, figures are
medians, and ratios compare commands of the same run. [README.md](README.md) has the accuracy
of tags.
"""


def main() -> None:
    """Run the chosen benchmarks, all by default, and write the page."""
    chosen = sys.argv[1:] or list(SECTIONS)
    old = OUT.read_text("utf-8") if OUT.exists() else HEAD
    for name in chosen:
        title, command = SECTIONS[name]
        print(f"{name}: {' '.join(command)}", file=sys.stderr, flush=True)
        old = _with(old, title, command, _measured(command))
        OUT.write_text(old, "utf-8")


def _measured(command: list[str]) -> str:
    load = os.getloadavg()[0]
    done = subprocess.run(
        [sys.executable, *command], cwd=FOLDER, stdout=subprocess.PIPE, text=True, check=True
    )
    when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    body = re.sub(r"^## ", "### ", done.stdout.strip(), flags=re.MULTILINE)
    # Markdown needs an empty line before a table.
    body = re.sub(r"^([^|\n].*)\n(?=\|)", r"\1\n\n", body, flags=re.MULTILINE)
    if "|---" not in body:
        body = f"```\n{body}\n```"
    return f"{body}\n\n{when} UTC, {machine}, load {load:.1f} at the start."


def _with(page: str, title: str, command: list[str], body: str) -> str:
    """Return the page with a section replaced, or added at the end."""
    section = f"## {title}\n\n`python benchmarks/{' '.join(command)}`\n\n{body}\n\n"
    former = re.compile(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    if former.search(page):
        return former.sub(lambda _: section, page, count=1)
    return f"{page.rstrip()}\n\n{section}"


if __name__ == "__main__":
    main()
