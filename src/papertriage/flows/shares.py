"""Tagging a stream of papers: shared out among what an engine has, in the order in which they came.

A score hangs on its paper and the taxonomy alone, so papers may be dealt out in any way.
"""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

import msgspec

from papertriage.errors import Problem
from papertriage.flows.engines import Engine
from papertriage.flows.engines.serial import Serial
from papertriage.flows.lines import Line, paper_of
from papertriage.flows.tally import Tally
from papertriage.paper import Paper, Tag, encode
from papertriage.topics.score import Tagger
from papertriage.topics.taxonomy import Taxonomy

SHARE = 500
"""Papers that a worker gets at once."""
WORTH_IT = 5_000
"""Papers below which starting workers takes longer than it saves."""

Tagged = tuple[Paper, list[Tag]]


def tagged(papers: Iterable[Paper], taxonomy: Taxonomy, engine: Engine) -> Iterator[Tagged]:
    """Yield each paper with its tags, in order; an engine of workers holds a few shares."""
    papers = iter(papers)
    if not isinstance(engine, Serial):
        first = list(islice(papers, WORTH_IT))
        papers = chain(first, papers)
        if len(first) == WORTH_IT:
            shares = iter(lambda: list(islice(papers, SHARE)), [])
            for share, tags in engine.map(TagShare(taxonomy), shares):
                yield from zip(share, tags, strict=True)
            return
    tagger = tagger_of(taxonomy)
    for paper in papers:
        yield paper, tagger.of(paper)


class TagShare(msgspec.Struct, frozen=True):
    """The work on a share of papers."""

    taxonomy: Taxonomy

    def __call__(self, share: list[Paper]) -> list[list[Tag]]:
        """Return the tags of each."""
        tagger = tagger_of(self.taxonomy)
        return [tagger.of(paper) for paper in share]


class TagLines(msgspec.Struct, frozen=True):
    """The work on some lines of papertriage JSON Lines."""

    taxonomy: Taxonomy

    def __call__(self, lines: list[Line]) -> "TaggedLines":
        """Return the lines with tags."""
        tagger = tagger_of(self.taxonomy)
        done = TaggedLines(tally=Tally())
        out = []
        for line in lines:
            item = paper_of(line)
            if isinstance(item, Problem):
                done.problems.append(item)
            elif item:
                item.tags = tagger.of(item)
                done.tally.count(item.tags)
                out.append(encode(item) + b"\n")
        done.data = b"".join(out)
        return done


class TaggedLines(msgspec.Struct, kw_only=True):
    """What came of some lines.

    Attributes:
        data: the papers with their tags, as lines.
        tally: of these papers.
        problems: the lines that are no papers.
    """

    data: bytes = b""
    tally: Tally
    problems: list[Problem] = []


def tagged_lines(
    lines: Iterable[Line], taxonomy: Taxonomy, engine: Engine
) -> Iterator[TaggedLines]:
    """Tag lines in order: for a serial engine one by one, else in shares once there are many."""
    lines, work = iter(lines), TagLines(taxonomy)
    if not isinstance(engine, Serial):
        first = list(islice(lines, WORTH_IT))
        lines = chain(first, lines)
        if len(first) == WORTH_IT:
            shares = iter(lambda: list(islice(lines, SHARE)), [])
            yield from (done for _, done in engine.map(work, shares))
            return
    yield from (work([line]) for line in lines)


_taggers: dict[str, Tagger] = {}


def tagger_of(taxonomy: Taxonomy) -> Tagger:
    """Return this process's tagger: it is made once, however many pieces of work come."""
    if taxonomy.fingerprint not in _taggers:
        _taggers.clear()
        _taggers[taxonomy.fingerprint] = Tagger(taxonomy)
    return _taggers[taxonomy.fingerprint]
