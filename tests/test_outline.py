"""What lists must know of a taxonomy is kept by tagging, and never believed when it is not so."""

import subprocess
import sys
from pathlib import Path

import pytest

from cli_help import PASTES, run
from papertriage.flows.lists.taxonomy_cache import Outline, keep_outline, outline
from papertriage.library import Library, cache
from papertriage.topics.taxonomy import load

TOPICS = "kites:\n  keywords: [kite]\nlamps:\n  keywords: [lamp]\n"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    folder = tmp_path / "library"
    folder.mkdir()
    return Library(folder)


def plain(path: Path | None) -> Outline:
    taxonomy = load(path)
    return Outline(tuple(taxonomy.topics), taxonomy.fingerprint)


def kept(library: Library) -> Path:
    return library.folder / ".cache" / "outline"


def test_what_was_kept_is_what_reading_gives(library: Library, tmp_path: Path) -> None:
    """With and without the kept one the outline is the same, for both kinds of taxonomy."""
    topics = tmp_path / "topics.yaml"
    topics.write_text(TOPICS)
    for path in (None, topics):
        keep_outline(library, path, load(path))

        assert kept(library).exists()
        assert outline(library, path) == plain(path)


def test_another_taxonomy_is_read(library: Library, tmp_path: Path) -> None:
    """A changed file, or another one, is not answered by what was kept."""
    topics = tmp_path / "topics.yaml"
    topics.write_text(TOPICS)
    keep_outline(library, topics, load(topics))

    assert outline(library, None) == plain(None)
    topics.write_text(TOPICS + "ropes:\n  keywords: [rope]\n")
    assert outline(library, topics).topics == ("kites", "lamps", "ropes")
    assert outline(library, topics) == plain(topics)


def test_a_profile_is_not_overlooked(library: Library, tmp_path: Path) -> None:
    """Where a file of its own can move the scores, nothing is kept."""
    topics = tmp_path / "topics.yaml"
    topics.write_text(TOPICS.replace("kites:\n", "kites:\n  description: a profile of kites\n"))

    keep_outline(library, topics, load(topics))

    assert not kept(library).exists()


def test_a_rotten_one_is_read_anew(library: Library) -> None:
    """What is not byte by byte what was kept counts as nothing."""
    keep_outline(library, None, load(None))
    data = bytearray(kept(library).read_bytes())
    data[-2] ^= 1
    kept(library).write_bytes(bytes(data))

    assert outline(library, None) == plain(None)


def test_the_kept_one_is_used(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is: another answer in its place would be given."""
    monkeypatch.setattr(cache, "load", lambda *_: [b"abc", b"one", b"two"])

    assert outline(library, None) == Outline(("one", "two"), "abc")


def test_a_list_loads_no_yaml(tmp_path: Path) -> None:
    """After tagging, rank answers without reading any taxonomy."""
    run("--library", tmp_path / "library", "-q", "ingest", *PASTES)
    run("--library", tmp_path / "library", "-q", "tag")
    arguments = ["papertriage", "--no-config", "--library", str(tmp_path / "library"), "rank"]
    code = (
        f"import sys, atexit; sys.argv = {arguments};"
        "atexit.register(lambda: print(*sys.modules));"
        "from papertriage.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    loaded = set(done.stdout.split())
    assert "papertriage.flows.lists.rank" in loaded
    assert not loaded & {"yaml", "papertriage.topics.taxonomy", "numpy", "ahocorasick_rs"}
