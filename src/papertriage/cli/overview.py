"""What ``papertriage`` prints without a command: what is new, and what to type next."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from papertriage import clock
from papertriage.cli.columns import columns, labelled, send
from papertriage.cli.run import OK, Run
from papertriage.text.clean import counted, safe
from papertriage.writers.cells import hanging, wrap

if TYPE_CHECKING:
    from papertriage.flows.upkeep.overview import Overview
    from papertriage.flows.upkeep.source_status import SourceStatus

_A_MORNING = timedelta(hours=20)
"""The age from which a source is due to be read again."""
_ABOUT = (
    "papertriage turns any dump or feed of papers into a short, ranked, explained reading list."
)
_TO_BEGIN = (
    ("papertriage ingest FILE...", "pasted pages, feeds, mails, exports: the form is detected"),
    ("papertriage tag", "add topics, scores and evidence"),
    ("papertriage rank", "print the reading lists"),
)
_TO_READ_DAILY = (
    ("papertriage init", "writes papertriage.yaml and topics.yaml"),
    ("papertriage run", "reads the sources, tags, and lists what is new"),
)
_COMMAND = max(len(command) for command, _ in (*_TO_BEGIN, *_TO_READ_DAILY))


def print_overview(run: Run) -> int:
    """Print what is new in the library; without a library, how to start."""
    library = run.library()
    if not library.exists():
        send(run.screen, _run(run) if run.settings.sources else _begin(run))
        return OK
    from papertriage.cli.memory import owned_papers
    from papertriage.flows.upkeep.overview import overview
    from papertriage.ranking.select import Criteria

    summary = run.taxonomy_summary()
    owned = owned_papers(run, None)
    criteria = Criteria(
        topics=(),
        taxonomy=summary.topics,
        min_score=run.settings.min_score,
        limit=1,
        new=True,
        known=owned.keys if owned else frozenset(),
    )
    today = clock.today()
    found = overview(library, criteria, summary.fingerprint, today, run.settings.sources)
    send(run.screen, _lines(run, found))
    return OK


def _run(run: Run) -> Iterator[str]:
    """Yield how to start in a folder whose sources are configured."""
    text = (
        f"There is no library at {run.shown_library()} yet. To read the sources of your"
        " configuration, tag the papers and list them, run: papertriage run"
    )
    return wrap(text, run.screen.room)


def _begin(run: Run) -> Iterator[str]:
    """Yield what papertriage is for, and how to start."""
    room = run.screen.room
    yield from wrap(_ABOUT, room)
    missing = f"There is no library at {run.shown_library()} yet."
    for text, commands in (
        (f"{missing} To create one from your files:", _TO_BEGIN),
        ("To read new papers every morning:", _TO_READ_DAILY),
    ):
        yield ""
        yield from wrap(text, room)
        yield ""
        for command, what in commands:
            yield from labelled(f"  {command:<{_COMMAND}}  # ", what, room)
    yield ""
    yield "papertriage --help lists all commands."


def _lines(run: Run, found: "Overview") -> Iterator[str]:
    new = sum(found.new.values())
    since = f"since your list of {found.last_list}" if found.last_list else "(no list recorded yet)"
    room = run.screen.room
    papers = f"{run.shown_library()}: {counted(found.papers, 'paper')}"
    yield from hanging(f"{papers}, {new} new on topic {since}", room)
    if found.changed:
        yield f"{counted(found.changed, 'listed paper')} changed since then"
    if found.untagged:
        yield f"{counted(found.untagged, 'paper')} not tagged yet"
    if found.new:
        yield ""
        rows = [(str(count), safe(topic)) for topic, count in found.new.items()]
        yield from columns(("new", "topic"), rows, right={0}, room=room)
    if found.sources:
        yield ""
        rows = [(safe(each.source), _last_read(each)) for each in found.sources]
        yield from columns(("source", "last read"), rows, room=room)
    yield ""
    yield from hanging(_next(found), room)


def _last_read(each: "SourceStatus") -> str:
    from papertriage.flows.upkeep.source_status import ago

    age = each.age(clock.now())
    read = f"{ago(age)} ago: {each.seen} seen, {each.added} added" if age is not None else "never"
    return f"{read} · failed: {safe(each.failed)}" if each.failed else read


def _next(found: "Overview") -> str:
    """Say what to type next."""
    if any(_is_due(each) for each in found.sources):
        return "next: papertriage run"
    if not found.papers:
        return "next: papertriage ingest FILE..."
    if found.untagged:
        return "next: papertriage tag"
    if found.new or found.changed:
        return "next: papertriage rank --new --mark-seen, or papertriage review to decide on each"
    return "nothing new; papertriage rank lists all papers on topic"


def _is_due(each: "SourceStatus") -> bool:
    age = each.age(clock.now())
    return each.is_subscribed and (age is None or age > _A_MORNING)
