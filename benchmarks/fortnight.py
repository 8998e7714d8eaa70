"""Replay two weeks of mornings: decide, export, fit a topic, and compare the next lists.

    python benchmarks/fortnight.py LABELLED TOPICS [--day N] [--days N] [--seed N]

LABELLED is JSON Lines (or gzip) with id, title, abstract and grades (topic -> 2 on, 1 near, 0 off).
TOPICS is a taxonomy of a few keywords a topic, named as in the grades. For each topic, the
installed command takes N papers a day into a new library: ingest, tag, rank --new --near 10
--mark-seen. Listed papers are starred (grade 2) or skipped (grade 0). After the last day the stars
are exported as BibTeX, and `topics fit` learns. The table has the average precision of the whole
order (`--near all`) of the remaining papers, before and after the fit.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from replay import ON, labelled, parsed

COMMAND = str(Path(sys.executable).with_name("papertriage"))
_OFF = 0


def main() -> None:
    """Replay the fortnight for each topic and print a table."""
    given = parsed(__doc__, day=100, days=14, seed=0)
    papers = labelled(given.labelled)
    random.Random(given.seed).shuffle(papers)
    seen, later = papers[: given.day * given.days], papers[given.day * given.days :]
    print("| topic | stars | skips | in BibTeX | before | after |\n|---|---|---|---|---|---|")
    for topic in papers[0]["grades"]:
        with tempfile.TemporaryDirectory() as folder:
            print(_replayed(Path(folder), topic, given, seen, later))


def _replayed(
    folder: Path, topic: str, given: argparse.Namespace, seen: list[Any], later: list[Any]
) -> str:
    home = _Home(folder, given.topics.read_text(encoding="utf-8"))
    grades = {each["id"]: each["grades"].get(topic, _OFF) for each in (*seen, *later)}
    stars = skips = 0
    for start in range(0, len(seen), given.day):
        home.ingest(seen[start : start + given.day])
        rank = ("rank", "-t", topic, "--new", "--mark-seen", "--near", "10", "-f", "jsonl")
        listed = [json.loads(line) for line in home.run(*rank).splitlines()]
        on = [each["id"] for each in listed if grades[_label(each)] == ON]
        off = [each["id"] for each in listed if grades[_label(each)] == _OFF]
        for ids, verdict in ((on, ("star",)), (off, ("skip", "-t", topic))):
            if ids:
                home.run("mark", "-", *verdict, text="\n".join(ids))
        stars, skips = stars + len(on), skips + len(off)
    bibtex = home.run("export", "--starred", "-f", "bibtex").count("\n}")
    home.ingest(later)
    unseen = {each["id"] for each in later}
    before = home.precision(topic, grades, unseen)
    home.run("topics", "fit", topic, "--yes")
    home.run("tag")
    after = home.precision(topic, grades, unseen)
    return f"| {topic} | {stars} | {skips} | {bibtex} | {before:.3f} | {after:.3f} |"


def _label(paper: dict[str, Any]) -> str:
    """Return the id that a paper has in the labelled file."""
    found: str = paper["sources"][0]["raw_id"]
    return found


class _Home:
    """A user's folder, with a library and topics of its own."""

    def __init__(self, folder: Path, topics: str) -> None:
        self._folder = folder
        (folder / "topics.yaml").write_text(topics, encoding="utf-8")

    def run(self, *words: str, text: str = "") -> str:
        """Run a command and return its output."""
        folder = str(self._folder)
        options = ["--no-config", "-q", "--library", f"{folder}/library"]
        if words[0] in {"tag", "rank", "topics"}:
            words = (*words, "--topics", f"{folder}/topics.yaml")
        done = subprocess.run(
            [COMMAND, *options, *words], input=text, capture_output=True, text=True, check=False,
            env={**os.environ, "HOME": folder},
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"{words}: {done.stderr}")
        return done.stdout

    def ingest(self, papers: list[Any]) -> None:
        """Store and tag papers."""
        path = self._folder / "day.json"
        kept = ({key: each[key] for key in ("id", "title", "abstract")} for each in papers)
        path.write_text("".join(json.dumps(each) + "\n" for each in kept), encoding="utf-8")
        self.run("ingest", str(path))
        self.run("tag")

    def precision(self, topic: str, grades: dict[str, int], asked: set[str]) -> float:
        """Return the average precision of a topic's whole order, over some papers."""
        rank = ("rank", "-t", topic, "--near", "all", "-l", "100000", "--include", "skip")
        listed = [json.loads(line) for line in self.run(*rank, "-f", "jsonl").splitlines()]
        order = [label for each in listed if (label := _label(each)) in asked]
        found = 0
        total = 0.0
        for place, label in enumerate(order, 1):
            if grades[label] == ON:
                found += 1
                total += found / place
        there = sum(grades[label] == ON for label in asked)
        return total / there if there else 0.0


if __name__ == "__main__":
    main()
