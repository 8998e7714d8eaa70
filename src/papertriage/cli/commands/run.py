"""``papertriage run``: the morning in one command: ingest, tag, and list what is new."""

from papertriage.cli.app import command
from papertriage.cli.commands.ingest import ingest
from papertriage.cli.commands.rank import rank
from papertriage.cli.commands.tag import tag
from papertriage.cli.lists import fitting
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

    This is ingest, tag and rank --new --mark-seen in one process, for every morning. A source
    that fails does not stop the rest; the exit code is then the one of ingest. Off a terminal
    the list is Markdown, for a mail. With -q it prints nothing when nothing is new or wrong.

    Example, in a crontab: 30 7 * * *  cd ~/papers && papertriage -q run
    """
    if not run.settings.sources:
        raise UsageError(
            "no sources in a configuration",
            hint="papertriage init writes a papertriage.yaml; name them there, for example:\n"
            "sources: [arxiv:cs.CV, papers/*.ris]",
        )
    code = _ingest(run, backfill=backfill)
    if not run.library().exists():
        return code  # a first morning whose feeds are empty
    tag(run)
    for_screen_or_mail = "table" if fitting(out) == "table" else "md"
    chosen = form or run.settings.format or for_screen_or_mail
    rank(run, topic=topic, limit=limit, new=True, mark_seen=True, form=chosen, out=out)
    return code


def _ingest(run: Run, *, backfill: bool) -> int:
    """Ingest; where no source gave anything, say why and return the code of the failure."""
    try:
        return ingest(run, backfill=backfill) or 0
    except (MissingInputError, NetworkError, NoRecordsError) as failure:
        run.screen.error(failure.message, failure.hint)
        return failure.exit_code
