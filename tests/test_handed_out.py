"""What a user has of a paper is kept: stars, notes, tags, ids in feeds and citation keys.

A paper comes first as a PubMed record, then with a DOI, then with an arXiv id; and in reverse.
"""

import json
import re
from itertools import permutations
from pathlib import Path

import pytest

from cli_help import run

TITLE = "Relightable faces from one photo of a lamplit room"
ABSTRACT = " ".join(
    ["A lamp lights a face. Face reconstruction from one photo recovers albedo."] * 3
)
PUBMED = (
    f"PMID- 31234567\nTI  - {TITLE}\nAB  - {ABSTRACT}\nFAU - Okafor, Ines\nDP  - 2026 Mar 3\n\n"
)
DOI = (
    f"TY  - JOUR\nTI  - {TITLE}\nAB  - {ABSTRACT}\nAU  - Okafor, Ines\nPY  - 2026/03/03\n"
    "DO  - 10.5555/lamp.7\nER  - \n\n"
)
ARXIV = json.dumps({
    "id": "2603.01234", "title": TITLE, "abstract": ABSTRACT, "authors": "Ines Okafor",
    "versions": [{"version": "v1", "created": "Tue, 3 Mar 2026 10:00:00 GMT"}],
})  # fmt: skip
DUMPS = {"a.nbib": PUBMED, "b.ris": DOI, "c.json": ARXIV}


def handed_out(library: Path) -> dict[str, object]:
    """Return what a user has of the one paper."""
    atom = run("--library", library, "rank", "-t", "faces", "-f", "atom").stdout.decode()
    bibtex = run("--library", library, "rank", "-t", "faces", "-f", "bibtex").stdout.decode()
    line = run("--library", library, "rank", "-t", "faces", "-f", "jsonl").stdout
    paper = json.loads(line)
    return {
        "atom": re.findall(r"<entry>\s*<id>(.*)</id>", atom),
        "bibtex": re.findall(r"@\w+\{(.*),", bibtex),
        "mark": (paper["mark"]["verdict"], paper["mark"]["note"]),
        "score": paper["score"],
        "new": run("--library", library, "-q", "rank", "--new", "-f", "tsv").stdout,
    }


@pytest.mark.parametrize("order", [*permutations(DUMPS)], ids="-".join)
def test_what_was_handed_out_stays(tmp_path: Path, order: tuple[str, ...]) -> None:
    """Whichever record comes first, nothing that the user has of the paper changes later."""
    library = tmp_path / "library"
    for name, text in DUMPS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    first, *later = order
    run("--library", library, "ingest", tmp_path / first)
    run("--library", library, "tag")
    run("--library", library, "rank", "--new", "--mark-seen")
    key = json.loads(run("--library", library, "export").stdout)["id"]
    run("--library", library, "mark", key, "star", "--note", "for the seminar")
    before = handed_out(library)
    tags = (library / "tags.jsonl").read_bytes()

    for name in later:
        run("--library", library, "ingest", tmp_path / name)
        assert handed_out(library) == before

    papers = run("--library", library, "export").stdout.splitlines()
    assert [json.loads(each)["id"] for each in papers] == ["arxiv:2603.01234"]
    run("--library", library, "tag")
    assert (library / "tags.jsonl").read_bytes() == tags
