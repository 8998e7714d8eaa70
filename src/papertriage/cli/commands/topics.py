"""``papertriage topics``: the topics with their counts, and the tools of their owner."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from papertriage.cli import complete
from papertriage.cli.app import command, default_command, group
from papertriage.cli.columns import columns, send
from papertriage.cli.options import As, DryRun, TopicsFile
from papertriage.cli.output import output
from papertriage.cli.run import EMPTY, OK, Run
from papertriage.text.clean import counted, safe

if TYPE_CHECKING:
    from papertriage.topics.taxonomy import Taxonomy

topics = group("topics", help="List topics, create one, and improve it.")

Name = Annotated[
    str, typer.Argument(metavar="NAME", help="The topic.", autocompletion=complete.topics)
]
Most = Annotated[
    int, typer.Option("--limit", "-l", metavar="N", min=1, help="Number of rows of each kind.")
]


@default_command(topics)
def list_topics(run: Run, file: TopicsFile = None) -> int:
    """List the topics with the number of papers on each; new, check, audit, suggest, fit, unfit."""
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
    run.screen.say(f"{len(taxonomy.topics)} topics ({safe(str(origin))}){where}")
    if counts:
        from papertriage.flows.topics.fit import enough

        for name, (stars, skips) in enough(run.library(), taxonomy).items():
            said = f"{stars} stars and {skips} skips are enough to learn from"
            run.screen.say(f"{name}: {said}: papertriage topics fit {name}")
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
    name: Annotated[str, typer.Argument(metavar="NAME", help="The topic's name in commands.")],
    like: Annotated[
        list[str] | None,
        typer.Option(
            "--like", metavar="ID", help="A paper of the library that is on the topic (repeatable)."
        ),
    ] = None,
    file: TopicsFile = None,
) -> int:
    """Create a topic: write a first version into your topics.yaml and print where.

    Example: papertriage topics new kinship --like arxiv:2611.04217 --like arxiv:2611.02880
    """
    from papertriage.config.config import topics_home
    from papertriage.flows.topics.topics import begin_topic
    from papertriage.flows.upkeep.upkeep import find_papers

    path = file or topics_home(run.settings)
    papers = list(find_papers(run.library(), like)) if like else []
    line = begin_topic(path, name, papers)
    run.screen.say(f"{name} begins at {safe(str(path))}:{line}; edit its keywords there")
    run.screen.say(f"then: papertriage tag && papertriage rank --topic {name}")
    return OK


@command("check", to=topics)
def check(
    run: Run,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="The taxonomy (default: yours).", show_default=False),
    ] = None,
) -> int:
    """Check a taxonomy: its syntax, and rules that have no effect.

    Exits with 1 if it finds a problem.

    Example: papertriage topics check topics.yaml
    """
    from papertriage.topics.check import check as find

    taxonomy = run.taxonomy(file)
    name = safe(str(file or run.settings.topics or "built in"))
    own = [topic for topic in taxonomy.topics.values() if topic.line] or taxonomy.topics.values()
    findings = find(own)
    send(
        run.screen,
        (f"{name}:{one.line}: {one.topic}: {safe(one.what)}; {one.advice}" for one in findings),
    )
    keywords = sum(len(topic.keywords) for topic in own)
    counts = f"{counted(len(own), 'topic')}, {counted(keywords, 'keyword')}"
    run.screen.say(f"{counts}, {len(findings)} doubtful ({name})")
    return EMPTY if findings else OK


@command("audit", to=topics)
def audit(
    run: Run,
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="Only this topic.", show_default=False),
    ] = None,
    file: TopicsFile = None,
) -> int:
    """Show what each keyword finds in the library: papers, papers it finds alone, papers on topic.

    dead: found nothing. broad: found ten papers or more, at most a quarter of them on topic.

    Example: papertriage topics audit faces
    """
    from papertriage.flows.lists.rank import check_topics
    from papertriage.flows.topics.audit import audit_library

    taxonomy = run.taxonomy(file)
    check_topics([name] if name else [], taxonomy.topics)
    found = audit_library(run.library(), taxonomy)
    chosen = [name] if name else list(taxonomy.topics)
    rows = [
        (topic, row.keyword.level, *map(str, (row.papers, row.alone, row.on_topic, row.cancelled)),
         row.verdict, safe(row.keyword.text))
        for topic in chosen
        for row in found.rows[topic]
    ]  # fmt: skip
    head = ("topic", "level", "papers", "alone", "on topic", "void", "verdict", "keyword")
    send(run.screen, columns(head, rows, right={2, 3, 4, 5}, room=run.screen.width))
    for topic in chosen:
        on, hit = found.on_topic[topic], found.hit[topic]
        papers = counted(found.papers, "paper")
        run.screen.say(f"{topic}: a keyword in {hit} of {papers}, {on} on topic")
        for missed in found.missed[topic]:
            papers = counted(missed.papers, "paper")
            run.screen.say(f'"{safe(missed.keyword)}" misses {papers} with "{safe(missed.said)}"')
    for (one, other), both in sorted(found.both.items(), key=lambda pair: -pair[1]):
        if {one, other} & {*chosen}:
            run.screen.say(f"{one} and {other} share {both} papers")
    return OK


@command("missed", to=topics)
def missed(
    run: Run,
    name: Name,
    sample: Annotated[
        int, typer.Option("--sample", metavar="N", min=1, help="Near papers to draw.")
    ] = 30,
    by: As = None,
    file: TopicsFile = None,
) -> int:
    """Estimate how many papers a topic's list misses, from a few near papers drawn at random.

    Star those that belong on the list and skip the others (papertriage mark ID... skip -t NAME);
    the same command then says between how many of all near papers belong there. Papers that are
    not even near are not counted.

    Example: papertriage topics missed faces
    """
    from papertriage.cli.suggested import title
    from papertriage.flows.lists.rank import check_topics
    from papertriage.flows.topics.missed import missed as draw

    check_topics([name], run.taxonomy(file).topics)
    found = draw(run.library(), name, sample, run.settings.min_score, by or "")
    if not found.near:
        run.screen.say(f"{name}: no paper is near; run papertriage tag if you have not")
        return OK
    words = {True: "star", False: "skip", None: ""}
    rows = [
        (words[drawn.belongs], safe(drawn.paper.id), title(drawn.paper)) for drawn in found.sample
    ]
    send(run.screen, columns(("said", "id", "title"), rows, room=run.screen.width))
    drawn = f"{name}: {len(found.sample)} of {counted(found.near, 'near paper')} drawn at random"
    if found.undecided:
        run.screen.say(f"{drawn}, {found.undecided} undecided: papertriage mark ID... star|skip")
    else:
        low, high = found.bounds
        run.screen.say(
            f"{drawn}, {found.belonging} belong on the list; of all near papers {low} to {high} do,"
            " 95 % sure"
        )
    return OK


@command("suggest", to=topics)
def suggest(run: Run, name: Name, most: Most = 12, file: TopicsFile = None) -> int:
    """Suggest keywords that a topic lacks, and show the papers just outside it.

    Standard output is ready to paste below the topic's keywords.

    Example: papertriage topics suggest faces
    """
    from papertriage.cli.suggested import outside, phrases
    from papertriage.flows.topics.audit import suggest_for

    found = suggest_for(run.library(), run.taxonomy(file), name, most=most)
    if not found.on_topic:
        run.screen.warn(f"no paper of the library is on {name}; nothing to compare with")
    send(run.screen, phrases(found, run.screen.width))
    for line in outside(found, run.screen.width):
        run.screen.say(line)
    on_topic, offered = counted(found.on_topic, "paper"), counted(len(found.phrases), "phrase")
    run.screen.say(f"{name}: {on_topic} on topic, {offered}")
    return OK


@command("fit", to=topics)
def fit(
    run: Run,
    name: Name,
    most: Most = 10,
    yes: Annotated[
        bool, typer.Option("--yes", help="Write what was learned, without asking.")
    ] = False,
    dry_run: DryRun = False,
    file: TopicsFile = None,
) -> int:
    """Learn from your stars and skips of a topic's papers, and add it to the topic's score.

    Compares the topic with what it learned from your earlier decisions on your latest third of
    them, shows which papers would enter and leave, and asks. Nothing is written where it would be
    worse. The weights go to a file beside your topics, which get a line that names it;
    papertriage topics unfit NAME takes them out again.

    Example: papertriage topics fit kinship --dry-run
    """
    from papertriage.cli.suggested import moves
    from papertriage.flows.topics.fit import fit_topic, keep

    path = file or run.settings.topics
    found = fit_topic(run.library(), path, name)
    send(run.screen, moves(found, most, run.screen.width))
    learned = found.learned
    before, after = found.right
    run.screen.say(
        f"{name}: learned from {counted(learned.positives, 'star')} and"
        f" {counted(learned.negatives, 'skip')}; {found.on_topic[0]} papers on topic before,"
        f" {found.on_topic[1]} with it"
    )
    run.screen.say(
        f"of {found.pairs} pairs of a star and a skip among your latest decisions it ranks {after}"
        f" right, the topic as it is {before}"
    )
    if found.is_worse:
        run.screen.say("that is worse; nothing was written")
    elif dry_run:
        run.screen.say("dry run, nothing written")
    elif path and (yes or _agreed(run)):
        keep(path, name, found)
        run.screen.say(f"written to {safe(str(found.file))}; then: papertriage tag")
    else:
        run.screen.say("nothing was written; --yes writes it")
    return OK


def _agreed(run: Run) -> bool:
    """Ask on a terminal whether to write; elsewhere the answer is no."""
    import sys

    if run.screen.quiet or not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    return typer.confirm("Use it?", err=True)


@command("unfit", to=topics)
def unfit(run: Run, name: Name, file: TopicsFile = None) -> int:
    """Take out what papertriage topics fit added to a topic.

    Example: papertriage topics unfit kinship
    """
    from papertriage.errors import UsageError
    from papertriage.flows.lists.rank import check_topics
    from papertriage.flows.topics.fit_file import unfit as take_out

    path = file or run.settings.topics
    taxonomy = run.taxonomy(file)
    check_topics([name], taxonomy.topics)
    if path is None or not taxonomy.topics[name].line:
        raise UsageError(f"{name} is built in; nothing was learned for it")
    gone = ", ".join(safe(one.name) for one in take_out(path, name))
    run.screen.say(f"{name} scores by its own words again, {gone} is gone; then: papertriage tag")
    return OK
