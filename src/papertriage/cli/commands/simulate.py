"""``papertriage simulate``: how much reading the learner saves on labelled records."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from papertriage import clock
from papertriage.cli.app import command
from papertriage.cli.columns import columns, send
from papertriage.cli.options import OutputFile, Recall, TableOrJson, TopicsFile
from papertriage.cli.output import put
from papertriage.cli.run import Run
from papertriage.errors import UsageError
from papertriage.text.clean import counted, safe

if TYPE_CHECKING:
    from papertriage.flows.review.simulate import Simulation


@command("simulate")
def simulate(
    run: Run,
    labels: Annotated[
        str,
        typer.Argument(
            metavar="LABELS",
            help="Screened records with a label: JSON Lines, CSV, RIS; - for standard input.",
        ),
    ],
    query: Annotated[
        str | None, typer.Option("--query", metavar="TEXT", help="Start from these words.")
    ] = None,
    topic: Annotated[
        str | None,
        typer.Option("--topic", "-t", metavar="NAME", help="Start from the words of a topic."),
    ] = None,
    recall: Recall = 0.8,
    form: TableOrJson = "table",
    plot: Annotated[
        Path | None,
        typer.Option("--plot", metavar="FILE", help="Write the recall curve to FILE as SVG."),
    ] = None,
    topics: TopicsFile = None,
    out: OutputFile = None,
) -> None:
    """Simulate a screening of labelled records; nothing is stored.

    Each record has a title, an abstract, and a label: a column or field "label" or "included" with
    1 or 0 (in RIS: LB, or the notes of ASReview and Rayyan). The learner sees the label of a
    record only after it has ranked the record first.

    Example: papertriage simulate screened.csv --query "hearing of owls" --plot curve.svg
    """
    from papertriage.flows.lists.rank import check_topics
    from papertriage.flows.review.simulate import query_of
    from papertriage.flows.review.simulate import simulate as replay
    from papertriage.text.json_out import dumps

    if bool(query) == bool(topic):
        raise UsageError("simulate needs either --query or --topic")
    if topic is not None:
        known = run.taxonomy(topics).topics
        check_topics([topic], known)
        query = query_of(known[topic])
    found, problems = replay(labels, query or "", clock.today(), recall)
    run.screen.problems(
        safe(labels), problems, 0, f"the other {counted(found.records, 'record')} replayed"
    )
    lines = [dumps(found.as_json())] if form == "json" else _table(found, run.screen.room)
    send(run.screen, lines, out)
    if plot is not None:
        from papertriage.writers.recall_plot import recall_plot

        put([recall_plot(found.curve(), found.stop.read, found.stop.promised)], plot)
    run.screen.say(f"{counted(found.records, 'record')}, {found.included} included")


def _table(found: "Simulation", room: int) -> Iterator[str]:
    stop = found.stop
    tries = counted(stop.tries, "check")
    rows = [
        ("WSS@95", _share(found.wss95), "of the reading saved when 95 % of the included are found"),
        ("RRF@10", _share(found.rrf10), "of the included found after reading 10 %"),
        (
            "ATD",
            _share(found.atd),
            "of the records read until an included one is found, on average",
        ),
        (
            "stop",
            _share(stop.read),
            f"of the records read when recall {_share(stop.promised)} is certified, in {tries}",
        ),
        ("", _share(stop.recall), "of the included found by then"),
    ]
    return columns(("figure", "share", "meaning"), rows, right={1}, room=room)


def _share(value: float) -> str:
    return f"{value:.3f}"
