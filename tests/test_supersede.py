"""If a newer version of papertriage reads a source again, its records replace the older ones."""

import json
from pathlib import Path

import pytest

from cli_help import run
from papertriage import __version__
from papertriage.config.subscription import Subscription
from papertriage.flows.ingest.counts import Counts
from papertriage.flows.ingest.ingest import Options, ingest
from papertriage.library import Library
from papertriage.paper import Paper, Source

BIB = """@article{owls, title={Owls at Dusk}, year={2026}, doi={10.1234/owls}}
@article{loom, title={Weaving Rugs with Warped Threads on Looms}, year={2025}}
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a source of two papers."""
    path = tmp_path / "owls.bib"
    path.write_text(BIB)
    return path


def library_of(folder: Path, source: Path, version: str) -> Library:
    """Return a library in which another version read the papers of the source differently."""
    read = [
        Paper(id="", ids={"doi": "10.1234/owls"}, title="Owls at", abstract=None),
        Paper(
            id="",
            ids={},
            title="Weaving rugs with warped threads on looms",
            abstract=None,
            published="1925",
        ),
    ]
    for paper, raw_id in zip(read, ("owls", "loom"), strict=True):
        paper.sources = [Source(form="bibtex", name=source.name, raw_id=raw_id)]
    library = Library(folder / "library")
    with library.write() as writer:
        writer.put(read, by=version)
    return library


def read_again(library: Library, source: Path) -> tuple[Counts, list[str]]:
    """Ingest the source; return its counts, and titles and years of the library."""
    (outcome,) = ingest([Subscription(source=str(source))], library, Options())
    with library.read() as view:
        return outcome.counts, sorted(f"{p.title} {p.published}" for p in view.papers())


@pytest.mark.parametrize("version", ["0.0.9", "0.1.0"])
def test_a_record_of_an_older_version_is_replaced(
    tmp_path: Path, source: Path, version: str
) -> None:
    """No paper is there twice, the papers count as updated, and a third reading changes nothing."""
    library = library_of(tmp_path, source, version)

    counts, titles = read_again(library, source)
    assert titles == ["Owls at Dusk 2026", "Weaving Rugs with Warped Threads on Looms 2025"]
    assert (counts.seen, counts.added, counts.updated) == (2, 0, 2)

    counts, titles = read_again(library, source)
    assert titles == ["Owls at Dusk 2026", "Weaving Rugs with Warped Threads on Looms 2025"]
    assert (counts.seen, counts.unchanged) == (2, 2)


def test_a_record_of_the_same_version_is_a_paper_of_its_own(tmp_path: Path, source: Path) -> None:
    """Within one version a source that changed its text does not replace what it said before."""
    counts, titles = read_again(library_of(tmp_path, source, __version__), source)
    assert len(titles) == 3
    assert counts.added == 1


def test_decisions_follow_to_the_newer_record(tmp_path: Path, source: Path) -> None:
    """A star on what an older version read is on what the newer one reads."""
    library = library_of(tmp_path, source, "0.1.0")
    given = ("--library", library.folder)
    run(*given, "mark", "doi:10.1234/owls", "star")

    read_again(library, source)
    starred = run(*given, "export", "--starred", "-f", "jsonl").stdout.splitlines()
    assert [json.loads(line)["title"] for line in starred] == ["Owls at Dusk"]
