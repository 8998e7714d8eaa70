"""``papertriage rank``: ranked reading lists from tagged papers."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

import typer

from papertriage import clock
from papertriage.cli import options, rows
from papertriage.cli.app import command
from papertriage.cli.lists import by_tags, default_format, look, warn_of_untagged
from papertriage.cli.memory import (
    announcements,
    listed_again,
    note_listed,
    owned_papers,
    print_changes,
    verdicts,
)
from papertriage.cli.output import byte_order_mark, put
from papertriage.cli.pipe import papers_of
from papertriage.cli.run import EMPTY, OK, Run
from papertriage.cli.screen import to_terminal
from papertriage.cli.stdin import STDIN, check_stdin
from papertriage.errors import ConfigError, UsageError
from papertriage.text.clean import safe

if TYPE_CHECKING:
    from papertriage.config.config import Settings
    from papertriage.flows.lists.taxonomy_cache import TaxonomySummary
    from papertriage.ranking.select import Criteria
    from papertriage.report import Report
    from papertriage.writers.registry import Writer


@command("rank")
def rank(
    run: Run,
    inputs: options.Input = None,
    topic: options.OnTopics = None,
    like: options.Like = None,
    query: options.Query = None,
    limit: options.Limit = None,
    near: options.Near = None,
    min_score: options.MinScore = None,
    since: options.Since = None,
    until: options.Until = None,
    undated: options.Undated = False,
    category: Annotated[
        list[str] | None,
        typer.Option(
            "--category", metavar="CAT", help="Only papers in this category (repeatable)."
        ),
    ] = None,
    announce: Annotated[
        list[str] | None,
        typer.Option(
            "--announce",
            metavar="KIND",
            help="Only papers announced as new, cross or replace (--new: new,cross).",
        ),
    ] = None,
    new: Annotated[
        bool, typer.Option("--new", help="Only papers that were not listed before, and changes.")
    ] = False,
    mark_seen: Annotated[
        bool, typer.Option("--mark-seen", help="Record the papers as listed.")
    ] = False,
    listed: Annotated[
        str | None,
        typer.Option("--listed", metavar="DATE|last", help="Print the list of that day again."),
    ] = None,
    include: Annotated[
        list[str] | None,
        typer.Option(
            "--include",
            metavar="MARK",
            help="Also list papers marked later, read or skip (repeatable).",
        ),
    ] = None,
    starred: options.Starred = False,
    undecided: Annotated[
        bool, typer.Option("--undecided", help="Only papers that you have not decided on.")
    ] = False,
    sort: Annotated[
        Literal["score", "date"], typer.Option("--sort", help="Order by score or by date.")
    ] = "score",
    half_life: Annotated[
        float | None,
        typer.Option(
            "--half-life",
            metavar="DAYS",
            min=0.01,
            help="Rank older papers lower: a score counts half after DAYS.",
        ),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show how each score adds up.")
    ] = False,
    form: options.Format = None,
    bom: options.Bom = False,
    topics: options.TopicsFile = None,
    out: options.OutputFile = None,
    exit_status: Annotated[
        bool, typer.Option("--exit-status", "-e", help="Exit with 1 if nothing is listed.")
    ] = False,
) -> int:
    """Print the reading list of a topic, or of each topic.

    A terminal gets a table, a pipe gets tab-separated lines without a header: id, score, title,
    date, topic, why, url. Ranking never tags: run papertriage tag first.

    With --like or --query it needs no tags: it ranks all papers by the words that they share with
    papers of the library, a file of any form that ingest reads (or plain text), or your own words.
    The score is then the share of the best paper's BM25, and --min-score is off unless given.

    Example: papertriage rank --topic faces --since 2026-11 --limit 10
    """
    from papertriage.ranking.select import Criteria
    from papertriage.writers.registry import SHOW_NEAR, STREAMS, writer

    check_stdin(run, inputs or [])
    by_words = bool(like) or query is not None
    if near is not None and by_words:
        raise UsageError("--near is for topics; --like and --query list all that share a word")
    if topic and by_words:
        raise UsageError("--topic ranks by tags, --like and --query by words; choose one")
    memory = {
        "--new": new, "--mark-seen": mark_seen, "--starred": starred, "--undecided": undecided
    }  # fmt: skip
    if inputs and (option := next((name for name, given in memory.items() if given), None)):
        raise UsageError(f"{option} works only on the library, not on INPUT")
    if starred and undecided:
        raise UsageError("a paper is --starred or --undecided; choose one")
    settings = run.settings
    format_name = _format(form, settings, out)
    write = writer(format_name)
    mark = byte_order_mark(format_name, wanted=bom)
    printing = _Printing(format_name, write, mark, out, explain)
    if listed is not None:
        asked = {
            "INPUT": inputs, "--like": like, "--query": query, "--limit": limit,
            "--min-score": min_score, "--since": since, "--until": until, "--undated": undated,
            "--category": category, "--announce": announce, "--new": new,
            "--mark-seen": mark_seen, "--include": include, "--half-life": half_life,
            "--starred": starred, "--undecided": undecided, "--near": near,
        }  # fmt: skip
        report = listed_again(run, listed, topic or [], beside=asked)
        _print(run, report, printing)
        return EMPTY if exit_status and not _length(report) else OK
    summary = run.taxonomy_summary(topics)
    _check_inputs(inputs or [], summary)
    least = options.finite(min_score, "--min-score")
    owned = owned_papers(run, inputs)
    criteria = Criteria(
        topics=tuple(dict.fromkeys(topic or ())),
        taxonomy=summary.topics,
        min_score=(0.0 if by_words else settings.min_score) if least is None else least,
        since=options.day(since, "--since"),
        until=options.day(until, "--until", latest=True),
        undated=undated,
        categories=tuple(category or ()),
        limit=limit or settings.limit,
        sort=sort,
        half_life=options.finite(half_life, "--half-life"),
        announce=announcements(announce or []),
        new=new,
        include=verdicts(include or []),
        starred=starred,
        undecided=undecided,
        known=owned.keys if owned else frozenset(),
        near=options.near_papers(near, options.NEAR if format_name in SHOW_NEAR else 0),
        least_near=options.least_near(near),
    )
    with ExitStack() as held:
        if by_words:
            report = _similar(run, inputs, like or [], query, criteria)
        else:
            streams = format_name in STREAMS and not mark_seen
            report = by_tags(run, inputs, criteria, summary, held if streams else None)
        report.known_in = owned.names if owned else []
        _print(run, report, printing)
        if mark_seen:
            note_listed(run, report)
    return EMPTY if exit_status and not _length(report) else OK


def _check_inputs(inputs: list[str], summary: "TaxonomySummary") -> None:
    """Suggest ``-t`` where an INPUT is not a file but the name of a topic, or nearly so.

    Raises:
        UsageError: it is.
    """
    from papertriage.text.suggest import nearest

    for name in inputs:
        if name == STDIN or Path(name).exists():
            continue
        if meant := nearest(name, summary.topics):
            hint = f"for the topic, type: papertriage rank -t {meant}"
            raise UsageError(f'no file "{safe(name)}"', hint=hint)


class _Printing(NamedTuple):
    """How a report is printed; `mark` opens a table for spreadsheets."""

    format_name: str
    write: "Writer"
    mark: str
    out: Path | None
    explain: bool


def _print(run: Run, report: "Report", how: _Printing) -> None:
    """Print a report, with messages about papers that are on no list."""
    from msgspec import structs

    if how.explain and how.format_name == "tsv":
        run.screen.warn("--explain has no effect with tsv; -f table, md or jsonl shows the parts")
    multi = len(report.lists) > 1 or report.again is not None
    drawn = look(run, explain=how.explain, multi=multi)
    under_each = how.format_name == "table" and how.out is None and to_terminal()
    keys: list[str] = []
    for one in _one_by_one(report) if under_each else [report]:
        first = len(keys) + 1
        start = "\n" * (first > 1) + how.mark
        put(chain([start], how.write(one, structs.replace(drawn, first=first))), how.out)
        if under_each:
            keys += rows.shown(one)
        _print_hints(run, one, how.format_name, first if len(keys) >= first else None)
    rows.keep(run, keys)
    warn_of_untagged(run, report)
    print_changes(run, report, how.format_name)


def _length(report: "Report") -> int:
    return sum(one.counts.listed for one in report.lists) + len(report.changed)


def _format(form: str | None, settings: "Settings", out: Path | None) -> str:
    """Return the format: that of the option, of the configuration, or the default."""
    from papertriage.writers.registry import WRITERS

    if form is None and settings.format is not None and settings.format not in WRITERS:
        raise ConfigError(
            f'{settings.format_from}: no format "{settings.format}"',
            hint=f"formats: {', '.join(WRITERS)}",
        )
    return form or settings.format or default_format(out)


def _similar(
    run: Run, inputs: list[str] | None, like: list[str], query: str | None, criteria: "Criteria"
) -> "Report":
    from papertriage.flows.lists.similar import rank_similar, wanted

    library = run.library()
    target = wanted(library, like, query)
    papers = papers_of(run, inputs) if inputs else None
    return rank_similar(library, papers, target, criteria, clock.today())


def _one_by_one(report: "Report") -> "Iterator[Report]":
    """Yield a report for each list, so that a terminal shows each summary under its table."""
    from msgspec import structs

    for one in report.lists:
        yield structs.replace(report, lists=[one], changed=[])
    if report.changed:
        yield structs.replace(report, lists=[])


def _print_hints(run: Run, report: "Report", format_name: str, row: int | None) -> None:
    """Say what was listed and what was not; on a terminal also how to open the first row."""
    from papertriage.writers.summary import summary

    if not report.papers or report.untagged < report.papers:
        for line in summary(report, legend=format_name in ("table", "tsv", "md")):
            run.screen.say(f"{line} · {rows.hint(report, row)}" if row else line)
