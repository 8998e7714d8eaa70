"""``papertriage evaluate``: measure the tags against labelled papers."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from papertriage.cli.app import command
from papertriage.cli.columns import columns, send, that_fit
from papertriage.cli.options import TopicsFile
from papertriage.cli.run import Run
from papertriage.text.clean import counted, safe

if TYPE_CHECKING:
    from papertriage.flows.topics.evaluate import Evaluation, Quality


@command("evaluate")
def evaluate(
    run: Run,
    labels: Annotated[
        Path, typer.Argument(metavar="LABELS", help="Labelled papers: JSON Lines or CSV.")
    ],
    topic: Annotated[
        str | None,
        typer.Option(
            "--topic", "-t", metavar="NAME", help="The topic that a column named label is about."
        ),
    ] = None,
    most: Annotated[
        int,
        typer.Option(
            "--limit", "-l", metavar="N", min=0, help="Number of wrong papers to show per topic."
        ),
    ] = 5,
    topics: TopicsFile = None,
) -> None:
    """Measure the tags against labelled papers; nothing is stored.

    Each paper has a title and an abstract, or an id that the library knows. Its labels are in
    "labels" ({"faces": true}), in "grades" (2 on, 1 near, 0 off), or in a column for each topic. A
    narrow terminal shows the first measures only.

    Example: papertriage evaluate labels.csv --topics topics.yaml
    """
    from papertriage.flows.lists.rank import check_topics
    from papertriage.flows.topics.evaluate import evaluate as measure

    taxonomy = run.taxonomy(topics)
    check_topics([topic] if topic else [], taxonomy.topics)
    found = measure(run.library(), taxonomy, labels, topic)
    send(run.screen, _report(found, most, run.screen.room))
    run.screen.problems(safe(str(labels)), found.problems, 0, "the others were measured")
    papers, of_topics = counted(found.papers, "labelled paper"), counted(len(found.topics), "topic")
    run.screen.say(f"{papers}, {of_topics}; on topic from .50")


def _report(found: "Evaluation", most: int, room: int) -> Iterator[str]:
    head = ("topic", "on", "of", "P", "R", "F1", "95 %", "R at P .9", "P@50", "nDCG@10")
    rows = [_row(one) for one in found.topics]
    if len(rows) > 1:
        micro = found.micro
        rows.append(
            ("all", "", "", _ratio(micro.precision), _ratio(micro.recall), _ratio(micro.f1),
             *[""] * 4)
        )  # fmt: skip
    fit = that_fit([head, *rows], room)
    yield from columns(head[:fit], [row[:fit] for row in rows], right=range(1, fit), room=room)
    yield ""
    yield from columns(
        ("score", "truly on topic", "papers"),
        [(_ratio(part.mean), _ratio(part.share), str(part.papers)) for part in found.reliability],
        right={0, 1, 2},
        room=room,
    )
    yield f"expected calibration error {_ratio(found.calibration_error)} (scores from .05)"
    for one in found.topics:
        if one.wrong and most:
            yield ""
            yield f"{one.topic}: {one.counts.fp} wrongly on topic, {one.counts.fn} missed"
            yield from _wrong(one, most, room)


def _row(one: "Quality") -> tuple[str, ...]:
    low, high = one.interval
    return (
        one.topic, str(one.positives), str(one.papers), _ratio(one.counts.precision),
        _ratio(one.counts.recall), _ratio(one.counts.f1), f"{_ratio(low)}–{_ratio(high)}",
        _ratio(one.recall_at_90), _ratio(one.precision_at_50), _ratio(one.ndcg_at_10),
    )  # fmt: skip


def _wrong(one: "Quality", most: int, room: int) -> Iterator[str]:
    """Yield the wrong papers of both kinds, most certain first, with the evidence."""
    from papertriage.cli.suggested import entry, why

    too_many = one.wrong[: one.counts.fp]
    missed = one.wrong[one.counts.fp :]
    for name, papers in (("wrong", too_many), ("missed", missed)):
        for each in papers[:most]:
            label = f"{name:<6} {_ratio(each.score)}"
            yield from entry(label, each.paper, why(each.tag), room)


def _ratio(value: float) -> str:
    """Write a share in four cells: ``.955``, ``1.00``."""
    return f"{value:.3f}".removeprefix("0")[:4]
