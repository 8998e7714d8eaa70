"""Tags a library's papers with the topics of a taxonomy, with scores and evidence.

A score depends only on the paper and the taxonomy, so a pipe and a library give the same tags.
"""

from collections.abc import Iterator
from itertools import islice
from tempfile import SpooledTemporaryFile

import msgspec

from papertriage.flows.progress import Progress, no_progress
from papertriage.flows.tag.batches import tagged
from papertriage.flows.tag.engines import Engine
from papertriage.flows.tag.engines.serial import Serial
from papertriage.flows.tag.topic_counts import TopicCounts
from papertriage.library import Library, TagLine
from papertriage.report import ON_TOPIC
from papertriage.topics.taxonomy import Taxonomy

BATCH = 5_000
"""How many papers' tags are stored at once."""


def tag_library(
    library: Library,
    taxonomy: Taxonomy,
    *,
    everything: bool = False,
    dry_run: bool = False,
    engine: Engine | None = None,
    progress: Progress = no_progress,
) -> TopicCounts:
    """Tag the new and changed papers of a library; all of them if the taxonomy has changed.

    Papers whose tags are up to date are not read: the index counts them. The library is locked only
    while tags are stored; until then they wait in a temporary file.

    Args:
        library: the library.
        taxonomy: the topics.
        everything: tag all papers again.
        dry_run: store nothing.
        engine: what does the work; this process by default.
        progress: called with the number of papers that were tagged.

    Raises:
        MissingInputError: there is no library.
        CannotWriteError: the tags cannot be stored.
    """
    counts = TopicCounts.of(taxonomy)
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as waiting:
        with library.read() as view:
            stored = view.tag_counts(ON_TOPIC, taxonomy.fingerprint)
            retag_all = everything or stored.others > 0
            if not retag_all:
                held, none = stored.tagged, stored.no_topic
                counts.add(TopicCounts(papers=held, topics=stored.on_topic, without=none))
            papers = view.papers() if retag_all else view.untagged()
            count = len(view) if retag_all else stored.untagged
            for done in tagged(papers, taxonomy, engine or Serial()):
                counts.add(done.counts)
                progress(done.counts.papers, count)
                if not dry_run:
                    waiting.write(done.data)
        waiting.seek(0)
        if counts.tagged and not dry_run:
            _store(library, map(_decoder.decode, waiting), retag_all=retag_all)
    return counts


_IN_MEMORY = 64 * 2**20
"""Bytes of tags that are held in memory; more are held on disk."""
_decoder = msgspec.json.Decoder(TagLine)


def _store(library: Library, lines: Iterator[TagLine], *, retag_all: bool) -> None:
    if retag_all:
        with library.write() as writer:
            writer.rewrite_tags(lines)
        return
    with library.session():
        while batch := list(islice(lines, BATCH)):
            with library.write(in_session=True) as writer:
                writer.put_tags(batch)
