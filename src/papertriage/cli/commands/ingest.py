"""``papertriage ingest``: read any dump or feed into the library, or into a file or pipe."""

import shlex
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from papertriage.cli import complete
from papertriage.cli.app import command
from papertriage.cli.options import Backfill, DryRun, OutputFile, Same, day
from papertriage.cli.output import output
from papertriage.cli.run import OK, PARTIAL, Run
from papertriage.cli.stdin import check_stdin
from papertriage.errors import ConfigError, NetworkError, NoRecordsError, UsageError
from papertriage.text.clean import counted

if TYPE_CHECKING:
    from papertriage.config.subscription import Subscription
    from papertriage.flows.ingest.ingest import Options
    from papertriage.flows.ingest.outcome import Outcome
    from papertriage.library import Library
    from papertriage.paper import Paper


@command("ingest")
def ingest(
    run: Run,
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SOURCE]...",
            help="Files (also compressed), folders, URLs, arxiv:..., or - for standard input"
            " (default: the sources of the configuration).",
        ),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="FORM",
            help="Read all sources as FORM (default: detected).",
            autocompletion=complete.forms,
        ),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="Reference day for dates without a year."),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="Skip older papers.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", min=1, help="Stop after N records.")
    ] = None,
    backfill: Backfill = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 3 if a record was rejected.")
    ] = False,
    same: Same = None,
    dry_run: DryRun = False,
    out: OutputFile = None,
) -> int:
    """Read papers from files, feeds and arXiv into the library.

    The form of each source is detected; papertriage formats lists the forms. With -o the papers are
    written to FILE (with -o -, to standard output) as JSON Lines, and the library does not change.

    Example: papertriage ingest morning.txt old.jsonl.gz arxiv:cs.CV

    From arXiv, with one request every 3 seconds: arxiv:cs.CV reads today's announcements,
    'arxiv:search?cat:cs.CV AND abs:face' searches, arxiv:2401.00001 and arxiv:@FILE fetch papers by
    id, arxiv:missing completes papers of the library that lack a title, an abstract or an id, and
    'arxiv:oai?set=cs:cs:CV&from=2026-11-01' harvests. After a failure, run the same command again
    to continue.

    Without SOURCE it reads those in papertriage.yaml, such as: sources: [arxiv:cs.CV, papers/*.ris]
    """
    from papertriage.flows.ingest.ingest import Options

    check_stdin(run, sources or [])
    wanted = _wanted(run, sources)
    _check_library(run, wanted, out, backfill=backfill)
    options = Options(
        form=_known_form(form),
        as_of=day(as_of, "--as-of", latest=True),
        since=day(since, "--since"),
        limit=limit,
        backfill=backfill,
    )
    if out is not None:
        return _through(run, wanted, options, out, same, strict=strict, dry_run=dry_run)
    if dry_run:
        return _dry_run(run, wanted, options, same, strict=strict)
    return _into_library(run, wanted, options, same, strict=strict)


def _wanted(run: Run, sources: list[str] | None) -> "list[Subscription]":
    """Return the given sources, else those of the configuration.

    Raises:
        UsageError: there are none.
        ConfigError: the form of one does not exist.
    """
    from papertriage.config.subscription import Subscription

    if sources:
        return [Subscription(source=source) for source in sources]
    for one in run.settings.sources:
        try:
            _known_form(one.form)
        except UsageError as error:
            raise ConfigError(f"{one.place}: {error.message}") from None
    if not run.settings.sources:
        raise UsageError(
            "no SOURCE given, and none configured",
            hint="name one (papertriage ingest FILE), or add sources to papertriage.yaml:\n"
            "sources: [arxiv:cs.CV, papers/*.ris]",
        )
    return run.settings.sources


def _check_library(
    run: Run, wanted: "list[Subscription]", out: Path | None, *, backfill: bool
) -> None:
    """Check that arxiv:missing and --backfill have a library to look into."""
    from papertriage.flows.ingest.missing import MISSING

    asks = [one.source for one in wanted if one.source == MISSING] + ["--backfill"] * backfill
    if asks and out is not None:
        raise UsageError(f"{asks[0]} needs the library, and cannot be combined with -o")
    if asks and asks[0] == MISSING:
        run.library().read().close()  # raises if there is no library


def _known_form(form: str | None) -> str | None:
    from papertriage.readers.registry import FORMS

    if form is not None and form not in FORMS:
        from papertriage.text.suggest import did_you_mean

        meant = did_you_mean(form, FORMS)
        raise UsageError(f'no form "{form}"{meant} (papertriage formats lists all forms)')
    return form


def _into_library(
    run: Run, wanted: "list[Subscription]", options: "Options", same: Same, *, strict: bool
) -> int:
    library = run.library(same)
    outcomes = _ingest(run, wanted, library, options, kept="are in the library")
    if library.exists():
        _report_library(run, library, outcomes)
    return _code(outcomes, strict=strict)


def _dry_run(
    run: Run, wanted: "list[Subscription]", options: "Options", same: Same, *, strict: bool
) -> int:
    """Count what an ingest would do, without writing to the library."""
    from papertriage.library.dry_run import DryRunLibrary

    with closing(DryRunLibrary(run.library(same))) as library:
        outcomes = _ingest(run, wanted, library, options, kept="would be in the library")
        run.screen.say(f"dry run: nothing written to {run.shown_library()}{_met(outcomes)}")
    return _code(outcomes, strict=strict)


def _through(
    run: Run,
    wanted: "list[Subscription]",
    options: "Options",
    out: Path,
    same: Same,
    *,
    strict: bool,
    dry_run: bool,
) -> int:
    """Ingest into a temporary library and write its papers to the output."""
    from papertriage.writers.jsonl import record_line

    with _throwaway(same) as library:
        outcomes = _ingest(run, wanted, library, options, kept="are written")
        if not dry_run:
            with output(out) as write:
                for paper in _papers(library):
                    write(record_line(paper))
    return _code(outcomes, strict=strict)


@contextmanager
def _throwaway(same: Same) -> "Iterator[Library]":
    from tempfile import TemporaryDirectory

    from papertriage.library import Library

    with TemporaryDirectory(prefix="papertriage-") as folder:
        yield Library(Path(folder) / "library", same=same)


def _papers(library: "Library") -> "Iterator[Paper]":
    if library.exists():
        with library.read() as view:
            yield from view.papers()


def _report_library(run: Run, library: "Library", outcomes: "list[Outcome]") -> None:
    with library.read() as view:
        papers = len(view)
    run.screen.say(f"{counted(papers, 'paper')} in {run.shown_library()}{_met(outcomes)}")


def _met(outcomes: "list[Outcome]") -> str:
    """Say how many records matched earlier ones, and how many similar pairs were not merged.

    A source that is only read again is not worth a message.
    """
    counts = [outcome.counts for outcome in outcomes]
    near, conflicts = (sum(getattr(one, name) for one in counts) for name in ("near", "conflicts"))
    matched = sum(one.updated + one.unchanged for one in counts if one.updated)
    parts = [
        "1 record matches an earlier one" if matched == 1 else "",
        f"{matched} records match earlier ones" if matched > 1 else "",
        counted(near, "near pair") if near else "",
        counted(conflicts, "conflict") if conflicts else "",
    ]
    met = ", ".join(filter(None, parts))
    return f" · {met} (papertriage duplicates)" if met else ""


def _ingest(
    run: Run, wanted: "list[Subscription]", library: "Library", options: "Options", *, kept: str
) -> "list[Outcome]":
    from papertriage.cli.ingest_table import print_counts
    from papertriage.flows.ingest.backfill import unfilled
    from papertriage.flows.ingest.ingest import ingest as flow

    outcomes = []
    with run.screen.progress("papers") as progress:
        detail = run.screen.detail
        for outcome in flow(wanted, library, options, on_message=detail, progress=progress):
            outcomes.append(outcome)
            if len(wanted) == 1 and outcome.failure is None and outcome.reason:
                run.screen.detail(f"{outcome.source}: read as {outcome.reason}")
    print_counts(run.screen, outcomes, kept=kept, fetch="" if options.backfill else _fetch(wanted))
    if options.backfill:
        filled = {outcome.belongs_to for outcome in outcomes if outcome.filled}
        for line in unfilled(wanted, filled):
            run.screen.say(line)
    _report_failures(run, outcomes)
    return outcomes


def _fetch(wanted: "list[Subscription]") -> str:
    """Return the command that fetches missed announcements."""
    named = "" if wanted[0].is_subscribed else " " + shlex.join(one.source for one in wanted)
    return f"to fetch it: papertriage ingest --backfill{named}"


def _report_failures(run: Run, outcomes: "list[Outcome]") -> None:
    """Report why sources failed; raise the last error if nothing was read at all."""
    from papertriage.cli.ingest_table import without_papers

    passed_over = [outcome.source for outcome in outcomes if outcome.passed_over]
    if passed_over:
        line = without_papers(passed_over)
        if not any(outcome.read_as for outcome in outcomes):
            raise NoRecordsError(f"{line}; nothing stored")
        run.screen.warn(line)
        outcomes = [outcome for outcome in outcomes if not outcome.passed_over]
    failures = [outcome.failure for outcome in outcomes if outcome.failure]
    if any(outcome.counts.kept for outcome in outcomes) or len(failures) < len(outcomes):
        report = run.screen.error if len(outcomes) == 1 else run.screen.warn
        for failure in failures:
            report(failure.message)
    elif failures:
        *others, last = sorted(failures, key=lambda failure: failure.exit_code)
        for failure in others:
            run.screen.error(failure.message, failure.hint)
        raise last


def _code(outcomes: "list[Outcome]", *, strict: bool) -> int:
    """Return the exit code: 3 if some sources failed or were cut, the network's if all failed."""
    failures = [one.failure for one in outcomes if one.failure and not one.passed_over]
    network = [failure for failure in failures if isinstance(failure, NetworkError)]
    if network and len(network) == len(outcomes):
        return max(failure.exit_code for failure in network)
    is_cut = any(outcome.is_cut for outcome in outcomes)
    rejected = any(outcome.counts.rejected for outcome in outcomes)
    return PARTIAL if failures or is_cut or (strict and rejected) else OK
