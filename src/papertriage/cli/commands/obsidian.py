"""``papertriage obsidian``: keep a folder of notes up to date with the reading lists."""

from pathlib import Path
from typing import Annotated

import typer

from papertriage.cli.app import command
from papertriage.cli.lists import by_tags, warn_of_untagged
from papertriage.cli.options import Input, Limit, MinScore, OnTopics, Since, TopicsFile, day, finite
from papertriage.cli.run import Run
from papertriage.cli.stdin import check_stdin
from papertriage.text.clean import counted, safe


@command("obsidian")
def obsidian(
    run: Run,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder for the notes.")],
    inputs: Input = None,
    topic: OnTopics = None,
    limit: Limit = None,
    min_score: MinScore = None,
    since: Since = None,
    topics: TopicsFile = None,
) -> None:
    """Write an Obsidian note for each paper on topic.

    In an existing note only the text above its marker line is updated; what you write below it is
    never changed. You can rename notes and move them into subfolders, as they are found by the id
    in them. Notes of papers that are no longer listed are kept.

    Example: papertriage obsidian ~/vault/papers --topic faces --min-score .8
    """
    from papertriage.flows.lists.obsidian import write_notes
    from papertriage.ranking.select import Criteria

    check_stdin(run, inputs or [])
    settings = run.settings
    summary = run.taxonomy_summary(topics)
    least = finite(min_score, "--min-score")
    criteria = Criteria(
        topics=tuple(dict.fromkeys(topic or ())),
        taxonomy=summary.topics,
        min_score=settings.min_score if least is None else least,
        since=day(since, "--since"),
        limit=limit or settings.limit,
        include=frozenset({"read"}),  # people write notes about what they have read
    )
    report = by_tags(run, inputs, criteria, summary)
    warn_of_untagged(run, report)
    done = write_notes(folder, (entry for one in report.lists for entry in one.entries))
    for path in done.left_alone:
        run.screen.warn(f"{safe(str(path))}: not updated: its marker line is missing")
    notes = done.added + done.updated + done.unchanged + len(done.left_alone)
    run.screen.say(
        f"{safe(str(folder))}: {counted(notes, 'note')} = {done.added} new + {done.updated} updated"
        f" + {done.unchanged} unchanged + {len(done.left_alone)} not updated"
    )
