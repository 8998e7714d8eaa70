"""Tag: papers get the topics of a taxonomy, with scores and evidence.

A score hangs on the paper and the taxonomy alone, so a pipe and a library give the same tags.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING

import msgspec

from papertriage.flows.engines import Engine
from papertriage.flows.engines.serial import Serial
from papertriage.flows.shares import tagged
from papertriage.flows.tally import Tally
from papertriage.library import Library, TagLine, text_hash
from papertriage.paper import Paper
from papertriage.topics.taxonomy import Taxonomy

if TYPE_CHECKING:
    from papertriage.library.view import View

BATCH = 5_000
"""Papers whose tags are stored at once."""

ENOUGH_TO_LEARN = 20
"""Papers on a topic from which a fit can be expected to help."""


def tag_papers(papers: Iterable[Paper], taxonomy: Taxonomy, tally: Tally) -> Iterator[Paper]:
    """Tag papers as they come; earlier tags are replaced."""
    for paper, tags in tagged(papers, taxonomy, Serial()):
        paper.tags = tags
        tally.count(tags)
        yield paper


def tag_library(
    library: Library,
    taxonomy: Taxonomy,
    *,
    everything: bool = False,
    dry_run: bool = False,
    engine: Engine | None = None,
) -> Tally:
    """Tag what is new or changed in a library, or all of it; a new taxonomy retags all.

    The library is read first and locked only to store: meanwhile the tags wait in a file.

    Raises:
        MissingInputError: there is no library.
        CannotWriteError: the tags cannot be stored.
    """
    tally = Tally.of(taxonomy)
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as waiting:
        with library.read() as view:
            anew = everything or _has_others(view, taxonomy)
            for line in _lines(view, taxonomy, tally, engine or Serial(), anew=anew):
                if not dry_run:
                    waiting.write(msgspec.json.encode(line) + b"\n")
        waiting.seek(0)
        if tally.tagged and not dry_run:
            _store(library, map(_decoder.decode, waiting), anew=anew)
    return tally


def fit_helps(taxonomy: Taxonomy, tally: Tally) -> list[str]:
    """Return the user's topics that have no learnt weights and papers enough to learn some."""
    return [
        topic.name
        for topic in taxonomy.topics.values()
        if topic.profile is None and topic.line and tally.topics[topic.name] >= ENOUGH_TO_LEARN
    ]


_IN_MEMORY = 64 * 2**20
"""Bytes of tags that wait in memory; more wait on disk."""
_decoder = msgspec.json.Decoder(TagLine)


def _store(library: Library, lines: Iterator[TagLine], *, anew: bool) -> None:
    if anew:
        with library.write() as writer:
            writer.rewrite_tags(lines)
        return
    while batch := list(islice(lines, BATCH)):
        with library.write() as writer:
            writer.put_tags(batch)
            writer.commit()


def _has_others(view: "View", taxonomy: Taxonomy) -> bool:
    """Tell whether any stored tags were made by another taxonomy."""
    return any(line and line.by != taxonomy.fingerprint for _paper, line in view.tagged())


def _lines(
    view: "View", taxonomy: Taxonomy, tally: Tally, engine: Engine, *, anew: bool
) -> Iterator[TagLine]:
    """Yield new tags for the papers that need them; with `anew` for all."""
    for paper, tags in tagged(_to_tag(view, taxonomy, tally, anew=anew), taxonomy, engine):
        tally.count(tags)
        yield TagLine(id=paper.id, of=text_hash(paper), by=taxonomy.fingerprint, tags=tags)


def _to_tag(view: "View", taxonomy: Taxonomy, tally: Tally, *, anew: bool) -> Iterator[Paper]:
    """Yield the papers whose tags do not hold; count the others by the tags that they have."""
    for paper, line in view.tagged():
        if not anew and line and line.fits(paper, taxonomy.fingerprint):
            tally.count(line.tags, new=False)
        else:
            yield paper
