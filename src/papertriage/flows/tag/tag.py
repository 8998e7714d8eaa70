"""Tag: papers get the topics of a taxonomy, with scores and evidence.

A score hangs on the paper and the taxonomy alone, so a pipe and a library give the same tags.
"""

from collections.abc import Iterator
from itertools import islice
from tempfile import SpooledTemporaryFile

import msgspec

from papertriage.flows.progress import Progress, no_progress
from papertriage.flows.tag.batches import tagged
from papertriage.flows.tag.engines import Engine
from papertriage.flows.tag.engines.serial import Serial
from papertriage.flows.tag.topic_counts import Tally
from papertriage.library import Library, TagLine
from papertriage.report import ON_TOPIC
from papertriage.topics.taxonomy import Taxonomy

BATCH = 5_000
"""Papers whose tags are stored at once."""


def tag_library(
    library: Library,
    taxonomy: Taxonomy,
    *,
    everything: bool = False,
    dry_run: bool = False,
    engine: Engine | None = None,
    progress: Progress = no_progress,
) -> Tally:
    """Tag what is new or changed in a library, or all of it; a new taxonomy retags all.

    Papers whose tags hold are not read: how many are on a topic is known without them.
    The library is read first and locked only to store: meanwhile the tags wait in a file.

    Raises:
        MissingInputError: there is no library.
        CannotWriteError: the tags cannot be stored.
    """
    tally = Tally.of(taxonomy)
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as waiting:
        with library.read() as view:
            counts = view.tag_counts(ON_TOPIC, taxonomy.fingerprint)
            anew = everything or counts.others > 0
            if not anew:
                held, none = counts.tagged, counts.no_topic
                tally.add(Tally(papers=held, topics=counts.on_topic, without=none))
            papers = view.papers() if anew else view.untagged()
            count = len(view) if anew else counts.untagged
            for done in tagged(papers, taxonomy, engine or Serial()):
                tally.add(done.tally)
                progress(done.tally.papers, count)
                if not dry_run:
                    waiting.write(done.data)
        waiting.seek(0)
        if tally.tagged and not dry_run:
            _store(library, map(_decoder.decode, waiting), anew=anew)
    return tally


_IN_MEMORY = 64 * 2**20
"""Bytes of tags that wait in memory; more wait on disk."""
_decoder = msgspec.json.Decoder(TagLine)


def _store(library: Library, lines: Iterator[TagLine], *, anew: bool) -> None:
    if anew:
        with library.write() as writer:
            writer.rewrite_tags(lines)
        return
    with library.session():
        while batch := list(islice(lines, BATCH)):
            with library.write(in_session=True) as writer:
                writer.put_tags(batch)
