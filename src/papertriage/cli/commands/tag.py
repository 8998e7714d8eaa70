"""``papertriage tag``: add topics, scores and evidence to papers."""

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from papertriage.cli.app import command
from papertriage.cli.options import DryRun, Input, TopicsFile
from papertriage.cli.output import output
from papertriage.cli.pipe import Rejections
from papertriage.cli.run import OK, Run
from papertriage.cli.stdin import check_stdin
from papertriage.errors import UsageError
from papertriage.text.clean import counted

if TYPE_CHECKING:
    from papertriage.flows.tag.engines import Engine
    from papertriage.flows.tag.topic_counts import TopicCounts
    from papertriage.topics.taxonomy import Taxonomy

_MOST_JOBS = 256


@command("tag")
def tag(
    run: Run,
    inputs: Input = None,
    topics: TopicsFile = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Tag all papers again, not only new and changed ones.")
    ] = False,
    jobs: Annotated[
        int,
        typer.Option("--jobs", metavar="N", min=1, max=_MOST_JOBS, help="Number of processes."),
    ] = 1,
    engine: Annotated[
        Literal["serial", "processes", "dask"] | None,
        typer.Option("--engine", help="Use this process, several processes, or Dask."),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", metavar="ADDRESS", help="Address of a running Dask scheduler."),
    ] = None,
    scheduler_file: Annotated[
        str | None,
        typer.Option(
            "--scheduler-file", metavar="FILE", help="File with the address of a Dask scheduler."
        ),
    ] = None,
    shard: Annotated[
        str | None,
        typer.Option(
            "--shard",
            metavar="I/N",
            help="Tag only every Nth file, starting at file I, counted from 0.",
        ),
    ] = None,
    dry_run: DryRun = False,
    out: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write to FILE, or into FOLDER/.",
        ),
    ] = None,
) -> int:
    """Tag papers with the topics of the taxonomy.

    Without INPUT it tags the new and changed papers of the library. With INPUT it writes the tagged
    papers to standard output. With -o FOLDER/ each INPUT, of any form that ingest reads, gets its
    own file in FOLDER; quote a pattern to pass many files. Files that are done are skipped, so you
    can run the same command again after an interruption.

    Example: papertriage ingest dump.txt -o - | papertriage tag - | papertriage rank - -t faces

    Many files: papertriage tag 'parts/*.jsonl.gz' -o out/ --jobs 8
    """
    check_stdin(run, inputs or [])
    chosen = _engine(engine, jobs, scheduler, scheduler_file)
    path = None if out is None else Path(out)
    if out and path and inputs and (out.endswith("/") or path.is_dir()):
        from papertriage.cli.tag_parts import named_parts, tag_files

        parts = named_parts(inputs, path, shard)
        return tag_files(run, parts, run.taxonomy(topics), chosen, dry_run=dry_run)
    if shard is not None:
        raise UsageError("--shard needs INPUT and -o FOLDER/")
    if inputs:
        _tag_stream(run, inputs, run.taxonomy(topics), path, chosen, dry_run=dry_run)
        return OK
    if out is not None:
        hint = "to write the papers of the library: papertriage export --tags"
        raise UsageError("-o needs INPUT", hint=hint)
    counts = tag_library(run, topics, chosen, everything=everything, dry_run=dry_run)
    run.screen.say(f"{counted(counts.papers, 'paper')} in {run.shown_library()}: {counts}")
    if dry_run:
        run.screen.say(f"{counts.tagged} of them would be tagged; dry run, nothing written")
    elif not counts.tagged:
        run.screen.detail("no new or changed papers")
    return OK


def _engine(
    name: Literal["serial", "processes", "dask"] | None,
    jobs: int,
    scheduler: str | None,
    scheduler_file: str | None,
) -> "Engine":
    from papertriage.flows.tag.engines import engine_of

    if scheduler and scheduler_file:
        raise UsageError("--scheduler and --scheduler-file cannot be combined")
    if (scheduler or scheduler_file) and name not in (None, "dask"):
        raise UsageError(f"--scheduler works only with --engine dask, not with {name}")
    wanted = "dask" if scheduler or scheduler_file else name
    return engine_of(wanted, jobs, scheduler=scheduler, scheduler_file=scheduler_file)


def tag_library(
    run: Run,
    topics: Path | None = None,
    engine: "Engine | None" = None,
    *,
    everything: bool = False,
    dry_run: bool = False,
) -> "TopicCounts":
    """Tag the papers of the library, and return how many are on each topic."""
    from papertriage.flows.lists.taxonomy_cache import keep_summary
    from papertriage.flows.tag.tag import tag_library as flow

    library, taxonomy = run.library(), run.taxonomy(topics)
    with run.screen.progress("papers tagged") as progress:
        counts = flow(
            library,
            taxonomy,
            everything=everything,
            dry_run=dry_run,
            engine=engine,
            progress=progress,
        )
    if not dry_run:
        keep_summary(library, topics or run.settings.topics, taxonomy)
    return counts


def _tag_stream(
    run: Run,
    inputs: list[str],
    taxonomy: "Taxonomy",
    out: Path | None,
    engine: "Engine",
    *,
    dry_run: bool,
) -> None:
    """Tag papers as they come; a single process writes each before it reads the next."""
    from papertriage.flows.tag.batches import tagged_lines
    from papertriage.flows.tag.topic_counts import TopicCounts

    counts, rejections = TopicCounts.of(taxonomy), Rejections(run, inputs)
    writing = nullcontext(_discard) if dry_run else output(out, each=True)
    with run.screen.progress("papers tagged") as progress, writing as write:
        for done in tagged_lines(inputs, taxonomy, engine):
            for problem in done.problems:
                rejections.add(problem)
            if done.data:
                write(done.data)
            counts.add(done.counts)
            progress(done.counts.papers)
        rejections.close(counts.papers)
    run.screen.say(f"{counted(counts.papers, 'paper')}: {counts}")


def _discard(_line: bytes) -> None:
    """Discard what a dry run would write."""
