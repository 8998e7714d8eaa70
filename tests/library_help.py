"""Invented papers and child processes for the tests of the library."""

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from papertriage.library import Event, Library, TagLine, text_hash
from papertriage.library.records import record_of
from papertriage.paper import Author, Paper, Record, Source, Tag, encode

_WORDS = [
    *("amber", "birch", "cobalt", "delta", "ember", "fjord"),
    *("grove", "heron", "indigo", "juniper", "kelp", "lichen"),
]
DECIDED = "2026-11-20T08:00:00.000000Z"


def invent(number: int, *, note: str = "") -> Paper:
    """Make the paper of a number, always the same; `note` changes the end of its abstract."""
    words = [_WORDS[(number // 12**i) % 12] for i in range(4)]
    return Paper(
        id=f"doi:10.5555/invented.{number}",
        ids={"doi": f"10.5555/invented.{number}", "pmid": str(9_000_000 + number)},
        title=f"Slow maps of {' '.join(words)} in cold water, part {number}",
        abstract=f"We drew {number} maps of {' and '.join(words)}. " * 4 + note,
        authors=[Author(name=f"Ines Okafor {number}")],
        sources=[Source(form="jsonl", name="invented.jsonl")],
    )


def store(folder: Path, *papers: Paper) -> list[str]:
    """Store papers in a library in one batch; return the outcome for each."""
    with Library(folder).write() as writer:
        return writer.put(papers)


def stored(folder: Path) -> list[Paper]:
    """Return the papers of a library, in the order of first storing."""
    with Library(folder).read() as view:
        return list(view.papers())


def exported(folder: Path) -> bytes:
    """Return what `papertriage export` prints: all papers in the order of their keys."""
    with Library(folder).read() as view:
        return b"".join(encode(view.paper(n)) + b"\n" for n in view.numbers(by_key=True))


def records_in(folder: Path) -> list[Record]:
    """Return all records that are in a paper, in the order of the log."""
    with Library(folder).read() as view:
        return list(view.all_records())


def defects(folder: Path) -> list[str]:
    """Return what a check finds, one line each."""
    return [f"{d.file}:{d.line}: {d.what}" for d in Library(folder).check().defects()]


def hash_of(paper: Paper) -> str:
    """Return the hash of the record that a paper is stored as."""
    return record_of(paper).hash


def decide(folder: Path, *events: Event) -> list[Event]:
    """Store decisions in a library at once."""
    return Library(folder).remember(events)


def forget(*papers: Paper) -> Event:
    """Return the decision that removes papers, by their records and names."""
    names = [f"{kind}:{value}" for paper in papers for kind, value in paper.ids.items()]
    return Event(event="forget", by="ines", paper=[*map(hash_of, papers)], names=names)


def partition(*parts: Iterable[Paper], kind: Literal["split", "join", "apart"] = "split") -> Event:
    """Return the decision that divides papers into these parts."""
    hashes = [[hash_of(paper) for paper in part] for part in parts]
    every = [each for part in hashes for each in part]
    return Event(event=kind, by="ines", paper=every, parts=hashes)


def tag_line(paper: Paper, by: str = "t1", **scores: float) -> TagLine:
    """Return a line of tags.jsonl with the scores of topics."""
    tags = [Tag(topic=topic, score=score, base=-3.0) for topic, score in scores.items()]
    return TagLine(of=text_hash(paper).hex(), by=by, tags=tags)


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
