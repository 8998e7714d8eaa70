"""``papertriage status``: what the library contains, and when its sources were read."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from papertriage import clock
from papertriage.cli.app import command
from papertriage.cli.columns import columns, labelled, send
from papertriage.cli.run import EMPTY, OK, Run
from papertriage.errors import UsageError
from papertriage.text.clean import counted, safe
from papertriage.writers.cells import hanging

if TYPE_CHECKING:
    from papertriage.flows.upkeep.provenance import Provenance
    from papertriage.flows.upkeep.source_status import SourceStatus
    from papertriage.flows.upkeep.upkeep import Status

Format = Literal["table", "tsv", "json"]

_AGE = re.compile(r"(\d{1,4})([hdw])")
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}
_COLUMNS = ("last read", "", "seen", "added", "source")
_SHARES = ("source", "read", "papers", "unique", "shared")


@command("status")
def status(
    run: Run,
    max_age: Annotated[
        str | None,
        typer.Option(
            "--max-age",
            metavar="AGE",
            help="Exit with 1 if a configured source was not read in the last AGE: 12h, 3d, 2w.",
        ),
    ] = None,
    sources: Annotated[
        bool, typer.Option("--sources", help="Count papers per source, for a PRISMA flow diagram.")
    ] = False,
    form: Annotated[
        Format, typer.Option("--format", "-f", help="table, tsv (of sources) or json.")
    ] = "table",
) -> int:
    """Show what the library contains and when sources were read.

    For monitoring: papertriage -q status --max-age 3d prints nothing and exits with 0 if each
    configured source was read in the last three days; otherwise it names those that were not.
    """
    from papertriage.flows.upkeep.source_status import source_statuses
    from papertriage.flows.upkeep.upkeep import library_status, runs_of

    most = _age(max_age)
    library = run.library()
    if sources:
        from papertriage.flows.upkeep.provenance import provenance

        send(run.screen, _shares(run, provenance(library), form))
    elif most is None or form != "table" or not run.flags.quiet:
        found = library_status(library, run.taxonomy())
        statuses = source_statuses(found.runs, run.settings.sources)
        send(run.screen, _report(run, found, statuses, form))
    if most is None:
        return OK
    return _warn_old(run, source_statuses(runs_of(library), run.settings.sources), most)


def _age(text: str | None) -> timedelta | None:
    """Parse an age.

    Raises:
        UsageError: it is not an age.
    """
    if text is None:
        return None
    found = _AGE.fullmatch(text)
    if found is None:
        raise UsageError(
            f'--max-age "{text}": not an age', hint="write hours, days or weeks: 12h, 3d, 2w"
        )
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _warn_old(run: Run, statuses: "list[SourceStatus]", most: timedelta) -> int:
    """Warn about the sources whose last successful read is too old."""
    from papertriage.flows.upkeep.source_status import ago, too_old

    late = too_old(statuses, most, clock.now())
    for name, age in late:
        since = f"last read {ago(age)} ago" if age is not None else "never read successfully"
        run.screen.warn(f"{name}: {since}")
    return EMPTY if late else OK


def _report(
    run: Run, found: "Status", statuses: "list[SourceStatus]", form: Format
) -> Iterator[str]:
    """Yield the lines about the library and its sources."""
    if form == "json":
        about = {
            "library": str(run.settings.library),
            "papers": found.papers,
            "tagged": found.tagged,
            "waiting": found.waiting,
            "topics": found.topics,
            "decisions": found.decisions,
            "unreadable": found.unreadable,
            "sources": statuses,
        }
        from papertriage.text.json_out import indented

        yield indented(about)
    elif form == "tsv":
        for each in statuses:
            problem = safe(each.failed or "")
            counts = f"{each.seen}\t{each.added}"
            missed = " ".join(map(str, each.missed))
            yield f"{safe(each.source)}\t{each.read or ''}\t{counts}\t{missed}\t{problem}"
    else:
        yield from _facts(run, found)
        yield from _sources(statuses, run.screen.room)


def _facts(run: Run, found: "Status") -> Iterator[str]:
    """Yield what the library holds, each kind with its label."""
    waiting = f", {found.waiting} waiting" if found.waiting else ""
    facts = [
        ("library", run.shown_library()),
        ("papers", str(found.papers)),
        ("tagged", f"{found.tagged}{waiting}"),
        ("topics", ", ".join(f"{name} {count}" for name, count in found.topics.items())),
    ]
    for by, kinds in found.decisions.items():
        counts = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
        facts.append(("decisions", f"{safe(by) or 'without a user'}: {counts}"))
    if found.unreadable:
        facts.append(("unreadable", counted(found.unreadable, "line")))
    for label, text in facts:
        yield from labelled(f"{label:<12}", text, run.screen.room)


def _sources(statuses: "list[SourceStatus]", room: int) -> Iterator[str]:
    """Yield the sources as a table, then what is wrong with any of them."""
    from papertriage.sources.announcements import span

    if not statuses:
        return
    yield ""
    yield from columns(_COLUMNS, map(_row, statuses), right={1, 2, 3}, room=room)
    for each in statuses:
        name = safe(each.source)
        if each.failed and each.failed_at:
            when = each.failed_at[:16].replace("T", " ")
            yield from hanging(f"{name} failed {when}: {safe(each.failed)}", room)
        if each.missed:
            days = f"{name} missed {span(each.missed)}"
            yield from hanging(f"{days} (papertriage ingest --backfill)", room)


def _row(each: "SourceStatus") -> tuple[str, ...]:
    """Return when a source was last read successfully, how long ago, and its counts."""
    from papertriage.flows.upkeep.source_status import ago

    age = each.age(clock.now())
    form = f" ({safe(each.form)})" if each.form else ""
    name = safe(each.source) + form
    if not each.read or age is None:
        return "never", "", "", "", name
    day = each.read[:16].replace("T", " ")
    return day, f"{ago(age)} ago", str(each.seen), str(each.added), name


def _shares(run: Run, found: "Provenance", form: Format) -> Iterator[str]:
    """Yield the counts of each source, and the numbers of a PRISMA diagram."""
    if form == "json":
        from papertriage.text.json_out import indented

        yield indented(found)
        return
    rows = [
        (safe(each.source), *(str(getattr(each, name)) for name in _SHARES[1:]))
        for each in found.sources
    ]
    if form == "tsv":
        yield from ("\t".join(row) for row in rows)
        return
    yield from columns(_SHARES, rows, right={1, 2, 3, 4}, room=run.screen.room)
    yield f"identified {found.identified} in {counted(len(rows), 'source')}"
    yield f"duplicates removed {found.duplicates}"
    yield f"remaining {found.remaining}"
    if found.forgotten:
        yield f"forgotten papers, not counted above: {found.forgotten}"
