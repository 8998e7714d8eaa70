"""Every shortcut of storing against the plain way that it must equal."""

from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from papertriage.flows.ingest.store import store
from papertriage.library import Library
from papertriage.library.blocks import BrokenIndexError, new_blocks, open_blocks, private_blocks
from papertriage.library.handles import Handles, Shape, handle
from papertriage.library.lookup import Lookup
from papertriage.paper import Author, Paper, decode, encode

_TITLES = [
    "Sparse kernels for the tidal barrier problem",
    "Sparse kernels for the tidal barrrier problem",
    "Editorial",
    "A study of lemmas in the coastal town of Nowhere",
]
_ABSTRACTS = [
    None,
    "We study how kernels of a tidal barrier behave. " * 12,
    "We study how kernels of a tidal barrier misbehave. " * 12,
    "Lemmas of the coast are counted, sorted and proved in an invented town. " * 8,
]


def _paper(number: int | None, doi: int | None, title: int, abstract: int, name: str) -> Paper:
    ids = {"arxiv": f"2401.0000{number}"} if number is not None else {}
    ids |= {"doi": f"10.5555/{doi}"} if doi is not None else {}
    if not ids:
        ids = {"sha1": f"{title}{abstract}" * 8}
    kind, value = next(iter(ids.items()))
    return Paper(
        id=f"{kind}:{value}",
        ids=ids,
        title=_TITLES[title],
        abstract=_ABSTRACTS[abstract],
        authors=[Author(name=name)],
    )


_FEW = st.none() | st.integers(0, 3)
_PAPERS = st.lists(
    st.builds(
        _paper,
        _FEW,
        _FEW,
        st.integers(0, 3),
        st.integers(0, 3),
        st.sampled_from(["Ada Okoro", "Per Fjell"]),
    ),
    max_size=8,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_PAPERS, st.sets(st.integers(0, 7)))
def test_what_is_new_is_stored_as_by_the_long_way(
    tmp_path_factory: pytest.TempPathFactory, papers: list[Paper], gone: set[int]
) -> None:
    """A library into which new papers went at one look is the one that asking everything makes."""

    def stored(folder: Path) -> tuple[bytes, str]:
        library = Library(folder)
        half = len(papers) // 2
        own = [decode(encode(paper)) for paper in papers]  # storing may give one another key
        counts = store(library, own[:half])
        with library.write() as writer:
            writer.forget([paper.id for at, paper in enumerate(papers) if at in gone], "2026-01-01")
        counts.add(store(library, own[half:]))
        return (folder / "papers.jsonl").read_bytes() if papers else b"", str(counts)

    fast = stored(tmp_path_factory.mktemp("fast"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Lookup, "is_new", lambda _self, _signs: False)
        patch.setattr(Handles, "expect", lambda _self, _handles: None)
        assert stored(tmp_path_factory.mktemp("plain")) == fast


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 9)), unique=True, max_size=900))
def test_handles_lead_to_their_rows_expected_or_not(
    pairs: list[tuple[int, int]],
) -> None:
    """The map answers as a plain one does, asked for its blocks beforehand or not."""
    blocks = private_blocks()
    table = Handles(blocks, (1, 2), Shape())
    plain: dict[bytes, list[int]] = defaultdict(list)
    for number, row in pairs:
        key = handle("mark", str(number))
        if number % 2:
            table.expect([key])
        table.add(key, row)
        plain[key].append(row)
        if row == 0:
            update = table.update()
            blocks.spill(update.bulk)
            table.adopt(update)
    keys = [handle("mark", str(number)) for number in range(401)]
    table.expect(keys)
    assert [table.rows(key) for key in keys] == [sorted(plain[key]) for key in keys]
    blocks.close()


def test_many_blocks_are_fetched_as_one_by_one(tmp_path: Path) -> None:
    """Blocks that were fetched together are those that each would be got as."""
    path = tmp_path / "cache" / "index.sqlite"
    blocks = new_blocks(path)
    for number in range(1200):
        blocks.put(1, number, b"%d" % number)
    blocks.finish()
    blocks.close()
    again = open_blocks(path, writable=False)
    again.fetch(1, range(0, 1300, 2))  # more than one query; what is missing is passed over
    assert [again.get(1, number) for number in range(1200)] == [b"%d" % n for n in range(1200)]
    with pytest.raises(BrokenIndexError):
        again.get(1, 1250)
    again.close()
