"""Tagging many papers: in this process, or in several that share the work.

A score hangs on its paper and the taxonomy alone, so the papers may be dealt out in any way; they
come back in the order in which they went. A worker that is killed costs its share a second time.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import get_context

from papertriage.paper import Paper, Tag
from papertriage.topics.score import Tagger
from papertriage.topics.taxonomy import Taxonomy

SHARE = 500
"""Papers that a worker gets at once."""
WORTH_IT = 5_000
"""Papers below which starting workers takes longer than it saves."""

Tagged = tuple[Paper, list[Tag]]


def tagged(papers: Iterable[Paper], taxonomy: Taxonomy, jobs: int = 1) -> Iterator[Tagged]:
    """Yield each paper with its tags, in order; with several jobs a few shares are held."""
    papers = iter(papers)
    if jobs > 1:
        first = list(islice(papers, WORTH_IT))
        papers = chain(first, papers)
        if len(first) == WORTH_IT:
            yield from _dealt_out(papers, taxonomy, jobs)
            return
    tagger = Tagger(taxonomy)
    for paper in papers:
        yield paper, tagger.of(paper)


def _dealt_out(papers: Iterator[Paper], taxonomy: Taxonomy, jobs: int) -> Iterator[Tagged]:
    # Spawned, not forked: a fork copies whatever threads and files this process holds.
    with ProcessPoolExecutor(jobs, get_context("spawn"), _begin, (taxonomy,)) as pool:
        waiting: deque[tuple[list[Paper], Future[list[list[Tag]]]]] = deque()
        shares = iter(lambda: list(islice(papers, SHARE)), [])
        for share in shares:
            try:
                waiting.append((share, pool.submit(_work, share)))
            except BrokenProcessPool:
                papers = chain(share, papers)
                break
            if len(waiting) > 2 * jobs:
                yield from _collected(*waiting.popleft(), taxonomy)
        while waiting:
            yield from _collected(*waiting.popleft(), taxonomy)
    yield from tagged(papers, taxonomy)  # what a broken pool left


def _collected(
    share: list[Paper], work: "Future[list[list[Tag]]]", taxonomy: Taxonomy
) -> Iterator[Tagged]:
    """Yield a share as its worker tagged it, or tag it here if the worker is gone."""
    try:
        yield from zip(share, work.result(), strict=True)
    except BrokenProcessPool:
        yield from tagged(share, taxonomy)


_tagger: Tagger | None = None
"""A worker's own, made once."""


def _begin(taxonomy: Taxonomy) -> None:
    global _tagger  # noqa: PLW0603 - the pool has no other place for what a worker keeps
    _tagger = Tagger(taxonomy)


def _work(share: list[Paper]) -> list[list[Tag]]:
    if _tagger is None:
        raise RuntimeError("a worker was not begun")
    return [_tagger.of(paper) for paper in share]
