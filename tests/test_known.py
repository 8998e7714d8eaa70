"""Known papers: those that the user owns are on no list, and the result is cached."""

import gzip
from pathlib import Path

import pytest

from cli_help import run
from memory_help import library_of, names, paper, put, ranked
from papertriage.flows.lists.known import known
from papertriage.library import Library
from papertriage.paper import Author

BIB = """
@article{lind2026, title = {Quiet Feathers}, author = {Lind, Ada}, year = 2026,
  eprint = {2611.00001}, archivePrefix = {arXiv}}
@article{title-only, title = {Blind Corners of village 2 under falling SNOW},
  author = {Lind2, A.}, year = {2026}}
@misc{nothing, year = 2020}
@misc{elsewhere, title = {A Work on Something Quite Different}, author = {Rao, Uma}, year = 2020}
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Make a library of four papers in a folder of its own."""
    return library_of(tmp_path / "lab", *map(paper, range(4)))


@pytest.fixture
def bib(tmp_path: Path) -> Path:
    """Write a file of two papers of the library, and of another."""
    path = tmp_path / "library.bib"
    path.write_text(BIB, "utf-8")
    return path


OWNED = frozenset({"arxiv:2611.00001", "arxiv:2611.00002"})


def test_papers_of_the_file_are_known_by_id_and_by_text(library: Library, bib: Path) -> None:
    """A shared id is enough, and so is any evidence by which ingest merges records."""
    found = known(library, [bib])
    assert (found.keys, found.names) == (OWNED, ["library.bib"])
    report = ranked(library, known=found.keys)
    assert set(names(report)) == {"arxiv:2611.00000", "arxiv:2611.00003"}
    assert report.lists[0].counts.known == 2


def test_what_a_file_holds_besides_papers_is_reported_when_it_is_read(
    library: Library, bib: Path
) -> None:
    """A rejected record is reported once, and again only when the file has changed."""
    (reported,) = known(library, [bib]).warnings
    assert reported.startswith("known: ")
    assert "library.bib: 1 record rejected; the others were used" in reported
    assert known(library, [bib]).warnings == []
    bib.write_text(BIB + "@misc{neither, year = 2021}\n", "utf-8")
    assert "2 records rejected" in known(library, [bib]).warnings[0]


def test_any_form_that_ingest_reads(library: Library, bib: Path, tmp_path: Path) -> None:
    """RIS and packed files are read too, and all files count together."""
    ris = tmp_path / "more.ris"
    ris.write_text(
        "TY  - JOUR\nTI  - Late Bells of Village 3 Under Falling Snow\nER  - \n", "utf-8"
    )
    packed = tmp_path / "library.bib.gz"
    packed.write_bytes(gzip.compress(bib.read_bytes()))
    assert known(library, [packed, ris]).keys == OWNED | {"arxiv:2611.00003"}


def test_the_answer_follows_the_files_and_the_library(library: Library, bib: Path) -> None:
    """The next call notices a change of the files or of the library."""
    assert known(library, [bib]).keys == OWNED
    bib.write_text(BIB.replace("2611.00001", "2611.00003"), "utf-8")
    assert known(library, [bib]).keys == {"arxiv:2611.00003", "arxiv:2611.00002"}
    put(library, paper(5, title="A Work on Something Quite Different", published="2020"))
    assert "arxiv:2611.00005" not in known(library, [bib]).keys  # by other people
    bib.write_text(BIB.replace("2611.00001", "2611.00005"), "utf-8")
    assert "arxiv:2611.00005" in known(library, [bib]).keys
    uma = [Author(name="Uma Rao", family="Rao")]
    title = "A Work on Something Quite Different"
    put(library, paper(6, title=title, authors=uma, published="2020"))
    assert "arxiv:2611.00006" in known(library, [bib]).keys


@pytest.mark.parametrize("harm", ["removed", "cut", "flipped", "swapped", "read-only"])
def test_a_damaged_cache_changes_no_answer(library: Library, bib: Path, harm: str) -> None:
    """Without the cache, or with a damaged one, the answer is the same."""
    known(library, [bib])
    for name in ("known.jsonl", "known-keys.txt"):
        path = library.folder / ".cache" / name
        data = bytearray(path.read_bytes())
        if harm == "removed":
            path.unlink()
        elif harm == "cut":
            path.write_bytes(data[: len(data) // 2])
        elif harm == "flipped":
            data[-3] ^= 1
            path.write_bytes(data)
        elif harm == "swapped":
            path.write_bytes((library.folder / "records.jsonl").read_bytes())
        else:
            path.unlink()
            path.mkdir()
    assert known(library, [bib]).keys == OWNED


def test_what_was_found_is_not_searched_again(
    library: Library, bib: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second call reads and looks up nothing; after the library grew it reads no file."""
    known(library, [bib])
    monkeypatch.delattr("papertriage.flows.lists.known.read_file")
    put(library, paper(5))
    assert known(library, [bib]).keys == OWNED
    monkeypatch.delattr("papertriage.library.view.View.same")
    assert known(library, [bib]).keys == OWNED


# --- the configuration ---------------------------------------------------------------------------


@pytest.fixture
def project(library: Library, bib: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a project whose configuration names the file, relative to itself."""
    folder = bib.parent
    below = folder / "below"
    below.mkdir()
    (folder / "papertriage.yaml").write_text(
        f"library: {library.folder.name}\nknown: [library.bib]\n", "utf-8"
    )
    (folder / "topics.yaml").write_text("owls:\n  keywords: [owls]\n", "utf-8")
    monkeypatch.chdir(below)
    return folder


@pytest.mark.usefixtures("project")
def test_the_configuration_names_the_files() -> None:
    """Their paths are relative to it, wherever the command runs; the summary names them."""
    done = run("rank", "-t", "owls")
    assert done.stdout.count(b"\n") == 2
    assert b"2 in your library.bib, 2 listed" in done.stderr


def test_a_missing_file_is_a_warning(project: Path) -> None:
    """The other files still count, and every run repeats the warning."""
    (project / "papertriage.yaml").write_text("library: lab\nknown: [gone.bib, library.bib]\n")
    for _ in range(2):
        done = run("-q", "rank", "-t", "owls")
        assert done.stdout.count(b"\n") == 2
        assert b"gone.bib: no such file" in done.stderr


def test_a_file_without_papers_is_a_warning(project: Path) -> None:
    """Every run repeats this warning, too, despite the cache."""
    (project / "library.bib").write_text("half written")
    for _ in range(2):
        done = run("-q", "rank", "-t", "owls")
        assert done.stdout.count(b"\n") == 4
        assert b"no papers found" in done.stderr


def test_known_must_be_a_list(project: Path) -> None:
    """A wrong value is reported with file and line."""
    (project / "papertriage.yaml").write_text("known: library.bib\n")
    assert b"papertriage.yaml:1" in run("rank", code=78).stderr
