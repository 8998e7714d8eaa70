"""Tagging a stream of papers: shared out among what an engine has, in the order in which they came.

A score hangs on its paper and the taxonomy alone, so papers may be dealt out in any way.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TypeVar

import msgspec

from papertriage.errors import Problem
from papertriage.flows.tag.engines import Engine
from papertriage.flows.tag.engines.serial import Serial
from papertriage.flows.tag.json_lines import Lines, read_lines
from papertriage.flows.tag.topic_counts import Tally
from papertriage.library import TagLine, text_hash
from papertriage.paper import Paper, decode, encode
from papertriage.topics.score import Tagger
from papertriage.topics.taxonomy import Taxonomy
from papertriage.writers.jsonl import record_line

SHARE = 500
"""Papers that are tagged at once where nobody waits for each."""
WORTH_IT = 5_000
"""Papers below which starting workers takes longer than it saves."""


class Papers(msgspec.Struct, frozen=True):
    """A share of papers. It goes to a worker as lines: Python's own way takes five times as long.

    Attributes:
        papers: the papers, in order.
    """

    papers: list[Paper]

    def __len__(self) -> int:
        return len(self.papers)

    def __reduce__(self) -> tuple[Callable[[list[bytes]], "Papers"], tuple[list[bytes]]]:
        return _unpacked, ([encode(paper) for paper in self.papers],)


def _unpacked(lines: list[bytes]) -> Papers:
    return Papers([decode(line) for line in lines])


class Tagged(msgspec.Struct, kw_only=True):
    """What came of a share.

    Attributes:
        data: lines, of papers with their tags or of tags alone.
        tally: of these papers.
        problems: lines of the share that are no papers.
    """

    data: bytes = b""
    tally: Tally
    problems: list[Problem] = []


class TagPapers(msgspec.Struct, frozen=True):
    """The work on papers of a library: lines of its tags."""

    taxonomy: Taxonomy

    def __call__(self, share: Papers) -> Tagged:
        """Return a line for each paper."""
        tagger, by = tagger_of(self.taxonomy), self.taxonomy.fingerprint
        tally, out = Tally(), []
        for paper in share.papers:
            tags, near = tagger.judge(paper)
            tally.count(tags)
            line = TagLine(of=text_hash(paper).hex(), by=by, tags=tags, near=near)
            out.append(msgspec.json.encode(line) + b"\n")
        return Tagged(data=b"".join(out), tally=tally)


class TagLines(msgspec.Struct, frozen=True):
    """The work on some lines of papertriage JSON Lines: the lines with tags."""

    taxonomy: Taxonomy

    def __call__(self, share: Lines) -> Tagged:
        """Return a line for each paper."""
        tagger = tagger_of(self.taxonomy)
        tally, out = Tally(), []
        problems = []
        for item in share.papers():
            if isinstance(item, Problem):
                problems.append(item)
                continue
            item.tags, item.near_tags = tagger.judge(item)
            tally.count(item.tags)
            out.append(record_line(item))
        return Tagged(data=b"".join(out), tally=tally, problems=problems)


def tagged(papers: Iterable[Paper], taxonomy: Taxonomy, engine: Engine) -> Iterator[Tagged]:
    """Tag papers of a library in order; an engine of workers holds a few shares."""
    papers = iter(papers)
    lists = iter(lambda: list(islice(papers, SHARE)), [])
    return _done(TagPapers(taxonomy), map(Papers, lists), engine)


def tagged_lines(specs: Sequence[str], taxonomy: Taxonomy, engine: Engine) -> Iterator[Tagged]:
    """Tag papertriage JSON Lines in order, see `read_lines`.

    Only the serial engine answers a pipe line by line.

    Raises:
        MissingInputError: a file is not there.
        NoRecordsError: a file (not a stream) holds no line at all.
    """
    lines = read_lines(specs, SHARE, waited_for=isinstance(engine, Serial))
    return _done(TagLines(taxonomy), lines, engine)


_Share = TypeVar("_Share", Papers, Lines)


def _done(
    work: Callable[[_Share], Tagged], shares: Iterator[_Share], engine: Engine
) -> Iterator[Tagged]:
    """Do the work on all shares, in this process if there are few."""
    first: list[_Share] = []
    if not isinstance(engine, Serial):
        first = list(_up_to(WORTH_IT, shares))
        if sum(map(len, first)) < WORTH_IT:
            engine = Serial()
    return (done for _, done in engine.map(work, chain(first, shares)))


def _up_to(count: int, shares: Iterator[_Share]) -> Iterator[_Share]:
    """Yield shares until they have so many papers together."""
    while count > 0 and (share := next(shares, None)) is not None:
        yield share
        count -= len(share)


_taggers: dict[str, Tagger] = {}


def tagger_of(taxonomy: Taxonomy) -> Tagger:
    """Return this process's tagger: it is made once, however many pieces of work come."""
    if taxonomy.fingerprint not in _taggers:
        _taggers.clear()
        _taggers[taxonomy.fingerprint] = Tagger(taxonomy)
    return _taggers[taxonomy.fingerprint]
