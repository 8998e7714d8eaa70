"""``papertriage export``: the library in every format."""

import csv
import json
import re
from pathlib import Path

import pytest

from cli_help import PASTES, run
from papertriage.flows.lists.all_lists import all_lists
from papertriage.paper import Paper, Tag
from papertriage.writers.registry import RECORDS


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a library of the invented pastes, tagged."""
    folder = tmp_path_factory.mktemp("export") / "library"
    run("ingest", *PASTES, "--library", folder)
    run("tag", "--library", folder)
    return folder


@pytest.mark.parametrize("form", [*RECORDS, "json"])
def test_export_holds_every_paper(library: Path, form: str) -> None:
    """Each format has all papers of the library, says how many, and repeats the same bytes."""
    done = run("export", "-f", form, "--library", library)
    opening = {"csv": b"\n", "bibtex": b"\n@", "ris": b"TY  - ", "csl": b'{"id"', "json": b'{"id"'}

    count = (b"\n" + done.stdout).count(opening.get(form, b"<entry>"))
    assert count == 20 + 2 * (form == "csv")
    assert b"20 papers of" in done.stderr
    assert run("export", "-f", form, "--library", library).stdout == done.stdout


@pytest.mark.parametrize(
    ("form", "row"),
    [
        ("table", rb"(?m)^ *\d+  \.\d\d "),
        ("tsv", rb"(?m)^[a-z0-9]+:[^\t]+\t"),
        ("md", rb"(?m)^\d+\. \*\*"),
        ("html", rb"<article"),
    ],
)
def test_lists_hold_every_paper_once(library: Path, form: str, row: bytes) -> None:
    """Formats with lists have all papers, even those on no topic, read or withdrawn ones."""
    key = run("rank", "-t", "faces", "--library", library).stdout.split(b"\t")[0].decode()
    run("mark", key, "read", "--library", library)
    done = run("export", "-f", form, "--library", library)
    run("mark", key, "clear", "--library", library)

    assert len(re.findall(row, done.stdout)) == 20
    assert b"no topic" in done.stdout
    assert b"20 papers of" in done.stderr


@pytest.mark.parametrize("form", ["bibtex", "ris", "csl", "jsonl", "json"])
def test_a_library_survives_its_export(library: Path, tmp_path: Path, form: str) -> None:
    """A paper that is exported and ingested again is the same, without our topics."""
    out = tmp_path / "out"
    run("export", "--tags", "-f", form, "-o", out, "--library", library)
    run("ingest", out, "--library", tmp_path / "again")

    def reported(folder: Path) -> list[str]:
        lines = run("export", "--library", folder).stdout.splitlines()
        fields = ("title", "abstract", "authors", "published", "venue", "comment", "url")
        return sorted(repr([json.loads(line).get(name) for name in fields]) for line in lines)

    assert reported(tmp_path / "again") == reported(library)
    assert b"papertriage:" not in run("export", "--library", tmp_path / "again").stdout


def test_tags_travel_along(library: Path) -> None:
    """With --tags an entry has its topics and their scores, otherwise neither."""
    assert b"keywords = {papertriage:" in run(
        "export", "--tags", "-f", "bibtex", "--library", library
    ).stdout  # fmt: skip
    assert b"papertriage" not in run("export", "-f", "bibtex", "--library", library).stdout


def test_a_byte_order_mark_on_request(library: Path) -> None:
    """--bom starts CSV and TSV with a byte-order mark, and works with no other format."""
    for command in (["export", "-f", "csv"], ["rank", "-f", "csv"], ["rank", "-f", "tsv"]):
        plain = run(*command, "--library", library).stdout
        marked = run(*command, "--bom", "--library", library).stdout
        assert marked == b"\xef\xbb\xbf" + plain
        assert list(csv.reader(marked.decode("utf-8-sig").splitlines()))
    for command in (["export"], ["rank", "-f", "bibtex"]):
        refused = run(*command, "--bom", "--library", library, code=2)
        assert b"--bom works only with csv and tsv" in refused.stderr
        assert not refused.stdout


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ("tabel", b'no format "tabel"; did you mean "table"?'),
        ("bibtx", b'no format "bibtx"; did you mean "bibtex"?'),
    ],
)
def test_an_unknown_format_is_refused(library: Path, form: str, message: bytes) -> None:
    """A format that does not exist is refused, and the nearest one is suggested."""
    refused = run("export", "-f", form, "--library", library, code=2)
    assert message in refused.stderr
    assert not refused.stdout


def test_no_library_no_header(tmp_path: Path) -> None:
    """Without a library nothing is written, not even the header of a format."""
    for form in RECORDS:
        assert not run("export", "-f", form, "--library", tmp_path / "none", code=66).stdout


def test_neither_withdrawn_nor_untagged_papers_are_left_out() -> None:
    """A withdrawn paper is under its topic; one with a low score or no tags is under none."""
    faces = Tag(topic="faces", score=0.9, base=0.0)
    low = Tag(topic="faces", score=0.2, base=0.0)
    papers = [
        Paper(id="sha1:c", title="Kettles", abstract=None),
        Paper(id="sha1:b", title="Masks", abstract=None, tags=[low]),
        Paper(id="sha1:a", title="Brows", abstract=None, tags=[faces], status="withdrawn"),
    ]

    found = all_lists(papers)

    assert [(one.name, [entry.paper.id for entry in one.entries]) for one in found.lists] == [
        ("faces", ["sha1:a"]),
        ("no topic", ["sha1:b", "sha1:c"]),
    ]
    assert [entry.tag.score for entry in found.lists[1].entries] == [0.2, 0.0]
    assert (found.papers, found.untagged) == (3, 1)
