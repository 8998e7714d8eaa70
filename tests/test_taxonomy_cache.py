"""The cache of what lists need of a taxonomy is filled by tagging and never returns stale data."""

import subprocess
import sys
from pathlib import Path

import pytest

from cli_help import PASTES, run
from papertriage.flows.lists.taxonomy_cache import TaxonomySummary, keep_summary, taxonomy_summary
from papertriage.library import Library, cache
from papertriage.topics.taxonomy import load

TOPICS = "kites:\n  keywords: [kite]\nlamps:\n  keywords: [lamp]\n"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    folder = tmp_path / "library"
    folder.mkdir()
    return Library(folder)


def plain(path: Path | None) -> TaxonomySummary:
    taxonomy = load(path)
    return TaxonomySummary(tuple(taxonomy.topics), taxonomy.fingerprint)


def kept(library: Library) -> Path:
    return library.folder / ".cache" / "outline"


def test_the_cached_summary_equals_the_taxonomy(library: Library, tmp_path: Path) -> None:
    """The cached summary equals a newly read one, for built-in and user taxonomies."""
    topics = tmp_path / "topics.yaml"
    topics.write_text(TOPICS)
    for path in (None, topics):
        keep_summary(library, path, load(path))

        assert kept(library).exists()
        assert taxonomy_summary(library, path) == plain(path)


def test_another_taxonomy_is_read(library: Library, tmp_path: Path) -> None:
    """The cache is not used for a changed file or another taxonomy."""
    topics = tmp_path / "topics.yaml"
    topics.write_text(TOPICS)
    keep_summary(library, topics, load(topics))

    assert taxonomy_summary(library, None) == plain(None)
    topics.write_text(TOPICS + "ropes:\n  keywords: [rope]\n")
    assert taxonomy_summary(library, topics).topics == ("kites", "lamps", "ropes")
    assert taxonomy_summary(library, topics) == plain(topics)


def test_a_taxonomy_with_profiles_is_not_cached(library: Library, tmp_path: Path) -> None:
    """Nothing is cached if the scores may depend on further files."""
    topics = tmp_path / "topics.yaml"
    topics.write_text(TOPICS.replace("kites:\n", "kites:\n  description: a profile of kites\n"))

    keep_summary(library, topics, load(topics))

    assert not kept(library).exists()


def test_a_damaged_cache_is_a_miss(library: Library) -> None:
    """A cached summary with a changed byte is not used."""
    keep_summary(library, None, load(None))
    data = bytearray(kept(library).read_bytes())
    data[-2] ^= 1
    kept(library).write_bytes(bytes(data))

    assert taxonomy_summary(library, None) == plain(None)


def test_a_link_in_place_of_the_cache_is_not_followed(library: Library, tmp_path: Path) -> None:
    """Nothing is written outside the library; where there is no cache, git ignores the new one."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (library.folder / ".cache").symlink_to(outside)
    cache.keep(library.folder, "outline", "question", [b"answer"])
    assert list(outside.iterdir()) == []

    (library.folder / ".cache").unlink()
    cache.keep(library.folder, "outline", "question", [b"answer"])
    assert cache.load(library.folder, "outline", "question") == [b"answer"]
    assert (library.folder / ".cache" / ".gitignore").read_text() == "*\n"


def test_the_cached_summary_is_used(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """The summary comes from the cache if there is one."""
    monkeypatch.setattr(cache, "load", lambda *_: [b"abc", b"one", b"two"])

    assert taxonomy_summary(library, None) == TaxonomySummary(("one", "two"), "abc")


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
