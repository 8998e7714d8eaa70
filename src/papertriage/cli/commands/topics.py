"""``papertriage topics``: list topics, and create and improve your own."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from papertriage.cli import complete
from papertriage.cli.app import command, default_command, group
from papertriage.cli.columns import columns, send
from papertriage.cli.options import As, DryRun, TopicsFile
from papertriage.cli.output import put
from papertriage.cli.run import EMPTY, OK, Run
from papertriage.cli.screen import is_interactive
from papertriage.text.clean import counted, safe

if TYPE_CHECKING:
    from papertriage.topics.taxonomy import Taxonomy

topics = group("topics", help="List, create and improve topics.")

Name = Annotated[
    str, typer.Argument(metavar="NAME", help="The topic.", autocompletion=complete.topics)
]
Most = Annotated[
    int,
    typer.Option(
        "--limit", "-l", metavar="N", min=1, help="Number of papers or phrases of each kind."
    ),
]


@default_command(topics)
def list_topics(run: Run, file: TopicsFile = None) -> None:
    """List the topics with the number of papers on each."""
    taxonomy = run.taxonomy(file)
    counts = _counts(run, taxonomy)
    width = max(len(name) for name in taxonomy.topics)
    digits = max((len(str(count)) for count in counts.values()), default=0)
    numbers = {name: f"{count:{digits}d}  " for name, count in counts.items()}
    put(
        f"{name:{width}}  {numbers.get(name, '')}{safe(topic.title)}\n"
        for name, topic in taxonomy.topics.items()
    )
    path = file or run.settings.topics
    origin = run.shown_path(path) if path else "built in"
    where = f" · papers on topic in {run.shown_library()}" if counts else ""
    run.screen.say(f"{counted(len(taxonomy.topics), 'topic')} ({origin}){where}")
    if counts:
        from papertriage.flows.topics.fit import enough

        for name, (stars, skips) in enough(run.library(), taxonomy).items():
            ready = f"{stars} stars and {skips} skips are enough to learn from; run:"
            run.screen.say(f"{name}: {ready} papertriage topics fit {name}")


def _counts(run: Run, taxonomy: "Taxonomy") -> dict[str, int]:
    """Count the papers of each topic; empty if there is no library."""
    library = run.library()
    if not library.exists():
        return {}
    from papertriage.report import ON_TOPIC

    with library.read() as view:
        counts = view.tag_counts(ON_TOPIC, taxonomy.fingerprint)
    if counts.untagged:
        run.screen.warn(
            f"{counted(counts.untagged, 'paper')} not tagged by these topics; run: papertriage tag"
        )
    return {name: counts.on_topic.get(name, 0) for name in taxonomy.topics}


@command("new", to=topics)
def new(
    run: Run,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name of the new topic.")],
    like: Annotated[
        list[str] | None,
        typer.Option(
            "--like",
            metavar="ID",
            help="Take keywords from this paper of the library (repeatable).",
        ),
    ] = None,
    file: TopicsFile = None,
) -> None:
    """Create a topic: add a first version to your topics.yaml.

    Example: papertriage topics new kinship --like arxiv:2611.04217 --like arxiv:2611.02880
    """
    from papertriage.config.config import topics_home
    from papertriage.flows.topics.topics import begin_topic
    from papertriage.flows.upkeep.upkeep import find_papers

    path = file or topics_home(run.settings)
    papers = list(find_papers(run.library(), like)) if like else []
    line = begin_topic(path, name, papers)
    run.screen.say(f"created {name} in {run.shown_path(path)}:{line}; edit its keywords there")
    run.screen.say(f"next: papertriage tag && papertriage rank --topic {name}")


@command("check", to=topics)
def check(
    run: Run,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="The file of topics (default: yours)."),
    ] = None,
) -> int:
    """Check a file of topics for errors and for rules without effect.

    It exits with 1 if it finds a problem.

    Example: papertriage topics check topics.yaml
    """
    from papertriage.topics.check import check as find

    taxonomy = run.taxonomy(file)
    path = file or run.settings.topics
    name = run.shown_path(path) if path else "built in"
    own = [topic for topic in taxonomy.topics.values() if topic.line] or taxonomy.topics.values()
    findings = find(own)
    send(
        run.screen,
        (f"{name}:{one.line}: {one.topic}: {safe(one.what)}; {one.advice}" for one in findings),
    )
    keywords = sum(len(topic.keywords) for topic in own)
    counts = f"{counted(len(own), 'topic')}, {counted(keywords, 'keyword')}"
    run.screen.say(f"{counts}, {counted(len(findings), 'problem')} ({name})")
    return EMPTY if findings else OK


@command("audit", to=topics)
def audit(
    run: Run,
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="Only this topic.")] = None,
    file: TopicsFile = None,
) -> None:
    """Show what each keyword finds in the library.

    For each keyword it counts papers, papers that no other keyword finds, and papers on topic. dead
    keywords find nothing; broad ones find at least ten papers, at most a quarter of them on topic.

    Example: papertriage topics audit faces
    """
    from papertriage.flows.lists.rank import check_topics
    from papertriage.flows.topics.audit import audit_library

    taxonomy = run.taxonomy(file)
    check_topics([name] if name else [], taxonomy.topics)
    found = audit_library(run.library(), taxonomy)
    chosen = [name] if name else list(taxonomy.topics)
    for topic in chosen:
        rows = [
            (*map(str, (row.papers, row.alone, row.on_topic, row.cancelled)),
             row.verdict, row.keyword.level, safe(row.keyword.text).replace("|", " | "))
            for row in found.rows[topic]
        ]  # fmt: skip
        head = ("papers", "alone", "on topic", "cancelled", "", "level", topic)
        send(run.screen, columns(head, rows, right={0, 1, 2, 3}, room=run.screen.room))
        on, hit = found.on_topic[topic], found.hit[topic]
        papers = counted(found.papers, "paper")
        run.screen.say(f"{topic}: a keyword in {hit} of {papers}, {on} on topic")
        for missed in found.missed[topic]:
            papers = counted(missed.papers, "paper")
            run.screen.say(
                f'"{safe(missed.keyword)}" misses {papers} with "{safe(missed.wording)}"'
            )
    for (one, other), both in sorted(found.both.items(), key=lambda pair: -pair[1]):
        if {one, other} & {*chosen}:
            run.screen.say(f"{one} and {other} share {counted(both, 'paper')}")


@command("missed", to=topics)
def missed(
    run: Run,
    name: Name,
    sample: Annotated[
        int, typer.Option("--sample", metavar="N", min=1, help="Number of near papers to draw.")
    ] = 30,
    by: As = None,
    file: TopicsFile = None,
) -> None:
    """Estimate how many papers a topic's list misses, from a random sample of near papers.

    Star the papers that belong on the list and skip the others (papertriage mark ID... skip -t
    NAME). The same command then estimates how many of all near papers belong there. Papers that are
    not near are not counted.

    Example: papertriage topics missed faces
    """
    from papertriage.flows.lists.rank import check_topics
    from papertriage.flows.topics.missed import missed as draw
    from papertriage.ranking.headline_of import title_of

    check_topics([name], run.taxonomy(file).topics)
    found = draw(run.library(), name, sample, run.settings.min_score, by or "")
    if not found.near:
        run.screen.say(
            f"{name}: no near papers; if papers are not tagged yet, run: papertriage tag"
        )
        return
    words = {True: "star", False: "skip", None: ""}
    rows = [
        (words[drawn.belongs], safe(drawn.paper.id), title_of(drawn.paper))
        for drawn in found.sample
    ]
    send(run.screen, columns(("decision", "id", "title"), rows, room=run.screen.room))
    drawn = f"{name}: {len(found.sample)} of {counted(found.near, 'near paper')} drawn at random"
    if found.undecided:
        run.screen.say(f"{drawn}, {found.undecided} undecided: papertriage mark ID... star|skip")
    else:
        low, high = found.bounds
        run.screen.say(
            f"{drawn}, {found.belonging} belong on the list; estimate for all near papers:"
            f" {low} to {high} (95 % confidence)"
        )


@command("suggest", to=topics)
def suggest(run: Run, name: Name, most: Most = 12, file: TopicsFile = None) -> None:
    """Suggest keywords that a topic lacks, and show the papers just outside it.

    You can paste the output below the keywords of the topic.

    Example: papertriage topics suggest faces
    """
    from papertriage.cli.suggested import outside, phrases
    from papertriage.flows.topics.audit import suggest_for
    from papertriage.writers.phrases import best_id

    found = suggest_for(run.library(), run.taxonomy(file), name, most=most)
    if not found.on_topic:
        run.screen.warn(
            f"no paper of the library is on {name}, so there is nothing to compare with"
        )
    send(run.screen, phrases(found, run.screen.room))
    for line in outside(found, run.screen.room):
        run.screen.say(line)
    if found.alike:
        ids = " ".join(best_id(one.paper) for one in found.alike)
        run.screen.say("to star those that belong on the topic, delete the other ids from:")
        run.screen.say_whole(f"  papertriage mark {ids} star")
    on_topic, offered = counted(found.on_topic, "paper"), counted(len(found.phrases), "phrase")
    run.screen.say(f"{name}: {on_topic} on topic, {offered}")


@command("fit", to=topics)
def fit(
    run: Run,
    name: Name,
    most: Most = 10,
    yes: Annotated[bool, typer.Option("--yes", help="Write the weights without asking.")] = False,
    dry_run: DryRun = False,
    file: TopicsFile = None,
) -> None:
    """Learn weights for a topic from your stars and skips.

    It learns from your earlier decisions, tests the result on the latest third of them, shows which
    papers would enter and leave the topic, and asks. If the result is worse, nothing is written.
    The weights go to a file beside your topics.yaml, which then refers to it; papertriage topics
    unfit NAME removes them.

    Example: papertriage topics fit kinship --dry-run
    """
    from papertriage.cli.suggested import moves
    from papertriage.flows.topics.fit import fit_topic
    from papertriage.flows.topics.fit_file import keep

    path = file or run.settings.topics
    found = fit_topic(run.library(), path, name)
    send(run.screen, moves(found, most, run.screen.room))
    learned = found.learned
    before, after = found.right
    run.screen.say(
        f"{name}: learned from {counted(learned.positives, 'star')} and"
        f" {counted(learned.negatives, 'skip')}; papers on topic: {found.on_topic[0]} before,"
        f" {found.on_topic[1]} after"
    )
    run.screen.say(
        f"pairs of your latest stars and skips ranked correctly: {before} before, {after} after,"
        f" of {found.pairs}"
    )
    if found.is_worse:
        run.screen.say("the result is worse; nothing written")
    elif dry_run:
        run.screen.say("dry run, nothing written")
    elif path and (yes or _agreed(run)):
        keep(path, name, found)
        run.screen.say(f"wrote {safe(str(found.file))}; next: papertriage tag")
    else:
        run.screen.say("nothing written; --yes writes the weights")


def _agreed(run: Run) -> bool:
    """Ask on a terminal whether to write the weights; elsewhere the answer is no."""
    if run.screen.quiet or not is_interactive():
        return False
    return typer.confirm("Use these weights?", err=True)


@command("unfit", to=topics)
def unfit(run: Run, name: Name, file: TopicsFile = None) -> None:
    """Remove the weights that papertriage topics fit added to a topic.

    Example: papertriage topics unfit kinship
    """
    from papertriage.errors import UsageError
    from papertriage.flows.lists.rank import check_topics
    from papertriage.flows.topics.fit_file import unfit as take_out

    path = file or run.settings.topics
    taxonomy = run.taxonomy(file)
    check_topics([name], taxonomy.topics)
    if path is None or not taxonomy.topics[name].line:
        raise UsageError(f"{name} is built in and has no learned weights")
    names = ", ".join(safe(one.name) for one in take_out(path, name))
    run.screen.say(f"removed {names}; {name} is scored by its keywords only; next: papertriage tag")
