"""Invented papers and child processes for the tests of the library."""

import os
import subprocess
import sys
from pathlib import Path

from papertriage.library import Library
from papertriage.paper import Author, Paper, Source

_WORDS = [
    *("amber", "birch", "cobalt", "delta", "ember", "fjord"),
    *("grove", "heron", "indigo", "juniper", "kelp", "lichen"),
]


def invent(number: int, *, note: str = "") -> Paper:
    """Make the paper of a number, always the same; `note` changes its abstract's end."""
    words = [_WORDS[(number // 12**i) % 12] for i in range(4)]
    return Paper(
        id=f"doi:10.5555/invented.{number}",
        ids={"doi": f"10.5555/invented.{number}", "pmid": str(9_000_000 + number)},
        title=f"Slow maps of {' '.join(words)} in cold water, part {number}",
        abstract=f"We drew {number} maps of {' and '.join(words)}. " * 4 + note,
        authors=[Author(name=f"Ines Okafor {number}")],
        sources=[Source(form="jsonl", name="invented.jsonl")],
    )


def store(folder: Path, *papers: Paper) -> None:
    """Put papers into a library in one batch."""
    with Library(folder).write() as writer:
        writer.put(papers)


def stored(folder: Path) -> list[Paper]:
    """Return the live papers of a library."""
    with Library(folder).read() as view:
        return list(view.papers())


def told(folder: Path) -> list[str]:
    """Return the defects that a check tells, a line each."""
    return [f"{d.file}:{d.line}: {d.what}" for d in Library(folder).check().defects()]


def child(script: str, *arguments: object) -> "subprocess.Popen[str]":
    """Start Python on a script that sees this folder and the package; its output is a pipe."""
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
