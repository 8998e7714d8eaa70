"""``papertriage mark``: decide on papers."""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from papertriage.cli import complete, rows
from papertriage.cli.app import command
from papertriage.cli.options import As
from papertriage.cli.run import Run
from papertriage.cli.stdin import STDIN, check_stdin
from papertriage.errors import NoRecordsError, UsageError
from papertriage.text.clean import counted, safe, snippet

if TYPE_CHECKING:
    from papertriage.flows.lists.decisions import DecisionKind

_DONE = {
    "star": "starred",
    "later": "kept for later: no longer listed (rank --include later shows it)",
    "read": "read: no longer listed (rank --include read shows it)",
    "skip": "skipped: no longer listed (rank --include skip shows it)",
    "clear": "cleared: decision and note removed",
    "note": "noted",
}
_USAGE = "usage: papertriage mark ID... star|later|read|skip|clear|note"


@command("mark")
def mark(
    run: Run,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="ID... star|later|read|skip|clear|note",
            help="Ids of papers, numbers of rows of the last list, or - to read ids from standard"
            " input; then your decision.",
        ),
    ] = None,
    note: Annotated[
        str | None, typer.Option("--note", metavar="TEXT", help="Add a note to the papers.")
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help="The reason for a skip.")
    ] = None,
    topic: Annotated[
        str | None,
        typer.Option(
            "--topic",
            "-t",
            metavar="NAME",
            help="The topic of the list; a skip then applies to this list only.",
            autocompletion=complete.topics,
        ),
    ] = None,
    by: As = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="FILE", help="Apply the decisions that the HTML page saved in FILE."
        ),
    ] = None,
) -> None:
    """Decide on papers: star, later, read or skip.

    clear removes your decision. Papers marked later, read or skip are no longer listed. Your last
    decision on a paper counts; a note is kept until you write another. With - the ids come from
    standard input: the first word of each line, or the id of each JSON object.

    Example: papertriage mark 2611.04217 star --note "for the seminar"

    Example: papertriage mark 3 5 skip

    Example: papertriage rank | fzf -m | papertriage mark - later

    Example: papertriage mark --from decisions.json
    """
    if file is not None:
        if words or note is not None or reason is not None or topic is not None:
            raise UsageError("--from cannot be combined with papers or other decisions")
        _apply(run, file, by)
        return
    kind, names = _parsed(run, words or [])
    if note is not None and kind == "clear":
        raise UsageError("--note cannot be combined with clear, which removes the note")
    if note is None and kind == "note":
        raise UsageError("note needs --note TEXT", hint='--note "" removes a note')
    if reason is not None and kind != "skip":
        raise UsageError(f"--reason works only with skip, not with {kind}")
    if not names:
        run.screen.warn("no ids on standard input; nothing was marked")
        return
    from papertriage.flows.lists.decisions import Decision, decide
    from papertriage.ranking.headline_of import title_of

    library = run.library()
    if topic is not None:
        _check_topic(run, topic)
    decision = Decision(kind=kind, note=note, reason=reason, topic=topic, by=by or "")
    done = _DONE[kind]
    if kind == "skip" and topic is not None:
        done = f"skipped on {safe(topic)}: no longer on that list"
    for paper in decide(library, names, decision):
        run.screen.say(f"{safe(paper.id)} {done} · {title_of(paper)}")
    run.screen.say(f"recorded in {run.shown_library()}")


def _parsed(run: Run, words: Sequence[str]) -> "tuple[DecisionKind, list[str]]":
    """Split the words into the decision and the names of the papers.

    Raises:
        UsageError: either is missing.
    """
    *names, kind = words or [""]
    if kind not in _DONE or not names:
        what = f'"{safe(kind)}" is not a decision' if names else "name a paper and a decision"
        raise UsageError(what, hint=_USAGE)
    check_stdin(run, names)
    names = rows.named(run, names)
    found = [id_ for name in names for id_ in (_ids() if name == STDIN else [name])]
    return cast("DecisionKind", kind), found


def _ids() -> Iterator[str]:
    """Yield the ids on standard input: of each JSON object, else the first word of each line."""
    for data in sys.stdin.buffer:
        line = data.decode(errors="replace")
        if line.startswith("{"):
            try:
                id_ = json.loads(line)["id"]
            except (ValueError, KeyError, RecursionError):
                id_ = None
            if not isinstance(id_, str):
                raise UsageError(f'standard input: no id in the line "{snippet(line)}"')
            yield id_
        elif words := line.split(maxsplit=1):
            yield words[0]


def _check_topic(run: Run, topic: str) -> None:
    from papertriage.flows.lists.rank import check_topics

    with run.library().read() as view:
        tagged = view.topics()
    check_topics([topic], tagged | set(run.taxonomy_summary().topics))


def _apply(run: Run, file: Path, by: str | None) -> None:
    from papertriage.flows.lists.saved import apply

    done = apply(run.library(), file, by or "")
    name = safe(file.name)
    run.screen.problems(name, done.problems, 0, f"the other {done.noted + done.known} are recorded")
    if done.seen and len(done.problems) == done.seen:
        raise NoRecordsError(f"{name}: none of {counted(done.seen, 'decision')} could be recorded")
    run.screen.say(
        f"{name}: {counted(done.seen, 'decision')} = {done.noted} new + {done.known} known"
        f" + {len(done.problems)} rejected, in {run.shown_library()}"
    )
