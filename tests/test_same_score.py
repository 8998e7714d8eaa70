"""A score depends only on the paper and the taxonomy."""

import random
from pathlib import Path

import msgspec
import pytest

from papertriage.errors import Problem
from papertriage.flows.tag import batches
from papertriage.flows.tag.batches import tagged_lines
from papertriage.flows.tag.engines import Engine
from papertriage.flows.tag.engines.processes import Processes
from papertriage.flows.tag.engines.serial import Serial
from papertriage.flows.tag.tag import tag_library
from papertriage.library import Library
from papertriage.paper import Author, Paper, Tag, decode, encode
from papertriage.topics.taxonomy import Taxonomy, load

TEXT = """face recognition landmarks student teacher distillation sparse attention transformer
    images vision patches we measure the a of and memory tokens long portrait network"""
WORDS = TEXT.split()


def papers(seed: int, count: int) -> list[Paper]:
    source = random.Random(seed)
    return [
        Paper(
            id=f"acl:2026.x-{seed}.{number}",
            ids={"acl": f"2026.x-{seed}.{number}"},
            title=" ".join(source.choices(WORDS, k=6)) if number % 5 else None,
            abstract=". ".join(" ".join(source.choices(WORDS, k=9)) for _ in range(6)),
            authors=[Author(name="Ngozi Okafor")] if number % 7 == 0 else [],
        )
        for number in range(count)
    ]


@pytest.fixture
def taxonomy(tmp_path: Path) -> Taxonomy:
    file = tmp_path / "topics.yaml"
    file.write_text("include: builtin\nmine: {keywords: [portrait], authors: [Okafor]}\n")
    return load(file)


def add(library: Library, new: list[Paper]) -> None:
    with library.write() as writer:
        writer.put(new)


def stored(library: Library) -> dict[str, list[Tag]]:
    with library.read() as view:
        tagged = map(view.tagged, view.numbers())
        return {paper.id: paper.tags for paper in tagged if paper.tags is not None}


def test_a_pipe_a_library_and_a_grown_library_agree(tmp_path: Path, taxonomy: Taxonomy) -> None:
    """A paper's tags are the same bytes from a pipe, in a library, and beside other papers."""
    ours = papers(1, 60)
    file = tmp_path / "papers.jsonl"
    file.write_bytes(b"".join(encode(paper) + b"\n" for paper in ours))
    [done] = tagged_lines([str(file)], taxonomy, Serial())
    piped = {
        paper.id: msgspec.json.encode(paper.tags) for paper in map(decode, done.data.splitlines())
    }
    library = Library(tmp_path / "library")
    add(library, ours)
    tag_library(library, taxonomy)
    first = {key: msgspec.json.encode(tags) for key, tags in stored(library).items()}
    add(library, papers(2, 200))
    tag_library(library, taxonomy, everything=True)
    grown = {key: msgspec.json.encode(tags) for key, tags in stored(library).items()}

    assert sum(len(tags) > 2 for tags in piped.values()) > 30
    assert first == piped
    assert {key: grown[key] for key in first} == first
    assert len(grown) == 260


def test_lines_are_tagged_in_batches_as_one_by_one(
    tmp_path: Path, taxonomy: Taxonomy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The batch size and the engine change no byte, and bad lines keep their numbers."""
    monkeypatch.setattr(batches, "WORTH_IT", 20)
    lines = [encode(paper) for paper in papers(3, 60)]
    lines[7], lines[21], lines[59] = b"{", b"", b'{"title": "On kettles"}'
    files = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    for file, some in zip(files, (lines[:30], lines[30:]), strict=True):
        file.write_bytes(b"\n".join(some))

    def tag(batch: int, engine: Engine) -> tuple[bytes, list[Problem]]:
        monkeypatch.setattr(batches, "BATCH", batch)
        done = list(tagged_lines([str(file) for file in files], taxonomy, engine))
        return b"".join(each.data for each in done), [bad for each in done for bad in each.problems]

    expected = tag(1, Serial())

    assert [(bad.source, bad.line) for bad in expected[1]] == [
        (str(files[0]), 8),
        (str(files[1]), 30),
    ]
    assert len(expected[0].splitlines()) == 57
    assert tag(7, Serial()) == tag(7, Processes(2)) == expected
