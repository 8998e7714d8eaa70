"""``papertriage run``: ingest, tag, and list what is new, in one command."""

from papertriage.cli.app import command
from papertriage.cli.commands.ingest import ingest
from papertriage.cli.commands.rank import rank
from papertriage.cli.commands.tag import tag_library
from papertriage.cli.lists import default_format
from papertriage.cli.options import Backfill, Format, Limit, OnTopics, OutputFile
from papertriage.cli.run import Run
from papertriage.errors import MissingInputError, NetworkError, NoRecordsError, UsageError


@command("run")
def run_all(
    run: Run,
    topic: OnTopics = None,
    limit: Limit = None,
    backfill: Backfill = False,
    form: Format = None,
    out: OutputFile = None,
) -> int:
    """Read the configured sources, tag, and list what is new.

    It runs ingest, tag and rank --new --mark-seen. If a source fails, the others are still read,
    and the exit code is that of ingest. In a pipe or a file the list is Markdown, for a mail. With
    -q it prints nothing if nothing is new or wrong.

    Example for a crontab: 30 7 * * *  cd ~/papers && ~/.local/bin/papertriage -q run
    """
    if not run.settings.sources:
        raise UsageError(
            "no sources configured",
            hint="add them to papertriage.yaml, which papertriage init creates:\n"
            "sources: [arxiv:cs.CV, papers/*.ris]",
        )
    code = _ingest(run, backfill=backfill)
    if not run.library().exists():
        return code  # the first run found no papers
    tag_library(run)
    for_screen_or_mail = "table" if default_format(out) == "table" else "md"
    chosen = form or run.settings.format or for_screen_or_mail
    rank(run, topic=topic, limit=limit, new=True, mark_seen=True, form=chosen, out=out)
    return code


def _ingest(run: Run, *, backfill: bool) -> int:
    """Ingest; if no source could be read, report why and return the exit code."""
    try:
        return ingest(run, backfill=backfill) or 0
    except (MissingInputError, NetworkError, NoRecordsError) as failure:
        run.screen.error(failure.message, failure.hint)
        return failure.exit_code
