"""``papertriage topics``: the topics with their counts, and a new one of your own."""

from typing import TYPE_CHECKING, Annotated

import typer

from papertriage.cli.app import app, command, default_command
from papertriage.cli.options import TopicsFile
from papertriage.cli.output import output
from papertriage.cli.run import OK, Run
from papertriage.text import safe

if TYPE_CHECKING:
    from papertriage.topics.taxonomy import Taxonomy

topics = typer.Typer(help="List the topics, or begin one of your own.")
app.add_typer(topics, name="topics")


@default_command(topics)
def list_topics(run: Run, file: TopicsFile = None) -> int:
    """List the topics with the number of papers on each, or begin one of your own."""
    taxonomy = run.taxonomy(file)
    counts = _counts(run, taxonomy)
    width = max(len(name) for name in taxonomy.topics)
    digits = max((len(str(count)) for count in counts.values()), default=0)
    with output(None) as write:
        for name, topic in taxonomy.topics.items():
            count = f"{counts[name]:{digits}d}  " if counts else ""
            write(f"{name:{width}}  {count}{safe(topic.title)}\n".encode())
    origin = file or run.settings.topics or "built in"
    where = f" · papers on topic in {run.shown_library()}" if counts else ""
    run.screen.say(f"{len(taxonomy.topics)} topics ({origin}){where}")
    return OK


def _counts(run: Run, taxonomy: "Taxonomy") -> dict[str, int]:
    """Count the library's papers a topic; empty where there is no library."""
    library = run.library()
    if not library.exists():
        return {}
    from papertriage.report import ON_TOPIC

    with library.read() as view:
        counts = view.tag_counts(ON_TOPIC, taxonomy.fingerprint)
    if counts.untagged:
        run.screen.warn(f"{counts.untagged} papers have no tags by these topics: papertriage tag")
    return {name: counts.on_topic.get(name, 0) for name in taxonomy.topics}


@command("new", to=topics)
def new(
    run: Run,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What commands will call it.")],
    file: TopicsFile = None,
) -> int:
    """Begin a topic of your own: writes a start into your topics.yaml and tells where.

    Example: papertriage topics new kinship
    """
    from papertriage.config import topics_home
    from papertriage.flows.topics import begin_topic

    path = file or topics_home(run.settings)
    line = begin_topic(path, name)
    run.screen.say(f"{name} begins at {safe(str(path))}:{line}; edit its keywords there")
    run.screen.say(f"then: papertriage tag && papertriage rank --topic {name}")
    return OK
