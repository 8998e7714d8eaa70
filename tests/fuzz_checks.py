"""What the fuzzer checks: whatever a source holds, reading and storing it keep their promises."""

import io
import re
import shutil
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

import msgspec
from msgspec import structs

from fuzz_mutations import PLANTED
from papertriage import dates, identity
from papertriage.config.subscription import Subscription
from papertriage.errors import PapertriageError, Problem
from papertriage.flows.ingest.ingest import Options, ingest
from papertriage.flows.ingest.read_page import How, Reading
from papertriage.library import Library
from papertriage.paper import Paper, Tag, decode, encode
from papertriage.readers.raw import Raw
from papertriage.text import identifiers
from papertriage.writers.look import Look
from papertriage.writers.registry import WRITERS
from papertriage.writers.show import show
from writers_help import ACTING, outcome, written

TODAY = date(2026, 11, 20)
SECONDS = 5
"""Processor time after which an input counts as one that hangs."""
_NAME = "fuzzed"
_SHA1 = re.compile(r"[0-9a-f]{16}")
_PLANTED = Paper(
    id=f"arxiv:{PLANTED}",
    title="A Planted Paper on Kilns That Nobody Else Has Written",
    abstract="It was put here so that something notices when another record poses as it. " * 3,
    ids={"arxiv": PLANTED},
)
_MOST_WRITTEN = 3
"""Papers of an input that are written out."""


class Find(Exception):  # noqa: N818 - it is what was looked for
    """A promise that was not kept."""


class HangError(BaseException):
    """An input takes too long; no handler of ordinary errors may catch it."""


@contextmanager
def limited(seconds: float = SECONDS) -> Iterator[None]:
    """Raise `HangError` in what takes longer, in processor time: the machine may be busy."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise HangError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def check_reading(rng: Random, data: bytes, form: str | None) -> None:
    """Read a source and check all results.

    Raises:
        Find: a promise was not kept.
    """
    with limited():
        papers = _read(data, form)
    for paper in papers:
        check_paper(paper)
    with limited():
        _check_outputs(rng, papers[:_MOST_WRITTEN])


def _read(data: bytes, form: str | None) -> list[Paper]:
    how = How(name=_NAME, base=_NAME, as_of=TODAY, form=form)
    reading = Reading(io.BytesIO(data), how)
    if not reading.forms:
        return []
    records = rejected = lost = 0

    def counted(items: Iterator[Raw | Problem]) -> Iterator[Raw | Problem]:
        nonlocal records, rejected
        for item in items:
            records += isinstance(item, Raw)
            rejected += isinstance(item, Problem) and item.rejected
            yield item

    original = reading.records
    reading.records = lambda: counted(original())  # type: ignore[method-assign]  # to count them
    papers = []
    try:
        for item in reading:
            if isinstance(item, Paper):
                papers.append(item)
                continue
            lost += item.rejected
            _check_text("a problem", f"{item.reason} {item.snippet}")
    except PapertriageError as error:
        _check_text("an error", error.message)
    if len(papers) + lost != records + rejected:
        raise Find(
            f"{records} records and {rejected} lost, but {len(papers)} papers, {lost} reported"
        )
    return papers


def check_paper(paper: Paper) -> None:
    """Check one paper: it is safe, reads back, and has no other identifiers.

    Raises:
        Find: it is not, does not, or bears others.
    """
    line = encode(paper)
    if decode(line) != paper:
        raise Find(f"reads back as another paper: {line.decode()[:300]}")
    for text in _texts(msgspec.json.decode(line)):
        _check_text("a paper", text)
    for kind, value in [*paper.ids.items(), paper.id.partition(":")[::2]]:
        _check_identifier(kind, value)
    # A record of papertriage's own keeps its key, and may name no source.
    is_as_read = [s.name for s in paper.sources if s.form != "jsonl"] == [_NAME]
    if is_as_read and paper.id != identity.key(paper):
        raise Find(f"its key is {paper.id}, and its identifiers are {paper.ids}")
    for address in (paper.url, paper.pdf_url, paper.code_url, paper.project_url):
        if address and not address.lower().startswith(("http://", "https://")):
            raise Find(f"an address that is not of the web: {address!r}")
    days = [paper.published, paper.updated, paper.announced, *(e.date for e in paper.events)]
    for day in days:
        if day is not None and not dates.is_partial(day):
            raise Find(f"not a date: {day!r}")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _check_text(what: str, text: str) -> None:
    if found := ACTING.search(text):
        raise Find(f"{what} holds {found[0]!r}: {text[max(0, found.start() - 40) :][:100]!r}")


def _check_identifier(kind: str, value: str) -> None:
    if value.endswith(PLANTED):
        raise Find(f"poses as the planted paper by {kind}:{value}")
    known = kind in identifiers.KINDS
    if (known and identifiers.parse(kind, value) != value) or identifiers.is_no_value(value):
        raise Find(f"not an identifier: {kind}:{value}")
    if kind == "sha1" and not _SHA1.fullmatch(value):
        raise Find(f"not a key made of text: {kind}:{value}")


def _check_outputs(rng: Random, papers: Sequence[Paper]) -> None:
    for paper in papers:
        _check_text("show", "".join(show(paper, Look())))
    form = rng.choice(sorted(WRITERS))
    tagged = [structs.replace(one, tags=[Tag(topic="faces", score=0.9, base=2)]) for one in papers]
    _check_text(form, written(form, outcome(tagged, "faces")).replace("\r\n", "\n"))


def check_storing(folder: Path, sources: Sequence[bytes]) -> None:
    """Store sources beside the planted paper, and look at what the library holds then.

    Args:
        folder: an empty one, to work in.
        sources: the sources; who is to blame is found by storing one alone.

    Raises:
        Find: a promise was not kept.
    """
    library = Library(folder / "library")
    _store(library, [_file(folder / "planted.jsonl", encode(_PLANTED))])
    before = _planted(library)
    files = [_file(folder / f"{number}.txt", data) for number, data in enumerate(sources)]
    kept = 1 + _store(library, files)
    for _ in range(2):  # with the index as it is, and with a new one
        if _planted(library) != before:
            raise Find(f"the planted paper was changed: {_planted(library)[:300]}")
        if defect := next(library.check().defects(), None):
            raise Find(f"the library is damaged: {defect}")
        with library.read() as view:
            # More than were added may be right: a record can break up the paper of others.
            if len(view) > kept:
                raise Find(f"{len(view)} papers of {kept} records")
            for paper in view.papers():
                if paper.id != _PLANTED.id:
                    check_paper(structs.replace(paper, sources=[]))
        shutil.rmtree(library.folder / ".cache", ignore_errors=True)


def _file(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _store(library: Library, files: Sequence[Path]) -> int:
    """Store files and return how many of their records are kept."""
    wanted = [Subscription(source=str(path)) for path in files]
    kept = 0
    with limited(SECONDS * len(files)):
        for outcome in ingest(wanted, library, Options(today=TODAY)):
            counts = outcome.counts
            reported = counts.added + counts.updated + counts.unchanged + counts.skipped
            if counts.seen != reported + counts.rejected:
                raise Find(f"counts that do not add up: {counts}")
            for text in (*outcome.notes, *outcome.warnings, outcome.reason):
                _check_text("a note", text)
            kept += counts.kept
    return kept


def _planted(library: Library) -> str:
    with library.read() as view:
        paper = view.get(_PLANTED.id)
        return "".join(show(paper, Look())) if paper else ""
