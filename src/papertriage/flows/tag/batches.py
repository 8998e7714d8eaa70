"""Tags a stream of papers in batches, on any engine, in the order in which they came.

A score depends only on the paper and the taxonomy, so papers may be batched in any way.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TypeVar

import msgspec

from papertriage.errors import Problem
from papertriage.flows.tag.engines import Engine
from papertriage.flows.tag.engines.serial import Serial
from papertriage.flows.tag.json_lines import Lines, read_lines
from papertriage.flows.tag.topic_counts import TopicCounts
from papertriage.library import TagLine, text_hash
from papertriage.paper import Paper, decode, encode
from papertriage.topics.score import Tagger
from papertriage.topics.taxonomy import Taxonomy
from papertriage.writers.jsonl import record_line

BATCH = 500
"""How many papers are tagged at once, except where a pipe waits for each."""
WORTH_IT = 5_000
"""With fewer papers, starting workers takes longer than it saves."""


class Papers(msgspec.Struct, frozen=True):
    """A batch of papers. It is pickled as JSON lines: pickling objects takes five times as long."""

    papers: list[Paper]

    def __len__(self) -> int:
        return len(self.papers)

    def __reduce__(self) -> tuple[Callable[[list[bytes]], "Papers"], tuple[list[bytes]]]:
        return _unpacked, ([encode(paper) for paper in self.papers],)


def _unpacked(lines: list[bytes]) -> Papers:
    return Papers([decode(line) for line in lines])


class Tagged(msgspec.Struct, kw_only=True):
    """A batch that was tagged.

    Attributes:
        data: lines, of papers with their tags or of tags alone.
        counts: the papers by topic.
        problems: lines of the batch that are not papers.
    """

    data: bytes = b""
    counts: TopicCounts
    problems: list[Problem] = []


class TagPapers(msgspec.Struct, frozen=True):
    """Tags papers of a library; the data are lines of tags."""

    taxonomy: Taxonomy

    def __call__(self, batch: Papers) -> Tagged:
        """Return a line for each paper."""
        tagger, by = tagger_of(self.taxonomy), self.taxonomy.fingerprint
        counts, out = TopicCounts(), []
        for paper in batch.papers:
            tags, near = tagger.judge(paper)
            counts.count(tags)
            line = TagLine(of=text_hash(paper).hex(), by=by, tags=tags, near=near)
            out.append(msgspec.json.encode(line) + b"\n")
        return Tagged(data=b"".join(out), counts=counts)


class TagLines(msgspec.Struct, frozen=True):
    """Tags lines of papertriage JSON Lines; the data are the lines with tags."""

    taxonomy: Taxonomy

    def __call__(self, batch: Lines) -> Tagged:
        """Return a line for each paper."""
        tagger = tagger_of(self.taxonomy)
        counts, out = TopicCounts(), []
        problems = []
        for item in batch.papers():
            if isinstance(item, Problem):
                problems.append(item)
                continue
            item.tags, item.near_tags = tagger.judge(item)
            counts.count(item.tags)
            out.append(record_line(item))
        return Tagged(data=b"".join(out), counts=counts, problems=problems)


def tagged(papers: Iterable[Paper], taxonomy: Taxonomy, engine: Engine) -> Iterator[Tagged]:
    """Tag papers of a library in order; an engine with workers holds a few batches."""
    papers = iter(papers)
    lists = iter(lambda: list(islice(papers, BATCH)), [])
    return _done(TagPapers(taxonomy), map(Papers, lists), engine)


def tagged_lines(sources: Sequence[str], taxonomy: Taxonomy, engine: Engine) -> Iterator[Tagged]:
    """Tag papertriage JSON Lines in order, see `read_lines`.

    On the serial engine each line of a pipe is answered before the next one is read.

    Raises:
        MissingInputError: a file does not exist.
        NoRecordsError: a file is empty; standard input may be.
    """
    lines = read_lines(sources, BATCH, waited_for=isinstance(engine, Serial))
    return _done(TagLines(taxonomy), lines, engine)


_Batch = TypeVar("_Batch", Papers, Lines)


def _done(
    work: Callable[[_Batch], Tagged], batches: Iterator[_Batch], engine: Engine
) -> Iterator[Tagged]:
    """Do the work on all batches, in this process if there are few."""
    first: list[_Batch] = []
    if not isinstance(engine, Serial):
        first = list(_up_to(WORTH_IT, batches))
        if sum(map(len, first)) < WORTH_IT:
            engine = Serial()
    return (done for _, done in engine.map(work, chain(first, batches)))


def _up_to(count: int, batches: Iterator[_Batch]) -> Iterator[_Batch]:
    """Yield batches until they have `count` papers together."""
    while count > 0 and (batch := next(batches, None)) is not None:
        yield batch
        count -= len(batch)


_taggers: dict[str, Tagger] = {}


def tagger_of(taxonomy: Taxonomy) -> Tagger:
    """Return this process's tagger for a taxonomy; it is made once."""
    if taxonomy.fingerprint not in _taggers:
        _taggers.clear()
        _taggers[taxonomy.fingerprint] = Tagger(taxonomy)
    return _taggers[taxonomy.fingerprint]
