"""``papertriage tag``: topics, scores and evidence for papers of the library or of a pipe."""

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from papertriage.cli.app import command
from papertriage.cli.options import DryRun, Input, OutputFile, TopicsFile
from papertriage.cli.output import output
from papertriage.cli.pipe import papers_of
from papertriage.cli.run import OK, Run
from papertriage.cli.stdin import check_stdin
from papertriage.errors import UsageError

if TYPE_CHECKING:
    from papertriage.topics.taxonomy import Taxonomy


@command("tag")
def tag(
    run: Run,
    inputs: Input = None,
    topics: TopicsFile = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Tag all papers anew, not only new and changed ones.")
    ] = False,
    jobs: Annotated[
        int,
        typer.Option("--jobs", metavar="N", min=1, max=256, help="Processes for large jobs (1)."),
    ] = 1,
    dry_run: DryRun = False,
    out: OutputFile = None,
) -> int:
    """Tag papers with the topics of the taxonomy.

    Without INPUT what is new or changed in the library is tagged; with it the papers go on to
    standard output, tags added.

    Example: papertriage ingest dump.txt -o - | papertriage tag - | papertriage rank - -t faces
    """
    check_stdin(run, inputs or [])
    taxonomy = run.taxonomy(topics)
    if inputs:
        _tag_stream(run, inputs, taxonomy, out, dry_run=dry_run, jobs=jobs)
        return OK
    if out is not None:
        hint = "the library's own come out with: papertriage export --tags"
        raise UsageError("-o needs INPUT", hint=hint)
    from papertriage.flows.tag import fit_helps, tag_library

    tally = tag_library(run.library(), taxonomy, everything=everything, dry_run=dry_run, jobs=jobs)
    run.screen.say(f"{tally.papers} papers in {run.shown_library()}: {tally}")
    if dry_run:
        run.screen.say(f"{tally.tagged} of them would be tagged; dry run, nothing written")
    elif not tally.tagged:
        run.screen.detail("nothing was new or changed")
    for name in fit_helps(taxonomy, tally):
        run.screen.say(f"{name} has enough papers to learn from: papertriage topics fit {name}")
    return OK


def _tag_stream(
    run: Run,
    inputs: list[str],
    taxonomy: "Taxonomy",
    out: Path | None,
    *,
    dry_run: bool,
    jobs: int,
) -> None:
    """Tag papers as they come, and write each before the next is read."""
    from papertriage.flows.tag import Tally, tag_papers
    from papertriage.paper import encode

    tally = Tally.of(taxonomy)
    with nullcontext(_nowhere) if dry_run else output(out, each=True) as write:
        for paper in tag_papers(papers_of(run, inputs), taxonomy, tally, jobs=jobs):
            write(encode(paper) + b"\n")
    run.screen.say(f"{tally.papers} papers: {tally}")


def _nowhere(_line: bytes) -> None:
    """Take what a dry run would write."""
